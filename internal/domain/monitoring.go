package domain

import (
	"slices"
	"strings"
	"time"
)

// MonitoringID identifies a line of the weekly sheet, "mon_<USCC>_<Monday>": a
// firm has one for a week.
type MonitoringID string

// MonitoringOf is the id of the firm's line for the week.
func MonitoringOf(uscc USCC, week Date) MonitoringID {
	return MonitoringID("mon_" + string(uscc) + "_" + strings.ReplaceAll(week.String(), "-", ""))
}

// Monitoring is what a firm on the roster reports for a week (周监测,
// 渝经信规范〔2022〕6号 第2条). Nil is not said. Amounts are of the week, in fen;
// Orders is what is on hand at its end.
type Monitoring struct {
	ID          MonitoringID
	Version     int64
	USCC        USCC
	Name        string
	District    Code
	Week        string // its Monday, YYYY-MM-DD
	Output      *Fen
	Revenue     *Fen
	Orders      *Fen
	Staff       *int32
	PowerKWh    *int64
	Utilisation *BasisPoints // of capacity
	Troubles    []Code       // of the categories of appeals
	Note        string
	By          UserID
	At          time.Time
}

// WeekOf is the Monday of the day's week.
func WeekOf(d Date) Date { return d - Date((int(d.Time().Weekday())+6)%7) }

// Check looks at a line. known tells which troubles there are.
func (m Monitoring) Check(known func(Code) bool, today Date) error {
	var f faults
	week, err := ParseDate(m.Week)
	switch {
	case err != nil:
		f.add("week", "date_invalid", Facts{"have": m.Week})
	case WeekOf(week) != week:
		f.add("week", "week_not_monday", Facts{"want": WeekOf(week).String(), "have": m.Week})
	case week > today:
		f.add("week", "date_in_future", Facts{"want": today.String(), "have": m.Week})
	}
	for field, v := range map[string]*Fen{"output_fen": m.Output, "revenue_fen": m.Revenue, "orders_fen": m.Orders} {
		if v != nil {
			checkAmount(&f, field, *v)
		}
	}
	if m.Staff != nil && *m.Staff < 0 {
		f.add("staff", "amount_negative", Facts{"want": ">= 0", "have": int(*m.Staff)})
	}
	if m.PowerKWh != nil && *m.PowerKWh < 0 {
		f.add("power_kwh", "amount_negative", Facts{"want": ">= 0", "have": *m.PowerKWh})
	}
	if u := m.Utilisation; u != nil && (*u < 0 || *u > 15_000) {
		f.add("utilisation_bp", "quote_rate_out_of_range", Facts{"min": 0, "max": 15_000, "have": int(*u)})
	}
	for _, t := range m.Troubles {
		if !known(t) {
			f.add("troubles", "unknown_code", Facts{"vocabulary": "appeal_categories", "have": t})
		}
	}
	checkSentence(&f, "note", m.Note)
	return f.err()
}

// Same tells whether two lines say the same.
func (m Monitoring) Same(o Monitoring) bool {
	return m.Name == o.Name && m.Note == o.Note && sameNumber(m.Output, o.Output) && sameNumber(m.Revenue, o.Revenue) && sameNumber(m.Orders, o.Orders) &&
		sameNumber(m.Staff, o.Staff) && sameNumber(m.PowerKWh, o.PowerKWh) && sameNumber(m.Utilisation, o.Utilisation) && slices.Equal(m.Troubles, o.Troubles)
}

func sameNumber[N ~int32 | ~int64](a, b *N) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
