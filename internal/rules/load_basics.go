package rules

import (
	"fmt"
	"slices"
	"sort"

	"rongqiao/internal/domain"
)

type textForm struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

func (t textForm) text() domain.Text { return domain.Text(t) }

func (l *loader) region() {
	l.each("region.yaml", func(d *document) {
		var form struct {
			ID        string      `yaml:"id"`
			Name      textForm    `yaml:"name"`
			RootPlace domain.Code `yaml:"root_place"`
		}
		if !l.read(d, &form) {
			return
		}
		if form.ID == "" || form.RootPlace == "" {
			d.add("$", "", "id, root_place", "both", "")
		}
		l.rs.Region, l.rs.RegionName, l.rs.RootPlace = form.ID, form.Name.text(), form.RootPlace
	})
}

type vocabularyForm struct {
	Vocabulary string      `yaml:"vocabulary"`
	About      textForm    `yaml:"about"`
	Source     any         `yaml:"source"`
	Entries    []entryForm `yaml:"entries"`
}

type entryForm struct {
	Code       domain.Code   `yaml:"code"`
	Name       textForm      `yaml:"name"`
	Parent     domain.Code   `yaml:"parent"`
	Kind       string        `yaml:"kind"`
	Lat        float64       `yaml:"lat"`
	Lon        float64       `yaml:"lon"`
	Neighbours []domain.Code `yaml:"neighbours"`
	ValidFrom  string        `yaml:"valid_from"`
	ValidUntil string        `yaml:"valid_until"`
	Successors []Successor   `yaml:"successors"`
	LiesIn     []domain.Code `yaml:"lies_in"`
	Verified   *bool         `yaml:"verified"`
	Note       string        `yaml:"note"`
	Next       textForm      `yaml:"next"`
}

func (l *loader) vocabularies() {
	l.each("vocabularies", func(d *document) {
		var form vocabularyForm
		if !l.read(d, &form) {
			return
		}
		v := &Vocabulary{Name: form.Vocabulary, About: form.About.text(), byCode: map[domain.Code]int{}}
		if v.Name == "" || l.rs.Vocabularies[v.Name] != nil {
			d.add("$.vocabulary", v.Name, "vocabulary", "a name that is used once", v.Name)
			return
		}
		for i, e := range form.Entries {
			l.entry(d, fmt.Sprintf("$.entries[%d]", i), v, e)
		}
		l.rs.Vocabularies[v.Name] = v
		checkLinks(d, v)
	})
	places := l.rs.Vocabularies[placesVocabulary]
	if places == nil || !places.Has(l.rs.RootPlace) {
		l.faults = append(l.faults, &Fault{File: "vocabularies/places.yaml", Entry: string(l.rs.RootPlace), Want: "the region's root place"})
	}
}

func (l *loader) entry(d *document, path string, v *Vocabulary, e entryForm) {
	if e.Code == "" || v.Has(e.Code) {
		d.add(path+".code", string(e.Code), "code", "a code that is used once", string(e.Code))
	}
	if e.Name.ZH == "" {
		d.add(path+".name", string(e.Code), "name.zh", "a name", "")
	}
	from, until := optionalDay(d, path+".valid_from", string(e.Code), e.ValidFrom), optionalDay(d, path+".valid_until", string(e.Code), e.ValidUntil)
	if from != nil && until != nil && *until < *from {
		d.add(path+".valid_until", string(e.Code), "valid_until", "a day from "+e.ValidFrom+" on", e.ValidUntil)
	}
	v.byCode[e.Code] = len(v.Entries)
	v.tree = v.tree || e.Parent != ""
	v.Entries = append(v.Entries, Entry{
		Code: e.Code, Name: e.Name.text(), Parent: e.Parent, Kind: e.Kind, Lat: e.Lat, Lon: e.Lon, Neighbours: e.Neighbours,
		ValidFrom: from, ValidUntil: until,
		Successors: e.Successors, LiesIn: e.LiesIn, Verified: e.Verified == nil || *e.Verified, Note: e.Note, Next: e.Next.text(),
	})
}

