package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/search"
)

// What is compared has to do the same job.
func TestContestantsGiveTheSameVerdicts(t *testing.T) {
	base, err := loadRules()
	if err != nil {
		t.Fatal(err)
	}
	m := makeMarket(base, 700)
	if m.conditions() <= (market{rules: base, offers: base.Offers}).conditions() {
		t.Errorf("%d conditions differ: providers do not have thresholds of their own", m.conditions())
	}
	engine, err := matching.New(m.rules, m.offers)
	if err != nil {
		t.Fatal(err)
	}
	programs, err := compileAll(m)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := openRows(context.Background(), filepath.Join(t.TempDir(), "rows.db"), m)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.close()
	open, left, err := agree(context.Background(), engine, programs, rows, asks(base, 25))
	if err != nil {
		t.Fatal(err)
	}
	if open <= 0 || left < open || left >= 1 {
		t.Errorf("%.2f of the pairs are open and SQL leaves %.2f: want some, and no fewer by SQL, and not all", open, left)
	}
}

func TestFTSFindsWhatTrigramsCan(t *testing.T) {
	docs := []search.Document{
		{ID: "a", Kind: "loan", NameZH: "知识产权质押贷款", ProviderZH: "重庆银行", Text: []string{"技改"}},
		{ID: "b", Kind: "fund", NameZH: "专精特新基金", ProviderZH: "两江基金", Districts: []domain.Code{"500112"}},
		{ID: "c", Kind: "loan", NameZH: "转贷应急周转金", ProviderZH: "长寿担保", Districts: []domain.Code{"500115"}},
	}
	f, err := openFTS(context.Background(), filepath.Join(t.TempDir(), "fts.db"), docs)
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	for name, c := range map[string]struct {
		query search.Query
		want  string
	}{
		"a long word":                           {search.Query{Text: "知识产权"}, "a"},
		"a word of two characters":              {search.Query{Text: "技改"}, "a"},
		"two words, one of them short":          {search.Query{Text: "重庆 质押贷款"}, "a"},
		"a wrong character, by the trigrams":    {search.Query{Text: "知识产权质压"}, "a"},
		"a district, and what is bound to none": {search.Query{Districts: []domain.Code{"500115"}}, "a c"},
		"a kind":                                {search.Query{Kinds: []domain.OfferKind{"fund"}}, "b"},
		"everything":                            {search.Query{}, "a b c"},
		"nothing":                               {search.Query{Text: "首台套"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.query.Limit = 10
			first, err := f.first(context.Background(), c.query)
			if err != nil {
				t.Fatal(err)
			}
			full, total, err := f.full(context.Background(), c.query)
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(first)
			slices.Sort(full)
			if have := strings.Join(first, " "); have != c.want || strings.Join(full, " ") != c.want || total != len(full) {
				t.Errorf("found %q, and with facets %q of %d; want %q", have, full, total, c.want)
			}
		})
	}
}

func TestWritePutsTablesBetweenTheirMarkers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "doc.md")
	const doc = "head\n<!-- bench:a -->\nold\n<!-- /bench:a -->\ntail\n"
	if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeSections(file, []section{{"a", "new\n"}, {"b", "more\n"}}); err == nil {
		t.Error("a section without markers: want an error")
	}
	if have, _ := os.ReadFile(file); string(have) != doc {
		t.Errorf("a failed write left %q", have)
	}
	if err := writeSections(file, []section{{"a", "new\n"}}); err != nil {
		t.Fatal(err)
	}
	if have, _ := os.ReadFile(file); string(have) != strings.Replace(doc, "old", "new", 1) {
		t.Errorf("the document is now %q", have)
	}
}

// Every part has its place in the document.
func TestTheDocumentHasAPlaceForEachPart(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "docs", "benchmarks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if _, err := replaceSection(doc, p.name, ""); err != nil {
			t.Error(err)
		}
	}
}

func TestFiguresAreWrittenShortly(t *testing.T) {
	for _, c := range []struct{ have, want string }{
		{span(1234 * time.Nanosecond), "1.23 µs"},
		{span(12_340 * time.Microsecond), "12.3 ms"},
		{span(1999 * time.Second), "1,999 s"},
		{span(0), "–"},
		{whole(1_234_567), "1,234,567"},
		{whole(-1_000), "-1,000"},
		{whole(999), "999"},
		{times(3*time.Second, 2*time.Second), "1.50×"},
		{whole(int64(sample{5, 1, 4, 2, 3}.quantile(0.5))), "3"},
		{whole(int64(sample{5, 1, 4, 2, 3}.quantile(1))), "5"},
		{whole(len(sample{1, 2, 3, 4, 5}.ofCase(1, 2))), "2"},
	} {
		if c.have != c.want {
			t.Errorf("have %q, want %q", c.have, c.want)
		}
	}
}
