package search

// Degradable is an Index that goes on in a lesser way while what it rests on
// is away, such as one with a fallback.
type Degradable interface {
	// Degraded answers a code for why it does so now; empty for in full order.
	Degraded() (reason string)
}
