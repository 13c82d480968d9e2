package record

import (
	"time"

	"rongqiao/internal/domain"
)

// KeptAnswer is a kept answer as stored.
type KeptAnswer struct {
	ID          domain.KeptAnswerID `json:"id"`
	Fingerprint string              `json:"fingerprint,omitzero"`
	TriedAt     time.Time           `json:"tried_at,omitzero"`
	At          time.Time           `json:"at"`
	Status      int                 `json:"status,omitzero"`
	Body        string              `json:"body,omitzero"`
}

// NewKeptAnswer is the shape of a kept answer.
func NewKeptAnswer(k domain.KeptAnswer) KeptAnswer {
	return KeptAnswer{
		ID: k.ID, Fingerprint: k.Fingerprint, At: at(k.At), TriedAt: at(k.TriedAt), Status: k.Status, Body: k.Body,
	}
}

// KeptAnswer is the kept answer with the version that it is stored at.
func (d KeptAnswer) KeptAnswer(version int64) domain.KeptAnswer {
	return domain.KeptAnswer{
		Version: version, ID: d.ID, Fingerprint: d.Fingerprint, At: d.At, TriedAt: d.TriedAt, Status: d.Status, Body: d.Body,
	}
}
