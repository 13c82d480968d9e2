package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rongqiao/internal/domain"
)

// The families of sheets, and the parts of a board.
const (
	FamilySize    = "size"
	FamilyTier    = "tier"
	FamilyCredit  = "credit"
	FamilyReserve = "reserve"
	FamilyBoard   = "board"
	FamilyRanking = "ranking"
	FamilyQueue   = "queue"

	PartBase        = "base"
	PartPositioning = "positioning"
	PartStandard    = "standard"

	// AssessedByPlatform marks fields that use cases answer: how long a need has
	// waited, how far listing cultivation has come.
	AssessedByPlatform = "platform"
)

var families = map[string]bool{FamilySize: true, FamilyTier: true, FamilyCredit: true, FamilyReserve: true, FamilyBoard: true, FamilyRanking: true, FamilyQueue: true}

var boardParts = map[string]bool{PartBase: true, PartPositioning: true, PartStandard: true}

// sheets reads the rule sheets: the folders below scorecards, and the boards'
// standards.
func (l *loader) sheets() {
	for _, folder := range []string{"scorecards/size", "scorecards/tiers", "scorecards/credit", "scorecards/listing", "scorecards/queue", "standards/boards"} {
		l.each(folder, func(d *document) {
			var form sheetFile
			if !l.read(d, &form) {
				return
			}
			for i, f := range form.Sheets {
				path := fmt.Sprintf("$.sheets[%d]", i)
				l.once(d, path+".sheet", "sheet", f.Sheet)
				r := &sheetReader{offerReader{l: l, d: d, path: path, id: f.Sheet}, f}
				l.rs.Sheets = append(l.rs.Sheets, r.sheet())
				l.sheetPlaces = append(l.sheetPlaces, sheetPlace{d, path, f.Include})
			}
		})
	}
	l.includes()
	l.successions()
	l.assessedFields()
}

// sheetPlace is where a sheet stands, and which others' conditions it takes.
type sheetPlace struct {
	d       *document
	path    string
	include []string
}

func (l *loader) fault(p sheetPlace, entry, field, want, have string) {
	p.d.add(p.path+"."+field, entry, field, want, have)
	l.faults = append(l.faults, p.d.faults[len(p.d.faults)-1])
}

// includes puts the conditions of the sheets that are named before a sheet's
// own. One that includes others itself cannot be included.
func (l *loader) includes() {
	own := map[string][]domain.Criterion{}
	nested := map[string]bool{}
	for i, s := range l.rs.Sheets {
		own[s.ID], nested[s.ID] = s.Conditions, len(l.sheetPlaces[i].include) > 0
	}
	for i := range l.rs.Sheets {
		s, p := &l.rs.Sheets[i], l.sheetPlaces[i]
		for _, id := range p.include {
			conditions, ok := own[id]
			if !ok || nested[id] || len(conditions) == 0 {
				l.fault(p, s.ID, "include", "a sheet with conditions of its own that includes no other", id)
			}
			s.Conditions = append(slices.Clone(conditions), s.Conditions...)
		}
		ids := map[string]bool{}
		for _, c := range s.Conditions {
			if ids[c.ID] {
				l.fault(p, s.ID, "conditions", "each condition once, as twice would count double", c.ID)
			}
			ids[c.ID] = true
		}
	}
}

// successions refuses two sheets of a series that are in force on one day.
func (l *loader) successions() {
	for i, a := range l.rs.Sheets {
		for _, b := range l.rs.Sheets[:i] {
			if a.Series == b.Series && (a.Until == nil || *a.Until >= b.From) && (b.Until == nil || *b.Until >= a.From) {
				l.fault(l.sheetPlaces[i], a.ID, "in_force", "days on which no other sheet of "+a.Series+" is in force", "overlaps "+b.ID)
			}
		}
	}
}

// assessedFields refuses a field that names a sheet that there is not, and a
// sheet that asks about a field which is answered only after it: what sheets
// answer is worked out in the order of the fields, the boards last.
func (l *loader) assessedFields() {
	answers := map[string]int{}
	for i, f := range l.rs.Fields {
		switch {
		case f.Assessed == FamilyBoard, f.Assessed == AssessedByPlatform:
		case f.Assessed != "":
			answers[f.Assessed] = i
			if !slices.ContainsFunc(l.rs.Sheets, func(s Sheet) bool { return s.Series == f.Assessed }) {
				l.faults = append(l.faults, &Fault{File: "fields_figures.yaml", Entry: f.Name, Field: "assessed", Want: "a series of sheets, or board", Have: f.Assessed})
			}
		}
	}
	for i, s := range l.rs.Sheets {
		before, assessed := answers[s.Series]
		for _, name := range s.fields() {
			f, _ := l.rs.Field(name)
			late := assessed && f.Assessed != "" && f.Assessed != AssessedByPlatform && (f.index >= before || f.Assessed == FamilyBoard)
			if late || s.Family == FamilyBoard && f.Assessed == FamilyBoard {
				l.fault(l.sheetPlaces[i], s.ID, "conditions", "no circle: fields that are answered before this sheet is", f.Name)
			}
		}
	}
}

