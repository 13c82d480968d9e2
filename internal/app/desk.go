package app

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

// DeskSource is where a desk reads.
type DeskSource interface {
	store.Applications
	store.Appeals
	store.Outbox
}

// Desk holds every application and appeal that is under way, and follows the
// store: for the response clock, and for the order in which a provider works.
type Desk struct {
	Source DeskSource

	mu      sync.Mutex
	loaded  bool
	seq     int64
	open    map[domain.ApplicationID]domain.Application
	appeals map[domain.AppealID]domain.Appeal
}

// underWay tells whether an application belongs on the desk.
func underWay(s domain.ApplicationState) bool { return s != domain.ApplicationDraft && !s.Closed() }

// Position loads what is under way, the first time, and answers the newest
// event that the desk knows.
func (d *Desk) Position(ctx context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.loaded {
		return d.seq, nil
	}
	seq, err := d.Source.LastSeq(ctx)
	if err != nil {
		return 0, err
	}
	d.open = map[domain.ApplicationID]domain.Application{}
	states := slices.DeleteFunc(slices.Clone(domain.ApplicationStates), func(s domain.ApplicationState) bool { return !underWay(s) })
	found, err := readAll(func(page store.Page) ([]domain.Application, string, error) {
		return d.Source.Applications(ctx, store.ApplicationFilter{States: states}, page)
	})
	if err != nil {
		return 0, err
	}
	for _, x := range found {
		d.open[x.ID] = x
	}
	d.appeals = map[domain.AppealID]domain.Appeal{}
	for _, state := range domain.AppealStates {
		if state.Closed() {
			continue
		}
		found, err := readAll(func(page store.Page) ([]domain.Appeal, string, error) {
			return d.Source.Appeals(ctx, store.AppealFilter{State: state}, page)
		})
		if err != nil {
			return 0, err
		}
		for _, x := range found {
			d.appeals[x.ID] = x
		}
	}
	d.loaded, d.seq = true, seq
	return seq, nil
}

// Handle takes applications as they are now.
func (d *Desk) Handle(ctx context.Context, events []domain.Event) error {
	saved, err := readMany(ctx, idsOf[domain.ApplicationID](events, domain.ApplicationSaved), d.Source.ApplicationsByID,
		func(x domain.Application) domain.ApplicationID { return x.ID })
	if err != nil {
		return err
	}
	raised, err := readMany(ctx, idsOf[domain.AppealID](events, domain.AppealSaved), d.Source.AppealsByID, func(x domain.Appeal) domain.AppealID { return x.ID })
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, x := range raised {
		if x.State.Closed() {
			delete(d.appeals, id)
		} else {
			d.appeals[id] = x
		}
	}
	for id, x := range saved {
		if underWay(x.State) {
			d.open[id] = x
		} else {
			delete(d.open, id)
		}
	}
	d.seq = events[len(events)-1].Seq
	return nil
}

// due are the applications that the clock has something to do for.
func (d *Desk) due(now time.Time) []domain.ApplicationID {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []domain.ApplicationID
	for id, x := range d.open {
		if t := x.Turn; t != nil && t.Asks(now) != "" {
			out = append(out, id)
		}
	}
	return out
}

// appealsDue are the appeals that the clock has something to do for.
func (d *Desk) appealsDue(now time.Time) []domain.AppealID {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []domain.AppealID
	for id, x := range d.appeals {
		if x.Turn != nil && x.Turn.Asks(now) != "" {
			out = append(out, id)
		}
	}
	return out
}

// appealsHeldBy are those under way that the organisation has, or has had.
func (d *Desk) appealsHeldBy(o domain.OrganisationID, state domain.AppealState) []domain.Appeal {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []domain.Appeal
	for _, x := range d.appeals {
		if (state == "" || x.State == state) && x.Held(o) {
			out = append(out, x)
		}
	}
	return out
}

// of are those of a provider that wait for it (mine), or all under way.
func (d *Desk) of(provider domain.ProviderID, all, mine bool, state domain.ApplicationState) []domain.Application {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []domain.Application
	for _, x := range d.open {
		waits := x.Turn != nil && x.Turn.Role != domain.RoleEnterprise
		if (all || x.Provider == provider) && (!mine || waits) && (state == "" || x.State == state) {
			out = append(out, x)
		}
	}
	return out
}

// DeskItem is an application as a provider sees it in its queue.
type DeskItem struct {
	Application domain.Application
	Enterprise  domain.Enterprise
	Position    int
	Points      int64 // of the priority sheet, today
	FirstCome   bool
	Waited      int64
}

// DeskFilter narrows a desk; empty parts do not.
type DeskFilter struct {
	State domain.ApplicationState
	Mine  bool // waits for the provider
}

// ApplicationQueue answers what is under way with the actor's provider, in the
// order of the priority sheet as needs are, from the position after on, at
// most limit. next is 0 at the end.
func (a *App) ApplicationQueue(ctx context.Context, actor domain.Actor, f DeskFilter, after, limit int) (items []DeskItem, total, next int, err error) {
	reach, err := a.Policy.Reach(actor, policy.ApplicationQueue)
	if err != nil {
		a.Denied(ctx, actor, policy.ApplicationQueue, "applications", err)
		return nil, 0, 0, err
	}
	order, err := a.Waiting.on(a.today())
	if err != nil {
		return nil, 0, 0, err
	}
	place := map[domain.NeedID]int{}
	for i, x := range order {
		place[x.need.ID] = i
	}
	at := func(id domain.NeedID) int {
		if i, ok := place[id]; ok {
			return i
		}
		return len(order) // not in the queue yet, or any more: last
	}
	found := a.Desk.of(reach.Provider, reach.All, f.Mine, f.State)
	slices.SortFunc(found, func(x, y domain.Application) int {
		return cmp.Or(cmp.Compare(at(x.NeedID), at(y.NeedID)), cmp.Compare(x.ID, y.ID))
	})
	total = len(found)
	for i := min(after, total); i < min(after+limit, total); i++ {
		item := DeskItem{Application: found[i], Position: i + 1}
		if p := at(found[i].NeedID); p < len(order) {
			x := order[p]
			item.Enterprise, item.Points, item.Waited = x.firm, x.result.Points.Points, x.days
			item.FirstCome = x.result.Sheet.Points.FirstComeAfter > 0 && x.days >= x.result.Sheet.Points.FirstComeAfter
		} else if item.Enterprise, err = a.Store.Enterprise(ctx, found[i].EnterpriseID); err != nil {
			return nil, 0, 0, err
		}
		items = append(items, item)
	}
	if after+len(items) < total {
		next = after + len(items)
	}
	return items, total, next, nil
}
