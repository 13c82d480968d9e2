package domain

import (
	"fmt"
	"time"
)

// Date is a calendar day without a time or a zone, counted in days from
// 1970-01-01. Days compare and subtract as plain numbers.
type Date int32

const dateLayout = "2006-01-02"

// NewDate makes a day from its parts; parts out of range carry over as in
// time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads an ISO 8601 day, "2026-11-23", and refuses days that no
// calendar has.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return 0, fmt.Errorf("want a day as YYYY-MM-DD, have %q", s)
	}
	return DateOf(t), nil
}

// DateOf is the day that t shows in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return NewDate(y, m, d)
}

// Time is the first instant of the day in UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Year is the calendar year of the day.
func (d Date) Year() int { return d.Time().Year() }

// String writes the day as ISO 8601.
func (d Date) String() string { return d.Time().Format(dateLayout) }

// AddMonths moves by whole calendar months; where the target month is too
// short, it stops at the month's last day (31 January + 1 month = 28 or 29
// February), as a term in months is counted in Civil Code art. 202.
func (d Date) AddMonths(n Months) Date {
	y, m, day := d.Time().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return NewDate(first.Year(), first.Month(), min(day, last))
}

// MonthsSince is the number of whole calendar months from the earlier day to
// d: the largest n for which from.AddMonths(n) is not after d.
func (d Date) MonthsSince(from Date) Months {
	a, b := from.Time(), d.Time()
	n := Months((b.Year()-a.Year())*12 + int(b.Month()-a.Month()))
	for from.AddMonths(n) > d {
		n--
	}
	for from.AddMonths(n+1) <= d {
		n++
	}
	return n
}
