package domain

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// RosterEntryID identifies a firm's place on a roster, "ros_…".
type RosterEntryID string

// RosterTerms are what the list says of one period: the firm's name as it
// stands there, the days (Until is the last one, nil where no end was stated),
// the document, and a note of the keeper.
type RosterTerms struct {
	Name   string
	From   Date
	Until  *Date
	Source string
	Note   string
}

// RosterPeriod is a time for which the firm stands on the roster. One that was
// struck out was entered by mistake: it never counted, and stays to be seen.
type RosterPeriod struct {
	RosterTerms
	Struck    bool
	AddedBy   UserID
	AddedAt   time.Time
	EndedBy   UserID // who stated the end; empty where the list stated it from the beginning
	EndedAt   *time.Time
	EndReason string
}

// Holds tells whether the period counts on the day.
func (p RosterPeriod) Holds(day Date) bool {
	return !p.Struck && p.From <= day && (p.Until == nil || day <= *p.Until)
}

// overlaps tells whether both periods count on some day.
func (p RosterPeriod) overlaps(q RosterPeriod) bool {
	return !p.Struck && !q.Struck && (q.Until == nil || p.From <= *q.Until) && (p.Until == nil || q.From <= *p.Until)
}

// RosterChangeKind says what was done to a period.
type RosterChangeKind string

// The changes.
const (
	RosterAdded     RosterChangeKind = "added"
	RosterEnded     RosterChangeKind = "ended"
	RosterCorrected RosterChangeKind = "corrected"
	RosterStruck    RosterChangeKind = "struck"
)

// RosterChange is one line of an entry's history. Before is nil for what was
// added.
type RosterChange struct {
	At     time.Time
	By     UserID
	Kind   RosterChangeKind
	Period int // its place among the periods, from 0
	Before *RosterTerms
	After  RosterTerms
	Reason string
}

// RosterEntry is one firm's place on one roster: all periods for which it
// stood there, and all that was done to them. It is never deleted. That a
// firm has one entry on a roster lets a store refuse periods that overlap with
// the version check alone.
type RosterEntry struct {
	ID        RosterEntryID
	Version   int64
	Roster    Code
	USCC      USCC
	Periods   []RosterPeriod // in the order in which they were added; a period's place never changes
	Changes   []RosterChange
	UpdatedAt time.Time
}

// Bounds of what is written on a roster, in characters.
const (
	MaxRosterSource = 300
	MaxRosterNote   = 1000
	MaxRosterReason = 500
)

// Check finds the faults of the terms, under the fields name, valid_from,
// valid_to, source and note.
func (t RosterTerms) Check() error {
	var f faults
	if n := len([]rune(t.Name)); n < 2 || n > 100 {
		f.add("name", "name_length", Facts{"min": 2, "max": 100, "have": n})
	}
	if t.From < earliestFounding {
		f.add("valid_from", "date_too_early", Facts{"want": earliestFounding.String(), "have": t.From.String()})
	}
	if t.Until != nil && *t.Until < t.From {
		f.add("valid_to", "date_before_start", Facts{"want": t.From.String(), "have": t.Until.String()})
	}
	switch n := len([]rune(t.Source)); {
	case n == 0:
		f.add("source", "required", nil)
	case n > MaxRosterSource:
		f.add("source", "text_too_long", Facts{"max": MaxRosterSource, "have": n})
	}
	if n := len([]rune(t.Note)); n > MaxRosterNote {
		f.add("note", "text_too_long", Facts{"max": MaxRosterNote, "have": n})
	}
	return f.err()
}

func checkReason(reason string) error {
	switch n := len([]rune(reason)); {
	case n == 0:
		return Invalid("required", "reason", nil)
	case n > MaxRosterReason:
		return Invalid("text_too_long", "reason", Facts{"max": MaxRosterReason, "have": n})
	}
	return nil
}

// Add puts the firm on the roster for one more period. roster_overlap
// (conflict) where it stands there already on some day of it.
func (e *RosterEntry) Add(t RosterTerms, by UserID, now time.Time) error {
	if err := t.Check(); err != nil {
		return err
	}
	p := RosterPeriod{RosterTerms: t, AddedBy: by, AddedAt: now}
	if err := e.apart(p, -1); err != nil {
		return err
	}
	e.Periods = append(slices.Clone(e.Periods), p)
	e.note(RosterChange{At: now, By: by, Kind: RosterAdded, Period: len(e.Periods) - 1, After: t})
	return nil
}

