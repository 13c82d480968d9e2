package record

import (
	"time"

	"rongqiao/internal/domain"
)

// appliedDoc is a move that was made, as stored.
type appliedDoc[M ~string] struct {
	At     time.Time     `json:"at"`
	Move   M             `json:"move"`
	Party  domain.Party  `json:"party"`
	By     domain.UserID `json:"by,omitzero"`
	ByName string        `json:"by_name,omitzero"`
	Text   string        `json:"text,omitzero"`
}

func newAppliedDoc[M ~string](m domain.Applied[M]) appliedDoc[M] {
	d := appliedDoc[M](m)
	d.At = at(d.At)
	return d
}

func (d appliedDoc[M]) applied() domain.Applied[M] { return domain.Applied[M](d) }
