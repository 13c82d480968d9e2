package main

import (
	"fmt"
	"io"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
)

// coverageSections are the parts of docs/coverage.md, in their order. Each
// says of one kind of rule data what the region has of it.
var coverageSections = []func(io.Writer, *rules.RuleSet){
	coverMeasures,
	coverSheets,
	coverLeftOut,
}

// writeCoverage writes docs/coverage.md from the rule data.
func writeCoverage(w io.Writer, rs *rules.RuleSet) {
	fmt.Fprintf(w, "# Coverage: %s\n\nWritten by `make generate` from the rule data; change those, not this page.\n", rs.RegionName.In("en"))
	for _, section := range coverageSections {
		section(w, rs)
	}
}

// coverMeasures says of every entry of the policy measures where the platform
// serves it, or what is missing.
func coverMeasures(w io.Writer, rs *rules.RuleSet) {
	if rs.Document == nil {
		fmt.Fprint(w, "\n## Policy measures\n\nThe region serves none.\n")
		return
	}
	d, n := rs.Document, rs.CountMeasures()
	fmt.Fprintf(w, "\n## Policy measures\n\n%s《%s》 of %s%s, from `config/measures`. An entry is served by what it names; partly or planned, it says what is missing.\n\n",
		d.Number, d.Title.ZH, d.IssuedOn, lastDay(d.ValidUntil))
	fmt.Fprint(w, "| measures | entries | that pay money | served | partly | planned |\n|---|---|---|---|---|---|\n")
	fmt.Fprintf(w, "| %d | %d | %d | %d | %d | %d |\n", n.Measures, n.Entries, n.Paying, n.Served, n.Partly, n.Planned)
	section := 0
	for _, m := range rs.Measures {
		if m.Section.Number != section {
			section = m.Section.Number
			fmt.Fprintf(w, "\n### %d. %s %s\n\n| entry | measure | what it says | kind | state | where, and what is missing |\n|---|---|---|---|---|---|\n",
				section, m.Section.Title.ZH, m.Section.Title.In("en"))
		}
		for _, e := range m.Entries {
			fmt.Fprintf(w, "| %s | %s %s | %s | %s | %s | %s |\n", e.ID, e.Clause.Article, m.Title.ZH, cell(e.Says.In("en")),
				rs.Vocabularies["measure_kinds"].NameOf(e.Kind).In("en"), stateOf(e), cell(servedBy(rs, e)))
		}
	}
}

func lastDay(until *domain.Date) string {
	if until == nil {
		return ", no end date stated"
	}
	return " until " + until.String()
}

func stateOf(e rules.MeasureEntry) string {
	if e.Verified {
		return string(e.State())
	}
	return string(e.State()) + ", unverified"
}

// servedBy names what serves an entry: an award with its amount, the offers, the
// rosters, the place in words; then what is missing.
func servedBy(rs *rules.RuleSet, e rules.MeasureEntry) string {
	var parts []string
	for _, id := range e.Offers {
		o, _ := rs.CatalogueOffer(id)
		says := fmt.Sprintf("%s `%s`", o.Kind, id)
		if a := o.Terms.Award; a != nil {
			says += ": " + matching.AmountOf(rs, *a, nil).Formula.In("en")
		}
		parts = append(parts, says)
	}
	for _, code := range e.Rosters {
		parts = append(parts, fmt.Sprintf("roster `%s`", code))
	}
	if !e.Place.IsZero() {
		parts = append(parts, e.Place.In("en"))
	}
	if !e.Missing.IsZero() {
		parts = append(parts, "missing: "+e.Missing.In("en"))
	}
	return strings.Join(parts, "; ")
}

// cell keeps a text within its cell of a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
