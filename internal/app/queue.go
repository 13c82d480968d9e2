package app

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
	"rongqiao/internal/store"
)

// QueueSource is where a queue reads.
type QueueSource interface {
	store.Needs
	store.Enterprises
	store.Candidacies
	store.Outbox
}

// Queue holds every need that waits for its money, in the order of the priority sheet, and
// follows the store. Points change with the day; they are worked out once a
// day, and for a need when it or its firm is saved.
type Queue struct {
	Rules    *rules.RuleSet
	Source   QueueSource
	Matcher  Matcher
	Location *time.Location
	Log      *slog.Logger

	mu      sync.Mutex
	loaded  bool
	seq     int64
	waiting map[domain.NeedID]*queued
	firms   map[domain.EnterpriseID]map[domain.NeedID]bool
	stages  map[domain.EnterpriseID]domain.Code // of listing cultivation, of every firm with a record
	day     domain.Date                         // of the order
	order   []*queued                           // nil where it must be worked out
}

// queued is one need in the queue.
type queued struct {
	need   domain.Need
	firm   domain.Enterprise
	fit    *domain.BasisPoints // of the best offer on the day that it was last read
	day    domain.Date
	days   int64 // waited
	result scoring.Result
}

// QueueItem is one need as the one who works the queue sees it: its firm, its
// place and the points that put it there.
type QueueItem struct {
	Need       domain.Need
	Enterprise domain.Enterprise
	Position   int // in the reader's own queue, from 1
	Waited     int64
	FirstCome  bool // stands before all that have waited less
	Result     SheetResult
}

// prioritySeries is the sheet that orders queues.
const prioritySeries = "priority"

// Position loads what is submitted, the first time, and answers the newest
// event that the queue knows.
func (q *Queue) Position(ctx context.Context) (int64, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.loaded {
		return q.seq, nil
	}
	seq, err := q.Source.LastSeq(ctx)
	if err != nil {
		return 0, err
	}
	q.waiting, q.firms, q.stages = map[domain.NeedID]*queued{}, map[domain.EnterpriseID]map[domain.NeedID]bool{}, map[domain.EnterpriseID]domain.Code{}
	for page := (store.Page{Limit: 500}); ; {
		records, next, err := q.Source.Candidacies(ctx, store.CandidacyFilter{}, page)
		if err != nil {
			return 0, err
		}
		q.staged(records)
		if page.After = next; next == "" {
			break
		}
	}
	page := store.Page{Limit: 500}
	for {
		needs, next, err := q.Source.Needs(ctx, store.NeedFilter{States: []domain.NeedState{domain.NeedSubmitted, domain.NeedAccepted}}, page)
		if err != nil {
			return 0, err
		}
		if err := q.take(ctx, needs); err != nil {
			return 0, err
		}
		if next == "" {
			break
		}
		page.After = next
	}
	q.loaded, q.seq = true, seq
	return seq, nil
}

// Handle takes needs and firms as they are now.
func (q *Queue) Handle(ctx context.Context, events []domain.Event) error {
	var needs []domain.NeedID
	var records []domain.CandidacyID
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, e := range events {
		switch e.Type {
		case domain.NeedSaved:
			needs = append(needs, domain.NeedID(e.ID))
		case domain.EnterpriseSaved:
			for id := range q.firms[domain.EnterpriseID(e.ID)] {
				needs = append(needs, id)
			}
		case domain.CandidacySaved:
			records = append(records, domain.CandidacyID(e.ID))
		}
	}
	if len(records) > 0 {
		slices.Sort(records)
		saved, err := q.Source.CandidaciesByID(ctx, slices.Compact(records))
		if err != nil {
			return err
		}
		q.staged(saved)
	}
	slices.Sort(needs)
	if needs = slices.Compact(needs); len(needs) > 0 {
		saved, err := q.Source.NeedsByID(ctx, needs)
		if err != nil {
			return err
		}
		for _, id := range needs {
			q.drop(id)
		}
		if err := q.take(ctx, slices.DeleteFunc(saved, func(n domain.Need) bool { return !n.Waits() })); err != nil {
			return err
		}
	}
	q.seq = events[len(events)-1].Seq
	return nil
}

// staged takes the stages of cultivation records in; what waits of their firms
// is scored anew.
func (q *Queue) staged(records []domain.Candidacy) {
	for _, c := range records {
		q.stages[c.EnterpriseID] = c.Stage
		for id := range q.firms[c.EnterpriseID] {
			again := *q.waiting[id]
			again.day = 0
			q.waiting[id], q.order = &again, nil
		}
	}
}

func (q *Queue) drop(id domain.NeedID) {
	if x, ok := q.waiting[id]; ok {
		delete(q.waiting, id)
		delete(q.firms[x.firm.ID], id)
		q.order = nil
	}
}

