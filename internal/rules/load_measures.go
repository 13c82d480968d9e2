package rules

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"rongqiao/internal/domain"
)

// The written form of the measures, as config/measures holds it.

const (
	measureDocument = "measures/document.yaml"
	measureSections = "measures/sections"
	measureKinds    = "measure_kinds"
)

type measureDocumentForm struct {
	Number     string     `yaml:"number"`
	Title      textForm   `yaml:"title"`
	Issuer     textForm   `yaml:"issuer"`
	IssuedOn   string     `yaml:"issued_on"`
	ValidUntil string     `yaml:"valid_until"`
	Verified   *bool      `yaml:"verified"`
	General    []textForm `yaml:"general"`
	Measures   any        `yaml:"measures"`
	Entries    any        `yaml:"entries"`
}

type measureSectionForm struct {
	Section struct {
		Number any      `yaml:"number"`
		Title  textForm `yaml:"title"`
	} `yaml:"section"`
	Measures []measureForm `yaml:"measures"`
}

type measureForm struct {
	Number  any                `yaml:"number"`
	Title   textForm           `yaml:"title"`
	Entries []measureEntryForm `yaml:"entries"`
}

type measureEntryForm struct {
	ID        string           `yaml:"id"`
	Kind      domain.Code      `yaml:"kind"`
	PaysMoney *bool            `yaml:"pays_money"`
	Says      textForm         `yaml:"says"`
	For       textForm         `yaml:"for"`
	Clause    clauseForm       `yaml:"clause"`
	Verified  *bool            `yaml:"verified"`
	Offers    []domain.OfferID `yaml:"offers"`
	Rosters   []domain.Code    `yaml:"rosters"`
	Place     textForm         `yaml:"place"`
	Page      string           `yaml:"page"`
	Missing   textForm         `yaml:"missing"`
}

// measures reads the document of a region's measures, where it has one, and
// refuses it unless all of its measures and entries are there.
func (l *loader) measures() {
	l.each(measureDocument, func(d *document) {
		var form measureDocumentForm
		if l.read(d, &form) {
			l.rs.Document = measuresOf(d, form)
		}
	})
	sections := &measureReader{l: l, numbers: map[int]string{}, awards: map[domain.OfferID]string{}}
	l.each(measureSections, sections.file)
	doc := l.rs.Document
	if doc == nil {
		if len(l.rs.Measures) > 0 {
			l.faults = append(l.faults, &Fault{File: measureDocument, Want: "the document that the measures are of"})
		}
		return
	}
	if len(l.faults) > 0 {
		return
	}
	sort.Slice(l.rs.Measures, func(i, j int) bool { return l.rs.Measures[i].Number < l.rs.Measures[j].Number })
	l.complete(*doc, sections)
}

func measuresOf(d *document, f measureDocumentForm) *MeasureDocument {
	out := &MeasureDocument{
		Number: f.Number, Title: f.Title.text(), Issuer: f.Issuer.text(),
		ValidUntil: optionalDay(d, "$.valid_until", f.Number, f.ValidUntil),
		Measures:   counted(d, "$.measures", f.Number, f.Measures), Entries: counted(d, "$.entries", f.Number, f.Entries),
	}
	if f.Number == "" || f.Title.ZH == "" || f.Title.EN == "" {
		d.add("$", f.Number, "number, title", "the document's number, and its title in zh and en", "")
	}
	if on := optionalDay(d, "$.issued_on", f.Number, f.IssuedOn); on == nil {
		d.add("$", f.Number, "issued_on", "the day it was issued", "")
	} else {
		out.IssuedOn = *on
	}
	if out.ValidUntil != nil && *out.ValidUntil < out.IssuedOn {
		d.add("$.valid_until", f.Number, "valid_until", "a day from "+out.IssuedOn.String()+" on", f.ValidUntil)
	}
	if f.Verified == nil {
		d.add("$", f.Number, "verified", "true or false", "")
	} else {
		out.Verified = *f.Verified
	}
	for _, g := range f.General {
		out.General = append(out.General, g.text())
	}
	return out
}

// counted reads a whole number of at least one.
func counted(d *document, path, entry string, v any) int {
	s, ok := scalar(v)
	n, err := scaled(s, 1)
	if !ok || err != nil || n < 1 || n > 1000 {
		d.add(path, entry, path[lastDot(path):], "a whole number from 1 to 1000", s)
	}
	return int(n)
}

// complete notes measures and entries that are missing, and awards that no
// entry names.
func (l *loader) complete(doc MeasureDocument, r *measureReader) {
	d := &document{name: measureDocument, data: l.files[measureDocument]}
	entries := 0
	for _, m := range l.rs.Measures {
		entries += len(m.Entries)
		if m.Number > doc.Measures {
			d.add("$.measures", doc.Number, "measures", fmt.Sprintf("at least %d, as %s has it", m.Number, r.numbers[m.Number]), strconv.Itoa(doc.Measures))
		}
	}
	for n := 1; n <= doc.Measures; n++ {
		if r.numbers[n] == "" {
			d.add("$.measures", doc.Number, "measures", fmt.Sprintf("every measure from 1 to %d", doc.Measures), "no measure "+strconv.Itoa(n))
		}
	}
	if entries != doc.Entries {
		d.add("$.entries", doc.Number, "entries", fmt.Sprintf("the %d that the sections hold", entries), strconv.Itoa(doc.Entries))
	}
	for _, o := range l.rs.Offers {
		if o.Kind == domain.OfferAward && r.awards[o.ID] == "" {
			d.add("$", string(o.ID), "offers", "each award of the catalogue in one entry", "none")
		}
	}
	l.faults = append(l.faults, d.faults...)
}

