// Package preview says what a change of rules would do to the firms, and what
// the rules in force do, by district, size, title, sector and age of the firm.
// It has no clock and no database: firms are handed in one by one, in any
// order, and only tallies and the first changes stay.
package preview

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

// Outcome is what a sheet comes to: met, conditional, not_met or unknown; of a
// sheet of classes the class.
type Outcome string

// The outcomes of sheets that are no classes. Conditional: nothing of the firm
// is missing, a person decides.
const (
	Met         Outcome = "met"
	Conditional Outcome = "conditional"
	NotMet      Outcome = "not_met"
	Unknown     Outcome = "unknown"
)

// Kind is by what firms are grouped.
type Kind string

// The kinds of groups.
const (
	ByDistrict Kind = "district"
	BySize     Kind = "size"
	ByTier     Kind = "tier"
	BySector   Kind = "sector"
	ByAge      Kind = "age"
)

// Kinds in the order of reports.
var Kinds = []Kind{ByDistrict, BySize, ByTier, BySector, ByAge}

// Group names a group of firms; an empty code is "not known" or "none". An age
// is the lower border of its band in years.
type Group struct {
	Kind Kind
	Code domain.Code
}

// groupsOf are the groups of a firm, one of each kind.
func groupsOf(rs *rules.RuleSet, e domain.Enterprise, f *rules.Facts) []Group {
	out := []Group{{ByDistrict, e.District()}, {BySize, one(rs, f, "enterprise.size_class_assessed")}, {ByTier, highest(rs, f)}, {BySector, sector(rs, e.Industry)}}
	years := int64(f.Day.MonthsSince(e.FoundedOn)) / 12
	band := int64(0)
	for _, border := range rs.Groups.AgeYears {
		if years >= border {
			band = border
		}
	}
	return append(out, Group{ByAge, domain.Code(fmt.Sprint(band))})
}

func one(rs *rules.RuleSet, f *rules.Facts, name string) domain.Code {
	field, ok := rs.Field(name)
	if fact := f.Get(field); ok && fact.Known && len(fact.Codes) > 0 {
		return fact.Codes[0]
	}
	return ""
}

// highest is the title that stands last in the vocabulary of titles, whose
// order is that of the ladder.
func highest(rs *rules.RuleSet, f *rules.Facts) domain.Code {
	field, ok := rs.Field("enterprise.tiers")
	if !ok {
		return ""
	}
	best, at := domain.Code(""), -1
	for _, c := range f.Get(field).Codes {
		i := slices.IndexFunc(rs.Vocabularies["tiers"].Entries, func(e rules.Entry) bool { return e.Code == c && e.Kind != "standing" })
		if i > at {
			best, at = c, i
		}
	}
	return best
}

// sector is the section of GB/T 4754 that an industry belongs to.
func sector(rs *rules.RuleSet, industry domain.Code) domain.Code {
	v := rs.Vocabularies["industries"]
	if industry == "" || v == nil || !v.Has(industry) {
		return ""
	}
	if up := v.Lineage(industry); len(up) > 0 {
		return up[len(up)-1]
	}
	return industry
}

// Tally counts firms by outcome.
type Tally map[Outcome]int

// Line is one group with its counts. Withheld: it has fewer firms than may be
// shown, and no counts.
type Line struct {
	Group    Group
	Firms    int
	Before   Tally // previews only
	After    Tally
	Gained   int // newly met or conditional
	Lost     int
	Withheld bool
}

// Change is a firm whose outcome changes, with what decides it.
type Change struct {
	Enterprise    domain.EnterpriseID
	Name          string
	District      domain.Code
	Before, After Outcome
	Because       []scoring.Condition // what is not met or not known, after a loss; before, after a gain
	Points        [2]int64            // before and after; of sheets with points
}

// Tallies count outcomes by group, and keep the first changes. They are safe
// for concurrent use.
type Tallies struct {
	MostChanges int // 0: none is kept

	mu      sync.Mutex
	all     Line
	lines   map[Group]*Line
	changes []Change
}

// Sheets tallies what sheets come to under two rule sets, or under one.
type Sheets struct {
	Before, After *rules.RuleSet // the same: a report of what is in force
	Series        string
	Day           domain.Date
	Tallies
}

// Good outcomes let a firm through, as far as a machine can say.
func (o Outcome) good() bool { return o == Met || o == Conditional }

// Judged is a firm with its facts under one rule set, prepared once for many
// series.
type Judged struct {
	firm  domain.Enterprise
	facts *rules.Facts
}

// Judge prepares a firm under a rule set on a day.
func Judge(rs *rules.RuleSet, e domain.Enterprise, day domain.Date) Judged {
	f := rs.Facts(e, domain.Need{}, day)
	scoring.PrepareLean(rs, f)
	return Judged{e, f}
}

