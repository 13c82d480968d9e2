package domain_test

import (
	"testing"
	"time"

	"rongqiao/internal/domain"
)

func day(t *testing.T, s string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAMonthLaterStaysInTheMonth(t *testing.T) {
	rows := map[string]struct {
		from   string
		months domain.Months
		want   string
	}{
		"no month is the same day":                       {"2026-11-23", 0, "2026-11-23"},
		"a month keeps the day":                          {"2026-11-23", 1, "2026-12-23"},
		"a month goes over the year's end":               {"2026-12-23", 1, "2027-01-23"},
		"the end of January becomes that of February":    {"2026-01-31", 1, "2026-02-28"},
		"in a leap year February has a day more":         {"2028-01-31", 1, "2028-02-29"},
		"29 January fits into a leap February":           {"2028-01-29", 1, "2028-02-29"},
		"1900 was no leap year":                          {"1900-01-31", 1, "1900-02-28"},
		"2000 was one":                                   {"2000-01-31", 1, "2000-02-29"},
		"a leap day has no day like it a year later":     {"2028-02-29", 12, "2029-02-28"},
		"four years later it has":                        {"2028-02-29", 48, "2032-02-29"},
		"the end of a short month does not become 31st":  {"2026-04-30", 1, "2026-05-30"},
		"a month back from the end of March":             {"2026-03-31", -1, "2026-02-28"},
		"a month back goes over the year's start":        {"2026-01-15", -1, "2025-12-15"},
		"the longest term":                               {"2026-08-31", 360, "2056-08-31"},
		"before 1970 counts the same":                    {"1969-12-31", 2, "1970-02-28"},
		"thirteen months are a year and a month":         {"2026-01-31", 13, "2027-02-28"},
		"a month of thirty days cuts the thirty-first":   {"2026-10-31", 1, "2026-11-30"},
		"the first of a month stays the first":           {"2026-02-01", 11, "2027-01-01"},
		"the last day of the year is kept":               {"2026-12-31", 12, "2027-12-31"},
		"a year back from a leap day":                    {"2028-02-29", -12, "2027-02-28"},
		"a year of twelve months from the middle of one": {"2026-06-15", 12, "2027-06-15"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := day(t, r.from).AddMonths(r.months).String(); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

func TestMonthsSinceCountsWholeMonths(t *testing.T) {
	rows := map[string]struct {
		from, to string
		want     domain.Months
	}{
		"the same day is none":                             {"2024-11-23", "2024-11-23", 0},
		"a day short of a year is eleven":                  {"2024-11-23", "2025-11-22", 11},
		"the day itself completes the year":                {"2024-11-23", "2025-11-23", 12},
		"a day after completes no more":                    {"2024-11-23", "2025-11-24", 12},
		"the last of February completes a month from 31st": {"2026-01-31", "2026-02-28", 1},
		"in a leap year the 28th does not":                 {"2028-01-31", "2028-02-28", 0},
		"a day before is less than no month":               {"2026-01-31", "2026-01-30", -1},
		"a month before is one less":                       {"2026-02-28", "2026-01-28", -1},
		"from a leap day, a year later":                    {"2028-02-29", "2029-02-28", 12},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := day(t, r.to).MonthsSince(day(t, r.from)); have != r.want {
				t.Errorf("want %d, have %d", r.want, have)
			}
		})
	}
}

// MonthsSince promises the largest n for which from.AddMonths(n) is not after
// the day: held here for every start in a leap cycle's months, near and far.
func TestMonthsSinceAndAddMonthsAgree(t *testing.T) {
	first := domain.NewDate(2027, time.January, 1)
	for from := first; from < first+900; from++ {
		for _, away := range []domain.Date{-1500, -366, -365, -31, -29, -1, 0, 1, 27, 28, 29, 30, 31, 58, 59, 60, 364, 365, 366, 730, 1461, 10_957} {
			to := from + away
			n := to.MonthsSince(from)
			if from.AddMonths(n) > to || from.AddMonths(n+1) <= to {
				t.Fatalf("from %s to %s: %d months end on %s, one more on %s", from, to, n, from.AddMonths(n), from.AddMonths(n+1))
			}
		}
	}
}

func TestAddingMonthsNeverGoesBack(t *testing.T) {
	first := domain.NewDate(2027, time.January, 1)
	for n := domain.Months(-30); n <= 30; n++ {
		for d := first; d < first+500; d++ {
			if d.AddMonths(n) > (d + 1).AddMonths(n) {
				t.Fatalf("%s + %d months lies after the same of the next day", d, n)
			}
		}
	}
}

func TestADayIsReadAsWritten(t *testing.T) {
	for _, s := range []string{"0001-01-01", "1840-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2025-11-06", "9999-12-31"} {
		if have := day(t, s).String(); have != s {
			t.Errorf("want %s, have %s", s, have)
		}
	}
}

func TestWhatIsNoDayIsRefused(t *testing.T) {
	rows := map[string]string{
		"nothing":                           "",
		"a day that February does not have": "2026-02-29",
		"a leap day of 1900":                "1900-02-29",
		"the thirty-first of April":         "2026-04-31",
		"month thirteen":                    "2026-13-01",
		"day zero":                          "2026-01-00",
		"a month alone":                     "2026-01",
		"one digit":                         "2026-1-1",
		"slashes":                           "2026/01/01",
		"a time behind it":                  "2026-01-01T00:00:00Z",
		"a blank before it":                 " 2026-01-01",
		"a year of five digits":             "12026-01-01",
		"a year before the calendar":        "-001-01-01",
	}
	for name, s := range rows {
		t.Run(name, func(t *testing.T) {
			if d, err := domain.ParseDate(s); err == nil {
				t.Errorf("%q was read as %s", s, d)
			}
		})
	}
}

func TestTheDayIsThatOfTheClocksOwnZone(t *testing.T) {
	beijing := time.FixedZone("CST", 8*3600)
	late := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	if have := domain.DateOf(late).String(); have != "2026-11-22" {
		t.Errorf("in UTC: have %s", have)
	}
	if have := domain.DateOf(late.In(beijing)).String(); have != "2026-11-23" {
		t.Errorf("in Beijing: have %s", have)
	}
	if have := domain.NewDate(2026, 11, 23); have.Time() != time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC) || have.Year() != 2026 {
		t.Errorf("have %s, %d", have.Time(), have.Year())
	}
}
