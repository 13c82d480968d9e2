package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

const (
	collateralKinds = "collateral_kinds"
	riskParties     = "risk_parties"
)

// MortgageTerms lists what was entered, of each kind of collateral the latest
// first day first.
func (a *App) MortgageTerms(ctx context.Context, actor domain.Actor) ([]domain.MortgageTerms, error) {
	if err := a.allow(ctx, actor, policy.MortgageRead, policy.Target{}, "mortgage-terms", nil); err != nil {
		return nil, err
	}
	return a.mortgageTerms(ctx, "")
}

func (a *App) mortgageTerms(ctx context.Context, kind domain.Code) ([]domain.MortgageTerms, error) {
	all, err := readAll(func(page store.Page) ([]domain.MortgageTerms, string, error) {
		return a.Store.MortgageTermsList(ctx, store.MortgageTermsFilter{Collateral: kind}, page)
	})
	slices.SortFunc(all, func(x, y domain.MortgageTerms) int {
		return cmp.Or(strings.Compare(string(x.Collateral), string(y.Collateral)), cmp.Compare(y.From, x.From), strings.Compare(string(y.ID), string(x.ID)))
	})
	return all, err
}

// EnterMortgageTerms enters parameters for a kind of collateral from a day on.
// Errors: the faults of the entry, unknown_code.
func (a *App) EnterMortgageTerms(ctx context.Context, actor domain.Actor, m domain.MortgageTerms) (domain.MortgageTerms, error) {
	if err := a.allow(ctx, actor, policy.MortgageEnter, policy.Target{}, "mortgage-terms", nil); err != nil {
		return domain.MortgageTerms{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "mtg_", a.Store.MortgageTerms)
	if err != nil || made {
		return earlier, err
	}
	m.Source = strings.TrimSpace(m.Source)
	if !a.Rules.Has(collateralKinds, m.Collateral) {
		return domain.MortgageTerms{}, domain.Invalid("unknown_code", "collateral", domain.Facts{"vocabulary": collateralKinds, "have": m.Collateral})
	}
	if err := m.Check(); err != nil {
		return domain.MortgageTerms{}, err
	}
	m.ID, m.Version, m.EnteredBy, m.EnteredAt = id, 0, actor.User, a.now()
	saved, err := a.Store.SaveMortgageTerms(ctx, m, domain.Event{Type: domain.MortgageTermsSaved, ID: string(id), At: m.EnteredAt})
	a.note(ctx, actor, policy.MortgageEnter, string(id), err)
	return saved, err
}

// MortgagePath is what a piece of a need's collateral can secure, under the
// terms that are in force; nil terms: none were entered for such collateral.
type MortgagePath struct {
	Collateral domain.Collateral
	Terms      *domain.MortgageTerms
	domain.MortgageCeilings
}

// MortgageCeilings are those of the need's collateral today. Errors:
// need_not_found.
func (a *App) MortgageCeilings(ctx context.Context, actor domain.Actor, id domain.NeedID) ([]MortgagePath, error) {
	n, _, err := a.needFor(ctx, actor, id, policy.NeedRead)
	if err != nil {
		return nil, err
	}
	var out []MortgagePath
	today := a.today()
	for _, c := range n.Collateral {
		all, err := a.mortgageTerms(ctx, c.Kind)
		if err != nil {
			return nil, err
		}
		path := MortgagePath{Collateral: c}
		if i := slices.IndexFunc(all, func(m domain.MortgageTerms) bool { return m.From <= today }); i >= 0 {
			path.Terms, path.MortgageCeilings = &all[i], all[i].Ceilings(c)
		}
		out = append(out, path)
	}
	return out, nil
}

// ShareRisk records who bears which part of a loss of a deal, before it is
// signed or after; together the shares are the whole. Errors:
// application_not_found; application_without_deal before a quote was taken;
// the faults of the shares; application_changed.
func (a *App) ShareRisk(ctx context.Context, actor domain.Actor, id domain.ApplicationID, shares []domain.RiskShare) (domain.Application, error) {
	x, _, err := a.applicationFor(ctx, actor, id, policy.RiskShare)
	if err != nil {
		return domain.Application{}, err
	}
	if x.Taken == 0 || x.State == domain.ApplicationDeclined || x.State == domain.ApplicationWithdrawn {
		err := domain.NewError(domain.KindConflict, "application_without_deal", domain.Facts{"state": x.State})
		a.note(ctx, actor, policy.RiskShare, string(id), err)
		return domain.Application{}, err
	}
	if err := domain.CheckRiskShares(shares, func(c domain.Code) bool { return a.Rules.Has(riskParties, c) }); err != nil {
		return domain.Application{}, err
	}
	now := a.now()
	x.RiskShares, x.UpdatedAt = shares, now
	saved, err := a.Store.SaveApplication(ctx, x, domain.Event{Type: domain.ApplicationSaved, ID: string(id), At: now})
	a.note(ctx, actor, policy.RiskShare, string(id), err)
	return saved, err
}
