package store

import (
	"context"
	"time"
)

// NeedQueue is what a store tells of the needs that wait, where it can without
// reading them.
type NeedQueue interface {
	// WaitingNeeds answers how many needs are submitted, and when the first of
	// them was; zero for none.
	WaitingNeeds(ctx context.Context) (needs int, oldest time.Time, err error)
}
