package app

import (
	"context"
	"log/slog"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
	"rongqiao/internal/store"
)

// CreditValue is a kept result and whether it counts today.
type CreditValue struct {
	domain.CreditAssessment
	Current bool
}

// CreditValues lists what the sheets of credit value came to for a firm, the
// newest first. Errors: enterprise_not_found.
func (a *App) CreditValues(ctx context.Context, actor domain.Actor, id domain.EnterpriseID) ([]CreditValue, error) {
	e, err := a.Store.Enterprise(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := a.allow(ctx, actor, policy.EnterpriseAssess, policy.EnterpriseTarget(e), string(id), domain.NotFound("enterprise", string(id))); err != nil {
		return nil, err
	}
	a.noteRead(ctx, actor, policy.EnterpriseAssess, e)
	kept, err := readAll(func(page store.Page) ([]domain.CreditAssessment, string, error) {
		return a.Store.CreditAssessments(ctx, store.CreditAssessmentFilter{Enterprise: id}, page)
	})
	out := make([]CreditValue, 0, len(kept))
	seen := map[string]bool{}
	for _, c := range kept {
		out = append(out, CreditValue{c, !seen[c.Sheet] && c.ValidOn(a.today())})
		seen[c.Sheet] = true
	}
	return out, err
}

// creditKeeperKey is where the position of the keeper is kept.
const creditKeeperKey = "follower.credit"

// CreditKeeper computes the sheets of credit value anew when a firm's data
// changed, when a result's last day is over, and when the sheets changed, and
// keeps what is new. One process runs it. It compares with what is kept, so
// that doing it again changes nothing.
type CreditKeeper struct {
	Rules    *rules.RuleSet
	Store    store.Store
	Now      func() time.Time
	NewID    func(prefix string) string
	Location *time.Location
	Log      *slog.Logger
}

// Position is the newest event whose firm's results are kept.
func (k *CreditKeeper) Position(ctx context.Context) (int64, error) {
	return keptPosition(ctx, k.Store, creditKeeperKey)
}

// Handle computes for the firms of the events, then moves the position.
func (k *CreditKeeper) Handle(ctx context.Context, events []domain.Event) error {
	firms, err := readMany(ctx, idsOf[domain.EnterpriseID](events, domain.EnterpriseSaved), k.Store.EnterprisesByID,
		func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	if err != nil {
		return err
	}
	for _, e := range firms {
		if err := k.keep(ctx, e); err != nil {
			return err
		}
	}
	return keepPosition(ctx, k.Store, creditKeeperKey, events)
}

// keep saves the firm's results that differ from what is kept. The first of
// a sheet is kept once the firm meets all that is asked of itself.
func (k *CreditKeeper) keep(ctx context.Context, e domain.Enterprise) error {
	day := domain.DateOf(k.Now().In(k.Location))
	facts := k.Rules.Facts(e, domain.Need{}, day)
	latest, err := k.latest(ctx, e.ID)
	if err != nil {
		return err
	}
	for _, s := range k.Rules.SheetsOn(day, rules.FamilyCredit) {
		r := scoring.Judge(k.Rules, s, facts)
		before, had := latest[s.ID]
		if decided := r.Verdict == rules.True || r.Conditional; !decided && !had {
			continue
		}
		c := k.assessment(e.ID, r)
		if had && before.Basis == c.Basis {
			continue
		}
		c.ID, c.MadeAt = domain.CreditAssessmentID(k.NewID("cra_")), k.Now().UTC()
		event := domain.Event{Type: domain.CreditSaved, ID: string(c.ID), At: c.MadeAt}
		if _, err := k.Store.SaveCreditAssessment(ctx, c, event); err != nil {
			return err
		}
	}
	return nil
}

func (k *CreditKeeper) latest(ctx context.Context, id domain.EnterpriseID) (map[string]domain.CreditAssessment, error) {
	kept, err := readAll(func(page store.Page) ([]domain.CreditAssessment, string, error) {
		return k.Store.CreditAssessments(ctx, store.CreditAssessmentFilter{Enterprise: id}, page)
	})
	out := map[string]domain.CreditAssessment{}
	for _, c := range kept {
		if _, newer := out[c.Sheet]; !newer {
			out[c.Sheet] = c
		}
	}
	return out, err
}

func (k *CreditKeeper) assessment(id domain.EnterpriseID, r scoring.Result) domain.CreditAssessment {
	c := domain.CreditAssessment{
		EnterpriseID: id, Sheet: r.Sheet.ID, Title: r.Sheet.Title, Document: r.Sheet.Document, RulesVersion: k.Rules.Version(),
		Day: r.Day, Verdict: r.Verdict.String(), Conditional: r.Conditional,
	}
	if r.Limit != nil && r.Verdict != rules.False {
		amount := r.Limit.Amount
		c.Limit = &amount
	}
	for _, line := range r.Conditions {
		c.Lines = append(c.Lines, domain.CreditLine{
			Criterion: line.Criterion.ID, Label: k.Rules.LabelOf(line.Criterion), Have: line.Have, Want: line.Want,
			Outcome: line.Outcome.String(), Clause: line.Criterion.Clause,
		})
	}
	for _, line := range r.Listed {
		c.Lines = append(c.Lines, domain.CreditLine{Label: line.Label, Have: line.Have})
	}
	c.Settle(r.Sheet.Until)
	return c
}

// renewEvery is how often it is looked whether a result's last day is over.
const renewEvery = time.Hour

// Run computes anew what is out of date, at once and every hour, until ctx ends.
func (k *CreditKeeper) Run(ctx context.Context) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		if err := k.Renew(ctx); err != nil && ctx.Err() == nil {
			k.Log.ErrorContext(ctx, "results of credit value could not be renewed", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Renew computes anew for each firm whose latest result is over, or of other rules.
func (k *CreditKeeper) Renew(ctx context.Context) error {
	day := domain.DateOf(k.Now().In(k.Location))
	all, err := readAll(func(page store.Page) ([]domain.CreditAssessment, string, error) {
		return k.Store.CreditAssessments(ctx, store.CreditAssessmentFilter{}, page)
	})
	if err != nil {
		return err
	}
	type key struct {
		firm  domain.EnterpriseID
		sheet string
	}
	seen := map[key]bool{}
	old := map[domain.EnterpriseID]bool{}
	for _, c := range all {
		if at := (key{c.EnterpriseID, c.Sheet}); !seen[at] {
			seen[at] = true
			if !c.ValidOn(day) || c.RulesVersion != k.Rules.Version() {
				old[c.EnterpriseID] = true
			}
		}
	}
	for id := range old {
		e, err := k.Store.Enterprise(ctx, id)
		if err != nil {
			return err
		}
		if err := k.keep(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
