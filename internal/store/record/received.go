package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Received is a received record as stored.
type Received struct {
	ID         domain.ReceivedID `json:"id"`
	Node       domain.Code       `json:"node,omitzero"`
	Kind       domain.Code       `json:"kind,omitzero"`
	RemoteID   string            `json:"remote_id,omitzero"`
	USCC       domain.USCC       `json:"uscc,omitzero"`
	Payload    string            `json:"payload,omitzero"`
	RemoteAt   time.Time         `json:"remote_at"`
	ReceivedAt time.Time         `json:"received_at"`
	UpdatedAt  time.Time         `json:"updated_at"`
}

// NewReceived is the shape of a received record.
func NewReceived(r domain.Received) Received {
	return Received{
		ID: r.ID, Node: r.Node, Kind: r.Kind, RemoteID: r.RemoteID, USCC: r.USCC, Payload: r.Payload, RemoteAt: at(r.RemoteAt), ReceivedAt: at(r.ReceivedAt), UpdatedAt: at(r.UpdatedAt),
	}
}

// Received is the received record with the version that it is stored at.
func (d Received) Received(version int64) domain.Received {
	return domain.Received{
		Version: version, ID: d.ID, Node: d.Node, Kind: d.Kind, RemoteID: d.RemoteID, USCC: d.USCC, Payload: d.Payload, RemoteAt: d.RemoteAt, ReceivedAt: d.ReceivedAt, UpdatedAt: d.UpdatedAt,
	}
}
