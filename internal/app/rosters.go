package app

import (
	"context"
	"iter"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// What is written in the audit log of a roster, all of it under the one row
// roster.manage of the policy.
const (
	auditRosterAdd     policy.Action = "roster.add"
	auditRosterEnd     policy.Action = "roster.end"
	auditRosterCorrect policy.Action = "roster.correct"
	auditRosterImport  policy.Action = "roster.import"
	auditRosterExport  policy.Action = "roster.export"
)

// RosterSummary is one roster with how many of its entries the actor may see.
type RosterSummary struct {
	Code    domain.Code
	Name    domain.Text
	About   rules.Roster // empty where the rule data says nothing of it
	Entries int
	InForce int // on the day
}

// RosterListed is an entry with its firm, nil where none is registered, and
// the names of those who changed it, where the one who asks may know them.
type RosterListed struct {
	domain.RosterEntry
	Firm  *domain.Enterprise
	Names map[domain.UserID]string
}

// NameOf is a person's name, else the id.
func (l RosterListed) NameOf(id domain.UserID) string {
	if name := l.Names[id]; name != "" {
		return name
	}
	return string(id)
}

// RosterQuery narrows what is listed; empty parts do not.
type RosterQuery struct {
	Roster domain.Code
	On     *domain.Date // those in force on the day
	Text   string       // part of a name or of a USCC
}

func (q RosterQuery) takes(e domain.RosterEntry) bool {
	if q.On != nil && !e.On(*q.On) {
		return false
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	return text == "" || strings.Contains(strings.ToLower(string(e.USCC)), text) ||
		slices.ContainsFunc(e.Periods, func(p domain.RosterPeriod) bool { return strings.Contains(strings.ToLower(p.Name), text) })
}

// Rosters lists every roster, with the counts of what the actor may see on the
// day, today where none is given.
func (a *App) Rosters(ctx context.Context, actor domain.Actor, on *domain.Date) ([]RosterSummary, error) {
	day := a.today()
	if on != nil {
		day = *on
	}
	reach, err := a.rosterReach(ctx, actor)
	if err != nil {
		return nil, err
	}
	at := map[domain.Code]int{}
	var out []RosterSummary
	for _, e := range a.Rules.Vocabularies["rosters"].Entries {
		at[e.Code] = len(out)
		out = append(out, RosterSummary{Code: e.Code, Name: e.Name, About: a.Rules.Rosters[e.Code]})
	}
	for e, err := range a.rosterWalk(ctx, reach, RosterQuery{}, "", !reach.All) {
		if err != nil {
			return nil, err
		}
		i, known := at[e.Roster]
		if !known { // its code is gone from the rule data; it is still there to be seen
			i, at[e.Roster] = len(out), len(out)
			out = append(out, RosterSummary{Code: e.Roster, Name: domain.Text{ZH: string(e.Roster)}})
		}
		out[i].Entries++
		if e.On(day) {
			out[i].InForce++
		}
	}
	return out, nil
}

// RosterEntries lists what the actor may see, by id.
func (a *App) RosterEntries(ctx context.Context, actor domain.Actor, q RosterQuery, page Page) (items []RosterListed, next string, err error) {
	reach, err := a.rosterReach(ctx, actor)
	if err != nil {
		return nil, "", err
	}
	for e, err := range a.rosterWalk(ctx, reach, q, page.After, true) {
		if err != nil {
			return nil, "", err
		}
		if len(items) == page.Limit {
			return items, string(items[page.Limit-1].ID), nil
		}
		items = append(items, e)
	}
	return items, "", nil
}

// ExportRosters answers all that RosterEntries would, one after the other.
func (a *App) ExportRosters(ctx context.Context, actor domain.Actor, q RosterQuery) (iter.Seq2[RosterListed, error], error) {
	reach, err := a.rosterReach(ctx, actor)
	if err != nil {
		return nil, err
	}
	a.note(ctx, actor, auditRosterExport, "roster "+string(q.Roster), nil)
	return a.rosterWalk(ctx, reach, q, "", true), nil
}

// RosterEntry answers an entry with all its history, or
// roster_entry_not_found where there is none or the actor may not see it.
func (a *App) RosterEntry(ctx context.Context, actor domain.Actor, id domain.RosterEntryID) (RosterListed, error) {
	e, err := a.rosterEntryFor(ctx, actor, id, policy.RosterRead)
	if err != nil {
		return RosterListed{}, err
	}
	return a.withNames(ctx, actor, e)
}

// withNames adds the names of those who changed an entry, for those who may
// change it themselves: others need not know who works at the authority.
func (a *App) withNames(ctx context.Context, actor domain.Actor, e RosterListed) (RosterListed, error) {
	if a.Policy.Allow(actor, policy.RosterManage, policy.Target{}) != nil {
		return e, nil
	}
	e.Names = map[domain.UserID]string{}
	for _, c := range e.Changes {
		if _, known := e.Names[c.By]; known {
			continue
		}
		u, err := a.Store.User(ctx, c.By)
		if err != nil && !domain.IsKind(err, domain.KindNotFound) {
			return RosterListed{}, err
		}
		e.Names[c.By] = u.Name
	}
	return e, nil
}

// FirmRosters answers all entries of a firm, by roster.
func (a *App) FirmRosters(ctx context.Context, actor domain.Actor, id domain.EnterpriseID) ([]RosterListed, error) {
	e, err := a.Store.Enterprise(ctx, id)
	if err != nil {
		return nil, err
	}
	hidden := domain.NotFound("enterprise", string(id))
	if err := a.allow(ctx, actor, policy.RosterRead, policy.EnterpriseTarget(e), string(id), hidden); err != nil {
		return nil, err
	}
	found, err := a.Store.RosterEntriesOf(ctx, []domain.USCC{e.USCC})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(x, y domain.RosterEntry) int { return strings.Compare(string(x.Roster), string(y.Roster)) })
	out := make([]RosterListed, len(found))
	for i, entry := range found {
		out[i] = RosterListed{RosterEntry: entry, Firm: &e}
	}
	return out, nil
}

// AddToRoster puts a firm on a roster, whether it is registered or not.
// Errors: the faults of the entry, roster_overlap.
func (a *App) AddToRoster(ctx context.Context, actor domain.Actor, roster domain.Code, code domain.USCC, t domain.RosterTerms) (RosterListed, error) {
	if err := a.allow(ctx, actor, policy.RosterManage, policy.Target{}, "roster "+string(roster), nil); err != nil {
		return RosterListed{}, err
	}
	t = trimmed(t)
	if err := a.checkRosterRow(roster, code, t); err != nil {
		return RosterListed{}, err
	}
	found, err := a.Store.RosterEntriesOf(ctx, []domain.USCC{code})
	if err != nil {
		return RosterListed{}, err
	}
	entry := domain.RosterEntry{ID: domain.RosterEntryID(a.newID(ctx, "ros_")), Roster: roster, USCC: code}
	if i := slices.IndexFunc(found, func(e domain.RosterEntry) bool { return e.Roster == roster }); i >= 0 {
		entry = found[i]
	}
	if err := entry.Add(t, actor.User, a.now()); err != nil {
		return RosterListed{}, err
	}
	return a.saveRosterEntry(ctx, actor, auditRosterAdd, entry)
}

// EndRosterPeriod states the last day of a period. Version is the one that was
// read. Errors: those of domain.RosterEntry.End, roster_entry_changed.
func (a *App) EndRosterPeriod(ctx context.Context, actor domain.Actor, id domain.RosterEntryID, version int64, period int, last domain.Date, reason string) (RosterListed, error) {
	return a.changeRosterEntry(ctx, actor, id, version, auditRosterEnd, func(e *domain.RosterEntry) error {
		return e.End(period, last, strings.TrimSpace(reason), actor.User, a.now())
	})
}

// CorrectRosterPeriod writes a period anew, or strikes it out.
func (a *App) CorrectRosterPeriod(ctx context.Context, actor domain.Actor, id domain.RosterEntryID, version int64, period int, t domain.RosterTerms, strike bool, reason string) (RosterListed, error) {
	return a.changeRosterEntry(ctx, actor, id, version, auditRosterCorrect, func(e *domain.RosterEntry) error {
		return e.Correct(period, trimmed(t), strike, strings.TrimSpace(reason), actor.User, a.now())
	})
}

func (a *App) changeRosterEntry(ctx context.Context, actor domain.Actor, id domain.RosterEntryID, version int64, action policy.Action, change func(*domain.RosterEntry) error) (RosterListed, error) {
	listed, err := a.rosterEntryFor(ctx, actor, id, policy.RosterManage)
	if err != nil {
		return RosterListed{}, err
	}
	e := listed.RosterEntry
	if err := stale("roster_entry", string(id), version, e.Version); err != nil {
		return RosterListed{}, err
	}
	if err := change(&e); err != nil {
		return RosterListed{}, err
	}
	return a.saveRosterEntry(ctx, actor, action, e)
}

func (a *App) saveRosterEntry(ctx context.Context, actor domain.Actor, action policy.Action, e domain.RosterEntry) (RosterListed, error) {
	saved, err := a.Store.SaveRosterEntry(ctx, e, rosterSaved(e))
	if err != nil {
		return RosterListed{}, err
	}
	a.note(ctx, actor, action, string(saved.ID), nil)
	listed, err := a.withFirm(ctx, saved)
	if err != nil {
		return RosterListed{}, err
	}
	return a.withNames(ctx, actor, listed)
}

func rosterSaved(e domain.RosterEntry) domain.Event {
	return domain.Event{Type: domain.RosterSaved, ID: string(e.ID), At: e.UpdatedAt}
}

// checkRosterRow finds all faults of an entry that need no look at the store.
func (a *App) checkRosterRow(roster domain.Code, code domain.USCC, t domain.RosterTerms) error {
	errs := []error{a.Rules.CheckRoster(roster), t.Check()}
	if err := code.Check(); err != nil {
		errs = append(errs, err)
	}
	return joinFaults(errs...)
}

func trimmed(t domain.RosterTerms) domain.RosterTerms {
	t.Name, t.Source, t.Note = strings.TrimSpace(t.Name), strings.TrimSpace(t.Source), strings.TrimSpace(t.Note)
	return t
}

// rosterEntryFor loads an entry with its firm and asks whether the actor may
// do the action to it. One whose firm is not registered has no district.
func (a *App) rosterEntryFor(ctx context.Context, actor domain.Actor, id domain.RosterEntryID, action policy.Action) (RosterListed, error) {
	e, err := a.Store.RosterEntry(ctx, id)
	if err != nil {
		return RosterListed{}, err
	}
	listed, err := a.withFirm(ctx, e)
	if err != nil {
		return RosterListed{}, err
	}
	target := policy.Target{}
	if listed.Firm != nil {
		target = policy.EnterpriseTarget(*listed.Firm)
	}
	return listed, a.allow(ctx, actor, action, target, string(id), domain.NotFound("roster_entry", string(id)))
}

func (a *App) withFirm(ctx context.Context, e domain.RosterEntry) (RosterListed, error) {
	firms, err := a.Store.EnterprisesByUSCC(ctx, []domain.USCC{e.USCC})
	if err != nil || len(firms) == 0 {
		return RosterListed{RosterEntry: e}, err
	}
	return RosterListed{RosterEntry: e, Firm: &firms[0]}, nil
}

func (a *App) rosterReach(ctx context.Context, actor domain.Actor) (policy.Reach, error) {
	reach, err := a.Policy.Reach(actor, policy.RosterRead)
	if err != nil {
		a.Denied(ctx, actor, policy.RosterRead, "rosters", err)
	}
	return reach, err
}

// rosterPage is how many entries are read at once.
const rosterPage = 500

// rosterWalk goes over the entries within reach that the query takes, by id.
// Firms are looked up where asked for, and where the reach is by district.
func (a *App) rosterWalk(ctx context.Context, reach policy.Reach, q RosterQuery, after string, firms bool) iter.Seq2[RosterListed, error] {
	return func(yield func(RosterListed, error) bool) {
		if !reach.All && reach.Enterprise == "" && len(reach.Districts) == 0 {
			return
		}
		page := store.Page{After: after, Limit: rosterPage}
		for {
			entries, next, err := a.rosterStep(ctx, reach, q.Roster, page)
			entries = slices.DeleteFunc(entries, func(e domain.RosterEntry) bool { return !q.takes(e) })
			byCode := map[domain.USCC]*domain.Enterprise{}
			if err == nil && firms {
				byCode, err = a.firmsOf(ctx, entries)
			}
			if err != nil {
				yield(RosterListed{}, err)
				return
			}
			for _, e := range entries {
				firm := byCode[e.USCC]
				if len(reach.Districts) > 0 && (firm == nil || !slices.Contains(reach.Districts, firm.District())) {
					continue
				}
				if !yield(RosterListed{RosterEntry: e, Firm: firm}, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			page.After = next
		}
	}
}

// rosterStep reads a page of the store, or all entries of the actor's firm.
func (a *App) rosterStep(ctx context.Context, reach policy.Reach, roster domain.Code, page store.Page) ([]domain.RosterEntry, string, error) {
	if reach.Enterprise == "" {
		return a.Store.RosterEntries(ctx, store.RosterFilter{Roster: roster}, page)
	}
	e, err := a.Store.Enterprise(ctx, reach.Enterprise)
	if err != nil {
		return nil, "", err
	}
	entries, err := a.Store.RosterEntriesOf(ctx, []domain.USCC{e.USCC})
	entries = slices.DeleteFunc(entries, func(e domain.RosterEntry) bool {
		return string(e.ID) <= page.After || roster != "" && e.Roster != roster
	})
	slices.SortFunc(entries, func(x, y domain.RosterEntry) int { return strings.Compare(string(x.ID), string(y.ID)) })
	return entries, "", err
}

func (a *App) firmsOf(ctx context.Context, entries []domain.RosterEntry) (map[domain.USCC]*domain.Enterprise, error) {
	out := map[domain.USCC]*domain.Enterprise{}
	if len(entries) == 0 {
		return out, nil
	}
	var codes []domain.USCC
	for _, e := range entries {
		codes = append(codes, e.USCC)
	}
	firms, err := a.Store.EnterprisesByUSCC(ctx, codes)
	for i := range firms {
		out[firms[i].USCC] = &firms[i]
	}
	return out, err
}
