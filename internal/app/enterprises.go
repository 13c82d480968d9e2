package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// OwnEnterprise answers the profile of the actor's firm.
func (a *App) OwnEnterprise(ctx context.Context, actor domain.Actor) (domain.Enterprise, error) {
	id, err := a.ownFirm(ctx, actor, policy.EnterpriseRead)
	if err != nil {
		return domain.Enterprise{}, err
	}
	return a.Enterprise(ctx, actor, id)
}

// Enterprise answers a firm's profile, or enterprise_not_found where there is
// none or the actor may not see it.
func (a *App) Enterprise(ctx context.Context, actor domain.Actor, id domain.EnterpriseID) (domain.Enterprise, error) {
	e, err := a.Store.Enterprise(ctx, id)
	if err != nil {
		return domain.Enterprise{}, err
	}
	hidden := domain.NotFound("enterprise", string(id))
	if err := a.allow(ctx, actor, policy.EnterpriseRead, policy.EnterpriseTarget(e), string(id), hidden); err != nil {
		return domain.Enterprise{}, err
	}
	a.noteRead(ctx, actor, policy.EnterpriseRead, e)
	return e, nil
}

// noteRead writes down that somebody else than the firm looks at what is not on
// its public card.
func (a *App) noteRead(ctx context.Context, actor domain.Actor, action policy.Action, e domain.Enterprise) {
	if actor.Enterprise != e.ID {
		a.note(ctx, actor, action, string(e.ID), nil)
	}
}

// UpdateOwnEnterprise replaces the profile of the actor's firm. The profile
// carries the version that was read. Errors: the faults of the profile,
// uscc_fixed where another USCC is given, rosters_kept_by_authority where other
// memberships are, enterprise_changed.
func (a *App) UpdateOwnEnterprise(ctx context.Context, actor domain.Actor, profile domain.Enterprise) (domain.Enterprise, error) {
	id, err := a.ownFirm(ctx, actor, policy.EnterpriseUpdate)
	if err != nil {
		return domain.Enterprise{}, err
	}
	stored, err := a.Store.Enterprise(ctx, id)
	if err != nil {
		return domain.Enterprise{}, err
	}
	if err := a.allow(ctx, actor, policy.EnterpriseUpdate, policy.EnterpriseTarget(stored), string(id), nil); err != nil {
		return domain.Enterprise{}, err
	}
	if profile.Rosters, err = keptRosters(stored.Rosters, profile.Rosters); err != nil {
		return domain.Enterprise{}, err
	}
	if err := joinFaults(profile.Validate(a.today()), a.Rules.CheckProfile(profile)); err != nil {
		return domain.Enterprise{}, err
	}
	if profile.USCC != stored.USCC {
		return domain.Enterprise{}, domain.Invalid("uscc_fixed", "uscc", domain.Facts{"want": string(stored.USCC)})
	}
	if err := stale("enterprise", string(id), profile.Version, stored.Version); err != nil {
		return domain.Enterprise{}, err
	}
	profile.ID, profile.UpdatedAt = id, a.now()
	saved, err := a.Store.SaveEnterprise(ctx, profile, domain.Event{Type: domain.EnterpriseSaved, ID: string(id), At: profile.UpdatedAt})
	if err != nil {
		return domain.Enterprise{}, err
	}
	a.note(ctx, actor, policy.EnterpriseUpdate, string(id), nil)
	return saved, nil
}

// keptRosters answers what stays in the profile: the authority keeps rosters,
// so what is given is left out or the same; else rosters_kept_by_authority.
func keptRosters(kept, given []domain.Title) ([]domain.Title, error) {
	if given != nil && !domain.SameTitles(given, kept) {
		return nil, domain.Invalid("rosters_kept_by_authority", "rosters", nil)
	}
	return kept, nil
}

// ownFirm answers the firm that the actor acts for, or denied where there is
// none.
func (a *App) ownFirm(ctx context.Context, actor domain.Actor, action policy.Action) (domain.EnterpriseID, error) {
	err := a.Policy.Enter(actor, action)
	if err == nil && actor.Enterprise == "" {
		err = domain.NewError(domain.KindDenied, "no_enterprise", nil)
	}
	if err != nil {
		a.Denied(ctx, actor, action, "enterprise", err)
		return "", err
	}
	return actor.Enterprise, nil
}
