package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

const receivablesPurpose domain.Code = "receivables"

// AddReceivable enters money that is owed to the actor's firm. Errors: the
// faults of the entry, receivable_too_many.
func (a *App) AddReceivable(ctx context.Context, actor domain.Actor, r domain.Receivable) (domain.Receivable, error) {
	firm, err := a.ownFirm(ctx, actor, policy.ReceivableManage)
	if err != nil {
		return domain.Receivable{}, err
	}
	e, err := a.Store.Enterprise(ctx, firm)
	if err != nil {
		return domain.Receivable{}, err
	}
	if err := a.allow(ctx, actor, policy.ReceivableManage, policy.EnterpriseTarget(e), string(firm), nil); err != nil {
		return domain.Receivable{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "rcv_", a.Store.Receivable)
	if err != nil || made {
		return earlier, err
	}
	r = trimmedReceivable(r)
	if err := r.Check(); err != nil {
		return domain.Receivable{}, err
	}
	open, err := readAll(func(page store.Page) ([]domain.Receivable, string, error) {
		return a.Store.Receivables(ctx, store.ReceivableFilter{Enterprise: firm, State: domain.ReceivableOpen}, page)
	})
	if err != nil {
		return domain.Receivable{}, err
	}
	if len(open) >= domain.MaxReceivables {
		return domain.Receivable{}, domain.NewError(domain.KindConflict, "receivable_too_many", domain.Facts{"max": domain.MaxReceivables})
	}
	now := a.now()
	r.ID, r.Version, r.EnterpriseID, r.District, r.State = id, 0, firm, e.District(), domain.ReceivableOpen
	r.CreatedAt, r.CreatedBy, r.UpdatedAt = now, actor.User, now
	return a.saveReceivable(ctx, actor, r)
}

func trimmedReceivable(r domain.Receivable) domain.Receivable {
	r.Debtor, r.Evidence, r.Plan = strings.TrimSpace(r.Debtor), strings.TrimSpace(r.Evidence), strings.TrimSpace(r.Plan)
	return r
}

func (a *App) saveReceivable(ctx context.Context, actor domain.Actor, r domain.Receivable) (domain.Receivable, error) {
	saved, err := a.Store.SaveReceivable(ctx, r, domain.Event{Type: domain.ReceivableSaved, ID: string(r.ID), At: r.UpdatedAt})
	a.note(ctx, actor, policy.ReceivableManage, string(r.ID), err)
	return saved, err
}

// Receivables lists those within the actor's reach, the newest first. An empty
// state is every one.
func (a *App) Receivables(ctx context.Context, actor domain.Actor, state domain.ReceivableState, page Page) (items []domain.Receivable, next string, err error) {
	reach, err := a.Policy.Reach(actor, policy.ReceivableRead)
	if err != nil {
		a.Denied(ctx, actor, policy.ReceivableRead, "receivables", err)
		return nil, "", err
	}
	if len(reach.Districts) < 2 {
		filter := store.ReceivableFilter{Enterprise: reach.Enterprise, State: state}
		if len(reach.Districts) == 1 {
			filter.District = reach.Districts[0]
		}
		return a.Store.Receivables(ctx, filter, page)
	}
	var all []domain.Receivable
	for _, d := range reach.Districts {
		found, err := readAll(func(page store.Page) ([]domain.Receivable, string, error) {
			return a.Store.Receivables(ctx, store.ReceivableFilter{District: d, State: state}, page)
		})
		if err != nil {
			return nil, "", err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(x, y domain.Receivable) int { return strings.Compare(string(y.ID), string(x.ID)) })
	if page.After != "" {
		all = slices.DeleteFunc(all, func(x domain.Receivable) bool { return string(x.ID) >= page.After })
	}
	if len(all) > page.Limit {
		all, next = all[:page.Limit], string(all[page.Limit-1].ID)
	}
	return all, next, nil
}

// receivable reads one that the actor may manage.
func (a *App) receivable(ctx context.Context, actor domain.Actor, id domain.ReceivableID) (domain.Receivable, error) {
	r, err := a.Store.Receivable(ctx, id)
	if err != nil {
		return domain.Receivable{}, err
	}
	e, err := a.Store.Enterprise(ctx, r.EnterpriseID)
	if err != nil {
		return domain.Receivable{}, err
	}
	return r, a.allow(ctx, actor, policy.ReceivableManage, policy.EnterpriseTarget(e), string(id), domain.NotFound("receivable", string(id)))
}

// ChangeReceivable changes what was entered; version is the one that was read.
// Errors: receivable_not_found, receivable_changed, receivable_closed, the
// faults of the entry.
func (a *App) ChangeReceivable(ctx context.Context, actor domain.Actor, given domain.Receivable) (domain.Receivable, error) {
	r, err := a.receivable(ctx, actor, given.ID)
	if err == nil {
		err = stale("receivable", string(given.ID), given.Version, r.Version)
	}
	if err == nil {
		err = r.Change()
	}
	if err != nil {
		return domain.Receivable{}, err
	}
	given = trimmedReceivable(given)
	r.Debtor, r.DebtorUSCC, r.Amount, r.DueOn, r.Evidence, r.Plan, r.UpdatedAt = given.Debtor, given.DebtorUSCC, given.Amount, given.DueOn, given.Evidence, given.Plan, a.now()
	if err := r.Check(); err != nil {
		return domain.Receivable{}, err
	}
	return a.saveReceivable(ctx, actor, r)
}

// SettleReceivable writes a part down that was paid. Errors: those of
// domain.Receivable.Settle.
func (a *App) SettleReceivable(ctx context.Context, actor domain.Actor, id domain.ReceivableID, s domain.Settlement) (domain.Receivable, error) {
	r, err := a.receivable(ctx, actor, id)
	if err != nil {
		return domain.Receivable{}, err
	}
	s.By = actor.User
	if err := r.Settle(s, a.today(), a.now()); err != nil {
		return domain.Receivable{}, err
	}
	return a.saveReceivable(ctx, actor, r)
}

// WithdrawReceivable takes an entry out. Errors: receivable_closed.
func (a *App) WithdrawReceivable(ctx context.Context, actor domain.Actor, id domain.ReceivableID) (domain.Receivable, error) {
	r, err := a.receivable(ctx, actor, id)
	if err == nil {
		err = r.Withdraw(a.now())
	}
	if err != nil {
		return domain.Receivable{}, err
	}
	return a.saveReceivable(ctx, actor, r)
}

// FinanceReceivable drafts a financing need of what is still owed, once: asked
// again it answers the same need. Errors: receivable_closed, the faults of the
// need.
func (a *App) FinanceReceivable(ctx context.Context, actor domain.Actor, id domain.ReceivableID, term domain.Months) (domain.Need, error) {
	r, err := a.receivable(ctx, actor, id)
	if err != nil {
		return domain.Need{}, err
	}
	if r.NeedID != "" {
		return a.Need(ctx, actor, r.NeedID)
	}
	if err := r.Change(); err != nil {
		return domain.Need{}, err
	}
	now := a.now()
	n := domain.Need{
		// The id follows from the receivable's: two who press at once, and a kill between the two saves, make one need.
		ID: domain.NeedID("need_" + strings.TrimPrefix(string(id), "rcv_")), EnterpriseID: r.EnterpriseID, State: domain.NeedDraft,
		Amount: r.Left(), Term: term, Purpose: receivablesPurpose, Note: fmt.Sprintf("应收账款融资：%s，到期日 %s，凭据 %s", r.Debtor, r.DueOn, r.Evidence),
		CreatedAt: now, UpdatedAt: now,
	}
	if err := a.checkNeed(n); err != nil {
		return domain.Need{}, err
	}
	saved, err := a.saveNeed(ctx, actor, policy.NeedCreate, n)
	if domain.IsKind(err, domain.KindConflict) {
		saved, err = a.Store.Need(ctx, n.ID)
	}
	if err != nil {
		return domain.Need{}, err
	}
	r.NeedID, r.UpdatedAt = n.ID, now
	if _, err := a.saveReceivable(ctx, actor, r); err != nil && !domain.IsKind(err, domain.KindConflict) {
		return domain.Need{}, err
	}
	return saved, nil
}