// take puts needs into the queue with their firms.
func (q *Queue) take(ctx context.Context, needs []domain.Need) error {
	var ids []domain.EnterpriseID
	for _, n := range needs {
		ids = append(ids, n.EnterpriseID)
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		return nil
	}
	firms, err := q.Source.EnterprisesByID(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	byID := map[domain.EnterpriseID]domain.Enterprise{}
	for _, e := range firms {
		byID[e.ID] = e
	}
	for _, n := range needs {
		e, ok := byID[n.EnterpriseID]
		if !ok {
			continue // its firm is gone
		}
		q.waiting[n.ID] = &queued{need: n, firm: e}
		if q.firms[e.ID] == nil {
			q.firms[e.ID] = map[domain.NeedID]bool{}
		}
		q.firms[e.ID][n.ID] = true
		q.order = nil
	}
	return nil
}

// on answers the queue in order, with its points on the day.
func (q *Queue) on(day domain.Date) ([]*queued, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.order != nil && q.day == day {
		return q.order, nil
	}
	sheet, ok := q.Rules.SheetOn(prioritySeries, day)
	if !ok {
		return nil, domain.NewError(domain.KindConflict, "no_rule_on_day", domain.Facts{"rule": prioritySeries, "on": day.String()})
	}
	order := make([]*queued, 0, len(q.waiting))
	for id, x := range q.waiting {
		if x.day != day {
			scored, err := q.score(*x, sheet, day)
			if err != nil {
				return nil, err
			}
			x = &scored
			q.waiting[id] = x
		}
		order = append(order, x)
	}
	slices.SortFunc(order, func(a, b *queued) int { return before(sheet.Points.FirstComeAfter, a, b) })
	q.day, q.order = day, order
	return order, nil
}

// before is the published order: who has waited long enough comes first, the
// longest waiting first; then more points; then the earlier submission; then
// the id.
func before(firstCome int64, a, b *queued) int {
	long := func(x *queued) bool { return firstCome > 0 && x.days >= firstCome }
	if long(a) != long(b) {
		if long(a) {
			return -1
		}
		return 1
	}
	var points int
	if !long(a) {
		points = cmp.Compare(b.result.Points.Points, a.result.Points.Points)
	}
	return cmp.Or(points, submitted(a).Compare(submitted(b)), cmp.Compare(a.need.ID, b.need.ID))
}

func submitted(x *queued) time.Time {
	if x.need.SubmittedAt == nil {
		return x.need.UpdatedAt
	}
	return *x.need.SubmittedAt
}

func (q *Queue) score(x queued, sheet *rules.Sheet, day domain.Date) (queued, error) {
	if x.fit == nil {
		answer, err := q.Matcher.Match(x.firm, x.need, day, 1)
		if err != nil {
			return x, err
		}
		best := domain.BasisPoints(0)
		if len(answer.Items) > 0 {
			best = answer.Items[0].Score
		}
		x.fit = &best
	}
	facts := q.Rules.Facts(x.firm, x.need, day)
	put := func(name string, f rules.Fact) {
		if field, ok := q.Rules.Field(name); ok {
			facts.Put(field, f)
		}
	}
	x.days = max(int64(day-domain.DateOf(submitted(&x).In(q.Location))), 0)
	put("need.waiting_days", rules.Fact{Known: true, Number: x.days})
	put("need.fit", rules.Fact{Known: true, Number: int64(*x.fit), Den: scoring.Full})
	stage := rules.Fact{Known: true, Codes: []domain.Code{}}
	if s := q.stages[x.firm.ID]; s != "" {
		stage = rules.Fact{Known: true, Codes: []domain.Code{s}, Own: 1}
	}
	put("enterprise.listing_stage", stage)
	if x.need.LatestOn != nil {
		put("need.days_left", rules.Fact{Known: true, Number: int64(*x.need.LatestOn - day)})
	}
	x.result, x.day = scoring.Judge(q.Rules, sheet, facts), day
	return x, nil
}

// QueueFilter narrows a queue; empty parts do not.
type QueueFilter struct {
	State domain.NeedState
	Turn  domain.TurnState // how the turn stands
	Mine  bool             // the turn is that of the actor's organisation
}

func (f QueueFilter) takes(x *queued, actor domain.Actor, now time.Time) bool {
	t := x.need.Turn
	return (f.State == "" || x.need.State == f.State) &&
		(f.Turn == "" || t != nil && t.StateAt(now) == f.Turn) &&
		(!f.Mine || t != nil && t.Holder != "" && t.Holder == actor.Organisation)
}

// queueReach is what of the queue an actor sees.
type queueReach struct{ policy.Reach }

func (r queueReach) shows(actor domain.Actor, x *queued) bool {
	return r.All || x.firm.ID == r.Enterprise || slices.Contains(r.Districts, x.firm.District()) || x.need.Held(actor.Organisation)
}

// NeedQueue answers the needs that wait within the actor's reach, in the order
// in which they are to be worked, from the position after on, at most limit.
// Positions are those in the queue as it is filtered. next is 0 at the end.
func (a *App) NeedQueue(ctx context.Context, actor domain.Actor, filter QueueFilter, after, limit int) (items []QueueItem, total, next int, err error) {
	within, err := a.Policy.Reach(actor, policy.NeedQueue)
	reach := queueReach{within}
	if err != nil {
		a.Denied(ctx, actor, policy.NeedQueue, "needs", err)
		return nil, 0, 0, err
	}
	now := a.now()
	order, err := a.Waiting.on(a.today())
	if err != nil {
		return nil, 0, 0, err
	}
	for _, x := range order {
		if !reach.shows(actor, x) || !filter.takes(x, actor, now) {
			continue
		}
		total++
		if total <= after || len(items) == limit {
			continue
		}
		firstCome := x.result.Sheet.Points.FirstComeAfter
		items = append(items, QueueItem{
			Need: x.need, Enterprise: x.firm, Position: total, Waited: x.days,
			FirstCome: firstCome > 0 && x.days >= firstCome, Result: x.result,
		})
	}
	if after+len(items) < total {
		next = after + len(items)
	}
	return items, total, next, nil
}