// checkLinks refuses links to codes that are not there, and circles.
func checkLinks(d *document, v *Vocabulary) {
	for i, e := range v.Entries {
		at := func(f string) string { return fmt.Sprintf("$.entries[%d].%s", i, f) }
		need := func(field string, c domain.Code) {
			if !v.Has(c) {
				d.add(at(field), string(e.Code), field, "a code of this vocabulary", string(c))
			}
		}
		if e.Parent != "" {
			need("parent", e.Parent)
		}
		for _, c := range e.Neighbours {
			need("neighbours", c)
		}
		for _, s := range e.Successors {
			need("successors", s.Code)
			if s.Part != "main" && s.Part != "part" {
				d.add(at("successors"), string(e.Code), "successors.part", "main or part", s.Part)
			}
		}
		for _, c := range e.LiesIn {
			need("lies_in", c)
		}
		if slices.Contains(v.heirs(e.Code), e.Code) {
			d.add(at("successors"), string(e.Code), "successors", "no circle", string(e.Code))
		}
		up, steps := e, 0
		for up.Parent != "" && steps <= len(v.Entries) {
			up, _ = v.Entry(up.Parent)
			steps++
		}
		if steps > len(v.Entries) {
			d.add(at("parent"), string(e.Code), "parent", "no circle", string(e.Parent))
			return
		}
	}
}

func optionalDay(d *document, path, entry, s string) *domain.Date {
	if s == "" {
		return nil
	}
	day, err := domain.ParseDate(s)
	if err != nil {
		d.add(path, entry, path[lastDot(path):], "a day as YYYY-MM-DD", s)
	}
	return &day
}

func lastDot(path string) int {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' {
			return i + 1
		}
	}
	return 0
}

type fieldForm struct {
	Field      string     `yaml:"field"`
	Type       string     `yaml:"type"`
	Vocabulary string     `yaml:"vocabulary"`
	Label      textForm   `yaml:"label"`
	Paper      textForm   `yaml:"paper"`
	Effort     Effort     `yaml:"effort"`
	Group      FieldGroup `yaml:"group"`
	AdviceUp   textForm   `yaml:"advice_up"`
	AdviceDown textForm   `yaml:"advice_down"`
	Derive     any        `yaml:"derive"`
	Assessed   string     `yaml:"assessed"`
}

func (l *loader) fields() {
	l.each("fields.yaml", func(d *document) { l.fieldFile(d, false) })
	l.each("fields_figures.yaml", func(d *document) { l.fieldFile(d, false) })
	l.each("fields_declared.yaml", func(d *document) { l.fieldFile(d, true) })
	l.checkDerived()
}

func (l *loader) fieldFile(d *document, declared bool) {
	var form struct {
		Fields []fieldForm `yaml:"fields"`
	}
	if !l.read(d, &form) {
		return
	}
	for i, f := range form.Fields {
		path := fmt.Sprintf("$.fields[%d]", i)
		if _, twice := l.rs.fieldByName[f.Field]; twice || f.Field == "" {
			d.add(path+".field", f.Field, "field", "a name that is used once", f.Field)
		}
		t := FieldType(f.Type)
		if f.Label.ZH == "" || f.Label.EN == "" {
			d.add(path+".label", f.Field, "label", "zh and en", "")
		}
		switch f.Effort {
		case "":
			f.Effort = EffortAct
		case EffortFree, EffortAct, EffortTime, EffortNever:
		default:
			d.add(path+".effort", f.Field, "effort", "free, act, time or never", string(f.Effort))
		}
		checkGroup(d, path, f, declared)
		derive := l.derivation(d, path, f, declared)
		l.fieldType(d, path, f, declared)
		l.rs.fieldByName[f.Field] = len(l.rs.Fields)
		l.rs.Fields = append(l.rs.Fields, Field{
			Name: f.Field, Type: t, Vocabulary: f.Vocabulary, Label: f.Label.text(), Paper: f.Paper.text(), Effort: f.Effort,
			AdviceUp: f.AdviceUp.text(), AdviceDown: f.AdviceDown.text(), Declared: declared,
			Group: f.Group, Assessed: f.Assessed, derive: derive, index: len(l.rs.Fields),
		})
	}
}

