package cost

import (
	"testing"

	"rongqiao/internal/domain"
)

// lprRows are steps of the loan prime rate as read from press reports.
func lprRows(t *testing.T) []LPRRow {
	t.Helper()
	var rows []LPRRow
	for _, r := range []struct {
		day, one, five string
		verified       bool
	}{
		{"2022-01-20", "3.70", "4.60", false},
		{"2022-05-20", "3.70", "4.45", true},
		{"2022-08-22", "3.65", "4.30", false},
		{"2023-06-20", "3.55", "4.20", true},
		{"2023-08-21", "3.45", "4.20", false},
		{"2024-02-20", "3.45", "3.95", false},
		{"2024-07-22", "3.35", "3.85", false},
		{"2024-10-21", "3.10", "3.60", false},
		{"2025-05-20", "3.00", "3.50", true},
	} {
		rows = append(rows, LPRRow{day(t, r.day), percent(t, r.one), percent(t, r.five), r.verified, "press"})
	}
	return rows
}

func percent(t *testing.T, text string) Rate {
	t.Helper()
	r, err := ParsePercent(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLinkedRates(t *testing.T) {
	table, err := NewLPRTable(lprRows(t))
	if err != nil {
		t.Fatal(err)
	}
	type want struct {
		rate          string
		effective, as string
		stale         bool
		verified      bool
	}
	tests := map[string]struct {
		day    string
		tenor  Tenor
		spread domain.BasisPoints
		want   want
	}{
		"the first row's day":                        {"2022-01-20", LPR5Y, 0, want{"4.6%", "2022-01-20", "2022-01-20", false, false}},
		"the day of the policy, one year":            {"2022-06-15", LPR1Y, 0, want{"3.7%", "2022-05-20", "2022-06-15", false, true}},
		"the day of the policy, five years":          {"2022-06-15", LPR5Y, 0, want{"4.45%", "2022-05-20", "2022-06-15", false, true}},
		"the day before the last step, less 50 bp":   {"2025-05-19", LPR1Y, -50, want{"2.6%", "2024-10-21", "2025-05-19", false, false}},
		"the day of the last step, less 50 bp":       {"2025-05-20", LPR1Y, -50, want{"2.5%", "2025-05-20", "2025-05-20", false, true}},
		"the day after the last row is marked stale": {"2025-05-21", LPR1Y, -50, want{"2.5%", "2025-05-20", "2025-05-20", true, true}},
		"years after the last row, five years":       {"2026-11-23", LPR5Y, -50, want{"3%", "2025-05-20", "2025-05-20", true, true}},
		"a spread that adds":                         {"2024-02-20", LPR5Y, 120, want{"5.15%", "2024-02-20", "2024-02-20", false, false}},
		"a spread that takes all of it":              {"2025-05-20", LPR1Y, -300, want{"0%", "2025-05-20", "2025-05-20", false, true}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			rate, q, err := table.Linked(day(t, tc.day), tc.tenor, tc.spread)
			if err != nil {
				t.Fatal(err)
			}
			got := want{rate.String(), q.EffectiveOn.String(), q.AsOf.String(), q.Stale, q.Verified}
			if got != tc.want || q.Tenor != tc.tenor || q.Source != "press" || q.Rate+FromBP(tc.spread) != rate {
				t.Errorf("got %+v (%+v), want %+v", got, q, tc.want)
			}
		})
	}
}

func TestLPRIsRefused(t *testing.T) {
	table, err := NewLPRTable(lprRows(t))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		table       LPRTable
		day         string
		tenor       Tenor
		spread      domain.BasisPoints
		code, field string
	}{
		"the day before the first row": {table, "2022-01-19", LPR1Y, 0, CodeLPRBeforeFirst, "date"},
		"a tenor that does not exist":  {table, "2025-01-01", "3y", 0, CodeValueUnknown, "lpr_tenor"},
		"no tenor":                     {table, "2025-01-01", "", 0, CodeValueUnknown, "lpr_tenor"},
		"a day that nobody set":        {table, "1970-01-01", LPR1Y, 0, CodeValueOutOfRange, "date"},
		"a table without rows":         {LPRTable{}, "2025-01-01", LPR1Y, 0, CodeLPRRowsEmpty, "lpr"},
		"one basis point below zero":   {table, "2025-05-20", LPR1Y, -301, CodeRateOutOfRange, "lpr_spread_bp"},
		"one basis point above 100 %":  {table, "2025-05-20", LPR1Y, 9701, CodeRateOutOfRange, "lpr_spread_bp"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := tc.table.Linked(day(t, tc.day), tc.tenor, tc.spread)
			wantFault(t, err, tc.code, tc.field)
		})
	}
}

func TestLPRRowsAreChecked(t *testing.T) {
	tests := map[string]struct {
		edit        func(rows []LPRRow) []LPRRow
		code, field string
	}{
		"no rows":            {func([]LPRRow) []LPRRow { return nil }, CodeLPRRowsEmpty, "lpr"},
		"a day given twice":  {func(r []LPRRow) []LPRRow { r[3].EffectiveOn = r[2].EffectiveOn; return r }, CodeLPRNotAscending, "lpr[3].effective_on"},
		"days out of order":  {func(r []LPRRow) []LPRRow { r[7], r[8] = r[8], r[7]; return r }, CodeLPRNotAscending, "lpr[8].effective_on"},
		"no day":             {func(r []LPRRow) []LPRRow { r[0].EffectiveOn = 0; return r }, CodeValueOutOfRange, "lpr[0].effective_on"},
		"an empty rate":      {func(r []LPRRow) []LPRRow { r[4].OneYear = 0; return r }, CodeRateOutOfRange, "lpr[4].lpr_1y"},
		"a rate above 100 %": {func(r []LPRRow) []LPRRow { r[4].FiveYear = MaxRate + 1; return r }, CodeRateOutOfRange, "lpr[4].lpr_5y"},
		"a rate below 0":     {func(r []LPRRow) []LPRRow { r[4].FiveYear = -1; return r }, CodeRateOutOfRange, "lpr[4].lpr_5y"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := NewLPRTable(tc.edit(lprRows(t)))
			wantFault(t, err, tc.code, tc.field)
		})
	}
	rows := lprRows(t)
	table, err := NewLPRTable(rows)
	if err != nil {
		t.Fatal(err)
	}
	rows[8].OneYear = 1
	if q, err := table.At(day(t, "2025-05-20"), LPR1Y); err != nil || q.Rate != 30_000 {
		t.Errorf("a table that was handed out changed with the caller's rows: %v, %v", q, err)
	}
}
