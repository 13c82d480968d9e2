package tabular

import (
	"testing"

	"rongqiao/internal/domain"
)

func TestMoney(t *testing.T) {
	for name, row := range map[string]struct {
		cell string
		unit domain.Fen
		want domain.Fen
		code string
	}{
		"yuan with cents":                       {"1234.56", domain.Yuan, 123456, ""},
		"thousands with commas":                 {"1,234,567.8", domain.Yuan, 123456780, ""},
		"full-width digits":                     {"１２．５", domain.Wan, 12_500_000, ""},
		"万元 down to the fen":                    {"0.000001", domain.Wan, 1, ""},
		"a loss":                                {"-30.5", domain.Wan, -30_500_000, ""},
		"with an exponent":                      {"1.2E+3", domain.Wan, 1200 * domain.Wan, ""},
		"zero is zero":                          {"0", domain.Wan, 0, ""},
		"a part of a fen":                       {"0.0000001", domain.Wan, 0, "amount_fraction"},
		"more than can be held":                 {"900000000001", domain.Wan, 0, "amount_too_large"},
		"a number of a million digits":          {"1e999999999", domain.Wan, 0, "not_a_number"},
		"commas at wrong places":                {"12,34", domain.Wan, 0, "not_a_number"},
		"a word":                                {"暂无", domain.Wan, 0, "not_a_number"},
		"a dash for nothing is not taken for 0": {"-", domain.Wan, 0, "not_a_number"},
		"the unit again in the cell":            {"12万元", domain.Wan, 0, "not_a_number"},
	} {
		have, err := Money(row.cell, row.unit)
		if code := codeOf(err); code != row.code || code == "" && have != row.want {
			t.Errorf("%s: have %d %s, want %d %s", name, have, code, row.want, row.code)
		}
	}
}

func codeOf(err *domain.FieldError) string {
	if err == nil {
		return ""
	}
	return err.Code
}

func TestPercentAndCount(t *testing.T) {
	if v, err := Percent("-3.65%"); err != nil || v != -365 {
		t.Errorf("have %d %v", v, err)
	}
	if _, err := Percent("3.655"); codeOf(err) != "out_of_range" {
		t.Errorf("a part of a basis point: %v", err)
	}
	for cell, code := range map[string]string{"12": "", "12.0": "", "-1": "count_out_of_range", "1.5": "count_out_of_range", "101": "count_out_of_range", "many": "not_a_number"} {
		if _, err := Count(cell, 100); codeOf(err) != code {
			t.Errorf("%s: have %v, want %s", cell, err, code)
		}
	}
}

func TestDay(t *testing.T) {
	excel, mac := DayForm{Serials: true}, DayForm{Serials: true, From1904: true}
	for name, row := range map[string]struct {
		form DayForm
		cell string
		want string // empty: not a day
	}{
		"ISO":                         {DayForm{}, "2024-03-05", "2024-03-05"},
		"slashes":                     {DayForm{}, "2024/3/5", "2024-03-05"},
		"points":                      {DayForm{}, "2024.3.5", "2024-03-05"},
		"Chinese":                     {DayForm{}, "2024年3月5日", "2024-03-05"},
		"without any marks":           {DayForm{}, "20240305", "2024-03-05"},
		"with a time of midnight":     {DayForm{}, "2024-03-05 00:00:00", "2024-03-05"},
		"a spreadsheet's number":      {excel, "45356", "2024-03-05"},
		"with a part of a day":        {excel, "45356.75", "2024-03-05"},
		"counted from 1904":           {mac, "43894", "2024-03-05"},
		"a number in a text file":     {DayForm{}, "45356", ""},
		"a year alone":                {excel, "2024", ""},
		"29 February of no leap year": {DayForm{}, "2023-02-29", ""},
		"a month that is none":        {DayForm{}, "2024/13/1", ""},
		"the day first":               {DayForm{}, "5/3/2024", ""},
		"long-term":                   {DayForm{}, "长期", ""},
	} {
		d, ok := row.form.Day(row.cell)
		if ok != (row.want != "") || ok && d.String() != row.want {
			t.Errorf("%s: have %s %t, want %s", name, d, ok, row.want)
		}
	}
}
