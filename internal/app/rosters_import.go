package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/tabular"
)

// RosterFileLimits bound a file of one roster: it is saved in one step.
var RosterFileLimits = tabular.Limits{FileSize: 5 << 20, Unpacked: 100 << 20, Rows: 2000, Columns: 100, Cell: 1000}

// RosterImport is what is said of a file beside its rows.
type RosterImport struct {
	Roster domain.Code
	From   *domain.Date // for rows without a day of their own
	Source string       // the same for the document
	ImportOptions
}

// ImportRoster takes the periods of a file into one roster, in one step: all
// rows, or where SkipBad is set the good ones, or none. A period that is there
// already is left alone, so that a second run of a file changes nothing.
func (a *App) ImportRoster(ctx context.Context, actor domain.Actor, t *tabular.Table, in RosterImport) (ImportReport, error) {
	where := "roster " + string(in.Roster)
	if err := a.allow(ctx, actor, policy.RosterManage, policy.Target{}, where, nil); err != nil {
		return ImportReport{}, err
	}
	if err := a.Rules.CheckRoster(in.Roster); err != nil {
		return ImportReport{}, err
	}
	for try := 1; ; try++ {
		report, err := a.importRoster(ctx, actor, t, in)
		if domain.IsKind(err, domain.KindConflict) && try < followTries {
			continue // someone saved one of the entries meanwhile
		}
		if err != nil {
			return ImportReport{}, err
		}
		if report.Written {
			a.note(ctx, actor, auditRosterImport, fmt.Sprintf("%s: %d added, %d unchanged, %d bad", where, report.New, report.Unchanged, report.Bad), nil)
		}
		return report, nil
	}
}

// rosterRow is a row of a file that can be read.
type rosterRow struct {
	number int
	uscc   domain.USCC
	terms  domain.RosterTerms
	value  string // of the day, for a fault
	column string
}

func (a *App) importRoster(ctx context.Context, actor domain.Actor, t *tabular.Table, in RosterImport) (ImportReport, error) {
	var report ImportReport
	faults := faultList{report: &report, told: in.OnFault}
	rows, err := a.readRosterRows(t, in, faults)
	if f, ok := fileFault(err); ok {
		faults.add(f)
	} else if err != nil && !errors.Is(err, errHeads) {
		return ImportReport{}, err
	}
	if err == nil && report.Rows == 0 {
		faults.add(tabular.Fault{Code: "no_rows"})
	}
	if report.Refused = err != nil || report.Rows == 0; report.Refused {
		return report, nil
	}
	changed, err := a.mergeRosterRows(ctx, actor, in.Roster, rows, faults)
	if err != nil {
		return ImportReport{}, err
	}
	if in.Check || report.Bad > 0 && !in.SkipBad {
		return report, nil
	}
	events := make([]domain.Event, 0, len(changed))
	for _, e := range changed {
		events = append(events, rosterSaved(e))
	}
	if len(changed) > 0 {
		if err := a.Store.SaveRosterEntries(ctx, changed, events...); err != nil {
			return ImportReport{}, err
		}
	}
	report.Written = true
	return report, nil
}

