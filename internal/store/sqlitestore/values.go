package sqlitestore

import "time"

// Storage shapes are structs of this package with JSON names. Their fields
// have the domain's own scalar types (amounts as whole fen, days as numbers
// from 1970-01-01); times are RFC 3339 in UTC. Absent means the zero value: a
// nil pointer or a nil slice is left out, an empty slice is written as [].

// each converts a slice; nil stays nil and empty stays empty.
func each[A, B any](in []A, convert func(A) B) []B {
	if in == nil {
		return nil
	}
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = convert(v)
	}
	return out
}

// utc is the time in the form that comes back from the store.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

func formatTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
