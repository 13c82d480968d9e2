package selection

import (
	"cmp"
	"errors"
	"fmt"

	"rongqiao/internal/domain"
)

// Version names the rules of this package; it rises with any change of them.
const Version = "selection/1"

// Bounds of the input: within them every sum of scores along a path and of a
// whole choice stays inside int64.
const (
	MaxScore  int64 = 1 << 50
	MaxTotal        = 4096
	maxGroups       = 4096 // districts and industries together
)

// DefaultTotal is how many are chosen where nothing else is said.
const DefaultTotal = 100

// Candidate is a firm that can be chosen. Ids are distinct.
type Candidate struct {
	ID        string
	Score     int64
	FoundedOn domain.Date
	USCC      domain.USCC
	District  domain.Code
	Industry  domain.Code
}

// Compare is the published order of candidates: negative where a comes first.
func Compare(a, b Candidate) int { return compare(&a, &b) }

func compare(a, b *Candidate) int {
	switch {
	case a.Score != b.Score:
		return cmp.Compare(b.Score, a.Score)
	case a.FoundedOn != b.FoundedOn:
		return cmp.Compare(a.FoundedOn, b.FoundedOn)
	case a.USCC != b.USCC:
		return cmp.Compare(a.USCC, b.USCC)
	}
	return cmp.Compare(a.ID, b.ID)
}

// Bounds are the fewest and the most of one district or industry. A nil Cap is
// the default cap of its kind.
type Bounds struct {
	Floor int
	Cap   *int
}

// Terms say how many are chosen. A nil default cap is no cap.
type Terms struct {
	Total       int
	DistrictCap *int // of a district that Districts gives no cap
	IndustryCap *int
	Districts   map[domain.Code]Bounds
	Industries  map[domain.Code]Bounds
}

// Reason is what kept a firm out.
type Reason string

// The reasons. A cap is one where the firm would be in if that cap did not
// count it; together with another, where either would do.
const (
	ByTotal       Reason = "total"        // its district and its industry had room: only the total was full
	ByDistrictCap Reason = "district_cap" // its district's cap
	ByIndustryCap Reason = "industry_cap" // its industry's cap
	ByBothCaps    Reason = "both_caps"    // both caps at once
	ByBetter      Reason = "better"       // stronger firms have every place that it could take
	ByFloors      Reason = "floors"       // what it could take is kept for floors: no score is enough
)

// LeftOut is a candidate that was not chosen.
type LeftOut struct {
	Candidate
	Reasons []Reason
	// Enough is the least score with which it would have been chosen, all else
	// equal; nil where no score is enough.
	Enough *int64
	// Instead are the chosen firms that would leave for it at that score, and
	// With are those that would come in besides, in the order of candidates.
	Instead, With []string
}

// Choice is the answer.
type Choice struct {
	Chosen   []Candidate // in the order of candidates
	LeftOut  []LeftOut   // in the order of candidates
	Score    int64       // of the chosen together
	Total    int         // asked for; fewer are chosen where no more fit
	Complete bool        // as many as asked for
}

// Choose answers the best choice. Errors: *Conflict where the floors cannot be
// kept; an error that names the bound where terms or scores are out of range.
func Choose(candidates []Candidate, terms Terms) (Choice, error) {
	if err := check(candidates, terms); err != nil {
		return Choice{}, err
	}
	n := newNetwork(candidates, terms)
	if n.districts.count+n.industries.count > maxGroups {
		return Choice{}, fmt.Errorf("want at most %d districts and industries together, have %d", maxGroups, n.districts.count+n.industries.count)
	}
	if conflict := n.conflict(); conflict != nil {
		return Choice{}, conflict
	}
	for n.flow < terms.Total && n.augment() {
		n.flow++
	}
	return n.answer(), nil
}

func check(candidates []Candidate, terms Terms) error {
	var errs []error
	if terms.Total < 1 || terms.Total > MaxTotal {
		errs = append(errs, fmt.Errorf("want a total from 1 to %d, have %d", MaxTotal, terms.Total))
	}
	atLeastZero := func(what string, n *int) {
		if n != nil && (*n < 0 || *n > MaxTotal) {
			errs = append(errs, fmt.Errorf("%s: want 0 to %d, have %d", what, MaxTotal, *n))
		}
	}
	atLeastZero("default cap of districts", terms.DistrictCap)
	atLeastZero("default cap of industries", terms.IndustryCap)
	for _, group := range []map[domain.Code]Bounds{terms.Districts, terms.Industries} {
		for code, b := range group {
			atLeastZero("floor of "+string(code), &b.Floor)
			atLeastZero("cap of "+string(code), b.Cap)
		}
	}
	for _, c := range candidates {
		if c.Score > MaxScore || c.Score < -MaxScore {
			errs = append(errs, fmt.Errorf("%s: want a score from %d to %d, have %d", c.ID, -MaxScore, MaxScore, c.Score))
			break
		}
	}
	return errors.Join(errs...)
}

// answer writes out what the flow has chosen.
func (n *network) answer() Choice {
	c := Choice{Total: n.total, Complete: n.flow == n.total}
	chosen := make([]bool, len(n.candidates))
	for _, x := range n.cells {
		for _, at := range x.items[:x.taken] {
			chosen[at] = true
		}
	}
	m := n.margins()
	c.LeftOut = make([]LeftOut, 0, len(n.candidates)-n.flow)
	for _, at := range n.order {
		x := &n.candidates[at]
		if chosen[at] {
			c.Chosen = append(c.Chosen, *x)
			c.Score += x.Score
		} else {
			c.LeftOut = append(c.LeftOut, m.leftOut(*x, n.cellOf[at]))
		}
	}
	return c
}
