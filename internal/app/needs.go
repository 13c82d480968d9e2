package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

// CreateNeed drafts a need of the actor's firm. Errors: the faults of the
// need.
func (a *App) CreateNeed(ctx context.Context, actor domain.Actor, n domain.Need) (domain.Need, error) {
	firm, err := a.ownFirm(ctx, actor, policy.NeedCreate)
	if err != nil {
		return domain.Need{}, err
	}
	e, err := a.Store.Enterprise(ctx, firm)
	if err != nil {
		return domain.Need{}, err
	}
	if err := a.allow(ctx, actor, policy.NeedCreate, policy.EnterpriseTarget(e), string(firm), nil); err != nil {
		return domain.Need{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "need_", a.Store.Need)
	if err != nil || made {
		return earlier, err
	}
	if err := a.checkNeed(n); err != nil {
		return domain.Need{}, err
	}
	now := a.now()
	n.ID, n.Version, n.EnterpriseID, n.State = id, 0, firm, domain.NeedDraft
	n.CreatedAt, n.UpdatedAt, n.SubmittedAt = now, now, nil
	return a.saveNeed(ctx, actor, policy.NeedCreate, n)
}

// Need answers a need, or need_not_found where there is none or the actor may
// not see it.
func (a *App) Need(ctx context.Context, actor domain.Actor, id domain.NeedID) (domain.Need, error) {
	n, _, err := a.needFor(ctx, actor, id, policy.NeedRead)
	return n, err
}

// Needs lists the needs within the actor's reach, the newest first.
func (a *App) Needs(ctx context.Context, actor domain.Actor, states []domain.NeedState, page Page) (items []domain.Need, next string, err error) {
	reach, err := a.Policy.Reach(actor, policy.NeedList)
	if err != nil {
		a.Denied(ctx, actor, policy.NeedList, "needs", err)
		return nil, "", err
	}
	if !reach.All && reach.Enterprise == "" && len(reach.Districts) == 0 {
		return nil, "", nil
	}
	filter := store.NeedFilter{Enterprise: reach.Enterprise, Districts: reach.Districts, States: states}
	return a.Store.Needs(ctx, filter, page)
}

// EditNeed changes a draft. Version is the one that was read; change must
// leave the need's id, firm and state alone. Errors: change's own,
// need_changed, need_move_not_allowed, the faults of the need.
func (a *App) EditNeed(ctx context.Context, actor domain.Actor, id domain.NeedID, version int64, change func(*domain.Need) error) (domain.Need, error) {
	n, _, err := a.needFor(ctx, actor, id, policy.NeedUpdate)
	if err != nil {
		return domain.Need{}, err
	}
	if err := stale("need", string(id), version, n.Version); err != nil {
		return domain.Need{}, err
	}
	if err := n.Apply(domain.NeedEdit, a.now()); err != nil {
		return domain.Need{}, err
	}
	if err := change(&n); err != nil {
		return domain.Need{}, err
	}
	if err := a.checkNeed(n); err != nil {
		return domain.Need{}, err
	}
	return a.saveNeed(ctx, actor, policy.NeedUpdate, n)
}

// SubmitNeed submits a draft, which is checked once more: days may have
// passed since it was written. In the same step it is handed to the agency
// that has the first turn.
func (a *App) SubmitNeed(ctx context.Context, actor domain.Actor, id domain.NeedID) (domain.Need, error) {
	n, firm, err := a.needFor(ctx, actor, id, policy.NeedSubmit)
	if err != nil {
		return domain.Need{}, err
	}
	now := a.now()
	if err := n.Apply(domain.NeedSubmit, now); err != nil {
		return domain.Need{}, err
	}
	if err := a.checkNeed(n); err != nil {
		return domain.Need{}, err
	}
	if err := a.turns.first(ctx, &n, firm, now); err != nil {
		return domain.Need{}, err
	}
	return a.saveNeed(ctx, actor, policy.NeedSubmit, n)
}

// WithdrawNeed withdraws a need, and its open applications with it. Errors:
// need_has_deal where one has been signed.
func (a *App) WithdrawNeed(ctx context.Context, actor domain.Actor, id domain.NeedID) (domain.Need, error) {
	for try := 1; ; try++ {
		n, err := a.withdrawNeed(ctx, actor, id)
		if (hasCode(err, "need_changed") || hasCode(err, "application_changed")) && try < saveTries {
			continue
		}
		return n, err
	}
}

func (a *App) withdrawNeed(ctx context.Context, actor domain.Actor, id domain.NeedID) (domain.Need, error) {
	n, _, err := a.needFor(ctx, actor, id, policy.NeedWithdraw)
	if err != nil {
		return domain.Need{}, err
	}
	now := a.now()
	if err := n.Apply(domain.NeedWithdraw, now); err != nil {
		return domain.Need{}, err
	}
	n.End(domain.TurnEnded, now, actor.User, "")
	open, err := a.openApplications(ctx, id)
	if err != nil {
		return domain.Need{}, err
	}
	if len(open) == 0 {
		return a.saveNeed(ctx, actor, policy.NeedWithdraw, n)
	}
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return domain.Need{}, err
	}
	for i := range open {
		err := a.end(&open[i], domain.MoveWithdraw, domain.PartyEnterprise, actor.User, person.Name, domain.Closing{Reason: reasonNeedWithdrawn})
		if err != nil {
			return domain.Need{}, domain.NewError(domain.KindConflict, "need_has_deal", domain.Facts{"application": string(open[i].ID), "state": open[i].State})
		}
	}
	if err := a.saveTogether(ctx, n, open); err != nil {
		return domain.Need{}, err
	}
	a.note(ctx, actor, policy.NeedWithdraw, string(id), nil)
	n.Version++
	return n, nil
}

// needFor loads a need with its firm and asks whether the actor may do the
// action to it.
func (a *App) needFor(ctx context.Context, actor domain.Actor, id domain.NeedID, action policy.Action) (domain.Need, domain.Enterprise, error) {
	n, err := a.Store.Need(ctx, id)
	if err != nil {
		return domain.Need{}, domain.Enterprise{}, err
	}
	e, err := a.Store.Enterprise(ctx, n.EnterpriseID)
	if err != nil {
		return domain.Need{}, domain.Enterprise{}, err
	}
	hidden := domain.NotFound("need", string(id))
	if err := a.allow(ctx, actor, action, policy.NeedTarget(e, n), string(id), hidden); err != nil {
		return domain.Need{}, domain.Enterprise{}, err
	}
	return n, e, nil
}

func (a *App) checkNeed(n domain.Need) error {
	return joinFaults(n.Validate(a.today()), a.Rules.CheckNeed(n))
}

func (a *App) saveNeed(ctx context.Context, actor domain.Actor, action policy.Action, n domain.Need) (domain.Need, error) {
	saved, err := a.Store.SaveNeed(ctx, n, domain.Event{Type: domain.NeedSaved, ID: string(n.ID), At: n.UpdatedAt})
	if err != nil {
		return domain.Need{}, err
	}
	a.note(ctx, actor, action, string(n.ID), nil)
	return saved, nil
}
