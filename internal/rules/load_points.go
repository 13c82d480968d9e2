package rules

import (
	"fmt"
	"slices"

	"rongqiao/internal/domain"
)

func (r *sheetReader) points(f pointsForm) *PointSheet {
	p := &PointSheet{Max: f.Max, Pass: f.Pass, LeastCoverage: domain.BasisPoints(f.LeastCoverage), FirstComeAfter: f.FirstComeAfter}
	if f.LeastCoverage < 0 || f.LeastCoverage > 10_000 {
		r.fault("points.least_coverage", "0 to 10000", fmt.Sprint(f.LeastCoverage))
	}
	r.pass("points", f.Pass, f.Max)
	if f.FirstComeAfter < 0 {
		r.fault("points.first_come_after", "days, 0 for never", fmt.Sprint(f.FirstComeAfter))
	}
	var sum int64
	ids, fields := map[string]bool{}, map[string]string{}
	for i, g := range f.Groups {
		at := fmt.Sprintf("points.groups[%d]", i)
		group := PointGroup{ID: g.ID, Label: g.Label.text(), Max: g.Max, Pass: g.Pass}
		r.pass(at, g.Pass, g.Max)
		var most int64
		for j, x := range g.Indicators {
			in := fmt.Sprintf("%s.indicators[%d]", at, j)
			if ids[x.ID] || x.ID == "" {
				r.fault(in+".id", "an id that is used once in the sheet", x.ID)
			}
			ids[x.ID] = true
			indicator := r.indicator(in, x)
			r.countedOnce(in, indicator, fields)
			most += indicator.Max
			group.Indicators = append(group.Indicators, indicator)
		}
		if most != g.Max {
			r.fault(at+".max", fmt.Sprintf("the sum of its indicators, %d", most), fmt.Sprint(g.Max))
		}
		sum += g.Max
		p.Groups = append(p.Groups, group)
	}
	if sum != f.Max {
		r.fault("points.max", fmt.Sprintf("the sum of the groups, %d", sum), fmt.Sprint(f.Max))
	}
	for i, route := range f.Direct {
		at := fmt.Sprintf("points.direct[%d]", i)
		p.Direct = append(p.Direct, domain.Route{ID: route.ID, Label: route.Label.text(), Criteria: r.checked(at+".criteria", route.Criteria)})
		if len(route.Criteria) == 0 {
			r.fault(at, "at least one criterion", "")
		}
	}
	return p
}

func (r *sheetReader) pass(at string, pass *int64, most int64) {
	if pass != nil && (*pass < 0 || *pass > most) {
		r.fault(at+".pass", fmt.Sprintf("0 to %d", most), fmt.Sprint(*pass))
	}
}

// countedOnce refuses a field that gives points in two indicators.
func (r *sheetReader) countedOnce(at string, i PointIndicator, fields map[string]string) {
	if first, twice := fields[i.Field]; twice && i.Field != "" {
		r.fault(at+".field", "a field that no other indicator counts", i.Field+", also in "+first)
	}
	fields[i.Field] = i.ID
	for _, b := range i.Best {
		r.countedOnce(at, b, fields)
	}
}

func (r *sheetReader) indicator(at string, f indicatorForm) PointIndicator {
	out := PointIndicator{
		ID: f.ID, Label: f.Label.text(), Reason: f.Reason.text(), Max: f.Max, Field: f.Field, Step: f.Step, Each: f.Each, Entered: f.Entered,
		Clause: r.clause(f.Clause),
	}
	if out.Clause.Document == "" {
		out.Clause = domain.Clause{Document: r.f.Document.Document, Article: r.f.Document.Article, Href: r.f.Document.Href}
	}
	ways := 0
	for _, has := range []bool{len(f.Bands) > 0, len(f.Options) > 0, f.Each != 0, len(f.Best) > 0, f.Entered} {
		if has {
			ways++
		}
	}
	if ways != 1 || out.Label.ZH == "" {
		r.fault(at, "a label, and one of bands, options, each, best and entered", f.ID)
		return out
	}
	if len(f.Best) > 0 {
		for i, b := range f.Best {
			in := fmt.Sprintf("%s.best[%d]", at, i)
			if b.Label.ZH == "" {
				b.Label = f.Label
			}
			best := r.indicator(in, b)
			if best.Max > f.Max {
				r.fault(in+".max", fmt.Sprintf("at most %d", f.Max), fmt.Sprint(best.Max))
			}
			out.Best = append(out.Best, best)
		}
		return out
	}
	field, ok := r.l.rs.Field(f.Field)
	if !ok {
		r.fault(at+".field", "a field of fields.yaml, fields_figures.yaml or fields_declared.yaml", f.Field)
		return out
	}
	switch {
	case len(f.Bands) > 0:
		out.Bands = r.bands(at, field, f)
	case len(f.Options) > 0:
		out.Options = r.options(at, field, f)
	case f.Entered:
		if field.Type != TypeCount {
			r.fault(at+".field", "a count, for points that are entered", f.Field)
		}
	default:
		if ok := field.Type == TypeCodes && f.Step == 0 || field.Type == TypeCount && f.Step > 0; !ok || f.Each < 0 {
			r.fault(at+".each", "points for each item of a set, or with a step for a count", f.Field)
		}
	}
	return out
}

