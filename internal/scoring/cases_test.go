package scoring_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"rongqiao/config"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

// said is what a case says of a firm, by the name of a field without
// "enterprise.": amounts in yuan, rates in per cent, and y0, y1, y2 with the
// figures of the last full year and those before. A null takes back what the
// base says.
type said map[string]any

// over is the base with what the case sets in place of it.
func (base said) over(set said) said {
	out := said{}
	for k, v := range base {
		out[k] = v
	}
	for k, v := range set {
		below, deep := v.(map[string]any)
		if before, ok := out[k].(map[string]any); ok && deep {
			out[k] = map[string]any(said(before).over(below))
			continue
		}
		out[k] = v
	}
	return out
}

// worked is one sheet with its cases.
type worked struct {
	Sheet string `yaml:"sheet"`
	On    string `yaml:"on"`
	Also  []struct {
		Sheet string `yaml:"sheet"`
		On    string `yaml:"on"`
	} `yaml:"also"` // other sheets for which the same is to come out
	Base  said `yaml:"base"`
	Cases map[string]struct {
		Set     said     `yaml:"set"`
		Want    string   `yaml:"want"` // met, not_met, unknown; conditional: unknown, and nothing of the firm is missing
		Applies string   `yaml:"applies"`
		Points  *int64   `yaml:"points"`
		Class   string   `yaml:"class"`
		Among   []string `yaml:"among"`
		Limit   int64    `yaml:"limit"` // in yuan
		Missing []string `yaml:"missing"`
	} `yaml:"cases"`
}

