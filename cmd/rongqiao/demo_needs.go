package main

import (
	"context"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/responseclock"
)

// demoAgencies makes an agency with one officer for each other district, so that
// needs have somebody near. They have the password of the agency's account.
func (p *platform) demoAgencies(ctx context.Context, now time.Time) error {
	like, err := p.store.UserByEmail(ctx, "agency@rongqiao.demo")
	if err != nil {
		return err
	}
	own, err := p.store.Organisation(ctx, like.Organisation)
	if err != nil {
		return err
	}
	return p.demoSeats(ctx, demo.Agencies(p.rules, own.Districts, domain.DateOf(now)), like.PasswordHash, now)
}

// demoSeats saves organisations with their people, all of one password.
func (p *platform) demoSeats(ctx context.Context, seats []demo.Seat, passwordHash string, now time.Time) error {
	return together(seats, func(s demo.Seat) error {
		if _, err := p.store.SaveOrganisation(ctx, s.Organisation); unlessThere(err) != nil {
			return err
		}
		person := s.Person
		person.PasswordHash, person.CreatedAt = passwordHash, now
		_, err := p.store.SaveUser(ctx, person)
		return unlessThere(err)
	})
}

// demoBridgeFund enters money and rules of days for the city's bridge fund. They
// are made up, and say so.
func (p *platform) demoBridgeFund(ctx context.Context, now time.Time) error {
	first, last := false, true
	_, err := p.store.SaveBridgeFund(ctx, domain.BridgeFund{
		ID: "cq-bridge-city", Provider: "city-bridge-fund", Total: 30_000 * domain.Wan, DayBasis: domain.WorkingDay, CountsFirst: &first, CountsLast: &last,
		Source: "演示数据，并非该资金的实际规模和规则", UpdatedAt: now,
	})
	return unlessThere(err)
}

// demoNeeds are the demo's needs, submitted over the last two weeks, with the
// turns that they have had since: some were taken up, some handed on.
func (p *platform) demoNeeds(ctx context.Context, firms []domain.Enterprise, now time.Time) ([]domain.Need, error) {
	of := map[domain.EnterpriseID]domain.Enterprise{}
	for _, f := range firms {
		of[f.ID] = f
	}
	turns := &app.Turns{Clock: responseclock.New(p.rules.Clock, app.ChinaTime), Rules: p.rules, People: p.store}
	needs := demo.Needs(demoSeed, demoNeeds, firms, domain.DateOf(now))
	for i := range needs {
		n := &needs[i]
		var accept *time.Time
		if demo.AcceptedSoon(i) {
			at := n.SubmittedAt.Add(20 * time.Hour)
			accept = &at
		}
		if err := turns.Play(ctx, n, of[n.EnterpriseID], accept, now); err != nil {
			return nil, err
		}
	}
	return needs, nil
}
