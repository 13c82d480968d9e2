package domain

import "time"

// ReceivedID identifies what came in from another node: "<node>/<kind>/<id there>".
type ReceivedID string

// Received is a need, an answer, a deal or a consent of another node, as it
// stood there when it was last told.
type Received struct {
	ID         ReceivedID
	Version    int64
	Node       Code
	Kind       Code
	RemoteID   string
	USCC       USCC
	Payload    string // JSON, its fields sorted
	RemoteAt   time.Time
	ReceivedAt time.Time // first
	UpdatedAt  time.Time // last
}
