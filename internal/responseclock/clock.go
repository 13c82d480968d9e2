// Package responseclock counts the working days that the one whose turn it is
// has to act (响应时限), and says which agency is the next to have a turn.
//
// A term is counted as the Civil Code counts: the day on which it begins is
// not counted (article 201), and it ends with the close of business on its
// last working day (article 203).
package responseclock

import (
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Clock counts terms by the rule data, in the zone where the platform works.
type Clock struct {
	rules *rules.Clock
	zone  *time.Location
}

// New makes a clock; nil where the region has none.
func New(c *rules.Clock, zone *time.Location) *Clock {
	if c == nil {
		return nil
	}
	return &Clock{rules: c, zone: zone}
}

// Deadline is the end of a turn.
type Deadline struct {
	SoonAt time.Time // from when it is due soon
	DueAt  time.Time
	// Provisional: the term touches a year whose holidays are not known, or not
	// verified, so that it may still move.
	Provisional bool
}

// Of answers the deadline of a turn that begins at the time. The rule data has
// every step that the program names, or it does not load.
func (c *Clock) Of(step domain.Code, since time.Time) Deadline {
	s, _ := c.rules.StepOf(step)
	return c.Within(s.WorkingDays, since)
}

// Within is the deadline of a term of working days.
func (c *Clock) Within(days int, since time.Time) Deadline {
	begin := domain.DateOf(since.In(c.zone))
	last, sure := c.add(begin, days)
	out := Deadline{DueAt: c.closing(last), Provisional: !sure}
	if days > c.rules.Counting.DueSoonDays {
		soon, _ := c.add(begin, days-c.rules.Counting.DueSoonDays)
		out.SoonAt = c.closing(soon)
	} else {
		out.SoonAt = since.UTC()
	}
	return out
}

// add is the n-th working day after the day.
func (c *Clock) add(day domain.Date, n int) (last domain.Date, sure bool) {
	sure = true
	for n > 0 {
		day++
		working, known := c.rules.IsWorkingDay(day)
		sure = sure && known
		if working {
			n--
		}
	}
	return day, sure
}

func (c *Clock) closing(day domain.Date) time.Time {
	y, m, d := day.Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.zone).Add(c.rules.Counting.ClosesAt).UTC()
}

// WorkingDaysLeft is how many working days are left until the deadline, the
// day of now not counted: 0 on the last day, negative for each working day
// that it is over.
func (c *Clock) WorkingDaysLeft(now, due time.Time) int {
	from, to, sign := domain.DateOf(now.In(c.zone)), domain.DateOf(due.In(c.zone)), 1
	if to < from {
		from, to, sign = to, from, -1
	}
	n := 0
	for day := from + 1; day <= to; day++ {
		if working, _ := c.rules.IsWorkingDay(day); working {
			n++
		}
	}
	return sign * n
}

// Agencies is how many agencies have a turn before the city has.
func (c *Clock) Agencies() int { return c.rules.Escalation.Agencies }
