package scoring

import (
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Condition is what one condition of a sheet comes to for a firm.
type Condition struct {
	Criterion domain.Criterion
	Outcome   rules.Truth
	Have      domain.Text // empty: not known
	Want      domain.Text
	Progress  *domain.BasisPoints // of a number that has to reach another: how far, 10,000 is there
	Gap       *int64              // what is missing of it, in the field's units; nil where nothing is, or it is not known
	Routes    []RouteResult       // of a condition with several ways
	Advice    domain.Text         // where it is not met and something can be done
}

// RouteResult is one way to meet a condition.
type RouteResult struct {
	Route      domain.Route
	Outcome    rules.Truth
	Conditions []Condition
}

// IndicatorResult is what one indicator of a point sheet comes to.
type IndicatorResult struct {
	Indicator rules.PointIndicator
	Known     bool
	Points    int64
	By        *rules.PointIndicator // of the best of several: the one that counted
	Have      domain.Text
	Want      domain.Text // what the points are for
	Next      *NextBand
}

// NextBand is the nearest band or option above, and how to reach it.
type NextBand struct {
	Points int64
	Want   domain.Text
	Advice domain.Text
}

// GroupResult adds up one group.
type GroupResult struct {
	Group      rules.PointGroup
	Points     int64 // of what is known
	Known      int64 // the most that the known indicators could give
	Outcome    rules.Truth
	Indicators []IndicatorResult
}

// PointResult adds up a point sheet.
type PointResult struct {
	Points  int64
	Known   int64       // the most that the known indicators could give
	Score   int64       // points out of 10,000 of what is known, half up
	Passed  rules.Truth // by points or directly
	Groups  []GroupResult
	Direct  []RouteResult
	Rest    int64 // points short of a pass, at least; 0 where passed
	Ranked  bool  // enough is known to stand in a ranking
	MaxRest int64 // what unknown indicators could still give
}

// Advice is one step on the shortest way to a pass.
type Advice struct {
	Condition string // the condition or indicator
	Text      domain.Text
	Points    int64 // gained; 0 for a condition
}

// ListedResult is an indicator whose points nobody published.
type ListedResult struct {
	Group domain.Text
	Label domain.Text
	Have  domain.Text
}

// Result is what a sheet comes to for a firm on a day.
type Result struct {
	Sheet       *rules.Sheet
	Day         domain.Date
	Applies     rules.Truth
	Verdict     rules.Truth // True is met, False not met
	Conditional bool        // unknown for a reason that is not the firm's: a person decides, or the weights are not public
	Conditions  []Condition
	Points      *PointResult
	Class       domain.Code   // classes: of which it is, empty where not known
	Among       []domain.Code // classes: those that it can be of
	Sector      domain.Code
	Listed      []ListedResult
	Limit       *rules.Limit
	Missing     []string // fields to fill in, each once
	Advice      []Advice
}

// Judge answers a sheet for the facts. It has no clock and no database: the
// facts hold the day.
func Judge(rs *rules.RuleSet, s *rules.Sheet, f *rules.Facts) Result {
	return newJudge(rs, f, false).sheet(s)
}

// JudgeLean is Judge without what people read: no texts, nothing missing, no
// advice. Verdicts, points and progress are the same.
func JudgeLean(rs *rules.RuleSet, s *rules.Sheet, f *rules.Facts) Result {
	return newJudge(rs, f, true).sheet(s)
}

func newJudge(rs *rules.RuleSet, f *rules.Facts, lean bool) *judge {
	return &judge{rs: rs, f: f, lean: lean, seen: map[string]bool{}}
}

func (j *judge) sheet(s *rules.Sheet) Result {
	rs, f := j.rs, j.f
	r := Result{Sheet: s, Day: f.Day, Applies: rules.True, Verdict: rules.True}
	for _, c := range s.Applies {
		r.Applies = min(r.Applies, rs.Judge(c, f))
	}
	r.Conditions = make([]Condition, 0, len(s.Conditions))
	for _, c := range s.Conditions {
		line := j.condition(c)
		r.Conditions = append(r.Conditions, line)
		r.Verdict = min(r.Verdict, line.Outcome)
	}
	open := r.Verdict == rules.Unknown
	if s.Points != nil {
		r.Points = j.points(s.Points)
		r.Verdict = min(r.Verdict, r.Points.Passed)
		open = open || r.Points.Passed == rules.Unknown
	}
	if s.Classes != nil {
		j.classes(s.Classes, &r)
	}
	j.listed(s, &r)
	if len(s.Judgements) > 0 || len(s.Listed) > 0 {
		r.Verdict = min(r.Verdict, rules.Unknown)
	}
	r.Conditional = r.Verdict == rules.Unknown && !open && s.Classes == nil
	for _, l := range s.Limits {
		field, ok := rs.Field(l.Field)
		if !ok || f.Get(field).Known && slices.Contains(f.Get(field).Codes, l.Code) {
			r.Limit = &l
		}
	}
	if !j.lean {
		r.Missing = j.missing
		r.Advice = j.advice(r)
	}
	return r
}

// judge collects what is missing on the way.
type judge struct {
	rs      *rules.RuleSet
	f       *rules.Facts
	lean    bool
	missing []string
	seen    map[string]bool
}

func (j *judge) lacks(names ...string) {
	if j.lean {
		return
	}
	for _, n := range names {
		for _, name := range j.f.Lacking(n) {
			if !j.seen[name] {
				j.seen[name] = true
				j.missing = append(j.missing, name)
			}
		}
	}
}

func (j *judge) condition(c domain.Criterion) Condition {
	out := j.line(c)
	if out.Outcome == rules.Unknown && !j.lean {
		j.lacks(j.rs.Unknowns(c, j.f)...)
	}
	return out
}

func (j *judge) line(c domain.Criterion) Condition {
	out := Condition{Criterion: c, Outcome: j.rs.Judge(c, j.f)}
	if !j.lean {
		out.Want = j.rs.ShowWanted(c, j.f.Day)
	}
	if len(c.Routes) > 0 {
		out.Routes = make([]RouteResult, 0, len(c.Routes))
	}
	for _, route := range c.Routes {
		r := j.route(route)
		out.Routes = append(out.Routes, r)
		if r.Outcome == rules.True && out.Have.IsZero() {
			out.Have = route.Label
		}
	}
	if len(c.Routes) > 0 {
		return out
	}
	field, _ := j.rs.Field(c.Field)
	fact := j.f.Get(field)
	out.Progress, out.Gap = progress(j.rs, c, j.f)
	if j.lean {
		return out
	}
	out.Have = j.rs.ShowFact(field, fact)
	if out.Outcome == rules.False {
		out.Advice = adviceFor(j.rs, c, j.f)
	}
	return out
}

func (j *judge) route(route domain.Route) RouteResult {
	r := RouteResult{Route: route, Outcome: j.rs.JudgeRoute(route, j.f)}
	r.Conditions = make([]Condition, 0, len(route.Criteria))
	for _, sub := range route.Criteria {
		r.Conditions = append(r.Conditions, j.line(sub))
	}
	return r
}

// progress is how much of a wanted number is there, cut off to whole basis
// points, and what is missing. Only of amounts, shares and counts that must
// reach something above nothing.
func progress(rs *rules.RuleSet, c domain.Criterion, f *rules.Facts) (*domain.BasisPoints, *int64) {
	field, ok := rs.Field(c.Field)
	w, inForce := rules.Wanted(c, f.Day)
	fact := f.Get(field)
	if !ok || !inForce || !fact.Known || !field.Type.IsNumber() || (c.Op != domain.OpAtLeast && c.Op != domain.OpMore) {
		return nil, nil
	}
	if rs.Judge(c, f) == rules.True {
		full := Full
		return ptr(domain.BasisPoints(full)), nil
	}
	have := fact.Floor(field.Type)
	gap := w.Number - have
	if w.Number <= 0 || have <= 0 {
		return ptr(domain.BasisPoints(0)), &gap
	}
	return ptr(domain.BasisPoints(min(share(have, w.Number), Full-1))), &gap
}

func ptr[T any](v T) *T { return &v }

// adviceFor says how a number or code is reached; empty where nothing helps.
func adviceFor(rs *rules.RuleSet, c domain.Criterion, f *rules.Facts) domain.Text {
	field, ok := rs.Field(c.Field)
	w, inForce := rules.Wanted(c, f.Day)
	if !ok || !inForce || field.Effort == rules.EffortNever || field.Type == rules.TypePlace {
		return domain.Text{}
	}
	have := rs.ShowFact(field, f.Get(field))
	var want domain.Text
	up := true
	switch {
	case field.Vocabulary != "":
		want = rs.ShowCodes(field.Vocabulary, w.Codes)
	case c.Op == domain.OpAtMost || c.Op == domain.OpLess:
		want, up = rules.ShowNumber(field.Type, w.Number), false
	case c.Op == domain.OpEqual:
		want, up = rules.ShowNumber(field.Type, w.Number), w.Number > 0
	default:
		want = rules.ShowNumber(field.Type, w.Number)
	}
	if t, ok := field.Advice(want, have, up); ok && c.Op != domain.OpMore && c.Op != domain.OpLess {
		return t
	}
	label, wanted := rs.LabelOf(c), rs.ShowWanted(c, f.Day)
	return domain.Text{ZH: label.ZH + "：" + wanted.ZH, EN: label.In("en") + ": " + wanted.In("en")}
}

// listed shows what is known for indicators without published points.
func (j *judge) listed(s *rules.Sheet, r *Result) {
	for _, g := range s.Listed {
		for _, i := range g.Indicators {
			out := ListedResult{Group: g.Label, Label: i.Label}
			if field, ok := j.rs.Field(i.Field); ok {
				fact := j.f.Get(field)
				out.Have = j.rs.ShowFact(field, fact)
				if !fact.Known {
					j.lacks(i.Field)
				}
			}
			r.Listed = append(r.Listed, out)
		}
	}
}
