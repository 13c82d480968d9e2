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
		for _, name := range s.Fields() {
			f, _ := l.rs.Field(name)
			late := assessed && f.Assessed != "" && f.Assessed != AssessedByPlatform && (f.index >= before || f.Assessed == FamilyBoard)
			if late || s.Family == FamilyBoard && f.Assessed == FamilyBoard {
				l.fault(l.sheetPlaces[i], s.ID, "conditions", "no circle: fields that are answered before this sheet is", f.Name)
			}
		}
	}
}

// Fields are those that a sheet's conditions and points ask about.
func (s *Sheet) Fields() []string {
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
	r.days(s)
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
	board, named := f.Family == FamilyBoard, f.Board != ""
	if board && !named || named && !board && f.Family != FamilyReserve || board != boardParts[f.Part] || named && !r.l.rs.Has("boards", s.Board) {
		r.fault("board", "a board of boards and a part (base, positioning or standard) for a sheet of a board; a board at most for a reserve sheet; none for others", f.Board+" "+f.Part)
	}
	if len(f.Conditions)+len(f.Include)+len(f.Listed)+len(f.Judgements) == 0 && f.Points == nil && f.Classes == nil {
		r.fault("conditions", "conditions, points, classes or listed indicators", "")
	}
}

func (r *sheetReader) days(s *Sheet) {
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
