package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/responseclock"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// Turns says whose turn a need is, and until when: first the agency of the
// firm's district, or the nearest; where it lets its time pass the next
// nearest; then the city (就近响应, 渝经信规范〔2022〕6号 第26条).
type Turns struct {
	Clock   *responseclock.Clock // nil: the region limits no turn
	Rules   *rules.RuleSet
	People  TurnPeople
	Waiting *Queue
}

// TurnPeople is who can have a turn.
type TurnPeople interface {
	store.Directory
	store.Liaisons
}

// first is the turn of a need that has just been submitted.
func (t *Turns) first(ctx context.Context, n *domain.Need, firm domain.Enterprise, now time.Time) error {
	if t.Clock == nil {
		return nil
	}
	next, ok, err := t.next(ctx, n.Turns, rules.StepAgencyAccepts, t.Clock.Agencies(), firm, now)
	if err == nil && ok {
		n.Start(next, domain.TurnStarted, "", "")
	}
	return err
}

// next is the turn of whoever comes after all that have had the thing: so many
// agencies, the nearest first, then the city; ok is false where nobody is left.
func (t *Turns) next(ctx context.Context, n domain.Turns, step domain.Code, agencies int, firm domain.Enterprise, now time.Time) (turn domain.Turn, ok bool, err error) {
	deadline := t.Clock.Of(step, now)
	turn = domain.Turn{
		Step: step, Since: now, SoonAt: &deadline.SoonAt, DueAt: &deadline.DueAt, Provisional: deadline.Provisional,
	}
	if n.Turn != nil {
		if turn.Level = n.Turn.Level + 1; n.Turn.Role == domain.RoleRegulator {
			return turn, false, nil
		}
	}
	holder, role := domain.Organisation{}, domain.RoleRegulator
	if turn.Level < agencies {
		all, err := t.People.OrganisationsIn(ctx, domain.RoleAgency)
		if err != nil {
			return turn, false, err
		}
		all = slices.DeleteFunc(all, func(o domain.Organisation) bool { return n.Held(o.ID) })
		if len(all) > 0 {
			holder, role = responseclock.Nearest(t.Rules.Vocabularies["places"], firm.District(), all)[0], domain.RoleAgency
		}
	}
	if role == domain.RoleRegulator {
		cities, err := t.People.OrganisationsIn(ctx, domain.RoleRegulator)
		if err != nil {
			return turn, false, err
		}
		if len(cities) > 0 {
			holder = cities[0] // the first that was set up
		}
	}
	turn.Role, turn.Holder, turn.HolderName = role, holder.ID, holder.Name
	turn.Officer, turn.OfficerName, err = t.officer(ctx, holder.ID, firm.ID)
	return turn, true, err
}

// officer is who looks after the firm, where that is somebody of the
// organisation; else who of it has fewest needs at present; of equals the one
// with the lower id. Nobody where the organisation has no people.
func (t *Turns) officer(ctx context.Context, holder domain.OrganisationID, firm domain.EnterpriseID) (domain.UserID, string, error) {
	officers, err := t.officers(ctx, holder)
	if err != nil || len(officers) == 0 {
		return "", "", err
	}
	liaison, err := t.People.Liaison(ctx, domain.LiaisonID(firm))
	if err != nil && !domain.IsKind(err, domain.KindNotFound) {
		return "", "", err
	}
	if i := slices.IndexFunc(officers, func(o Officer) bool { return o.ID == liaison.Officer }); i >= 0 {
		return officers[i].ID, officers[i].Name, nil
	}
	least := slices.MinFunc(officers, func(a, b Officer) int { return cmp.Or(cmp.Compare(a.Turns, b.Turns), cmp.Compare(a.ID, b.ID)) })
	return least.ID, least.Name, nil
}

// Officer is somebody who can be given a need.
type Officer struct {
	ID    domain.UserID
	Name  string
	Turns int // that they have at present
}

func (t *Turns) officers(ctx context.Context, holder domain.OrganisationID) ([]Officer, error) {
	if holder == "" {
		return nil, nil
	}
	people, err := t.People.UsersOf(ctx, holder)
	if err != nil {
		return nil, err
	}
	load := t.Waiting.load()
	var out []Officer
	for _, u := range people {
		if !u.Disabled {
			out = append(out, Officer{u.ID, u.Name, load[u.ID]})
		}
	}
	return out, nil
}

