package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
	"rongqiao/internal/tabular"
)

// monitoredRoster are the firms that report every week (双百企业).
const monitoredRoster domain.Code = "double_hundred"

// MonitoringFileLimits bound a file of the weekly sheet.
var MonitoringFileLimits = tabular.Limits{FileSize: 5 << 20, Unpacked: 100 << 20, Rows: 5000, Columns: 60, Cell: 1000}

// MonitoringLine is a line with the one of the week before; nil where there is
// none.
type MonitoringLine struct {
	domain.Monitoring
	Before *domain.Monitoring
}

// ReportWeek enters the week of the actor's own firm, or corrects it. Errors:
// the faults of the line, monitoring_not_on_roster.
func (a *App) ReportWeek(ctx context.Context, actor domain.Actor, m domain.Monitoring) (domain.Monitoring, error) {
	firm, err := a.ownFirm(ctx, actor, policy.MonitoringReport)
	if err != nil {
		return domain.Monitoring{}, err
	}
	e, err := a.Store.Enterprise(ctx, firm)
	if err != nil {
		return domain.Monitoring{}, err
	}
	if err := a.allow(ctx, actor, policy.MonitoringReport, policy.EnterpriseTarget(e), string(firm), nil); err != nil {
		return domain.Monitoring{}, err
	}
	m.USCC, m.Name, m.District = e.USCC, e.Name, e.District()
	if err := m.Check(a.isTrouble, a.today()); err != nil {
		return domain.Monitoring{}, err
	}
	on, err := a.monitored(ctx, []domain.USCC{e.USCC})
	if err != nil {
		return domain.Monitoring{}, err
	}
	if !on[e.USCC] {
		return domain.Monitoring{}, domain.NewError(domain.KindConflict, "monitoring_not_on_roster", nil)
	}
	saved, _, err := a.saveWeek(ctx, actor, m)
	if err == nil {
		a.note(ctx, actor, policy.MonitoringReport, string(saved.ID), nil)
	}
	return saved, err
}

func (a *App) isTrouble(c domain.Code) bool { return a.Rules.Has(appealCategories, c) }

// monitored tells which of the firms are on the roster today.
func (a *App) monitored(ctx context.Context, codes []domain.USCC) (map[domain.USCC]bool, error) {
	entries, err := a.Store.RosterEntriesOf(ctx, codes)
	out := map[domain.USCC]bool{}
	today := a.today()
	for _, e := range entries {
		if e.Roster == monitoredRoster && slices.ContainsFunc(e.Periods, func(p domain.RosterPeriod) bool { return p.Holds(today) }) {
			out[e.USCC] = true
		}
	}
	return out, err
}

// saveWeek saves a line in place of the one that is there; one that says the
// same stays.
func (a *App) saveWeek(ctx context.Context, actor domain.Actor, m domain.Monitoring) (saved domain.Monitoring, changed bool, err error) {
	week, err := domain.ParseDate(m.Week)
	if err != nil {
		return m, false, err
	}
	m.ID = domain.MonitoringOf(m.USCC, week)
	for try := 1; ; try++ {
		have, err := a.Store.Monitoring(ctx, m.ID)
		if err != nil && !domain.IsKind(err, domain.KindNotFound) {
			return m, false, err
		}
		if err == nil && have.Same(m) {
			return have, false, nil
		}
		m.Version, m.By, m.At = have.Version, actor.User, a.now()
		saved, err := a.Store.SaveMonitoring(ctx, m, domain.Event{Type: domain.MonitoringSaved, ID: string(m.ID), At: m.At})
		if domain.IsKind(err, domain.KindConflict) && try < saveTries {
			continue
		}
		return saved, err == nil, err
	}
}