// End states the last day of a period. roster_period_over (conflict) where it
// ends by then already; the reason is needed.
func (e *RosterEntry) End(period int, last Date, reason string, by UserID, now time.Time) error {
	if err := checkReason(reason); err != nil {
		return err
	}
	p, err := e.period(period)
	if err != nil {
		return err
	}
	switch {
	case p.Until != nil && *p.Until <= last:
		return &Error{Kind: KindConflict, Code: "roster_period_over", Facts: Facts{"have": p.Until.String()}}
	case last < p.From:
		return Invalid("date_before_start", "last_day", Facts{"want": p.From.String(), "have": last.String()})
	}
	before := p.RosterTerms
	p.Until, p.EndedBy, p.EndedAt, p.EndReason = &last, by, &now, reason
	e.put(period, p)
	e.note(RosterChange{At: now, By: by, Kind: RosterEnded, Period: period, Before: &before, After: p.RosterTerms, Reason: reason})
	return nil
}

// Correct writes a period anew, or strikes it out. What stood there before
// stays in the changes; the reason is needed.
func (e *RosterEntry) Correct(period int, t RosterTerms, strike bool, reason string, by UserID, now time.Time) error {
	if err := checkReason(reason); err != nil {
		return err
	}
	p, err := e.period(period)
	if err != nil {
		return err
	}
	before, kind := p.RosterTerms, RosterCorrected
	if strike {
		p.Struck, kind = true, RosterStruck
	} else {
		if err := t.Check(); err != nil {
			return err
		}
		p.RosterTerms = t
		if t.Until == nil { // the end was the mistake
			p.EndedBy, p.EndedAt, p.EndReason = "", nil, ""
		}
	}
	if err := e.apart(p, period); err != nil {
		return err
	}
	e.put(period, p)
	e.note(RosterChange{At: now, By: by, Kind: kind, Period: period, Before: &before, After: p.RosterTerms, Reason: reason})
	return nil
}

// period answers one that can be changed.
func (e *RosterEntry) period(n int) (RosterPeriod, error) {
	if n < 0 || n >= len(e.Periods) {
		return RosterPeriod{}, Invalid("out_of_range", "period", Facts{"want": fmt.Sprintf("0 to %d", len(e.Periods)-1), "have": n})
	}
	if e.Periods[n].Struck {
		return RosterPeriod{}, NewError(KindConflict, "roster_period_struck", nil)
	}
	return e.Periods[n], nil
}

// put replaces a period without touching what others share.
func (e *RosterEntry) put(n int, p RosterPeriod) {
	e.Periods = slices.Clone(e.Periods)
	e.Periods[n] = p
}

func (e *RosterEntry) note(c RosterChange) {
	e.Changes = append(slices.Clone(e.Changes), c)
	e.UpdatedAt = c.At
}

// apart refuses a period that overlaps with another than the n-th.
func (e *RosterEntry) apart(p RosterPeriod, n int) error {
	for i, q := range e.Periods {
		if i != n && p.overlaps(q) {
			until := ""
			if q.Until != nil {
				until = q.Until.String()
			}
			err := NewError(KindConflict, "roster_overlap", Facts{"from": q.From.String(), "until": until})
			err.Fields = []FieldError{{Field: "valid_from", Code: "roster_overlap", Facts: err.Facts}}
			return err
		}
	}
	return nil
}

// Shown is the period that stands for the entry on a day: the one that counts
// then, else the one that begins last. ok is false where all are struck out.
func (e RosterEntry) Shown(day Date) (n int, ok bool) {
	n = -1
	for i, p := range e.Periods {
		switch {
		case p.Holds(day):
			return i, true
		case !p.Struck && (n < 0 || p.From > e.Periods[n].From):
			n = i
		}
	}
	return n, n >= 0
}

// On tells whether the firm stands on the roster that day.
func (e RosterEntry) On(day Date) bool {
	return slices.ContainsFunc(e.Periods, func(p RosterPeriod) bool { return p.Holds(day) })
}

// RosterTitles are what a firm's entries say of it, as its profile holds them:
// by code, then by day. Nil where they say nothing.
func RosterTitles(entries []RosterEntry) []Title {
	var out []Title
	for _, e := range entries {
		for _, p := range e.Periods {
			if !p.Struck {
				out = append(out, Title{Code: e.Roster, From: p.From, Until: p.Until})
			}
		}
	}
	slices.SortFunc(out, func(a, b Title) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.From, b.From))
	})
	return out
}

// SameTitles tells whether both lists say the same; none and not known are not
// told apart.
func SameTitles(a, b []Title) bool {
	return slices.EqualFunc(a, b, func(x, y Title) bool {
		return x.Code == y.Code && x.From == y.From && (x.Until == y.Until || x.Until != nil && y.Until != nil && *x.Until == *y.Until)
	})
}
