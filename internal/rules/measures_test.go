package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// What the document of the 26 measures comes to; the data were read entry by
// entry against it.
const (
	measuresInDocument = 26
	entriesInDocument  = 46
	sectionsInDocument = 6
)

func TestEveryMeasureAndEntryOfTheDocumentIsThere(t *testing.T) {
	rs := loadConfig(t)
	n := rs.CountMeasures()
	if n.Measures != measuresInDocument || n.Entries != entriesInDocument || n.Paying != awardsInAll {
		t.Errorf("want %d measures with %d entries, %d of which pay; have %+v", measuresInDocument, entriesInDocument, awardsInAll, n)
	}
	if n.Served+n.Partly+n.Planned != n.Entries {
		t.Errorf("an entry has no state: %+v", n)
	}
	sections := map[int]bool{}
	for i, m := range rs.Measures {
		if m.Number != i+1 {
			t.Errorf("measure %d stands in place %d", m.Number, i+1)
		}
		sections[m.Section.Number] = true
	}
	if len(sections) != sectionsInDocument {
		t.Errorf("want %d sections, have %d", sectionsInDocument, len(sections))
	}
}

// TestEveryEntryPointsToSomething, and every award to its one entry.
func TestEveryEntryPointsToSomething(t *testing.T) {
	rs := loadConfig(t)
	named := map[domain.OfferID]int{}
	for _, m := range rs.Measures {
		for _, e := range m.Entries {
			for _, id := range e.Offers {
				o, ok := rs.CatalogueOffer(id)
				if !ok {
					t.Errorf("%s names %s, which is not there", e.ID, id)
				}
				if o.Kind == domain.OfferAward {
					named[id]++
				}
			}
			for _, code := range e.Rosters {
				if !rs.Has("rosters", code) {
					t.Errorf("%s names the roster %s, which is not there", e.ID, code)
				}
			}
			if e.State() != rules.MeasureServed && e.Missing.IsZero() {
				t.Errorf("%s is %s and does not say what is missing", e.ID, e.State())
			}
			if e.PaysMoney && (len(e.Offers) != 1 || e.State() != rules.MeasureServed) {
				t.Errorf("%s pays money and has no award of its own", e.ID)
			}
		}
	}
	for _, o := range rs.Offers {
		if o.Kind == domain.OfferAward && named[o.ID] != 1 {
			t.Errorf("the award %s stands in %d entries", o.ID, named[o.ID])
		}
	}
}

func TestHowFarAnEntryIsServedFollowsFromWhatItNames(t *testing.T) {
	rs := loadSmall(t)
	want := map[string]rules.MeasureState{"act-1-1": rules.MeasureServed, "act-2-1": rules.MeasurePartly, "act-2-2": rules.MeasurePlanned}
	for _, m := range rs.Measures {
		for _, e := range m.Entries {
			if e.State() != want[e.ID] {
				t.Errorf("%s: want %s, have %s", e.ID, want[e.ID], e.State())
			}
		}
	}
	if e, ok := rs.EntryOf("award-a"); !ok || e.ID != "act-1-1" || e.Item != 1 {
		t.Errorf("the entry of award-a: %+v", e)
	}
	if e, ok := rs.EntryOf("loan-a"); ok {
		t.Errorf("loan-a serves no measure, have %s", e.ID)
	}
}

const (
	actFile    = "measures/document.yaml"
	actSection = "measures/sections/harbour.yaml"
)

