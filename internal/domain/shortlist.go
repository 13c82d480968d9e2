package domain

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// ShortlistID identifies a shortlist, "sl_…".
type ShortlistID string

// ShortlistState is where a shortlist stands.
type ShortlistState string

// The states: a draft can be worked out anew, a frozen list never changes.
const (
	ShortlistDraft  ShortlistState = "draft"
	ShortlistFrozen ShortlistState = "frozen"
)

// Shortlist is a choice of firms for listing cultivation: the terms, what the
// choice was made from, and what came out. From terms and candidates the
// result follows again, bit for bit, with the selection version.
type Shortlist struct {
	ID               ShortlistID
	Version          int64
	Name             string
	State            ShortlistState
	Day              Date // that the scores are of
	Terms            ShortlistTerms
	Candidates       []ShortlistCandidate // in the order of the ranking
	Result           ShortlistResult
	RulesVersion     string
	SelectionVersion string
	CreatedBy        UserID
	CreatedAt        time.Time
	UpdatedAt        time.Time
	FrozenBy         UserID
	FrozenAt         *time.Time
}

// ShortlistTerms say how many firms are chosen, and how many of a district or
// an industry. A nil cap is none.
type ShortlistTerms struct {
	Total       int32
	DistrictCap *int32 // of each district that Districts gives no cap
	IndustryCap *int32
	Districts   []ShortlistBound
	Industries  []ShortlistBound
}

// ShortlistBound is the fewest and the most firms of a district or an industry.
type ShortlistBound struct {
	Code  Code
	Floor int32
	Cap   *int32
}

// ScoreLine is one line of a score: what was asked, what the firm has, the
// points that it brings and the most that it could bring.
type ScoreLine struct {
	ID     string
	Label  Text
	Have   Text
	Want   Text
	Points int64
	Max    int64
	Clause Clause
}

// ShortlistCandidate is a firm as it was when the list was made.
type ShortlistCandidate struct {
	EnterpriseID EnterpriseID
	USCC         USCC
	Name         string
	FoundedOn    Date
	District     Code
	Industry     Code
	Score        int64
	Inputs       string // what the score was made from, as its sheet writes it; the same score follows again
	Lines        []ScoreLine
}

// ShortlistResult is what came out. Chosen and LeftOut hold each candidate
// once, in the order of the ranking.
type ShortlistResult struct {
	Chosen   []EnterpriseID
	LeftOut  []ShortlistLeftOut
	Score    int64 // of the chosen together
	Complete bool  // as many as the total asks for
}

// ShortlistLeftOut is a firm that was not chosen, with what kept it out.
type ShortlistLeftOut struct {
	EnterpriseID EnterpriseID
	Reasons      []string
	Enough       *int64         // the least score that would have been enough; nil: none
	Instead      []EnterpriseID // who would have left for it at that score
	With         []EnterpriseID // who would have come in besides
}

// Most that a shortlist holds.
const (
	MaxShortlistName       = 80
	MaxShortlistTotal      = 1000
	MaxShortlistBounds     = 200
	MaxShortlistCandidates = 20_000 // keeps the document of a list well below what a database takes as one
)

// CheckTerms answers the faults of name and terms; codes are checked against
// the rule data elsewhere.
func (s Shortlist) CheckTerms() error {
	var f faults
	if n := utf8.RuneCountInString(s.Name); n < 1 || n > MaxShortlistName {
		f.add("name", "name_length", Facts{"min": 1, "max": MaxShortlistName})
	}
	t := s.Terms
	if t.Total < 1 || t.Total > MaxShortlistTotal {
		f.add("terms.total", "count_out_of_range", Facts{"min": 1, "max": MaxShortlistTotal})
	}
	f.most("terms.district_cap", t.DistrictCap)
	f.most("terms.industry_cap", t.IndustryCap)
	f.bounds("terms.districts", t.Districts)
	f.bounds("terms.industries", t.Industries)
	return f.err()
}

func (f *faults) most(field string, n *int32) {
	if n != nil && (*n < 0 || *n > MaxShortlistTotal) {
		f.add(field, "count_out_of_range", Facts{"min": 0, "max": MaxShortlistTotal})
	}
}

func (f *faults) bounds(list string, all []ShortlistBound) {
	if len(all) > MaxShortlistBounds {
		f.add(list, "too_many_values", Facts{"max": MaxShortlistBounds})
		return
	}
	seen := map[Code]bool{}
	for i, b := range all {
		at := fmt.Sprintf("%s[%d]", list, i)
		if seen[b.Code] {
			f.add(at+".code", "given_twice", nil)
		}
		seen[b.Code] = true
		f.most(at+".floor", &b.Floor)
		f.most(at+".cap", b.Cap)
		if b.Cap != nil && *b.Cap < b.Floor {
			f.add(at+".cap", "bounds_reversed", nil)
		}
	}
}

// Change is asked before anything of the list is changed: shortlist_frozen
// (conflict) where it is frozen.
func (s Shortlist) Change() error {
	if s.State == ShortlistFrozen {
		return NewError(KindConflict, "shortlist_frozen", Facts{"id": string(s.ID)})
	}
	return nil
}

// Freeze makes the list what it stays.
func (s *Shortlist) Freeze(by UserID, now time.Time) error {
	if err := s.Change(); err != nil {
		return err
	}
	s.State, s.FrozenBy, s.FrozenAt, s.UpdatedAt = ShortlistFrozen, by, &now, now
	return nil
}
