package rules_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"rongqiao/internal/rules"
)

// damage is one change of the small region's files, and the fault that stops
// the load: the line is that on which `at` stands, or the first that changed.
type damage struct {
	file, old, new string
	entry, field   string
	want, have     string // parts of what was expected and what came
	at             string
}

const (
	firstLoans  = "catalogue/loans/first.yaml"
	secondLoans = "catalogue/loans/second.yaml"
	funds       = "catalogue/funds/fund.yaml"
	awards      = "catalogue/awards/award.yaml"
	providers   = "catalogue/providers.yaml"
	relations   = "catalogue/relations.yaml"
	places      = "vocabularies/places.yaml"
	noLine      = "no line"
)

func check(t *testing.T, rows map[string]damage) {
	t.Helper()
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			files := small(t)
			before := string(files[r.file].Data)
			if strings.Count(before, r.old) != 1 {
				t.Fatalf("%q stands %d times in %s", r.old, strings.Count(before, r.old), r.file)
			}
			after := strings.Replace(before, r.old, r.new, 1)
			files[r.file] = &fstest.MapFile{Data: []byte(after)}
			want := rules.Fault{File: r.file, Line: lineOf(t, r.at, before, after), Entry: r.entry, Field: r.field, Want: r.want, Have: r.have}
			expectFault(t, files, want)
		})
	}
}

func lineOf(t *testing.T, at, before, after string) int {
	t.Helper()
	if at == noLine {
		return 0
	}
	lines, old := strings.Split(after, "\n"), strings.Split(before, "\n")
	for i, line := range lines {
		if at != "" && strings.Contains(line, at) {
			return i + 1
		}
		if at == "" && (i >= len(old) || line != old[i]) {
			return i + 1
		}
	}
	t.Fatalf("%q stands nowhere", at)
	return 0
}

