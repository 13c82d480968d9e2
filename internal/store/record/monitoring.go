package record

import (
	"slices"
	"time"

	"rongqiao/internal/domain"
)

// Monitoring is a line of the weekly sheet as stored.
type Monitoring struct {
	ID          domain.MonitoringID `json:"id"`
	USCC        domain.USCC         `json:"uscc,omitzero"`
	Name        string              `json:"name,omitzero"`
	District    domain.Code         `json:"district,omitzero"`
	Week        string              `json:"week,omitzero"`
	Output      *domain.Fen         `json:"output_fen,omitzero"`
	Revenue     *domain.Fen         `json:"revenue_fen,omitzero"`
	Orders      *domain.Fen         `json:"orders_fen,omitzero"`
	Staff       *int32              `json:"staff,omitzero"`
	PowerKWh    *int64              `json:"power_kwh,omitzero"`
	Utilisation *domain.BasisPoints `json:"utilisation_bp,omitzero"`
	Troubles    []domain.Code       `json:"troubles,omitzero"`
	Note        string              `json:"note,omitzero"`
	By          domain.UserID       `json:"by,omitzero"`
	At          time.Time           `json:"at"`
}

// NewMonitoring is the shape of a line of the weekly sheet.
func NewMonitoring(m domain.Monitoring) Monitoring {
	return Monitoring{
		ID: m.ID, USCC: m.USCC, Name: m.Name, District: m.District, Week: m.Week, Output: m.Output, Revenue: m.Revenue, Orders: m.Orders, Staff: m.Staff, PowerKWh: m.PowerKWh, Utilisation: m.Utilisation, Troubles: slices.Clone(m.Troubles), Note: m.Note, By: m.By, At: at(m.At),
	}
}

// Monitoring is the line of the weekly sheet with the version that it is stored at.
func (d Monitoring) Monitoring(version int64) domain.Monitoring {
	return domain.Monitoring{
		Version: version, ID: d.ID, USCC: d.USCC, Name: d.Name, District: d.District, Week: d.Week, Output: d.Output, Revenue: d.Revenue, Orders: d.Orders, Staff: d.Staff, PowerKWh: d.PowerKWh, Utilisation: d.Utilisation, Troubles: d.Troubles, Note: d.Note, By: d.By, At: d.At,
	}
}