// fields are those that a sheet's conditions and points ask about.
func (s *Sheet) fields() []string {
	var out []string
	var criteria func(list []domain.Criterion)
	criteria = func(list []domain.Criterion) {
		for _, c := range list {
			if c.Field != "" {
				out = append(out, c.Field)
			}
			for _, r := range c.Routes {
				criteria(r.Criteria)
			}
		}
	}
	criteria(s.Applies)
	criteria(s.Conditions)
	if s.Points == nil {
		return out
	}
	for _, r := range s.Points.Direct {
		criteria(r.Criteria)
	}
	for _, g := range s.Points.Groups {
		for _, i := range g.Indicators {
			out = append(out, i.Field)
			for _, b := range i.Best {
				out = append(out, b.Field)
			}
		}
	}
	return slices.DeleteFunc(out, func(name string) bool { return name == "" })
}

// sheetReader turns one written sheet into a Sheet.
type sheetReader struct {
	offerReader
	f sheetForm
}

func (r *sheetReader) sheet() Sheet {
	f := r.f
	r.source, r.article = &sourceForm{Title: f.Document.Document, Address: f.Document.Href}, f.Document.Article
	s := Sheet{
		ID: f.Sheet, Series: f.Series, Family: f.Family, Title: f.Title.text(), Note: f.Note.text(),
		Document: domain.Clause{Document: f.Document.Document, Article: f.Document.Article, Href: f.Document.Href, Note: f.Document.Note.text()},
		Tier:     domain.Code(f.Tier), Board: domain.Code(f.Board), Part: f.Part, VerifiedOn: f.VerifiedOn,
		Applies: r.checked("applies", f.Applies), Conditions: r.checked("conditions", f.Conditions),
	}
	if s.Series == "" {
		s.Series = s.ID
	}
	r.head(&s)
	for _, j := range f.Judgements {
		s.Judgements = append(s.Judgements, j.text())
	}
	for _, u := range f.Unverified {
		s.Unverified = append(s.Unverified, u.text())
	}
	if f.Points != nil {
		s.Points = r.points(*f.Points)
	}
	if f.Classes != nil {
		s.Classes = r.classes(*f.Classes)
	}
	for i, g := range f.Listed {
		group := ListedGroup{ID: g.ID, Label: g.Label.text()}
		for j, x := range g.Indicators {
			if _, ok := r.l.rs.Field(x.Field); x.Field != "" && !ok {
				r.fault(fmt.Sprintf("listed[%d].indicators[%d].field", i, j), "a field", x.Field)
			}
			group.Indicators = append(group.Indicators, ListedIndicator{x.Label.text(), x.Field})
		}
		s.Listed = append(s.Listed, group)
	}
	for i, x := range f.Limits {
		at := fmt.Sprintf("limits[%d]", i)
		field, ok := r.l.rs.Field(x.Field)
		if (x.Field+x.Code) != "" && (!ok || field.Type != TypeCode || !r.l.rs.Has(field.Vocabulary, domain.Code(x.Code))) {
			r.fault(at+".code", "a code field and one of its codes", x.Field+" "+x.Code)
			continue
		}
		amount := r.number(at+".amount", x.Amount, unitScale[TypeMoney][x.Unit])
		s.Limits = append(s.Limits, Limit{x.Field, domain.Code(x.Code), domain.Fen(amount), r.clause(x.Clause)})
	}
	return s
}

func (r *sheetReader) head(s *Sheet) {
	f := r.f
	from, until := optionalDay(r.d, r.path+".in_force.from", r.id, f.InForce.From), optionalDay(r.d, r.path+".in_force.until", r.id, f.InForce.Until)
	switch {
	case from == nil:
		r.fault("in_force.from", "the day from which it is in force", "")
	case until != nil && *until < *from:
		r.fault("in_force.until", "a day from "+f.InForce.From+" on", f.InForce.Until)
	default:
		s.From, s.Until = *from, until
	}
	if s.ID == "" || s.Title.ZH == "" || s.Title.EN == "" {
		r.fault("title", "an id, and a title in zh and en", s.ID)
	}
	if s.Document.Document == "" {
		r.fault("document", "the document that it is from", "")
	}
	if f.Verified == nil {
		r.fault("verified", "true or false", "")
	} else {
		s.Verified = *f.Verified
	}
	if !families[f.Family] {
		r.fault("family", strings.Join(slices.Sorted(maps.Keys(families)), ", "), f.Family)
	}
	if s.Tier != "" && !r.l.rs.Has("tiers", s.Tier) {
		r.fault("tier", "a code of tiers", f.Tier)
	}
	if board := f.Family == FamilyBoard; board != (f.Board != "") || board != boardParts[f.Part] || (board && !r.l.rs.Has("boards", s.Board)) {
		r.fault("board", "a board of boards and a part (base, positioning or standard) for a sheet of a board, and none for others", f.Board+" "+f.Part)
	}
	if len(f.Conditions)+len(f.Include)+len(f.Listed)+len(f.Judgements) == 0 && f.Points == nil && f.Classes == nil {
		r.fault("conditions", "conditions, points, classes or listed indicators", "")
	}
}

// checked reads criteria with the checks that those of offers pass.
func (r *sheetReader) checked(at string, forms []criterionForm) []domain.Criterion {
	out := r.criteria(at, forms)
	c := &offerCheck{rs: r.l.rs}
	for i, cr := range out {
		c.criterion(fmt.Sprintf("%s[%d]", at, i), cr)
	}
	for _, f := range c.faults {
		r.fault(f.Field, fmt.Sprint(f.Facts["want"]), fmt.Sprint(f.Facts["have"]))
	}
	return out
}

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