// Weeks answers the sheet of a week, by district and name, each line with the
// week before; an agency sees its districts. Errors: date_invalid,
// week_not_monday.
func (a *App) Weeks(ctx context.Context, actor domain.Actor, week string) ([]MonitoringLine, error) {
	reach, err := a.Policy.Reach(actor, policy.MonitoringRead)
	if err != nil {
		a.Denied(ctx, actor, policy.MonitoringRead, "monitoring", err)
		return nil, err
	}
	day := domain.WeekOf(a.today())
	if week != "" {
		if day, err = domain.ParseDate(week); err != nil {
			return nil, domain.Invalid("date_invalid", "week", domain.Facts{"have": week})
		}
		if domain.WeekOf(day) != day {
			return nil, domain.Invalid("week_not_monday", "week", domain.Facts{"want": domain.WeekOf(day).String(), "have": week})
		}
	}
	of := func(d domain.Date) ([]domain.Monitoring, error) {
		return readAll(func(page store.Page) ([]domain.Monitoring, string, error) {
			return a.Store.MonitoringLines(ctx, store.MonitoringFilter{Week: d.String()}, page)
		})
	}
	now, err := of(day)
	if err != nil {
		return nil, err
	}
	last, err := of(day - 7)
	if err != nil {
		return nil, err
	}
	before := map[domain.USCC]*domain.Monitoring{}
	for i := range last {
		before[last[i].USCC] = &last[i]
	}
	var own domain.USCC
	if reach.Enterprise != "" {
		e, err := a.Store.Enterprise(ctx, reach.Enterprise)
		if err != nil {
			return nil, err
		}
		own = e.USCC
	}
	var out []MonitoringLine
	for _, m := range now {
		if reach.All || own != "" && m.USCC == own || slices.Contains(reach.Districts, m.District) {
			out = append(out, MonitoringLine{m, before[m.USCC]})
		}
	}
	slices.SortFunc(out, func(x, y MonitoringLine) int {
		return strings.Compare(string(x.District)+"\x00"+x.Name+"\x00"+string(x.USCC), string(y.District)+"\x00"+y.Name+"\x00"+string(y.USCC))
	})
	return out, nil
}

// Trend are the weeks of one firm, the newest first. Errors:
// enterprise_not_found where it is beyond the actor's reach.
func (a *App) Trend(ctx context.Context, actor domain.Actor, code domain.USCC, page Page) ([]domain.Monitoring, string, error) {
	reach, err := a.Policy.Reach(actor, policy.MonitoringRead)
	if err != nil {
		a.Denied(ctx, actor, policy.MonitoringRead, "monitoring", err)
		return nil, "", err
	}
	items, next, err := a.Store.MonitoringLines(ctx, store.MonitoringFilter{USCC: code}, page)
	if err != nil || reach.All {
		return items, next, err
	}
	e, err := a.Store.EnterpriseByUSCC(ctx, code)
	hidden := domain.NotFound("enterprise", string(code))
	switch {
	case domain.IsKind(err, domain.KindNotFound):
		return nil, "", hidden
	case err != nil:
		return nil, "", err
	}
	return items, next, a.allow(ctx, actor, policy.MonitoringRead, policy.EnterpriseTarget(e), string(e.ID), hidden)
}

// ImportWeeks takes a file of the sheet, all rows or, where SkipBad is set, the
// good ones; a row that says what is there changes nothing. week is for rows
// without one of their own. An agency takes firms of its districts.
func (a *App) ImportWeeks(ctx context.Context, actor domain.Actor, t *tabular.Table, week string, in ImportOptions) (ImportReport, error) {
	reach, err := a.Policy.Reach(actor, policy.MonitoringImport)
	if err != nil {
		a.Denied(ctx, actor, policy.MonitoringImport, "monitoring", err)
		return ImportReport{}, err
	}
	var report ImportReport
	faults := faultList{report: &report, told: in.OnFault}
	rows, err := a.readWeeks(ctx, t, week, reach, faults)
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
	if in.Check || report.Bad > 0 && !in.SkipBad {
		return report, a.compareWeeks(ctx, rows, &report)
	}
	for _, m := range rows {
		saved, changed, err := a.saveWeek(ctx, actor, m)
		if err != nil {
			return ImportReport{}, err
		}
		report.count(changed, saved.Version == 1)
	}
	report.Written = true
	a.note(ctx, actor, policy.MonitoringImport, "monitoring", nil)
	return report, nil
}

// compareWeeks counts what the rows would change, and writes nothing.
func (a *App) compareWeeks(ctx context.Context, rows []domain.Monitoring, report *ImportReport) error {
	seen := map[domain.MonitoringID]domain.Monitoring{}
	for _, m := range rows {
		week, err := domain.ParseDate(m.Week)
		if err != nil {
			return err
		}
		id := domain.MonitoringOf(m.USCC, week)
		have, known := seen[id]
		if !known {
			have, err = a.Store.Monitoring(ctx, id)
			if err != nil && !domain.IsKind(err, domain.KindNotFound) {
				return err
			}
			known = err == nil
		}
		report.count(!known || !have.Same(m), !known)
		seen[id] = m
	}
	return nil
}

