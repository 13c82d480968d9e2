package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
)

const (
	demoSeed     = 1
	demoFirms    = 500
	demoNeeds    = 60
	demoPassword = "demo-rongqiao"
	demoKey      = "demo" // set in the store once all of it is there
)

// demoAccount is one of the accounts: one per role, and one of a bridge fund.
type demoAccount struct {
	email, name  string
	organisation domain.Organisation
}

func demoAccounts() []demoAccount {
	home := demo.Flagship(0).District()
	return []demoAccount{
		{"enterprise@rongqiao.demo", "李明", domain.Organisation{Role: domain.RoleEnterprise, Name: demo.Flagship(0).Name, Enterprise: demo.FlagshipID}},
		{"bank@rongqiao.demo", "王芳", domain.Organisation{Role: domain.RoleBank, Name: "中国工商银行重庆市分行", Provider: "icbc"}},
		{"fund_manager@rongqiao.demo", "陈杰", domain.Organisation{Role: domain.RoleFundManager, Name: "重庆市专精特新基金管理人", Provider: "srdi-fund"}},
		{"bridge@rongqiao.demo", "罗军", domain.Organisation{Role: domain.RoleFundManager, Name: "重庆市级转贷应急周转资金管理人", Provider: "city-bridge-fund"}},
		{"agency@rongqiao.demo", "赵敏", domain.Organisation{Role: domain.RoleAgency, Name: "北碚区中小企业服务中心", Districts: []domain.Code{home}}},
		{"regulator@rongqiao.demo", "周强", domain.Organisation{Role: domain.RoleRegulator, Name: "重庆市经济和信息化委员会"}},
	}
}

// demoVerb loads the demo into a store without serving; with days it plays that
// much of life up to now as well.
func demoVerb(ctx context.Context, args []string, e env) error {
	f := flags("demo", "[--days N] [--data DIR] [--config FILE]", e)
	at := whereFlags(f, e)
	days := f.Int("days", 0, "play so many days of life up to now, through the public API; run again, it goes on where it was ended")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	if *days != 0 {
		return playDays(ctx, at, *days, e)
	}
	return at.open(ctx, e, openBase, func(p *platform) error {
		if err := p.loadDemo(ctx); err != nil {
			return err
		}
		printAccounts(e.out)
		return nil
	})
}

// loadDemo makes the demo firms, needs and accounts, once. A kill midway
// leaves the rest to the next start: what is there already is left as it is.
func (p *platform) loadDemo(ctx context.Context) error {
	done, err := p.store.Meta(ctx, demoKey)
	if err != nil || done != "" {
		return err
	}
	now := p.now().UTC()
	today := domain.DateOf(now)
	firms := p.demoFirms(today)
	err = together(firms, func(f domain.Enterprise) error {
		f.Version, f.UpdatedAt = 0, now
		_, err := p.store.SaveEnterprise(ctx, f, domain.Event{Type: domain.EnterpriseSaved, ID: string(f.ID), At: now})
		return unlessThere(err)
	})
	if err != nil {
		return fmt.Errorf("demo firms: %w", err)
	}
	entries, err := demo.RosterEntries(firms, "", today)
	if err != nil {
		return err
	}
	err = together(entries, func(r domain.RosterEntry) error {
		_, err := p.store.SaveRosterEntry(ctx, r, domain.Event{Type: domain.RosterSaved, ID: string(r.ID), At: now})
		return unlessThere(err)
	})
	if err != nil {
		return fmt.Errorf("demo rosters: %w", err)
	}
	for _, a := range demoAccounts() {
		if err := p.demoUser(ctx, a); err != nil {
			return fmt.Errorf("demo account %s: %w", a.email, err)
		}
	}
	if err := p.demoBridgeFund(ctx, now); err != nil {
		return fmt.Errorf("demo bridge fund: %w", err)
	}
	if err := p.demoAgencies(ctx, now); err != nil {
		return fmt.Errorf("demo agencies: %w", err)
	}
	needs, err := p.demoNeeds(ctx, firms, now)
	if err != nil {
		return fmt.Errorf("demo needs: %w", err)
	}
	err = together(needs, func(n domain.Need) error {
		n.Version = 0
		_, err := p.store.SaveNeed(ctx, n, domain.Event{Type: domain.NeedSaved, ID: string(n.ID), At: now})
		return unlessThere(err)
	})
	if err != nil {
		return fmt.Errorf("demo needs: %w", err)
	}
	if err := p.demoCultivation(ctx); err != nil {
		return fmt.Errorf("demo listing cultivation: %w", err)
	}
	return p.store.SetMeta(ctx, demoKey, now.Format(time.RFC3339))
}

// demoFirms are the firms as they stand on the day, the flagship first.
func (p *platform) demoFirms(day domain.Date) []domain.Enterprise {
	return append([]domain.Enterprise{demo.Flagship(day)}, demo.Firms(demoSeed, demoFirms-1, demo.RegionOf(p.rules, day), day)...)
}

func (p *platform) demoUser(ctx context.Context, a demoAccount) error {
	_, _, err := p.signIn.CreateUser(ctx, app.NewUser{
		Email: a.email, Password: demoPassword, Name: a.name, Role: a.organisation.Role, Organisation: a.organisation,
	})
	return unlessThere(err)
}

// unlessThere drops the conflict of a thing that an earlier start made.
func unlessThere(err error) error {
	if domain.IsKind(err, domain.KindConflict) {
		return nil
	}
	return err
}

// together saves many things at once, so that they share commits.
func together[T any](items []T, save func(T) error) error {
	const atOnce = 64
	errs := make(chan error, len(items))
	gate := make(chan struct{}, atOnce)
	for _, item := range items {
		gate <- struct{}{}
		go func() {
			defer func() { <-gate }()
			errs <- save(item)
		}()
	}
	var first error
	for range items {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

func printAccounts(w io.Writer) {
	fmt.Fprintf(w, "demo accounts, password %s:\n", demoPassword)
	for _, a := range demoAccounts() {
		fmt.Fprintf(w, "  %-28s %-14s %s\n", a.email, a.organisation.Role, a.organisation.Name)
	}
}
