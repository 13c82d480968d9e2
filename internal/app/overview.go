package app

import (
	"context"
	"sync"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/overview"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

const (
	overviewDays     = 90   // where no period is given
	overviewDaysMost = 1100 // three years
	overviewGoodFor  = time.Minute
)

// overviewCache keeps the last overview while nothing was saved: who looks at
// the page and who exports it see the same.
type overviewCache struct {
	mu     sync.Mutex
	seq    int64
	report overview.Report
}

// Overview sums up what became of the needs of a period; nil days are today and
// 89 days before the last. Errors: period_reversed, period_too_long.
func (a *App) Overview(ctx context.Context, actor domain.Actor, from, until *domain.Date) (overview.Report, error) {
	if err := a.allow(ctx, actor, policy.ReportRead, policy.Target{}, "reports/overview", nil); err != nil {
		return overview.Report{}, err
	}
	last := a.today()
	if until != nil {
		last = *until
	}
	first := last - (overviewDays - 1)
	if from != nil {
		first = *from
	}
	switch days := int(last-first) + 1; {
	case days < 1:
		return overview.Report{}, domain.Invalid("period_reversed", "until", domain.Facts{"from": first.String(), "until": last.String()})
	case days > overviewDaysMost:
		return overview.Report{}, domain.Invalid("period_too_long", "from", domain.Facts{"max": overviewDaysMost, "have": days})
	}
	a.overview.mu.Lock()
	defer a.overview.mu.Unlock()
	seq, err := a.Store.LastSeq(ctx)
	if err != nil {
		return overview.Report{}, err
	}
	if kept := a.overview.report; a.overview.seq == seq && kept.From == first && kept.Until == last && a.now().Sub(kept.At) < overviewGoodFor && a.now().After(kept.At.Add(-time.Second)) {
		return kept, nil
	}
	in, err := a.overviewInput(ctx)
	if err != nil {
		return overview.Report{}, err
	}
	in.From, in.Until = first, last
	a.overview.report, a.overview.seq = overview.Compute(in), seq
	return a.overview.report, nil
}

// overviewInput reads all that an overview is made from.
func (a *App) overviewInput(ctx context.Context) (overview.Input, error) {
	in := overview.Input{
		Now: a.now(), Day: func(t time.Time) domain.Date { return domain.DateOf(t.In(a.Location)) },
		Firms: map[domain.EnterpriseID]domain.Enterprise{}, Offers: map[domain.OfferID]domain.Offer{},
	}
	for _, e := range a.Rules.Vocabularies["tiers"].Entries {
		if e.Kind != "standing" {
			in.Tiers = append(in.Tiers, e.Code)
		}
	}
	var err error
	if in.Needs, err = readAll(func(page store.Page) ([]domain.Need, string, error) {
		return a.Store.Needs(ctx, store.NeedFilter{}, page)
	}); err != nil {
		return in, err
	}
	if in.Applications, err = readAll(func(page store.Page) ([]domain.Application, string, error) {
		return a.Store.Applications(ctx, store.ApplicationFilter{}, page)
	}); err != nil {
		return in, err
	}
	if in.Appeals, err = readAll(func(page store.Page) ([]domain.Appeal, string, error) {
		return a.Store.Appeals(ctx, store.AppealFilter{}, page)
	}); err != nil {
		return in, err
	}
	offers := map[domain.OfferID]bool{}
	for _, x := range in.Applications {
		offers[x.OfferID] = true
	}
	if in.Offers, err = readMany(ctx, offers, a.Store.OffersByID, func(o domain.Offer) domain.OfferID { return o.ID }); err != nil {
		return in, err
	}
	firms := map[domain.EnterpriseID]bool{}
	for _, n := range in.Needs {
		firms[n.EnterpriseID] = true
	}
	if in.Firms, err = readMany(ctx, firms, a.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID }); err != nil {
		return in, err
	}
	bridges, err := readAll(func(page store.Page) ([]domain.Bridge, string, error) {
		return a.Store.Bridges(ctx, store.BridgeFilter{}, page)
	})
	if err != nil {
		return in, err
	}
	views, err := a.viewBridges(ctx, domain.Actor{}, bridges)
	for _, v := range views {
		in.Bridges = append(in.Bridges, overview.Bridge{Bridge: v.Bridge, Overdue: v.Clocks.Overdue})
	}
	return in, err
}

// StepName is the name of a step of the response clock.
func (a *App) StepName(step domain.Code) domain.Text {
	if a.Rules.Clock != nil {
		if s, ok := a.Rules.Clock.StepOf(step); ok {
			return s.Name
		}
	}
	if name, ok := openSteps[step]; ok {
		return name
	}
	return domain.Text{ZH: string(step), EN: string(step)}
}

// openSteps are those that the clock does not limit by a number of days.
var openSteps = map[domain.Code]domain.Text{
	rules.StepFirmTakes:   {ZH: "企业选择报价", EN: "the firm takes a quote"},
	rules.StepFirmApplies: {ZH: "企业提交申请", EN: "the firm applies"},
}

// GroupName is what a line of an overview is about.
func (a *App) GroupName(kind overview.Kind, code domain.Code) domain.Text {
	switch kind {
	case overview.ByDistrict:
		return a.Name("places", code)
	case overview.ByTier:
		if code == "" {
			return domain.Text{ZH: "无梯度称号", EN: "no title"}
		}
		return a.Name("tiers", code)
	case overview.ByProduct:
		return a.Name("products", code)
	case overview.ByProvider:
		if p, ok := a.Rules.Providers[domain.ProviderID(code)]; ok {
			return p.Name
		}
	}
	return domain.Text{ZH: string(code), EN: string(code)}
}
