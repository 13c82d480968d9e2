package app

import (
	"context"
	"log/slog"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
	"rongqiao/internal/store/hashed"
)

// Clockwork does what the response clock asks when its time has come: it says
// that a turn is due soon, and hands a need on that was let pass. One process
// runs it at a time. It decides from the need as it is stored and saves with
// its version, so that two that run for a moment side by side, or a kill at
// any point, do each thing once.
type Clockwork struct {
	Turns *Turns
	Desk  *Desk // nil: applications and appeals have no clock
	Store store.Store
	Now   func() time.Time
	Log   *slog.Logger
	// Escalated is told of every turn that was let pass; nil: nobody is.
	Escalated func()
}

// clockEvery is how often it looks. Deadlines are closing hours, so that some
// seconds are early enough.
const clockEvery = 5 * time.Second

// Run looks until ctx ends.
func (c *Clockwork) Run(ctx context.Context) {
	tick := time.NewTicker(clockEvery)
	defer tick.Stop()
	for {
		if _, err := c.Once(ctx); err != nil && ctx.Err() == nil {
			c.Log.ErrorContext(ctx, "the response clock could not do all that is due", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once does what is due now and answers how many needs it changed. A need that
// somebody else saves at the same moment is left to the next look; so is one
// that cannot be read, after all others had their turn.
func (c *Clockwork) Once(ctx context.Context) (changed int, err error) {
	now := c.Now().UTC()
	var first error
	count := func(done bool, err error) {
		switch {
		case domain.IsKind(err, domain.KindConflict):
		case err != nil && first == nil:
			first = err
		case done:
			changed++
		}
	}
	for _, id := range c.Turns.Waiting.due(now) {
		count(c.one(ctx, id, now))
	}
	if c.Desk != nil {
		for _, id := range c.Desk.due(now) {
			count(c.application(ctx, id, now))
		}
		for _, id := range c.Desk.appealsDue(now) {
			count(c.appeal(ctx, id, now))
		}
	}
	return changed, first
}

// application does what the clock asks of an application: the word that a turn
// is due soon, or over; a quote that nobody took in time ends it.
func (c *Clockwork) application(ctx context.Context, id domain.ApplicationID, now time.Time) (bool, error) {
	x, err := c.Store.Application(ctx, id)
	if err != nil || x.Turn == nil {
		return false, err
	}
	asked := x.Turn.Asks(now)
	switch {
	case asked == "":
		return false, nil
	case asked == domain.TurnLetPass && x.State == domain.ApplicationQuoted:
		if err := x.Move(domain.MoveExpire, domain.PartyClock, "", "", "", now); err != nil {
			return false, err
		}
		x.Closing = &domain.Closing{Reason: reasonQuoteLapsed}
		x.End(domain.TurnEnded, now, "", "")
	default:
		x.Say(asked, now)
	}
	x.UpdatedAt = now
	if _, err := c.Store.SaveApplication(ctx, x, domain.Event{Type: domain.ApplicationSaved, ID: string(id), At: now}); err != nil {
		return false, err
	}
	if asked == domain.TurnLetPass && !x.State.Closed() {
		c.letPass()
	}
	return true, nil
}

// appeal does what the clock asks of an appeal.
func (c *Clockwork) appeal(ctx context.Context, id domain.AppealID, now time.Time) (bool, error) {
	x, err := c.Store.Appeal(ctx, id)
	if err != nil {
		return false, err
	}
	firm, err := c.Store.Enterprise(ctx, x.EnterpriseID)
	if err != nil {
		return false, err
	}
	overdue := x.Turn != nil && x.Turn.Asks(now) == domain.TurnLetPass
	changed, err := c.Turns.tickAppeal(ctx, &x, firm, now)
	if err != nil || !changed {
		return false, err
	}
	x.UpdatedAt = now
	if _, err := c.Store.SaveAppeal(ctx, x, domain.Event{Type: domain.AppealSaved, ID: string(id), At: now}); err != nil {
		return false, err
	}
	if overdue {
		c.letPass()
	}
	return true, nil
}

func (c *Clockwork) letPass() {
	if c.Escalated != nil {
		c.Escalated()
	}
}

func (c *Clockwork) one(ctx context.Context, id domain.NeedID, now time.Time) (bool, error) {
	ctx, kept := hashed.With(ctx), hashed.Store(c.Store)
	n, err := kept.Need(ctx, id)
	if err != nil {
		return false, err
	}
	firm, err := c.Store.Enterprise(ctx, n.EnterpriseID)
	if err != nil {
		return false, err
	}
	before := len(n.History)
	changed, err := c.Turns.tick(ctx, &n, firm, now)
	if err != nil || !changed {
		return false, err
	}
	n.UpdatedAt = now
	if _, err := kept.SaveNeed(ctx, n, domain.Event{Type: domain.NeedSaved, ID: string(n.ID), At: now}); err != nil {
		return false, err
	}
	for _, e := range n.History[before:] {
		if e.Change == domain.TurnLetPass {
			c.letPass()
			entry := domain.AuditEntry{At: now, Action: string(policy.NeedLetPass), Target: string(n.ID), Outcome: string(e.Holder)}
			entry.Before, entry.After = hashed.Of(ctx, entry.Target)
			err = c.Store.AddAudit(ctx, entry)
		}
	}
	return true, err
}

// due are the needs that the clock has something to do for.
func (q *Queue) due(now time.Time) []domain.NeedID {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []domain.NeedID
	for id, x := range q.waiting {
		if x.need.State != domain.NeedSubmitted {
			continue
		}
		if t := x.need.Turn; t == nil || t.Asks(now) != "" {
			out = append(out, id)
		}
	}
	return out
}

// load is how many needs each officer has.
func (q *Queue) load() map[domain.UserID]int {
	if q == nil {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	out := map[domain.UserID]int{}
	for _, x := range q.waiting {
		if t := x.need.Turn; t != nil && t.Officer != "" {
			out[t.Officer]++
		}
	}
	return out
}

// TurnCounts counts the turns that are limited by how they stand.
func (q *Queue) TurnCounts(now time.Time) map[domain.TurnState]int {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := map[domain.TurnState]int{domain.TurnOnTime: 0, domain.TurnDueSoon: 0, domain.TurnOverdue: 0}
	for _, x := range q.waiting {
		if t := x.need.Turn; t != nil && t.DueAt != nil {
			out[t.StateAt(now)]++
		}
	}
	return out
}