// bands reads intervals, and refuses a gap, an overlap, an end on one side, and
// points out of range.
func (r *sheetReader) bands(at string, field Field, f indicatorForm) []PointBand {
	scale, ok := unitScale[field.Type][f.Unit]
	if !ok {
		r.fault(at+".unit", "a unit: "+unitNames(field.Type), f.Unit)
		return nil
	}
	var out []PointBand
	var most int64
	for i, b := range f.Bands {
		in := fmt.Sprintf("%s.bands[%d]", at, i)
		low, high, lowIn, highIn, err := interval(b.In)
		if err != nil {
			r.fault(in, err.Error(), "")
			return nil
		}
		end := func(s string) *int64 {
			if s == "*" {
				return nil
			}
			n := r.number(in, s, scale)
			return &n
		}
		band := PointBand{Low: end(low), High: end(high), LowIn: lowIn, HighIn: highIn, Points: b.Points}
		if band.Low != nil && band.High != nil && *band.Low >= *band.High {
			r.fault(in, "an interval whose first end is the lower one", b.In)
		}
		if b.Points < 0 || b.Points > f.Max {
			r.fault(in+".points", fmt.Sprintf("0 to %d, the indicator's maximum", f.Max), fmt.Sprint(b.Points))
		}
		most = max(most, b.Points)
		out = append(out, band)
	}
	if most != f.Max {
		r.fault(at+".max", fmt.Sprintf("the best band's points, %d", most), fmt.Sprint(f.Max))
	}
	slices.SortFunc(out, func(a, b PointBand) int {
		switch {
		case a.Low == nil:
			return -1
		case b.Low == nil:
			return 1
		}
		return compareInts(*a.Low, *b.Low)
	})
	if len(out) > 0 && (out[0].Low != nil || out[len(out)-1].High != nil) {
		r.fault(at+".bands", "bands from * to *, so that every number is in one", f.Bands[0].In)
	}
	for i := 1; i < len(out); i++ {
		r.border(at, out[i-1], out[i])
	}
	return out
}

func (r *sheetReader) border(at string, below, above PointBand) {
	switch {
	case below.High == nil || above.Low == nil || *below.High > *above.Low || *below.High == *above.Low && below.HighIn && above.LowIn:
		r.fault(at+".bands", "bands that do not overlap", describe(below)+" and "+describe(above))
	case *below.High < *above.Low || !below.HighIn && !above.LowIn:
		r.fault(at+".bands", "bands without a gap", describe(below)+" and "+describe(above))
	}
}

func describe(b PointBand) string {
	end := func(p *int64) string {
		if p == nil {
			return "*"
		}
		return fmt.Sprint(*p)
	}
	left, right := "(", ")"
	if b.LowIn {
		left = "["
	}
	if b.HighIn {
		right = "]"
	}
	return left + end(b.Low) + ", " + end(b.High) + right
}