func expectFault(t *testing.T, files fstest.MapFS, want rules.Fault) {
	t.Helper()
	rs, err := rules.Load(files)
	if err == nil || rs != nil {
		t.Fatal("the damaged data were taken")
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	for _, one := range all {
		var f *rules.Fault
		if errors.As(one, &f) && f.File == want.File && f.Line == want.Line && f.Entry == want.Entry && f.Field == want.Field &&
			strings.Contains(f.Want, want.Want) && strings.Contains(f.Have, want.Have) && (want.Have == "") == (f.Have == "") {
			return
		}
	}
	t.Errorf("want %+v\nhave %v", want, err)
}

func TestDamageToAFilesFormStopsTheLoad(t *testing.T) {
	check(t, map[string]damage{
		"an offer with a key that nobody knows":    {file: firstLoans, old: "    provider: tide", new: "    colour: red\n    provider: tide", want: "a file of this form", have: "colour"},
		"a clause with a key that nobody knows":    {file: firstLoans, old: `{document: Book, article: "3"}`, new: `{document: Book, artikle: "3"}`, want: "a file of this form", have: "artikle"},
		"terms with a key that nobody knows":       {file: secondLoans, old: "max_working_days: 15", new: "max_days: 15", want: "a file of this form", have: "max_days"},
		"a key given twice":                        {file: firstLoans, old: "    provider: tide\n", new: "    provider: tide\n    provider: hall\n", want: "a file of this form", have: "provider"},
		"a criterion's key given twice":            {file: firstLoans, old: "op: in, value: [trade]", new: "op: in, op: within, value: [trade]", want: "a file of this form", have: "op"},
		"no YAML at all":                           {file: firstLoans, old: "products: [credit]", new: "products: [credit", want: "a file of this form", have: "must be", at: "provider: tide"},
		"a list where a text belongs":              {file: firstLoans, old: "provider: tide", new: "provider: [tide]", want: "a file of this form", have: "string"},
		"a word where months belong":               {file: firstLoans, old: "term: {min: 3, max: 36}", new: "term: {min: three, max: 36}", entry: "loan-a", field: "terms.term.min", want: "a whole number", have: "three"},
		"a fraction of a month":                    {file: firstLoans, old: "term: {min: 3, max: 36}", new: "term: {min: 3.5, max: 36}", entry: "loan-a", field: "terms.term.min", want: "a whole number", have: "3.5"},
		"months that overflow":                     {file: firstLoans, old: "term: {min: 3, max: 36}", new: "term: {min: 3, max: 3600000000}", entry: "loan-a", field: "terms.term.max", want: "a number in range", have: "3600000000"},
		"a word where yes or no belongs":           {file: firstLoans, old: "collateral_required: false", new: "collateral_required: perhaps", want: "a file of this form", have: "bool"},
		"a second document behind the first":       {file: secondLoans, old: "value: [O], clause: source}\n", new: "value: [O], clause: source}\n---\noffers: []\n", want: "one document", have: "another", at: noLine},
		"a region without its root place":          {file: "region.yaml", old: "root_place: R", new: `root_place: ""`, field: "id, root_place", want: "both", at: noLine},
		"a vocabulary without a name":              {file: "vocabularies/tiers.yaml", old: "vocabulary: tiers", new: `vocabulary: ""`, field: "vocabulary", want: "a name that is used once"},
		"a vocabulary with the name of another":    {file: "vocabularies/tiers.yaml", old: "vocabulary: tiers", new: "vocabulary: purposes", entry: "purposes", field: "vocabulary", want: "a name that is used once", have: "purposes"},
		"a code given twice":                       {file: places, old: "code: B, name", new: "code: A, name", entry: "A", field: "code", want: "used once", have: "A"},
		"an entry without a code":                  {file: "vocabularies/tiers.yaml", old: "code: gold", new: `code: ""`, field: "code", want: "used once"},
		"an entry without a name":                  {file: places, old: "{zh: 甲, en: Aton}", new: "{en: Aton}", entry: "A", field: "name.zh", want: "a name"},
		"a parent that is not there":               {file: places, old: "name: {zh: 甲, en: Aton}, parent: R", new: "name: {zh: 甲, en: Aton}, parent: Q", entry: "A", field: "parent", want: "a code of this vocabulary", have: "Q"},
		"a neighbour that is not there":            {file: places, old: "neighbours: [B]", new: "neighbours: [Q]", entry: "A", field: "neighbours", want: "a code of this vocabulary", have: "Q"},
		"a zone that lies nowhere":                 {file: places, old: "lies_in: [A]", new: "lies_in: [Q]", entry: "Z", field: "lies_in", want: "a code of this vocabulary", have: "Q"},
		"a successor to nowhere":                   {file: places, old: "{code: B, part: main}", new: "{code: Q, part: main}", entry: "O", field: "successors", want: "a code of this vocabulary", have: "Q"},
		"a successor to neither main nor part":     {file: places, old: "part: main", new: "part: most", entry: "O", field: "successors.part", want: "main or part", have: "most"},
		"a code that became itself":                {file: places, old: "{code: B, part: main}", new: "{code: O, part: main}", entry: "O", field: "successors", want: "no circle", have: "O"},
		"a code that is its own parent":            {file: places, old: "name: {zh: 甲, en: Aton}, parent: R", new: "name: {zh: 甲, en: Aton}, parent: A", entry: "A", field: "parent", want: "no circle", have: "A"},
		"parents in a circle":                      {file: "vocabularies/industries.yaml", old: "{code: sea, name: {zh: 海事, en: marine}}", new: "{code: sea, name: {zh: 海事, en: marine}, parent: net}", entry: "sea", field: "parent", want: "no circle", have: "net"},
		"a code's first day that is no day":        {file: places, old: "valid_from: 1990-01-01", new: "valid_from: 1990-02-30", entry: "O", field: "valid_from", want: "YYYY-MM-DD", have: "1990-02-30"},
		"a code that ends before it begins":        {file: places, old: "valid_until: 2025-06-30", new: "valid_until: 1989-12-31", entry: "O", field: "valid_until", want: "from 1990-01-01 on", have: "1989-12-31"},
		"a field with a type that nobody knows":    {file: "fields.yaml", old: "enterprise.staff, type: count", new: "enterprise.staff, type: heads", entry: "enterprise.staff", field: "type", want: "money, rate", have: "heads"},
		"a field with a type that is not its own":  {file: "fields.yaml", old: "enterprise.staff, type: count", new: "enterprise.staff, type: money", entry: "enterprise.staff", field: "type", want: "count", have: "money"},
		"a field that nothing derives":             {file: "fields.yaml", old: "enterprise.staff, type", new: "enterprise.staph, type", entry: "enterprise.staph", field: "field", want: "fields_declared.yaml", have: "staph"},
		"a field given twice":                      {file: "fields.yaml", old: "field: need.term,", new: "field: need.amount,", entry: "need.amount", field: "field", want: "used once", have: "need.amount"},
		"a declared field that the profile holds":  {file: "fields_declared.yaml", old: "enterprise.points", new: "enterprise.staff", entry: "enterprise.staff", field: "field", want: "used once", have: "enterprise.staff"},
		"a declared place, which follows no map":   {file: "fields_declared.yaml", old: "enterprise.rank, group: offers, type: code, vocabulary: tiers", new: "enterprise.rank, group: offers, type: place, vocabulary: places", entry: "enterprise.rank", field: "type", want: "any type but place", have: "place"},
		"a coded field without its vocabulary":     {file: "fields.yaml", old: "need.purpose, type: code, vocabulary: purposes", new: "need.purpose, type: code", entry: "need.purpose", field: "vocabulary", want: "a vocabulary", at: "need.purpose"},
		"a field of a vocabulary that is not read": {file: "fields.yaml", old: "vocabulary: purposes", new: "vocabulary: aims", entry: "need.purpose", field: "vocabulary", want: "a vocabulary", have: "aims"},
		"a declared field of no group":             {file: "fields_declared.yaml", old: "enterprise.points, group: offers,", new: "enterprise.points,", entry: "enterprise.points", field: "group", want: "offers, tiers or listing"},
		"a field of the profile with a group":      {file: "fields.yaml", old: "enterprise.staff, type", new: "enterprise.staff, group: tiers, type", entry: "enterprise.staff", field: "group", want: "not declared", have: "tiers"},
		"a number with a vocabulary":               {file: "fields_declared.yaml", old: "enterprise.points, group: offers, type: count", new: "enterprise.points, group: offers, type: count, vocabulary: tiers", entry: "enterprise.points", field: "vocabulary", want: "none", have: "tiers"},
		"a field without an English label":         {file: "fields.yaml", old: "{zh: 人数, en: staff}", new: "{zh: 人数}", entry: "enterprise.staff", field: "label", want: "zh and en"},
		"an effort that nobody knows":              {file: "fields.yaml", old: "need.amount, type: money, effort: free", new: "need.amount, type: money, effort: hard", entry: "need.amount", field: "effort", want: "free, act, time or never", have: "hard"},
		"a rate with three decimals":               {file: "rates/lpr.yaml", old: `y1: "3.45"`, new: `y1: "3.455"`, entry: "2024-02-20", field: "y1", want: "at most two decimals", have: "3.455"},
		"a rate that is no number":                 {file: "rates/lpr.yaml", old: `y1: "3.45"`, new: `y1: "low"`, entry: "2024-02-20", field: "y1", want: "at most two decimals", have: "low"},
		"a rate with an exponent":                  {file: "rates/lpr.yaml", old: `y1: "3.45"`, new: `y1: "1e999999999"`, entry: "2024-02-20", field: "y1", want: "at most two decimals", have: "1e9"},
		"a day with two prime rates":               {file: "rates/lpr.yaml", old: "2025-05-20", new: "2024-02-20", entry: "2024-02-20", field: "effective_on", want: "one row a day", have: "rates/lpr.yaml"},
		"a prime rate of no day":                   {file: "rates/lpr.yaml", old: "effective_on: 2025-05-20, ", new: "", field: "effective_on", want: "a day"},
		"a prime rate of a day that is none":       {file: "rates/lpr.yaml", old: "2025-05-20", new: "2025-05-32", entry: "2025-05-32", field: "effective_on", want: "YYYY-MM-DD", have: "2025-05-32"},
	})
}