// Add takes a firm in, judged under both rule sets; after is before where they
// are the same.
func (s *Sheets) Add(before, after Judged) {
	was, wasResult := outcome(s.Before, s.Series, s.Day, before.facts)
	is, isResult := was, wasResult
	if s.After != s.Before {
		is, isResult = outcome(s.After, s.Series, s.Day, after.facts)
	}
	if was == "" && is == "" {
		return
	}
	var change *Change
	if was != is && s.MostChanges > 0 {
		change = s.change(before, after, was, is, wasResult, isResult)
	}
	s.Record(before.Groups(s.Before), was, is, change)
}

// Groups are the groups of the firm, one of each kind.
func (j Judged) Groups(rs *rules.RuleSet) []Group { return groupsOf(rs, j.firm, j.facts) }

// Record counts one outcome in its groups; change may be nil.
func (t *Tallies) Record(groups []Group, was, is Outcome, change *Change) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lines == nil {
		t.lines = map[Group]*Line{}
	}
	t.all.add(was, is)
	for _, g := range groups {
		if t.lines[g] == nil {
			t.lines[g] = &Line{Group: g}
		}
		t.lines[g].add(was, is)
	}
	if change != nil {
		t.keep(*change)
	}
}

// keep holds the first changes by id, so that the order in which firms come
// does not matter.
func (t *Tallies) keep(c Change) {
	at, _ := slices.BinarySearchFunc(t.changes, c, func(a, b Change) int { return cmp.Compare(a.Enterprise, b.Enterprise) })
	if at >= t.MostChanges {
		return
	}
	t.changes = slices.Insert(t.changes, at, c)
	t.changes = t.changes[:min(len(t.changes), t.MostChanges)]
}

func (l *Line) add(was, is Outcome) {
	if l.Before == nil {
		l.Before, l.After = Tally{}, Tally{}
	}
	l.Firms++
	if was != "" {
		l.Before[was]++
	}
	if is != "" {
		l.After[is]++
	}
	switch {
	case is.good() && !was.good():
		l.Gained++
	case was.good() && !is.good():
		l.Lost++
	}
}

func (s *Sheets) change(before, after Judged, was, is Outcome, wasResult, isResult *scoring.Result) *Change {
	c := Change{Enterprise: before.firm.ID, Name: before.firm.Name, District: before.firm.District(), Before: was, After: is}
	for i, r := range []*scoring.Result{wasResult, isResult} {
		if r != nil && r.Points != nil {
			c.Points[i] = r.Points.Points
		}
	}
	rs, facts := s.After, after.facts
	if is.good() {
		rs, facts = s.Before, before.facts
	}
	if sheet, ok := rs.SheetOn(s.Series, s.Day); ok {
		for _, line := range scoring.Judge(rs, sheet, facts).Conditions {
			if line.Outcome != rules.True {
				c.Because = append(c.Because, line)
			}
		}
	}
	return &c
}

// outcome of the series' sheet in force on the day; "" where there is none, or
// it is not for such a firm.
func outcome(rs *rules.RuleSet, series string, day domain.Date, f *rules.Facts) (Outcome, *scoring.Result) {
	sheet, ok := rs.SheetOn(series, day)
	if !ok {
		return "", nil
	}
	r := scoring.JudgeLean(rs, sheet, f)
	switch {
	case r.Applies == rules.False:
		return "", &r
	case sheet.Classes != nil && r.Class != "":
		return Outcome(r.Class), &r
	case sheet.Classes != nil:
		return Unknown, &r
	case r.Conditional:
		return Conditional, &r
	case r.Verdict == rules.True:
		return Met, &r
	case r.Verdict == rules.False:
		return NotMet, &r
	}
	return Unknown, &r
}

// Report is what was tallied. Lines of groups that are too small are kept
// back, and so is what they would follow from: of a kind with one such group
// the next smallest goes too.
type Report struct {
	Series  string
	Firms   int
	All     Line
	Lines   []Line   // by kind, then by the number of firms
	Changes []Change // at most MostChanges, by the firm's id
}

// Report answers the tallies; least is the smallest group that is shown.
func (s *Sheets) Report(least int) Report {
	out := s.Tallies.Report(least)
	out.Series = s.Series
	return out
}

// Report answers the tallies; least is the smallest group that is shown.
func (t *Tallies) Report(least int) Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := Report{Firms: t.all.Firms, All: t.all, Changes: t.changes}
	for _, k := range Kinds {
		var lines []Line
		for _, l := range t.lines {
			if l.Group.Kind == k {
				lines = append(lines, *l)
			}
		}
		slices.SortFunc(lines, func(a, b Line) int {
			return cmp.Or(cmp.Compare(b.Firms, a.Firms), cmp.Compare(a.Group.Code, b.Group.Code))
		})
		out.Lines = append(out.Lines, withhold(lines, least)...)
	}
	return out
}

// withhold keeps small groups back. One alone would follow from the whole, so
// the next smallest goes with it.
func withhold(lines []Line, least int) []Line {
	small := 0
	for i := range lines {
		if lines[i].Firms < least {
			small++
		}
	}
	if small == 1 && len(lines) > 1 {
		small = 2
	}
	for i := len(lines) - small; i < len(lines); i++ {
		lines[i] = Line{Group: lines[i].Group, Withheld: true}
	}
	return lines
}