func builtIn(t *testing.T) *rules.RuleSet {
	t.Helper()
	rs, err := rules.Load(config.Files)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func readCases[T any](t *testing.T, name string) T {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

// TestWorkedCases holds every sheet against cases worked by hand from the
// texts: borders hit, missed by the smallest unit, and facts that are missing.
func TestWorkedCases(t *testing.T) {
	rs := builtIn(t)
	files, err := filepath.Glob("../../testdata/sheets/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("cases: %v, %v", files, err)
	}
	cases := map[string]int{}
	for _, file := range files {
		if filepath.Base(file) == "in-force.yaml" {
			continue
		}
		for _, w := range readCases[[]worked](t, file) {
			w.run(t, rs, w.Sheet, w.On, cases)
			for _, also := range w.Also {
				w.run(t, rs, also.Sheet, also.On, cases)
			}
		}
	}
	for _, s := range rs.Sheets {
		least := map[string]int{"srdi_sme": 15, "national_little_giant": 15, "sme_size_2011": 10, "innovative_sme": 10}[s.Series]
		if s.Family == rules.FamilyBoard || s.Series == "listing_reserve" || s.Series == "tech_sme" {
			least = 5
		}
		if cases[s.ID] < least {
			t.Errorf("%s: %d worked cases, want %d", s.ID, cases[s.ID], least)
		}
	}
}

func (w worked) run(t *testing.T, rs *rules.RuleSet, sheet, on string, count map[string]int) {
	at := slices.IndexFunc(rs.Sheets, func(s rules.Sheet) bool { return s.ID == sheet })
	if at < 0 {
		t.Errorf("no sheet %s", sheet)
		return
	}
	s := &rs.Sheets[at]
	day, err := domain.ParseDate(on)
	if err != nil {
		t.Fatal(err)
	}
	if in, ok := rs.SheetOn(s.Series, day); !ok || in.ID != sheet {
		t.Errorf("%s is not in force on %s", sheet, on)
	}
	for name, c := range w.Cases {
		count[sheet]++
		t.Run(sheet+"/"+name, func(t *testing.T) {
			firm, err := firmOf(rs, w.Base.over(c.Set), day)
			if err != nil {
				t.Fatal(err)
			}
			facts := rs.Facts(firm, domain.Need{}, day)
			scoring.Prepare(rs, facts)
			r := scoring.Judge(rs, s, facts)
			lean := rs.Facts(firm, domain.Need{}, day)
			scoring.PrepareLean(rs, lean)
			if l := scoring.JudgeLean(rs, s, lean); l.Verdict != r.Verdict || l.Class != r.Class {
				t.Errorf("lean: %v %s, else %v %s", l.Verdict, l.Class, r.Verdict, r.Class)
			}
			if want := c.Want; want != "" && outcome(r) != want {
				t.Errorf("want %s, have %s: %s", want, outcome(r), told(r))
			}
			applies := c.Applies
			if applies == "" {
				applies = "met"
			}
			if words[r.Applies] != applies {
				t.Errorf("applies: want %s, have %s", applies, words[r.Applies])
			}
			if c.Points != nil && (r.Points == nil || r.Points.Points != *c.Points) {
				t.Errorf("want %d points, have %s", *c.Points, told(r))
			}
			if c.Class != string(r.Class) && c.Class != "" {
				t.Errorf("want %s, have %q of %v", c.Class, r.Class, r.Among)
			}
			if len(c.Among) > 0 && fmt.Sprint(c.Among) != fmt.Sprint(r.Among) {
				t.Errorf("want one of %v, have %q of %v", c.Among, r.Class, r.Among)
			}
			if c.Limit > 0 && (r.Limit == nil || r.Limit.Amount != domain.Fen(c.Limit*100)) {
				t.Errorf("want a limit of %d yuan, have %v", c.Limit, r.Limit)
			}
			if c.Missing != nil && fmt.Sprint(sorted(c.Missing)) != fmt.Sprint(sorted(r.Missing)) {
				t.Errorf("want missing %v, have %v", c.Missing, r.Missing)
			}
		})
	}
}

var words = map[rules.Truth]string{rules.True: "met", rules.False: "not_met", rules.Unknown: "unknown"}

func outcome(r scoring.Result) string {
	if r.Conditional {
		return "conditional"
	}
	return words[r.Verdict]
}

func told(r scoring.Result) string {
	var out []string
	for _, c := range r.Conditions {
		if c.Outcome != rules.True {
			out = append(out, fmt.Sprintf("%s %s (has %s)", c.Criterion.ID, words[c.Outcome], c.Have.ZH))
		}
	}
	if r.Points != nil {
		for _, g := range r.Points.Groups {
			for _, i := range g.Indicators {
				out = append(out, fmt.Sprintf("%s %d", i.Indicator.ID, i.Points))
			}
		}
		out = append(out, fmt.Sprintf("in all %d", r.Points.Points))
	}
	return strings.Join(append(out, fmt.Sprintf("missing %v", r.Missing)), "; ")
}

func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}

// TestTheTextOfTheDayDecides holds the days on which texts follow each other.
func TestTheTextOfTheDayDecides(t *testing.T) {
	rs := builtIn(t)
	type row struct {
		Series string `yaml:"series"`
		On     string `yaml:"on"`
		Sheet  string `yaml:"sheet"`
	}
	for _, r := range readCases[[]row](t, "../../testdata/sheets/in-force.yaml") {
		day, err := domain.ParseDate(r.On)
		if err != nil {
			t.Fatal(err)
		}
		s, ok := rs.SheetOn(r.Series, day)
		if ok != (r.Sheet != "") || ok && s.ID != r.Sheet {
			t.Errorf("%s on %s: want %q, have %+v", r.Series, r.On, r.Sheet, s)
		}
	}
}

// firmOf makes the firm that a case describes.
func firmOf(rs *rules.RuleSet, s said, day domain.Date) (domain.Enterprise, error) {
	e := domain.Enterprise{ID: "case", FoundedOn: domain.NewDate(2000, 1, 1)}
	for name, v := range s {
		if v == nil {
			continue
		}
		if err := put(&e, rs, name, v, day); err != nil {
			return e, fmt.Errorf("%s: %w", name, err)
		}
	}
	slices.SortFunc(e.Financials, func(a, b domain.FinancialYear) int { return a.Year - b.Year })
	return e, nil
}

func put(e *domain.Enterprise, rs *rules.RuleSet, name string, v any, day domain.Date) error {
	switch name {
	case "y0", "y1", "y2":
		return putYear(e, day.Year()-1-int(name[1]-'0'), v.(map[string]any))
	case "staff":
		e.Staff = ptr(int32(number64(v)))
	case "rd_staff":
		e.RDStaff = ptr(int32(number64(v)))
	case "industry":
		e.Industry = domain.Code(v.(string))
	case "district":
		e.Residences = []domain.Residence{{District: domain.Code(v.(string)), From: domain.NewDate(2000, 1, 1)}}
	case "founded_on":
		on, err := domain.ParseDate(v.(string))
		e.FoundedOn = on
		return err
	case "tiers":
		for _, c := range v.([]any) {
			e.Tiers = append(e.Tiers, domain.Title{Code: domain.Code(c.(string)), From: domain.NewDate(2020, 1, 1)})
		}
	default:
		return declare(e, rs, name, v)
	}
	return nil
}

func declare(e *domain.Enterprise, rs *rules.RuleSet, name string, v any) error {
	field, ok := rs.Field("enterprise." + name)
	if !ok || !field.Declared {
		return fmt.Errorf("no declared field")
	}
	f := domain.Fact{Field: field.Name}
	switch field.Type {
	case rules.TypeMoney, rules.TypeRate:
		f.Number = ptr(hundredths(v))
	case rules.TypeFlag:
		f.Number = ptr(int64(0))
		if v.(bool) {
			f.Number = ptr(int64(1))
		}
	case rules.TypeCode:
		f.Codes = []domain.Code{domain.Code(v.(string))}
	case rules.TypeCodes:
		f.Codes = []domain.Code{}
		for _, c := range v.([]any) {
			f.Codes = append(f.Codes, domain.Code(c.(string)))
		}
	default:
		f.Number = ptr(number64(v))
	}
	for _, c := range f.Codes {
		if !rs.Has(field.Vocabulary, c) {
			return fmt.Errorf("no code %s of %s", c, field.Vocabulary)
		}
	}
	e.Declarations = append(e.Declarations, f)
	return nil
}

func putYear(e *domain.Enterprise, year int, figures map[string]any) error {
	y := domain.FinancialYear{Year: year}
	amounts := map[string]**domain.Fen{
		"revenue": &y.Revenue, "main_revenue": &y.MainRevenue, "net_profit": &y.NetProfit, "net_profit_adjusted": &y.NetProfitAdjusted,
		"total_assets": &y.TotalAssets, "total_liabilities": &y.TotalLiabilities, "rd_expense": &y.RDExpense, "rd_investment": &y.RDInvestment,
		"operating_cash_flow": &y.OperatingCashFlow,
	}
	for name, v := range figures {
		if v == nil {
			continue
		}
		if name == "weighted_roe" {
			y.WeightedROE = ptr(domain.BasisPoints(hundredths(v)))
			continue
		}
		amount, ok := amounts[name]
		if !ok {
			return fmt.Errorf("no figure %s", name)
		}
		*amount = ptr(domain.Fen(hundredths(v)))
	}
	e.Financials = append(e.Financials, y)
	return nil
}

// hundredths of a number with two decimals: fen of yuan, basis points of per cent.
func hundredths(v any) int64 {
	switch n := v.(type) {
	case uint64:
		return int64(n) * 100
	case int64:
		return n * 100
	}
	return int64(math.Round(v.(float64) * 100))
}

func number64(v any) int64 { return hundredths(v) / 100 }

func ptr[T any](v T) *T { return &v }
