package responseclock

import (
	"strings"
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"

	"rongqiao/config"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

var china = time.FixedZone("CST", 8*3600)

func load(t *testing.T) *rules.RuleSet {
	t.Helper()
	rs, err := rules.Load(config.Files)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", text, china)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// By hand from the notices: National Day of 2025 was 1 to 8 October with 28
// September and 11 October worked, of 2026 1 to 7 October with 20 September and
// 10 October; Spring Festival of 2025 28 January to 4 February with 26 January
// and 8 February, of 2026 15 to 23 February with 14 and 28 February.
func TestDeadlinesGoByTheOfficialCalendar(t *testing.T) {
	clock := New(load(t).Clock, china)
	for _, row := range []struct {
		days        int
		since, due  string
		soon        string
		provisional bool
	}{
		{2, "2025-09-26 10:00", "2025-09-29 17:30", "2025-09-28 17:30", false}, // Friday; the Sunday after is worked
		{2, "2025-09-30 16:00", "2025-10-10 17:30", "2025-10-09 17:30", false}, // over National Day
		{3, "2025-09-30 16:00", "2025-10-11 17:30", "2025-10-10 17:30", false}, // the Saturday is worked
		{4, "2025-09-30 16:00", "2025-10-13 17:30", "2025-10-11 17:30", false},
		{2, "2025-10-03 09:00", "2025-10-10 17:30", "2025-10-09 17:30", false}, // within the holiday
		{1, "2026-09-18 18:00", "2026-09-20 17:30", "2026-09-18 18:00", false}, // a worked Sunday
		{5, "2026-09-24 08:00", "2026-10-09 17:30", "2026-10-08 17:30", false}, // Mid-autumn and National Day
		{2, "2026-09-30 23:59", "2026-10-09 17:30", "2026-10-08 17:30", false},
		{3, "2026-09-30 00:01", "2026-10-10 17:30", "2026-10-09 17:30", false},
		{2, "2025-01-26 12:00", "2025-02-05 17:30", "2025-01-27 17:30", false}, // over Spring Festival, from a worked Sunday
		{4, "2025-01-27 12:00", "2025-02-08 17:30", "2025-02-07 17:30", false}, // the Saturday is worked
		{2, "2026-02-12 12:00", "2026-02-14 17:30", "2026-02-13 17:30", false},
		{3, "2026-02-12 12:00", "2026-02-24 17:30", "2026-02-14 17:30", false},
		{6, "2026-02-13 12:00", "2026-02-28 17:30", "2026-02-27 17:30", false},
		{7, "2026-02-13 12:00", "2026-03-02 17:30", "2026-02-28 17:30", false},
		{2, "2026-12-30 10:00", "2027-01-04 17:30", "2026-12-31 17:30", true}, // 2027 is not verified
		{2, "2028-01-06 10:00", "2028-01-10 17:30", "2028-01-07 17:30", true}, // a year without data: days of the week
	} {
		have := clock.Within(row.days, at(t, row.since))
		if !have.DueAt.Equal(at(t, row.due)) || !have.SoonAt.Equal(at(t, row.soon)) || have.Provisional != row.provisional {
			t.Errorf("%d working days from %s: have %s, soon %s, provisional %v; want %s, %s, %v", row.days, row.since,
				have.DueAt.In(china).Format("2006-01-02 15:04"), have.SoonAt.In(china).Format("2006-01-02 15:04"), have.Provisional, row.due, row.soon, row.provisional)
		}
	}
}

func TestWorkingDaysAreCountedOverHolidays(t *testing.T) {
	clock := New(load(t).Clock, china)
	for _, row := range []struct {
		now, due string
		left     int
	}{
		{"2025-09-30 16:00", "2025-10-10 17:30", 2},
		{"2025-10-05 16:00", "2025-10-10 17:30", 2},
		{"2025-10-10 09:00", "2025-10-10 17:30", 0},
		{"2025-10-10 18:00", "2025-10-10 17:30", 0},
		{"2025-10-12 12:00", "2025-10-10 17:30", -1}, // the worked Saturday
		{"2026-02-24 12:00", "2026-02-14 17:30", -1},
	} {
		if have := clock.WorkingDaysLeft(at(t, row.now), at(t, row.due)); have != row.left {
			t.Errorf("from %s to %s: have %d, want %d", row.now, row.due, have, row.left)
		}
	}
}

// TestTheCalendarIsThatOfTheLibrary holds our dates to those of a library that
// others keep: every day of the years that we have.
func TestTheCalendarIsThatOfTheLibrary(t *testing.T) {
	c := load(t).Clock
	for _, y := range c.Years {
		for day := domain.NewDate(y.Year, 1, 1); day <= domain.NewDate(y.Year, 12, 31); day++ {
			weekday := day.Time().Weekday()
			want := weekday != time.Saturday && weekday != time.Sunday
			y, m, d := day.Time().Date()
			if h := HolidayUtil.GetHoliday(strings.ReplaceAll(domain.NewDate(y, m, d).String(), "-", "")); h != nil {
				want = h.IsWork()
			}
			if have, _ := c.IsWorkingDay(day); have != want {
				t.Errorf("%s: have %v, the library says %v", day, have, want)
			}
		}
	}
}

func TestNoClockWithoutRules(t *testing.T) {
	if New(nil, china) != nil {
		t.Error("a region without a clock has one")
	}
}
