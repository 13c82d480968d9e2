package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/policy"
	"rongqiao/internal/preview"
	"rongqiao/internal/store"
)

// PreviewOffer matches every submitted need against an offer as it is stored
// and as it would be, today. It answers counts by group and names nobody, for
// a provider has no right to firms that have not applied. Nothing is stored.
// Errors: those of UpdateOffer.
func (a *App) PreviewOffer(ctx context.Context, actor domain.Actor, o domain.Offer) (PreviewReport, error) {
	stored, err := a.offerFor(ctx, actor, o.ID, policy.OfferUpdate)
	if err != nil {
		return PreviewReport{}, err
	}
	o.Provider = stored.Provider
	a.vouch(&o, a.Rules.Providers[stored.Provider])
	if err := a.Rules.CheckOffer(o); err != nil {
		return PreviewReport{}, err
	}
	before, err := alone(a, stored)
	if err != nil {
		return PreviewReport{}, err
	}
	after, err := alone(a, o)
	if err != nil {
		return PreviewReport{}, err
	}
	var tallies preview.Tallies
	day := a.today()
	for page := (store.Page{Limit: pageOfFirms}); ; {
		needs, next, err := a.Store.Needs(ctx, store.NeedFilter{States: []domain.NeedState{domain.NeedSubmitted, domain.NeedAccepted}}, page)
		if err != nil {
			return PreviewReport{}, err
		}
		ids := map[domain.EnterpriseID]bool{}
		for _, n := range needs {
			ids[n.EnterpriseID] = true
		}
		firms, err := readMany(ctx, ids, a.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
		if err != nil {
			return PreviewReport{}, err
		}
		for _, n := range needs {
			firm, ok := firms[n.EnterpriseID]
			if !ok {
				continue
			}
			was, err := verdictOf(before, firm, n, day)
			if err != nil {
				return PreviewReport{}, err
			}
			is, err := verdictOf(after, firm, n, day)
			if err != nil {
				return PreviewReport{}, err
			}
			tallies.Record(preview.Judge(a.Rules, firm, day).Groups(a.Rules), was, is, nil)
		}
		if page.After = next; next == "" {
			return tallies.Report(a.Rules.Groups.Least), nil
		}
	}
}

// alone is an engine that knows one offer, as if it were published.
func alone(a *App, o domain.Offer) (*matching.Engine, error) {
	o.State = domain.OfferPublished
	return matching.New(a.Rules, []domain.Offer{o})
}

func verdictOf(e *matching.Engine, firm domain.Enterprise, n domain.Need, day domain.Date) (preview.Outcome, error) {
	answer, err := e.Match(firm, n, day, 1)
	if err != nil {
		return "", err
	}
	switch c := answer.Counts; {
	case c.Eligible > 0:
		return preview.Met, nil
	case c.Conditional > 0:
		return preview.Conditional, nil
	}
	return preview.NotMet, nil
}
