// Package rules reads and validates the rule data of a region (vocabularies,
// fields, offers, rates, scorecards) and answers one criterion at a time:
// true, false or unknown. It holds no rule and no number of its own.
package rules

// Truth is a three-valued answer. The order matters: "and" is the least of
// its parts, "or" the greatest (Kleene's strong logic).
type Truth int8

// The three answers.
const (
	False Truth = iota
	Unknown
	True
)

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

func (t Truth) String() string {
	return [...]string{"false", "unknown", "true"}[t]
}