// measureReader reads the files of the sections.
type measureReader struct {
	l       *loader
	numbers map[int]string            // files, by measure
	awards  map[domain.OfferID]string // entries, by award
}

func (r *measureReader) file(d *document) {
	var form measureSectionForm
	if !r.l.read(d, &form) {
		return
	}
	section := MeasureSection{Number: counted(d, "$.section.number", "", form.Section.Number), Title: form.Section.Title.text()}
	bothTexts(d, "$.section.title", "", form.Section.Title)
	last := 0
	for i, f := range form.Measures {
		path := fmt.Sprintf("$.measures[%d]", i)
		m := Measure{Number: counted(d, path+".number", "", f.Number), Title: f.Title.text(), Section: section}
		entry := strconv.Itoa(m.Number)
		if m.Number <= last {
			d.add(path+".number", entry, "number", fmt.Sprintf("more than %d, as measures stand in their order", last), entry)
		}
		last = m.Number
		if first := r.numbers[m.Number]; first != "" {
			d.add(path+".number", entry, "number", "a measure that is told once", "also in "+first)
		}
		r.numbers[m.Number] = d.name
		bothTexts(d, path+".title", entry, f.Title)
		if len(f.Entries) == 0 {
			d.add(path, entry, "entries", "at least one", "")
		}
		for j, e := range f.Entries {
			m.Entries = append(m.Entries, r.entry(d, fmt.Sprintf("%s.entries[%d]", path, j), m.Number, j+1, e))
		}
		r.l.rs.Measures = append(r.l.rs.Measures, m)
	}
}

// bothTexts notes a text that does not stand in both languages.
func bothTexts(d *document, path, entry string, t textForm) {
	if t.ZH == "" || t.EN == "" {
		d.add(path, entry, path[lastDot(path):], "zh and en", "")
	}
}

func (r *measureReader) entry(d *document, path string, measure, item int, f measureEntryForm) MeasureEntry {
	e := MeasureEntry{
		ID: f.ID, Measure: measure, Item: item, Kind: f.Kind, Says: f.Says.text(), For: f.For.text(),
		Clause: domain.Clause{Document: f.Clause.Document, Article: f.Clause.Article, Href: f.Clause.Href, Note: f.Clause.Note.text()},
		Offers: f.Offers, Rosters: f.Rosters, Place: f.Place.text(), Page: f.Page, Missing: f.Missing.text(),
	}
	r.l.once(d, path+".id", "entry", f.ID)
	if f.ID == "" {
		d.add(path, "", "id", "an id", "")
	}
	r.l.code(d, path+".kind", f.ID, measureKinds, f.Kind)
	bothTexts(d, path+".says", f.ID, f.Says)
	bothTexts(d, path+".for", f.ID, f.For)
	if f.Clause.Document == "" || f.Clause.Article == "" {
		d.add(path, f.ID, "clause", "the document and the article that it stands in", "")
	}
	for _, must := range []struct {
		name string
		from *bool
		into *bool
	}{{"pays_money", f.PaysMoney, &e.PaysMoney}, {"verified", f.Verified, &e.Verified}} {
		if must.from == nil {
			d.add(path, f.ID, must.name, "true or false", "")
			continue
		}
		*must.into = *must.from
	}
	r.pointers(d, path, e, f)
	r.offers(d, path, e)
	return e
}

// pointers checks what is said of where the entry is served.
func (r *measureReader) pointers(d *document, path string, e MeasureEntry, f measureEntryForm) {
	for _, t := range []struct {
		name string
		text textForm
	}{{"place", f.Place}, {"missing", f.Missing}} {
		if (t.text.ZH == "") != (t.text.EN == "") {
			bothTexts(d, path+"."+t.name, e.ID, t.text)
		}
	}
	for i, code := range e.Rosters {
		r.l.code(d, fmt.Sprintf("%s.rosters[%d]", path, i), e.ID, "rosters", code)
	}
	if e.Page != "" && !slices.Contains(MeasurePages, e.Page) {
		d.add(path+".page", e.ID, "page", strings.Join(MeasurePages, ", "), e.Page)
	}
	if e.State() == MeasurePlanned && e.Missing.IsZero() {
		d.add(path, e.ID, "offers, rosters, place, missing", "where it is served, or what is missing", "")
	}
	if e.State() == MeasurePlanned && e.Page != "" {
		d.add(path+".page", e.ID, "page", "none, as nothing serves the entry", e.Page)
	}
}

// offers checks that the named offers are there, and that money and awards go
// together.
func (r *measureReader) offers(d *document, path string, e MeasureEntry) {
	awards := 0
	for i, id := range e.Offers {
		at := fmt.Sprintf("%s.offers[%d]", path, i)
		o, ok := r.l.rs.CatalogueOffer(id)
		if !ok {
			d.add(at, e.ID, "offers", "the id of an offer of the catalogue", string(id))
			continue
		}
		if o.Kind != domain.OfferAward {
			continue
		}
		awards++
		if first := r.awards[id]; first != "" {
			d.add(at, e.ID, "offers", "an award in one entry", string(id)+", also in "+first)
		}
		r.awards[id] = e.ID
		if a := o.Terms.Award; a.Measure != e.Measure || a.Item != e.Item {
			d.add(at, e.ID, "offers", fmt.Sprintf("the award of measure %d, item %d", e.Measure, e.Item), fmt.Sprintf("%s of measure %d, item %d", id, a.Measure, a.Item))
		}
	}
	switch {
	case e.PaysMoney && awards != 1:
		d.add(path+".pays_money", e.ID, "offers", "one award, as money is paid", strconv.Itoa(awards))
	case !e.PaysMoney && awards > 0:
		d.add(path+".pays_money", e.ID, "offers", "no award, as no money is paid", strconv.Itoa(awards))
	}
}
