package main

import (
	"context"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

// demoRecord is how far one of the best ranked firms has come: the board, the
// stages, and how many days before today it entered each.
type demoRecord struct {
	board  domain.Code
	stages []domain.Code
	before []domain.Date
}

var demoRecords = []demoRecord{
	{"chinext", []domain.Code{"reserve", "share_reform", "tutoring_agreement", "tutoring_filed", "tutoring_accepted", "filed", "accepted"}, []domain.Date{1400, 1100, 820, 790, 420, 380, 372}},
	{"star", []domain.Code{"reserve", "share_reform", "tutoring_agreement", "tutoring_filed"}, []domain.Date{900, 610, 210, 170}},
	{"bse", []domain.Code{"reserve", "share_reform", "neeq_listed"}, []domain.Date{800, 540, 260}},
	{"bse", []domain.Code{"reserve", "share_reform"}, []domain.Date{500, 120}},
	{"chinext", []domain.Code{"reserve"}, []domain.Date{90}},
	{"main", []domain.Code{"reserve"}, []domain.Date{45}},
}

// demoLists are the shortlists of the demonstration: with caps, and without.
func demoLists() map[string]domain.ShortlistTerms {
	cap6, cap12 := int32(6), int32(12)
	return map[string]domain.ShortlistTerms{
		"演示：全市优选，区县不超过6家、行业不超过12家": {Total: 40, DistrictCap: &cap6, IndustryCap: &cap12},
		"演示：全市优选，不设名额":             {Total: 30},
	}
}

// demoCultivation opens the demonstration's cultivation records and freezes its
// shortlists, as the fund manager would.
func (p *platform) demoCultivation(ctx context.Context) error {
	u, err := p.store.UserByEmail(ctx, demoAccounts()[2].email)
	if err != nil {
		return err
	}
	org, err := p.store.Organisation(ctx, u.Organisation)
	if err != nil {
		return err
	}
	who := domain.Actor{User: u.ID, Role: org.Role, Organisation: org.ID, Provider: org.Provider}
	desk := app.New(app.Deps{
		Store: p.store, Policy: p.policy, Rules: p.rules, Ranker: app.SheetRanker{Rules: p.rules}, Now: p.now, NewID: p.ids, Log: p.log,
	})
	ranking, err := desk.ListingRanking(ctx, who, app.RankingFilter{}, app.Page{Limit: len(demoRecords)})
	if err != nil {
		return err
	}
	today := ranking.Day
	for i, f := range ranking.Items {
		if err := unlessThere(p.demoCandidacy(ctx, desk, who, f.Firm.EnterpriseID, demoRecords[i], today)); err != nil {
			return err
		}
	}
	made, _, err := desk.Shortlists(ctx, who, nil, app.Page{Limit: 100})
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, l := range made {
		there[l.Name] = true
	}
	for name, terms := range demoLists() {
		if !there[name] {
			if _, err := desk.CreateShortlist(ctx, who, name, terms, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// demoCandidacy opens one record. A record that an earlier start left midway
// stays as it is.
func (p *platform) demoCandidacy(ctx context.Context, desk *app.App, who domain.Actor, firm domain.EnterpriseID, r demoRecord, today domain.Date) error {
	proof := func(stage domain.Code) string {
		at, _ := p.rules.Cultivation.Stage(stage)
		return at.Proof[0].Name.ZH + "（演示）"
	}
	c, err := desk.OpenCandidacy(ctx, who, firm, r.board, r.stages[0], today-r.before[0], proof(r.stages[0]))
	for i := 1; i < len(r.stages) && err == nil; i++ {
		c, err = desk.MoveCandidacy(ctx, who, c.Record.ID, c.Record.Version, r.stages[i], today-r.before[i], proof(r.stages[i]))
	}
	return err
}
