package domain

import "time"

// KeptAnswerID is the hash of who sent a request and of its idempotency key.
type KeptAnswerID string

// KeptAnswer is what the first request with an idempotency key was, and what it
// was answered, so that the same request sent again does nothing more.
type KeptAnswer struct {
	ID          KeptAnswerID
	Version     int64
	Fingerprint string    // of method, path and body; empty: that request was refused, the key is free
	At          time.Time // when it was first taken up: ids of what it makes follow from it
	TriedAt     time.Time // when somebody last began to answer it; zero: nobody is at it
	Status      int       // 0: not answered yet
	Body        string
}