// checkGroup: a declared field has a group, and no other has.
func checkGroup(d *document, path string, f fieldForm, declared bool) {
	switch f.Group {
	case GroupOffers, GroupTiers, GroupListing:
		if !declared {
			d.add(path+".group", f.Field, "group", "none, as the field is not declared", string(f.Group))
		}
	default:
		if declared || f.Group != "" {
			d.add(path+".group", f.Field, "group", "offers, tiers or listing", string(f.Group))
		}
	}
}

// derivation reads how the field follows from others, or nil.
func (l *loader) derivation(d *document, path string, f fieldForm, declared bool) *derivation {
	if f.Derive == nil {
		return nil
	}
	e, err := readDerivation(f.Derive)
	switch {
	case err != nil:
		d.add(path+".derive", f.Field, "derive", err.Error(), "")
	case declared || f.Assessed != "":
		d.add(path+".derive", f.Field, "derive", "no derivation of what is declared or assessed", "")
	default:
		l.derived = append(l.derived, derivedAt{d, path, len(l.rs.Fields)})
		return &e
	}
	return nil
}

// derivedAt is where a derived field stands.
type derivedAt struct {
	d     *document
	path  string
	index int
}

// fieldType checks a field's type against its vocabulary, and against what the
// profile or the need holds.
func (l *loader) fieldType(d *document, path string, f fieldForm, declared bool) {
	t := FieldType(f.Type)
	if typeOps[t] == nil {
		d.add(path+".type", f.Field, "type", "money, rate, months, count, day, flag, code, codes or place", f.Type)
	}
	if coded := t == TypeCode || t == TypeCodes || t == TypePlace; coded && l.rs.Vocabularies[f.Vocabulary] == nil {
		d.add(path+".vocabulary", f.Field, "vocabulary", "a vocabulary", f.Vocabulary)
	} else if !coded && f.Vocabulary != "" {
		d.add(path+".vocabulary", f.Field, "vocabulary", "none, as the type is "+f.Type, f.Vocabulary)
	}
	derived, ok := derivers[f.Field]
	switch {
	case declared && t == TypePlace:
		d.add(path+".type", f.Field, "type", "any type but place, which follows the map", f.Type)
	case f.Derive != nil || f.Assessed != "":
		if ok {
			d.add(path+".field", f.Field, "field", "a name that the profile and the need do not hold", f.Field)
		}
	case !declared && !ok:
		d.add(path+".field", f.Field, "field", "a field that the profile or the need holds; others go to fields_declared.yaml", f.Field)
	case !declared && derived.t != t:
		d.add(path+".type", f.Field, "type", string(derived.t)+", as the profile or the need holds it", f.Type)
	}
}

func (l *loader) rates() {
	seen := map[domain.Date]string{}
	l.each("rates", func(d *document) {
		var form struct {
			About any `yaml:"about"`
			Rows  []struct {
				EffectiveOn string `yaml:"effective_on"`
				Y1          string `yaml:"y1"`
				Y5          string `yaml:"y5"`
				Verified    bool   `yaml:"verified"`
				Source      string `yaml:"source"`
				Note        string `yaml:"note"`
			} `yaml:"rows"`
		}
		if !l.read(d, &form) {
			return
		}
		for i, r := range form.Rows {
			path := fmt.Sprintf("$.rows[%d]", i)
			day := optionalDay(d, path+".effective_on", r.EffectiveOn, r.EffectiveOn)
			if day == nil {
				d.add(path, "", "effective_on", "a day", "")
				continue
			}
			if first, twice := seen[*day]; twice {
				d.add(path+".effective_on", r.EffectiveOn, "effective_on", "one row a day", "also in "+first)
			}
			seen[*day] = d.name
			row := RateRow{EffectiveOn: *day, Verified: r.Verified, Source: r.Source,
				Y1: percent(d, path+".y1", r.EffectiveOn, r.Y1), Y5: percent(d, path+".y5", r.EffectiveOn, r.Y5)}
			l.rs.LPR = append(l.rs.LPR, row)
		}
	})
	sort.Slice(l.rs.LPR, func(i, j int) bool { return l.rs.LPR[i].EffectiveOn < l.rs.LPR[j].EffectiveOn })
}

func (l *loader) scorecards() {
	l.each("scorecards/fit.yaml", func(d *document) { l.rs.Scorecards[d.name] = d.data })
}
