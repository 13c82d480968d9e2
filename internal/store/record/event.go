package record

import (
	"time"

	"rongqiao/internal/domain"
)

// Event is an entry of the outbox; its number is the store's.
type Event struct {
	Type domain.EventType `json:"type"`
	ID   string           `json:"id"`
	At   time.Time        `json:"at"`
}

// NewEvent is the shape of an event.
func NewEvent(e domain.Event) Event { return Event{Type: e.Type, ID: e.ID, At: at(e.At)} }

// Event is the event with its number.
func (d Event) Event(seq int64) domain.Event {
	return domain.Event{Seq: seq, Type: d.Type, ID: d.ID, At: d.At}
}