// tick does what the clock asks of the need at the moment, one step of it, and
// tells whether it changed: a turn for a need that has none, the word that it
// is due soon, or the next in the chain where the time is over. What was missed
// while nothing ran is done once, late; the history has both times.
func (t *Turns) tick(ctx context.Context, n *domain.Need, firm domain.Enterprise, now time.Time) (bool, error) {
	if t.Clock == nil || n.State != domain.NeedSubmitted {
		return false, nil
	}
	if n.Turn == nil {
		err := t.first(ctx, n, firm, now)
		return n.Turn != nil, err
	}
	asked := n.Turn.Asks(now)
	if asked == "" {
		return false, nil
	}
	if asked == domain.TurnWarned {
		n.Say(asked, now)
		return true, nil
	}
	next, ok, err := t.next(ctx, n.Turns, rules.StepAgencyAccepts, t.Clock.Agencies(), firm, now)
	if err != nil {
		return false, err
	}
	n.Say(asked, now)
	if ok {
		n.Start(next, domain.TurnEscalated, "", "")
	}
	return true, nil
}

// AcceptNeed takes a need up for the actor's agency: it answers for it from
// then on, and the firm is to choose among the offers. Errors:
// need_move_not_allowed.
func (a *App) AcceptNeed(ctx context.Context, actor domain.Actor, id domain.NeedID) (domain.Need, error) {
	n, firm, err := a.needFor(ctx, actor, id, policy.NeedAccept)
	if err != nil {
		return domain.Need{}, err
	}
	now := a.now()
	if err := n.Apply(domain.NeedAccept, now); err != nil {
		return domain.Need{}, err
	}
	if err := a.takeOver(ctx, actor, &n, now); err != nil {
		return domain.Need{}, err
	}
	firmsTurn(&n, firm, actor.User, now)
	return a.saveNeed(ctx, actor, policy.NeedAccept, n)
}

// firmsTurn ends the agency's turn, as it was done, and gives the firm its own,
// without a limit.
func firmsTurn(n *domain.Need, firm domain.Enterprise, by domain.UserID, now time.Time) {
	n.End(domain.TurnDone, now, by, "")
	n.Start(domain.Turn{Step: rules.StepFirmApplies, Role: domain.RoleEnterprise, HolderName: firm.Name, Since: now}, domain.TurnStarted, by, "")
}

// Play gives a submitted need the turns that it would have had until now, had
// the clock run all the time; where accept is a time, its officer of then takes
// it up. It makes the past of demonstration data.
func (t *Turns) Play(ctx context.Context, n *domain.Need, firm domain.Enterprise, accept *time.Time, now time.Time) error {
	if t.Clock == nil || n.SubmittedAt == nil {
		return nil
	}
	if err := t.first(ctx, n, firm, *n.SubmittedAt); err != nil || n.Turn == nil {
		return err
	}
	for {
		at, due := now, n.Turn.DueAt
		switch {
		case !n.Turn.Warned && n.Turn.SoonAt != nil:
			at = *n.Turn.SoonAt
		case due != nil && !n.Turn.Overdue:
			at = due.Add(time.Second)
		}
		if accept != nil && !accept.After(now) && !accept.After(at) {
			if err := n.Apply(domain.NeedAccept, *accept); err != nil {
				return err
			}
			firmsTurn(n, firm, n.Turn.Officer, *accept)
			return nil
		}
		if !at.Before(now) {
			return nil
		}
		if changed, err := t.tick(ctx, n, firm, at); err != nil || !changed {
			return err
		}
		n.UpdatedAt = at
	}
}

// takeOver makes the actor the one whose turn it is, who then does it.
func (a *App) takeOver(ctx context.Context, actor domain.Actor, n *domain.Need, now time.Time) error {
	organisation, err := a.Store.Organisation(ctx, actor.Organisation)
	if err != nil {
		return err
	}
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return err
	}
	turn := domain.Turn{Step: rules.StepAgencyAccepts, Since: now}
	if n.Turn != nil {
		turn = *n.Turn
	}
	turn.Role, turn.Holder, turn.HolderName, turn.Officer, turn.OfficerName = organisation.Role, organisation.ID, organisation.Name, person.ID, person.Name
	n.Turn = &turn
	return nil
}