// options must be worth something for every code that there is.
func (r *sheetReader) options(at string, field Field, f indicatorForm) []PointOption {
	var codes []domain.Code
	switch field.Type {
	case TypeFlag:
		codes = []domain.Code{"true", "false"}
	case TypeCode, TypeCodes:
		for _, e := range r.l.rs.Vocabularies[field.Vocabulary].Entries {
			codes = append(codes, e.Code)
		}
	default:
		r.fault(at+".field", "a code, a set of codes or a flag for options", f.Field)
		return nil
	}
	var out []PointOption
	var most int64
	for _, c := range codes {
		points, ok := f.Options[string(c)]
		if !ok && field.Type != TypeCodes {
			r.fault(at+".options", "points for every code, so that there is no gap", "none for "+string(c))
		}
		if !ok {
			continue
		}
		if points < 0 || points > f.Max {
			r.fault(at+".options", fmt.Sprintf("0 to %d, the indicator's maximum", f.Max), fmt.Sprint(points))
		}
		most = max(most, points)
		out = append(out, PointOption{c, points})
	}
	for c := range f.Options {
		if !slices.Contains(codes, domain.Code(c)) {
			r.fault(at+".options", "codes of the field", c)
		}
	}
	if most != f.Max {
		r.fault(at+".max", fmt.Sprintf("the best option's points, %d", most), fmt.Sprint(f.Max))
	}
	return out
}

// classes reads a table of lower bounds by sector.
func (r *sheetReader) classes(f classesForm) *ClassTable {
	t := &ClassTable{SectorField: f.Sector}
	for _, c := range f.Order {
		t.Order = append(t.Order, domain.Code(c))
		if !r.l.rs.Has("size_classes", domain.Code(c)) {
			r.fault("classes.order", "codes of size_classes", c)
		}
	}
	field, ok := r.l.rs.Field(f.Sector)
	if !ok || field.Type != TypeCode || len(t.Order) < 2 {
		r.fault("classes.sector", "a code field, and an order of classes", f.Sector)
		return t
	}
	taken := map[string]bool{}
	for i, s := range f.Industries {
		at := fmt.Sprintf("classes.industries[%d]", i)
		out := SectorOf{Sector: domain.Code(s.Sector)}
		if !r.l.rs.Has(field.Vocabulary, out.Sector) {
			r.fault(at+".sector", "a code of "+field.Vocabulary, s.Sector)
		}
		for _, c := range s.Industries {
			if taken[c] || !r.l.rs.Has("industries", domain.Code(c)) {
				r.fault(at+".industries", "industries, each in one sector", c)
			}
			taken[c] = true
			out.Industries = append(out.Industries, domain.Code(c))
		}
		t.Industries = append(t.Industries, out)
	}
	for i, row := range f.Sectors {
		for sector, bounds := range row {
			at := fmt.Sprintf("classes.sectors[%d].%s", i, sector)
			if !r.l.rs.Has(field.Vocabulary, domain.Code(sector)) {
				r.fault(at, "a code of "+field.Vocabulary, sector)
			}
			t.Sectors = append(t.Sectors, SectorBounds{domain.Code(sector), r.bounds(at, f, bounds)})
		}
	}
	for _, e := range r.l.rs.Vocabularies[field.Vocabulary].Entries {
		if !slices.ContainsFunc(t.Sectors, func(b SectorBounds) bool { return b.Sector == e.Code }) {
			r.fault("classes.sectors", "bounds for every sector", "none for "+string(e.Code))
		}
	}
	return t
}

func (r *sheetReader) bounds(at string, f classesForm, bounds boundsForm) map[domain.Code][]domain.Criterion {
	out := map[domain.Code][]domain.Criterion{}
	for _, class := range f.Order[:len(f.Order)-1] {
		figures := bounds[class]
		if len(figures) == 0 {
			r.fault(at, "lower bounds of every class but the last", class)
		}
		for _, name := range sortedKeys(figures) {
			field, ok := r.l.rs.Field(f.Fields[name])
			if !ok {
				r.fault(at+"."+class, "a figure of fields", name)
				continue
			}
			unit := ""
			if field.Type == TypeMoney {
				unit = "wan"
			}
			w := r.wanted(at+"."+class, field, domain.OpAtLeast, figures[name], unit)
			w.From = beginning
			out[domain.Code(class)] = append(out[domain.Code(class)], domain.Criterion{
				ID: name, Field: field.Name, Op: domain.OpAtLeast, Values: []domain.Wanted{w},
				Clause: domain.Clause{Document: r.f.Document.Document, Article: r.f.Document.Article},
			})
		}
	}
	for class := range bounds {
		if !slices.Contains(f.Order, class) {
			r.fault(at, "classes of the order", class)
		}
	}
	return out
}
