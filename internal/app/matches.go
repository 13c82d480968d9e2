package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/internal/tracing"
)

type (
	// Match is what the engine answers for a need.
	Match = matching.Answer
	// MatchItem is one ranked offer of it.
	MatchItem = matching.Item
	// NearMiss is an offer that a change or two would make eligible.
	NearMiss = matching.NearMiss
	// Change is one of these changes.
	Change = matching.Change
	// Reason is one line of an item's explanation.
	Reason = matching.Reason
	// Cost is what an offer costs for the need.
	Cost = matching.Cost
	// Ask is a field to ask for first.
	Ask = matching.Ask
	// Combination is the best allowed set of offers.
	Combination = matching.Combination
	// Relation says of two offers whether they go together.
	Relation = matching.Relation
)

// MatchAnswer is a match with the time that the engine took, and with what
// providers answered the firm before.
type MatchAnswer struct {
	Match
	Took time.Duration
	// Declined is of each offer the firm's latest application, where it was
	// declined; the newest first.
	Declined []domain.Application
}

// Matches judges every published offer for a need, as of today. Errors:
// need_not_found.
func (a *App) Matches(ctx context.Context, actor domain.Actor, id domain.NeedID, limit int) (_ MatchAnswer, err error) {
	ctx, step := tracing.Start(ctx, "match")
	defer func() { step.End(err) }()
	n, e, err := a.needFor(ctx, actor, id, policy.NeedMatch)
	if err != nil {
		return MatchAnswer{}, err
	}
	answer, err := a.match(ctx, e, n, limit)
	if err == nil {
		answer.Declined, err = a.declined(ctx, e.ID)
	}
	return answer, err
}

// declined is of each offer the latest application that the firm sent, where
// the provider declined it. Whoever may match a firm's need may read its
// applications.
func (a *App) declined(ctx context.Context, firm domain.EnterpriseID) ([]domain.Application, error) {
	all, err := readAll(func(page store.Page) ([]domain.Application, string, error) {
		return a.Store.Applications(ctx, store.ApplicationFilter{Enterprise: firm}, page)
	})
	if err != nil {
		return nil, err
	}
	seen := map[domain.OfferID]bool{}
	return slices.DeleteFunc(all, func(x domain.Application) bool {
		if x.State == domain.ApplicationDraft || seen[x.OfferID] {
			return true
		}
		seen[x.OfferID] = true
		return x.State != domain.ApplicationDeclined || x.Closing == nil
	}), nil
}

// TryMatch answers the same for a need and a firm that are given, and stores
// nothing. The faults of both stand under "need" and "profile".
func (a *App) TryMatch(ctx context.Context, actor domain.Actor, e domain.Enterprise, n domain.Need, limit int) (_ MatchAnswer, err error) {
	ctx, step := tracing.Start(ctx, "match")
	defer func() { step.End(err) }()
	if err := a.allow(ctx, actor, policy.MatchTry, policy.Target{}, "match", nil); err != nil {
		return MatchAnswer{}, err
	}
	if err := CheckMatchInput(a.Rules, e, n, a.today()); err != nil {
		return MatchAnswer{}, err
	}
	return a.match(ctx, e, n, limit)
}

// CheckMatchInput answers all that is wrong with a firm and a need that are
// given to be matched, under "profile" and "need".
func CheckMatchInput(rs *rules.RuleSet, e domain.Enterprise, n domain.Need, today domain.Date) error {
	profile := joinFaults(e.Validate(today), rs.CheckProfile(e))
	need := joinFaults(n.Validate(today), rs.CheckNeed(n))
	return joinFaults(prefixed("need", need), prefixed("profile", profile))
}

func (a *App) match(ctx context.Context, e domain.Enterprise, n domain.Need, limit int) (MatchAnswer, error) {
	_, step := tracing.Start(ctx, "engine.Match")
	start := a.Now()
	answer, err := a.Matcher.Match(e, n, a.today(), limit)
	step.Count("offers.evaluated", answer.Evaluated)
	step.End(err)
	if err != nil {
		return MatchAnswer{}, fmt.Errorf("match need %s: %w", n.ID, err)
	}
	return MatchAnswer{Match: answer, Took: a.Now().Sub(start)}, nil
}
