package rules

import (
	"rongqiao/internal/domain"
)

// Sheet is a set of conditions, points or classes that one text states, in
// force over its days: the 专精特新 conditions of 2026, one listing standard, a
// scorecard of our own. Package scoring answers it for a firm.
type Sheet struct {
	ID         string
	Series     string // sheets that follow one another; one of a series is in force on a day
	Family     string // size, tier, credit, reserve, board, ranking or queue
	Title      domain.Text
	Note       domain.Text
	Document   domain.Clause // Article: the part of the document that this is
	From       domain.Date
	Until      *domain.Date // last day
	Verified   bool
	VerifiedOn string
	Unverified []domain.Text // what is from memory, or was not found
	Tier       domain.Code   // the title that it leads to
	Board      domain.Code   // where: of boards, and of what must hold to issue shares there
	Part       string        // boards only: base, positioning or standard
	Applies    []domain.Criterion
	Conditions []domain.Criterion // all of them
	Judgements []domain.Text      // what a person decides besides
	Points     *PointSheet
	Classes    *ClassTable
	Listed     []ListedGroup // indicators whose weights are not public
	Limits     []Limit
}

// PointSheet gives points by indicator. It is passed with Pass points in all
// and each group's own Pass, or by any one of the Direct routes.
type PointSheet struct {
	Max            int64
	Pass           *int64
	LeastCoverage  domain.BasisPoints // rankings: share of the points that must be decidable
	FirstComeAfter int64              // queues: who has waited so many days comes before who has not, the longest waiting first; 0: never
	Groups         []PointGroup
	Direct         []domain.Route
}

// PointGroup is a part of a point sheet.
type PointGroup struct {
	ID         string
	Label      domain.Text
	Max        int64
	Pass       *int64
	Indicators []PointIndicator
}

// PointIndicator has exactly one way to get points: bands of a number, options
// of a code or flag, so many for each full step, so many for each item of a
// set, the best of several, or points that a person entered.
type PointIndicator struct {
	ID      string
	Label   domain.Text
	Reason  domain.Text
	Max     int64
	Field   string
	Bands   []PointBand
	Options []PointOption
	Step    int64 // PointsEach for every full Step, or for every item
	Each    int64
	Best    []PointIndicator
	Entered bool
	Clause  domain.Clause
}

// PointBand is an interval of a number in base units: fen, basis points,
// months, things.
type PointBand struct {
	Low, High     *int64 // nil: no end
	LowIn, HighIn bool   // whether the border belongs to it
	Points        int64
}

// PointOption is what a code is worth; of a flag, "true" and "false".
type PointOption struct {
	Code   domain.Code
	Points int64
}

// ClassTable sorts firms of a sector into classes by lower bounds: a firm is
// of a class where it reaches all of them.
type ClassTable struct {
	SectorField string
	Industries  []SectorOf
	Order       []domain.Code // highest first; the last has no bounds
	Sectors     []SectorBounds
}

// SectorOf says of which sector an industry's firms are, where the industry
// leaves no choice.
type SectorOf struct {
	Sector     domain.Code
	Industries []domain.Code // sections or divisions
}

// SectorBounds are the lower bounds of one sector, by class.
type SectorBounds struct {
	Sector  domain.Code
	Classes map[domain.Code][]domain.Criterion
}

// ListedGroup names indicators of a sheet whose points nobody published.
type ListedGroup struct {
	ID         string
	Label      domain.Text
	Indicators []ListedIndicator
}

// ListedIndicator is one of them; Field shows what is known of the firm.
type ListedIndicator struct {
	Label domain.Text
	Field string
}

// Limit is the most that may be lent: to firms whose Field is Code, or to all
// where it names none.
type Limit struct {
	Field  string
	Code   domain.Code
	Amount domain.Fen
	Clause domain.Clause
}

// InForce tells whether the sheet is the rule on the day.
func (s *Sheet) InForce(day domain.Date) bool {
	return s.From <= day && (s.Until == nil || day <= *s.Until)
}

// SheetsOn answers the sheets of the families that are in force on the day, in
// the order of the files; no families means all.
func (rs *RuleSet) SheetsOn(day domain.Date, families ...string) []*Sheet {
	var out []*Sheet
	for i := range rs.Sheets {
		s := &rs.Sheets[i]
		wanted := len(families) == 0
		for _, f := range families {
			wanted = wanted || f == s.Family
		}
		if wanted && s.InForce(day) {
			out = append(out, s)
		}
	}
	return out
}

// SheetOn answers the sheet of a series that is in force on the day.
func (rs *RuleSet) SheetOn(series string, day domain.Date) (*Sheet, bool) {
	for i := range rs.Sheets {
		if s := &rs.Sheets[i]; s.Series == series && s.InForce(day) {
			return s, true
		}
	}
	return nil, false
}