func TestDamageToMeasuresStopsTheLoad(t *testing.T) {
	check(t, map[string]damage{
		"an entry with a key that nobody knows":      {file: actSection, old: "        page: awards\n", new: "        page: awards\n        amount: 5\n", want: "a file of this form", have: "amount"},
		"a document with a key that nobody knows":    {file: actFile, old: "verified: true", new: "verified: true\ncolour: red", want: "a file of this form", have: "colour"},
		"an entry without a clause":                  {file: actSection, old: "        clause: {document: Act 7, article: \"1\"}\n", new: "", entry: "act-1-1", field: "clause", want: "the document and the article", at: "id: act-1-1"},
		"a clause without its article":               {file: actSection, old: `{document: Act 7, article: "1"}`, new: "{document: Act 7}", entry: "act-1-1", field: "clause", want: "the document and the article", at: "id: act-1-1"},
		"an entry that does not say if it pays":      {file: actSection, old: "        pays_money: true\n", new: "", entry: "act-1-1", field: "pays_money", want: "true or false", at: "id: act-1-1"},
		"an entry verified neither way":              {file: actSection, old: "        verified: false\n", new: "", entry: "act-2-2", field: "verified", want: "true or false", at: "id: act-2-2"},
		"an entry of a kind that is not listed":      {file: actSection, old: "kind: bounty", new: "kind: gift", entry: "act-1-1", field: "kind", want: "a code of measure_kinds", have: "gift"},
		"an entry said in one language":              {file: actSection, old: "{zh: 按费用奖励, en: A share of the dues}", new: "{zh: 按费用奖励}", entry: "act-1-1", field: "says", want: "zh and en"},
		"an entry for nobody":                        {file: actSection, old: "        for: {zh: 港口企业, en: firms of the harbour}\n", new: "", entry: "act-1-1", field: "for", want: "zh and en", at: "id: act-1-1"},
		"an id used twice":                           {file: actSection, old: "id: act-2-2", new: "id: act-2-1", entry: "act-2-1", field: "id", want: "used once", have: actSection},
		"an entry that points to nothing":            {file: actSection, old: "        missing: {zh: 展厅, en: the room}\n", new: "", entry: "act-2-2", field: "offers, rosters, place, missing", want: "where it is served", at: "id: act-2-2"},
		"an offer that is not there":                 {file: actSection, old: "offers: [award-a]", new: "offers: [award-b]", entry: "act-1-1", field: "offers", want: "the id of an offer", have: "award-b"},
		"a roster that is not listed":                {file: actSection, old: "rosters: [harbour_list]", new: "rosters: [town_list]", entry: "act-2-1", field: "rosters[0]", want: "a code of rosters", have: "town_list"},
		"a page that the portal does not have":       {file: actSection, old: "page: awards", new: "page: gifts", entry: "act-1-1", field: "page", want: "offers, needs, awards, profile", have: "gifts"},
		"an award where no money is paid":            {file: actSection, old: "pays_money: true", new: "pays_money: false", entry: "act-1-1", field: "offers", want: "no award", have: "1"},
		"money without an award":                     {file: actSection, old: "offers: [award-a]", new: "offers: [loan-a]", entry: "act-1-1", field: "offers", want: "one award", have: "0", at: "pays_money: true"},
		"measures out of their order":                {file: actSection, old: "  - number: 1\n", new: "  - number: 3\n", entry: "2", field: "number", want: "more than 3", have: "2", at: "number: 2"},
		"a measure that is missing":                  {file: actFile, old: "measures: 2", new: "measures: 3", entry: "Act 7", field: "measures", want: "every measure from 1 to 3", have: "no measure 3"},
		"a measure too many":                         {file: actFile, old: "measures: 2", new: "measures: 1", entry: "Act 7", field: "measures", want: "at least 2", have: "1"},
		"an entry too many":                          {file: actFile, old: "entries: 3", new: "entries: 2", entry: "Act 7", field: "entries", want: "the 3 that the sections hold", have: "2"},
		"a fraction of a measure":                    {file: actFile, old: "measures: 2", new: "measures: 2.5", entry: "Act 7", field: "measures", want: "a whole number", have: "2.5"},
		"a document that ends before it begins":      {file: actFile, old: "valid_until: 2027-02-28", new: "valid_until: 2024-02-28", entry: "Act 7", field: "valid_until", want: "from 2024-03-01 on", have: "2024-02-28"},
		"a document of no day":                       {file: actFile, old: "issued_on: 2024-03-01\n", new: "", entry: "Act 7", field: "issued_on", want: "the day", at: noLine},
		"a page for what nothing serves":             {file: actSection, old: "        missing: {zh: 展厅, en: the room}", new: "        missing: {zh: 展厅, en: the room}\n        page: needs", entry: "act-2-2", field: "page", want: "none", have: "needs", at: "page: needs"},
		"what is missing told in one language alone": {file: actSection, old: "{zh: 展厅, en: the room}", new: "{zh: 展厅}", entry: "act-2-2", field: "missing", want: "zh and en"},
	})
}

func TestMeasuresOfNoDocumentAreRefused(t *testing.T) {
	files := small(t)
	delete(files, actFile)
	expectFault(t, files, rules.Fault{File: actFile, Want: "the document that the measures are of"})
}

// TestMeasuresMustAgreeWithTheAwards: the damage is in one file, the fault is
// told of another.
func TestMeasuresMustAgreeWithTheAwards(t *testing.T) {
	rows := map[string]struct {
		file  string
		edits []string // what stands there, and what then does
		want  rules.Fault
	}{
		"an award of another measure": {awards, []string{"measure: 1", "measure: 2"},
			rules.Fault{File: actSection, Line: 13, Entry: "act-1-1", Field: "offers", Want: "measure 1, item 1", Have: "award-a of measure 2"}},
		"an award that no entry names": {actSection, []string{"pays_money: true", "pays_money: false", "offers: [award-a]", "offers: [loan-a]"},
			rules.Fault{File: actFile, Entry: "award-a", Field: "offers", Want: "each award of the catalogue in one entry", Have: "none"}},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			files := small(t)
			files[r.file] = &fstest.MapFile{Data: []byte(strings.NewReplacer(r.edits...).Replace(string(files[r.file].Data)))}
			expectFault(t, files, r.want)
		})
	}
}
