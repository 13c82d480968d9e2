package scoring

import (
	"fmt"
	"math/bits"
	"slices"
	"sort"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// share of a whole in basis points, cut off; both positive.
func share(part, whole int64) int64 {
	hi, lo := bits.Mul64(uint64(part), Full)
	if hi >= uint64(whole) {
		return Full
	}
	q, _ := bits.Div64(hi, lo, uint64(whole))
	return int64(min(q, Full))
}

// points answers a point sheet. A sheet without a pass is passed by being
// decidable: it only ranks.
func (j *judge) points(p *rules.PointSheet) *PointResult {
	out := &PointResult{Passed: rules.True}
	var before = len(j.missing)
	out.Groups = make([]GroupResult, 0, len(p.Groups))
	for _, g := range p.Groups {
		group := GroupResult{Group: g, Outcome: rules.True, Indicators: make([]IndicatorResult, 0, len(g.Indicators))}
		for _, i := range g.Indicators {
			r := j.indicator(i)
			group.Indicators = append(group.Indicators, r)
			group.Points += r.Points
			if r.Known {
				group.Known += i.Max
			}
		}
		group.Outcome = passes(group.Points, g.Max-group.Known, g.Pass)
		out.Passed = min(out.Passed, group.Outcome)
		out.Points += group.Points
		out.Known += group.Known
		if g.Pass != nil {
			out.Rest = max(out.Rest, *g.Pass-group.Points)
		}
		out.Groups = append(out.Groups, group)
	}
	out.MaxRest = p.Max - out.Known
	out.Passed = min(out.Passed, passes(out.Points, out.MaxRest, p.Pass))
	if p.Pass != nil {
		out.Rest = max(out.Rest, *p.Pass-out.Points)
	}
	byPoints := out.Passed
	for _, route := range p.Direct {
		r := j.route(route)
		out.Direct = append(out.Direct, r)
		out.Passed = max(out.Passed, r.Outcome)
	}
	if out.Passed == rules.Unknown && byPoints == rules.False {
		for _, route := range p.Direct {
			if j.rs.JudgeRoute(route, j.f) == rules.Unknown {
				for _, c := range route.Criteria {
					j.lacks(j.rs.Unknowns(c, j.f)...)
				}
			}
		}
	}
	if out.Passed != rules.Unknown && p.Pass != nil {
		j.forget(before)
	}
	if out.Passed == rules.True {
		out.Rest = 0
	}
	if out.Known > 0 {
		out.Score = (2*out.Points*Full + out.Known) / (2 * out.Known)
	}
	out.Ranked = p.Max > 0 && share(out.Known, p.Max) >= int64(p.LeastCoverage)
	return out
}

// forget drops what was missing for a result that stands without it.
func (j *judge) forget(from int) {
	for _, name := range j.missing[from:] {
		delete(j.seen, name)
	}
	j.missing = j.missing[:from]
}

// passes: known points against the bar, and what the unknown could still add.
func passes(points, open int64, bar *int64) rules.Truth {
	switch {
	case bar == nil || points >= *bar:
		return rules.True
	case points+open < *bar:
		return rules.False
	}
	return rules.Unknown
}

func (j *judge) indicator(i rules.PointIndicator) IndicatorResult {
	out := IndicatorResult{Indicator: i}
	if len(i.Best) > 0 {
		return j.best(i)
	}
	field, _ := j.rs.Field(i.Field)
	fact := j.f.Get(field)
	if !j.lean {
		out.Have = j.rs.ShowFact(field, fact)
	}
	if !fact.Known {
		j.lacks(i.Field)
		return out
	}
	out.Known = true
	switch {
	case len(i.Bands) > 0:
		j.bands(i, field, fact, &out)
	case len(i.Options) > 0:
		j.options(i, field, fact, &out)
	case i.Entered:
		out.Points = min(max(fact.Number, 0), i.Max)
	case i.Step > 0:
		out.Points = min(max(fact.Number, 0)/i.Step*i.Each, i.Max)
		out.Want = domain.Text{ZH: fmt.Sprintf("每满%d计%d分，最高%d分", i.Step, i.Each, i.Max), EN: fmt.Sprintf("%d for each full %d, at most %d", i.Each, i.Step, i.Max)}
	default:
		out.Points = min(int64(fact.Own)*i.Each, i.Max)
		out.Want = domain.Text{ZH: fmt.Sprintf("每项%d分，最高%d分", i.Each, i.Max), EN: fmt.Sprintf("%d for each, at most %d", i.Each, i.Max)}
	}
	return out
}

// best takes the base that gives most, and says which. It is known where every
// base is, or one already gives the most that there is.
func (j *judge) best(i rules.PointIndicator) IndicatorResult {
	out := IndicatorResult{Indicator: i, Known: true}
	from := len(j.missing)
	for n, b := range i.Best {
		r := j.indicator(b)
		out.Known = out.Known && r.Known
		if r.Known && (out.By == nil || r.Points > out.Points) {
			out.Points, out.By, out.Have, out.Want, out.Next = r.Points, &i.Best[n], r.Have, r.Want, r.Next
		}
	}
	if out.By != nil && out.Points == i.Max {
		out.Known, out.Next = true, nil
		j.forget(from)
	}
	if !out.Known {
		out.Points = 0
	}
	return out
}

func (j *judge) bands(i rules.PointIndicator, field rules.Field, fact rules.Fact, out *IndicatorResult) {
	at := slices.IndexFunc(i.Bands, func(b rules.PointBand) bool { return holds(b, field, fact) })
	if at < 0 { // the loader lets no gap through
		out.Known = false
		return
	}
	out.Points = i.Bands[at].Points
	if j.lean {
		return
	}
	out.Want = showBand(field, i.Bands[at])
	next := -1
	for n, b := range i.Bands {
		if b.Points > out.Points && (next < 0 || b.Points < i.Bands[next].Points) {
			next = n
		}
	}
	if next >= 0 && field.Effort != rules.EffortNever {
		want := showBand(field, i.Bands[next])
		border, up := i.Bands[next].Low, true
		if next < at {
			border, up = i.Bands[next].High, false
		}
		advice, ok := domain.Text{}, false
		if border != nil {
			advice, ok = field.Advice(rules.ShowNumber(field.Type, *border), out.Have, up)
		}
		if !ok {
			advice = domain.Text{ZH: i.Label.ZH + "：" + want.ZH, EN: i.Label.In("en") + ": " + want.In("en")}
		}
		out.Next = &NextBand{Points: i.Bands[next].Points, Want: want, Advice: advice}
	}
}

func holds(b rules.PointBand, field rules.Field, fact rules.Fact) bool {
	if b.Low != nil {
		if c := fact.Compare(field.Type, *b.Low); c < 0 || c == 0 && !b.LowIn {
			return false
		}
	}
	if b.High != nil {
		if c := fact.Compare(field.Type, *b.High); c > 0 || c == 0 && !b.HighIn {
			return false
		}
	}
	return true
}

func showBand(field rules.Field, b rules.PointBand) domain.Text {
	var low, high domain.Text
	if b.Low != nil {
		low = rules.ShowNumber(field.Type, *b.Low)
	}
	if b.High != nil {
		high = rules.ShowNumber(field.Type, *b.High)
	}
	say := func(in bool, zhIn, zhOut, enIn, enOut string, n domain.Text) domain.Text {
		if in {
			return domain.Text{ZH: zhIn + n.ZH, EN: enIn + n.In("en")}
		}
		return domain.Text{ZH: zhOut + n.ZH, EN: enOut + n.In("en")}
	}
	switch {
	case b.Low == nil && b.High == nil:
		return domain.Text{ZH: "任意", EN: "any"}
	case b.High == nil:
		return say(b.LowIn, "不低于", "高于", "at least ", "above ", low)
	case b.Low == nil:
		return say(b.HighIn, "不超过", "低于", "at most ", "below ", high)
	}
	l, h := say(b.LowIn, "不低于", "高于", "at least ", "above ", low), say(b.HighIn, "不超过", "低于", "at most ", "below ", high)
	return domain.Text{ZH: l.ZH + "且" + h.ZH, EN: l.EN + " and " + h.EN}
}

func (j *judge) options(i rules.PointIndicator, field rules.Field, fact rules.Fact, out *IndicatorResult) {
	codes := fact.Codes
	if field.Type == rules.TypeFlag {
		codes = []domain.Code{"false"}
		if fact.Number != 0 {
			codes = []domain.Code{"true"}
		}
	}
	for _, o := range i.Options {
		if slices.Contains(codes, o.Code) {
			out.Points = max(out.Points, o.Points)
		}
	}
	if j.lean {
		return
	}
	var next *rules.PointOption
	for n, o := range i.Options {
		if o.Points > out.Points && (next == nil || o.Points < next.Points) {
			next = &i.Options[n]
		}
	}
	if next == nil || field.Effort == rules.EffortNever {
		return
	}
	want := domain.Text{ZH: "是", EN: "yes"}
	if field.Type != rules.TypeFlag {
		want = j.rs.ShowCodes(field.Vocabulary, []domain.Code{next.Code})
	}
	advice, ok := field.Advice(want, out.Have, true)
	if !ok {
		advice = domain.Text{ZH: i.Label.ZH + "：" + want.ZH, EN: i.Label.In("en") + ": " + want.In("en")}
	}
	out.Next = &NextBand{Points: next.Points, Want: want, Advice: advice}
}

// advice is the shortest way to a pass that the known figures show: every
// condition that is not met, and of the points as few steps as do.
func (j *judge) advice(r Result) []Advice {
	if r.Verdict == rules.True {
		return nil
	}
	var out []Advice
	for _, c := range r.Conditions {
		if c.Outcome == rules.False {
			out = append(out, easiest(c)...)
		}
	}
	if r.Points != nil && r.Points.Passed == rules.False {
		out = append(out, steps(*r.Points)...)
	}
	return out
}

// easiest is the advice of a condition, or of the route with the fewest
// conditions that are not met.
func easiest(c Condition) []Advice {
	if len(c.Routes) == 0 {
		if c.Advice.IsZero() {
			return nil
		}
		return []Advice{{Condition: c.Criterion.ID, Text: c.Advice}}
	}
	var best []Advice
	for _, r := range c.Routes {
		var way []Advice
		open := 0
		for _, sub := range r.Conditions {
			if sub.Outcome == rules.False {
				way = append(way, easiest(sub)...)
				open++
			}
		}
		if len(way) == open && open > 0 && (best == nil || len(way) < len(best)) {
			best = way
		}
	}
	return best
}

// steps are as few indicators as close the gap, each by its next band: the
// largest gains first.
func steps(p PointResult) []Advice {
	type gain struct {
		advice Advice
		points int64
	}
	var gains []gain
	for _, g := range p.Groups {
		for _, i := range g.Indicators {
			if i.Known && i.Next != nil {
				gains = append(gains, gain{Advice{i.Indicator.ID, i.Next.Advice, i.Next.Points - i.Points}, i.Next.Points - i.Points})
			}
		}
	}
	sort.SliceStable(gains, func(a, b int) bool { return gains[a].points > gains[b].points })
	var out []Advice
	rest := p.Rest - p.MaxRest
	for _, g := range gains {
		if rest <= 0 {
			break
		}
		out = append(out, g.advice)
		rest -= g.points
	}
	return out
}