func (a *App) readWeeks(ctx context.Context, t *tabular.Table, week string, reach policy.Reach, faults faultList) ([]domain.Monitoring, error) {
	var heads tabular.Heads
	var rows []domain.Monitoring
	err := t.Rows(func(r tabular.Row) error {
		if heads.Row == 0 {
			var wrong []tabular.Fault
			heads, wrong = a.MonitoringHeads.Heads(r)
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
		row := weekRow{a: a, heads: heads, row: r, days: t.Days}
		m, err := row.read(ctx, week, reach)
		for _, f := range row.wrong {
			faults.add(f)
		}
		if len(row.wrong) > 0 {
			faults.report.Bad++
		} else {
			rows = append(rows, m)
		}
		return err
	})
	return rows, err
}

// weekRow reads one row of a file.
type weekRow struct {
	a     *App
	heads tabular.Heads
	row   tabular.Row
	days  tabular.DayForm
	wrong []tabular.Fault
}

func (w *weekRow) cell(id string) string {
	if h, ok := w.heads.Of(id); ok {
		return w.row.Cell(h.At)
	}
	return ""
}

func (w *weekRow) fault(id, code string, facts domain.Facts) {
	f := tabular.Fault{Row: w.row.Number, Column: id, Code: code, Facts: facts, Value: w.cell(id)}
	if h, ok := w.heads.Of(id); ok {
		f.Column = h.Text
	}
	w.wrong = append(w.wrong, f)
}

func (w *weekRow) money(id string) *domain.Fen {
	text := w.cell(id)
	if text == "" {
		return nil
	}
	v, f := tabular.Money(text, domain.Wan)
	if f != nil {
		w.fault(id, f.Code, f.Facts)
		return nil
	}
	return &v
}

func (w *weekRow) number(id string) *int64 {
	text := w.cell(id)
	if text == "" {
		return nil
	}
	v, f := tabular.Count(text, 1<<40)
	if f != nil {
		w.fault(id, f.Code, f.Facts)
		return nil
	}
	return &v
}

// weekColumns names the columns that faults of a line are about.
var weekColumns = map[string]string{
	"week": "week", "output_fen": "output", "revenue_fen": "revenue", "orders_fen": "orders", "staff": "staff", "power_kwh": "power",
	"utilisation_bp": "utilisation", "troubles": "troubles", "note": "note",
}

func (w *weekRow) read(ctx context.Context, week string, reach policy.Reach) (domain.Monitoring, error) {
	m := domain.Monitoring{USCC: domain.USCC(strings.ToUpper(w.cell("uscc"))), Name: w.cell("name"), Note: w.cell("note"), Week: week}
	if text := w.cell("week"); text != "" {
		day, ok := w.days.Day(text)
		if !ok {
			w.fault("week", "day_unreadable", nil)
			return m, nil
		}
		m.Week = domain.WeekOf(day).String()
	}
	m.Output, m.Revenue, m.Orders, m.PowerKWh = w.money("output"), w.money("revenue"), w.money("orders"), w.number("power")
	if n := w.number("staff"); n != nil {
		staff := int32(min(*n, 1<<30))
		m.Staff = &staff
	}
	if text := w.cell("utilisation"); text != "" {
		v, f := tabular.Percent(text)
		if f != nil {
			w.fault("utilisation", f.Code, f.Facts)
		}
		m.Utilisation = &v
	}
	for _, word := range strings.FieldsFunc(w.cell("troubles"), func(r rune) bool { return strings.ContainsRune("、，,;； ", r) }) {
		m.Troubles = append(m.Troubles, w.a.troubleNamed(word))
	}
	if err := m.USCC.Check(); err != nil {
		w.fault("uscc", err.Code, err.Facts)
		return m, nil
	}
	return m, w.place(ctx, &m, reach)
}

// place finds the firm, and holds the row against the roster and the reach.
func (w *weekRow) place(ctx context.Context, m *domain.Monitoring, reach policy.Reach) error {
	e, err := w.a.Store.EnterpriseByUSCC(ctx, m.USCC)
	if err != nil && !domain.IsKind(err, domain.KindNotFound) {
		return err
	}
	if err == nil {
		m.District = e.District()
		if m.Name == "" {
			m.Name = e.Name
		}
	}
	on, err := w.a.monitored(ctx, []domain.USCC{m.USCC})
	switch {
	case err != nil:
		return err
	case !on[m.USCC]:
		w.fault("uscc", "monitoring_not_on_roster", nil)
	case !reach.All && !slices.Contains(reach.Districts, m.District):
		w.fault("uscc", "monitoring_not_yours", nil)
	}
	var faults *domain.Error
	if err := m.Check(w.a.isTrouble, w.a.today()); errors.As(err, &faults) {
		for _, f := range faults.Fields {
			w.fault(weekColumns[f.Field], f.Code, f.Facts)
		}
	}
	return nil
}

// troubleNamed is the category of a name in Chinese or of a code; itself where
// there is none, which the check then tells of.
func (a *App) troubleNamed(word string) domain.Code {
	for _, e := range a.Rules.Vocabularies[appealCategories].Entries {
		if e.Name.ZH == word {
			return e.Code
		}
	}
	return domain.Code(word)
}