// PassOnNeed hands the need to the next in the chain with a reason, which the
// firm sees. Only who has the turn may. Errors: turn_not_yours,
// turn_nobody_left.
func (a *App) PassOnNeed(ctx context.Context, actor domain.Actor, id domain.NeedID, reason string) (domain.Need, error) {
	n, firm, err := a.heldNeed(ctx, actor, id, policy.NeedPassOn)
	if err != nil {
		return domain.Need{}, err
	}
	now := a.now()
	next, ok, err := a.turns.next(ctx, n.Turns, rules.StepAgencyAccepts, a.turns.Clock.Agencies(), firm, now)
	if err != nil {
		return domain.Need{}, err
	}
	if !ok {
		return domain.Need{}, domain.NewError(domain.KindConflict, "turn_nobody_left", nil)
	}
	n.Start(next, domain.TurnPassedOn, actor.User, reason)
	n.UpdatedAt = now
	return a.saveNeed(ctx, actor, policy.NeedPassOn, n)
}

// ReassignNeed names another officer of the same organisation. Errors:
// turn_not_yours, officer_unknown, turn_reassigned_too_often.
func (a *App) ReassignNeed(ctx context.Context, actor domain.Actor, id domain.NeedID, officer domain.UserID) (domain.Need, error) {
	n, _, err := a.heldNeed(ctx, actor, id, policy.NeedReassign)
	if err != nil {
		return domain.Need{}, err
	}
	officers, err := a.turns.officers(ctx, n.Turn.Holder)
	if err != nil {
		return domain.Need{}, err
	}
	at := slices.IndexFunc(officers, func(o Officer) bool { return o.ID == officer })
	if at < 0 {
		return domain.Need{}, domain.Invalid("officer_unknown", "officer", domain.Facts{"have": officer})
	}
	times := 0
	for _, e := range n.History {
		if e.Change == domain.TurnReassigned {
			times++
		}
	}
	if times >= domain.MaxReassigned {
		return domain.Need{}, domain.NewError(domain.KindConflict, "turn_reassigned_too_often", domain.Facts{"max": domain.MaxReassigned})
	}
	if n.Turn.Officer == officer {
		return n, nil
	}
	now := a.now()
	n.Turn.Officer, n.Turn.OfficerName, n.UpdatedAt = officer, officers[at].Name, now
	n.Record(domain.TurnReassigned, now, actor.User, "")
	return a.saveNeed(ctx, actor, policy.NeedReassign, n)
}

// Officers are those who can be given the need: the people of the organisation
// whose turn it is, with what they have already.
func (a *App) Officers(ctx context.Context, actor domain.Actor, id domain.NeedID) ([]Officer, error) {
	n, _, err := a.heldNeed(ctx, actor, id, policy.NeedReassign)
	if err != nil {
		return nil, err
	}
	return a.turns.officers(ctx, n.Turn.Holder)
}

// heldNeed is a need whose turn the actor's organisation has.
func (a *App) heldNeed(ctx context.Context, actor domain.Actor, id domain.NeedID, action policy.Action) (domain.Need, domain.Enterprise, error) {
	n, firm, err := a.needFor(ctx, actor, id, action)
	if err != nil {
		return domain.Need{}, domain.Enterprise{}, err
	}
	if n.State != domain.NeedSubmitted || n.Turn == nil || n.Turn.Holder != actor.Organisation {
		return domain.Need{}, domain.Enterprise{}, domain.NewError(domain.KindConflict, "turn_not_yours", nil)
	}
	return n, firm, nil
}

// TurnView is a turn as it stands now.
type TurnView struct {
	domain.Turn
	State    domain.TurnState
	DaysLeft *int // working days, today not counted; nil: not limited
}

// TurnNow tells how a turn stands; nil for none.
func (a *App) TurnNow(t *domain.Turn) *TurnView {
	if t == nil {
		return nil
	}
	now := a.now()
	v := &TurnView{Turn: *t, State: t.StateAt(now)}
	if t.DueAt != nil && a.turns.Clock != nil {
		days := a.turns.Clock.WorkingDaysLeft(now, *t.DueAt)
		v.DaysLeft = &days
	}
	return v
}