func (a *App) readRosterRows(t *tabular.Table, in RosterImport, faults faultList) ([]rosterRow, error) {
	var heads tabular.Heads
	var rows []rosterRow
	err := t.Rows(func(r tabular.Row) error {
		if heads.Row == 0 {
			var wrong []tabular.Fault
			heads, wrong = a.RosterHeads.Heads(r)
			faults.report.Unknown = heads.Unknown
			for _, f := range wrong {
				faults.add(f)
			}
			if len(wrong) > 0 {
				return errHeads
			}
			return nil
		}
		if r.Blank() {
			return nil
		}
		faults.report.Rows++
		row, wrong := a.readRosterRow(t.Days, heads, r, in)
		for _, f := range wrong {
			faults.add(f)
		}
		if len(wrong) > 0 {
			faults.report.Bad++
			return nil
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// rosterColumns names the columns that faults of an entry are about.
var rosterColumns = map[string]string{"uscc": "uscc", "name": "name", "valid_from": "valid_from", "valid_to": "valid_to", "source": "source", "note": "note"}

func (a *App) readRosterRow(days tabular.DayForm, heads tabular.Heads, r tabular.Row, in RosterImport) (rosterRow, []tabular.Fault) {
	var wrong []tabular.Fault
	at := func(id, code string, facts domain.Facts) {
		f := tabular.Fault{Row: r.Number, Column: rosterLabel(a, id), Code: code, Facts: facts}
		if h, ok := heads.Of(id); ok {
			f.Column, f.Value = h.Text, r.Cell(h.At)
		}
		wrong = append(wrong, f)
	}
	cell := func(id string) string {
		if h, ok := heads.Of(id); ok {
			return r.Cell(h.At)
		}
		return ""
	}
	row := rosterRow{
		number: r.Number, uscc: domain.USCC(strings.ToUpper(cell("uscc"))), value: cell("valid_from"), column: rosterLabel(a, "valid_from"),
		terms: domain.RosterTerms{Name: cell("name"), Source: cell("source"), Note: cell("note")},
	}
	if h, ok := heads.Of("valid_from"); ok {
		row.column = h.Text
	}
	if row.terms.Source == "" {
		row.terms.Source = strings.TrimSpace(in.Source)
	}
	fromOK := true
	if text := cell("valid_from"); text != "" {
		if row.terms.From, fromOK = days.Day(text); !fromOK {
			at("valid_from", "day_unreadable", nil)
		}
	} else if in.From != nil {
		row.terms.From = *in.From
	} else {
		fromOK = false
		at("valid_from", "required", nil)
	}
	if text := cell("valid_to"); text != "" {
		until, ok := days.Day(text)
		if !ok {
			at("valid_to", "day_unreadable", nil)
		}
		row.terms.Until = &until
	}
	var faults *domain.Error
	if err := a.checkRosterRow(in.Roster, row.uscc, row.terms); errors.As(err, &faults) {
		for _, f := range faults.Fields {
			if f.Field == "valid_from" && !fromOK || f.Field == "valid_to" && len(wrong) > 0 {
				continue // said already
			}
			at(rosterColumns[f.Field], f.Code, f.Facts)
		}
	}
	return row, wrong
}

func rosterLabel(a *App, id string) string {
	for _, c := range a.RosterHeads.Columns {
		if c.ID == id {
			return c.Label.ZH
		}
	}
	return id
}

// mergeRosterRows puts the rows into the entries as they are now, and answers
// those that change, by id.
func (a *App) mergeRosterRows(ctx context.Context, actor domain.Actor, roster domain.Code, rows []rosterRow, faults faultList) ([]domain.RosterEntry, error) {
	entries := map[domain.USCC]*domain.RosterEntry{}
	for chunk := range slices.Chunk(rows, rosterPage) {
		var codes []domain.USCC
		for _, r := range chunk {
			codes = append(codes, r.uscc)
		}
		found, err := a.Store.RosterEntriesOf(ctx, codes)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if e.Roster == roster {
				entries[e.USCC] = &e
			}
		}
	}
	now, changed := a.now(), map[domain.USCC]bool{}
	for _, r := range rows {
		e := entries[r.uscc]
		if e == nil {
			e = &domain.RosterEntry{ID: domain.RosterEntryID(a.NewID("ros_")), Roster: roster, USCC: r.uscc}
			entries[r.uscc] = e
		}
		if slices.ContainsFunc(e.Periods, func(p domain.RosterPeriod) bool { return !p.Struck && sameDays(p.RosterTerms, r.terms) }) {
			faults.report.Unchanged++
			continue
		}
		err := e.Add(r.terms, actor.User, now)
		var refused *domain.Error
		switch {
		case errors.As(err, &refused):
			faults.add(tabular.Fault{Row: r.number, Column: r.column, Value: r.value, Code: refused.Code, Facts: refused.Facts})
			faults.report.Bad++
		case err != nil:
			return nil, err
		default:
			changed[r.uscc] = true
			faults.report.New++
		}
	}
	out := make([]domain.RosterEntry, 0, len(changed))
	for code := range changed {
		out = append(out, *entries[code])
	}
	slices.SortFunc(out, func(x, y domain.RosterEntry) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return out, nil
}

func sameDays(x, y domain.RosterTerms) bool {
	return x.From == y.From && (x.Until == y.Until || x.Until != nil && y.Until != nil && *x.Until == *y.Until)
}
