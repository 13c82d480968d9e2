package rules

import (
	"slices"

	"rongqiao/internal/domain"
)

// Cultivation is the rule data of listing cultivation: who is a candidate, the
// stages and the moves between them, and what stands in the way of a listing.
// A region whose rule data has no such files cultivates nobody.
type Cultivation struct {
	Candidate  *domain.Criterion // who is one; nil: only who has a candidacy
	Boards     []Named
	Stages     []Stage
	Moves      []domain.CandidacyMove
	StagesFrom Standing
	Severities []Severity
	Issues     []BlockingIssue
	IssuesFrom Standing
}

// Standing says where rules come from, and whether they were read there.
type Standing struct {
	Document string
	Date     string
	Verified bool
}

// Named is a code with its name.
type Named struct {
	Code domain.Code
	Name domain.Text
}

// Stage is one of listing cultivation. Lengths are in months and nil where
// nothing is known; Typical is practice and no rule.
type Stage struct {
	Code       domain.Code
	Name       domain.Text
	EntersWhen domain.Text
	Proof      []Named
	Typical    *[2]int32 // from, to
	Min        *int32    // at least so long
	Valid      *int32    // so long it holds
	Clocks     []StageClock
	Optional   bool
	Terminal   bool
	Aside      bool // off the way: withdrawn or terminated
}

// StageClock is how long someone has in a stage.
type StageClock struct {
	What   domain.Text
	Within int32
	Unit   string // working_days or months
}

// Severity is how grave an issue is.
type Severity struct {
	Code   domain.Code
	Name   domain.Text
	Note   domain.Text
	Blocks domain.Code // the stage that nobody enters with such an issue open; "" for none
}

// BlockingIssue is something that the review of a listing asks about.
type BlockingIssue struct {
	Code     domain.Code
	Name     domain.Text
	Severity domain.Code
	Ask      domain.Text
	Cure     domain.Text
	Rule     string // a condition of the listing standards
}

// IsCandidate tells whether the firm is one by the rule; what is not known is
// not taken for a yes.
func (rs *RuleSet) IsCandidate(f *Facts) bool {
	return rs.Cultivation.Candidate != nil && rs.Judge(*rs.Cultivation.Candidate, f) == True
}

// Stage answers a stage by its code.
func (c Cultivation) Stage(code domain.Code) (Stage, bool) {
	at := slices.IndexFunc(c.Stages, func(s Stage) bool { return s.Code == code })
	if at < 0 {
		return Stage{}, false
	}
	return c.Stages[at], true
}

// First is where a record begins at the earliest: the first stage.
func (c Cultivation) First() domain.Code {
	if len(c.Stages) == 0 {
		return ""
	}
	return c.Stages[0].Code
}

// HasBoard tells whether there is such a board.
func (c Cultivation) HasBoard(code domain.Code) bool {
	return slices.ContainsFunc(c.Boards, func(n Named) bool { return n.Code == code })
}

// Issue answers a blocking issue by its code.
func (c Cultivation) Issue(code domain.Code) (BlockingIssue, bool) {
	at := slices.IndexFunc(c.Issues, func(i BlockingIssue) bool { return i.Code == code })
	if at < 0 {
		return BlockingIssue{}, false
	}
	return c.Issues[at], true
}

// HasSeverity tells whether there is such a severity.
func (c Cultivation) HasSeverity(code domain.Code) bool {
	return slices.ContainsFunc(c.Severities, func(s Severity) bool { return s.Code == code })
}

// Blocking answers the open issues that keep the firm from entering the stage.
func (c Cultivation) Blocking(record domain.Candidacy, stage domain.Code) []domain.Code {
	var out []domain.Code
	for _, i := range record.Issues {
		blocks := slices.ContainsFunc(c.Severities, func(s Severity) bool { return s.Code == i.Severity && s.Blocks == stage })
		if i.ClosedOn == nil && blocks {
			out = append(out, i.Issue)
		}
	}
	return out
}
