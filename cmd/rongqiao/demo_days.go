package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/demo"
	"rongqiao/internal/demo/play"
	"rongqiao/internal/domain"
)

const (
	playKey     = "demo.days" // how far the play has come
	playMost    = 365         // days
	playFirms   = 150         // firms that have somebody to sign in; the others are there to be ranked
	playOften   = 40          // on how many of 1000 working days a firm asks; the flagship twice as often
	playAtOnce  = 4           // people who act side by side
	playPatient = 2 * time.Minute
)

// The times of a day at which the play goes on, in China: firms act in the
// morning, those who answer in the afternoon, and after the close of business
// the response clock has its say. On a day off it has that alone.
var playHours = []time.Duration{9*time.Hour + 30*time.Minute, 15 * time.Hour, 18 * time.Hour}

// playedClock shows a time that is set, and goes on from there as time does.
type playedClock struct {
	mu        sync.Mutex
	from, set time.Time
}

func (c *playedClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.from.Add(time.Since(c.set)).UTC()
}

// forward moves the clock; it never goes back.
func (c *playedClock) forward(to time.Time) {
	if c.now().Before(to) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.from, c.set = to, time.Now()
	}
}

// played is how far a play has come. Moments are counted from 0, each hour of
// playHours on each day.
type played struct {
	From domain.Date `json:"from"` // the first day
	Days int         `json:"days"`
	Next int         `json:"next"` // moment to play
	Over bool        `json:"over"`
}

// at is when a moment begins.
func (x played) at(moment int) time.Time {
	y, m, d := (x.From + domain.Date(moment/len(playHours))).Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, app.ChinaTime).Add(playHours[moment%len(playHours)])
}

// playDays plays the days up to now on a store that is new, or on one that an
// earlier run of it left. Everything is done through the public API of a server
// in this process, so that a kill ends both.
func playDays(ctx context.Context, at where, days int, e env) error {
	if days < 1 || days > playMost {
		return fmt.Errorf("%w: days: want 1 to %d, have %d", config.ErrUsage, playMost, days)
	}
	start, real := time.Now(), e.now
	y, m, d := real().In(app.ChinaTime).Date()
	first := domain.NewDate(y, m, d) - domain.Date(days)
	clock := &playedClock{from: time.Date(y, m, d-days, 8, 0, 0, 0, app.ChinaTime), set: start}
	e.now = clock.now
	plan := played{From: first, Days: days}
	err := at.open(ctx, e, openBase, func(p *platform) error { return p.readPlay(ctx, &plan, clock) })
	if err != nil {
		return err
	}
	return at.open(ctx, e, openPlay(days), func(p *platform) error {
		if !plan.Over {
			if err := p.playOn(ctx, plan, clock, real, e.out); err != nil {
				return err
			}
		}
		fmt.Fprintf(e.out, "%d days played up to %s (%s)\n", plan.Days, real().In(app.ChinaTime).Format("2006-01-02 15:04"), time.Since(start).Round(time.Second))
		printAccounts(e.out)
		return nil
	})
}

// openPlay opens the platform so that each person signs in once for all the
// days, and is believed to call from an address of their own.
func openPlay(days int) func(context.Context, config.Settings, env) (*platform, error) {
	return func(ctx context.Context, s config.Settings, e env) (*platform, error) {
		s.TokenTTL = time.Duration(days+2) * 24 * time.Hour
		s.SessionTTL = s.TokenTTL
		s.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		s.LogLevel = max(s.LogLevel, slog.LevelWarn)
		e.played = true
		return openPlatform(ctx, s, e)
	}
}

// knownPasswords does not hash again what it has found to be right. Those who
// are played share one hash of one password that everybody may read; two hundred
// of them signing in would else be most of what a start of the play costs.
type knownPasswords struct {
	app.Passwords
	known sync.Map // of [2]string, hash and password
}

func (k *knownPasswords) Verify(ctx context.Context, password, encoded string) (ok, stale bool, err error) {
	pair := [2]string{encoded, password}
	if _, known := k.known.Load(pair); known {
		return true, false, nil
	}
	ok, stale, err = k.Passwords.Verify(ctx, password, encoded)
	if ok && !stale && err == nil {
		k.known.Store(pair, nil)
	}
	return ok, stale, err
}

// readPlay finds where a play stands, and sets the clock to it. A store in which
// anybody but a play has done something is refused: the past cannot be played
// beside it.
func (p *platform) readPlay(ctx context.Context, plan *played, clock *playedClock) error {
	text, err := p.store.Meta(ctx, playKey)
	if err != nil {
		return err
	}
	if text == "" {
		for _, role := range domain.Roles {
			found, err := p.store.OrganisationsIn(ctx, role)
			if err != nil {
				return err
			}
			if len(found) > 0 {
				return fmt.Errorf("%w: data: want a new folder for days of life, have one that is in use", config.ErrUsage)
			}
		}
		return p.savePlay(ctx, *plan)
	}
	if err := json.Unmarshal([]byte(text), plan); err != nil {
		return fmt.Errorf("%s: %w", playKey, err)
	}
	last, err := p.lastEvent(ctx)
	if err != nil || last.IsZero() {
		return err
	}
	if plan.Next > 0 {
		clock.forward(plan.at(plan.Next))
	}
	if over := plan.at(plan.Next + 1); !plan.Over && last.After(over) {
		return fmt.Errorf("%w: data: something was done here at %s, after the moment at which the play stands", config.ErrUsage, last.In(app.ChinaTime).Format(time.DateTime))
	}
	clock.forward(last.Add(2 * time.Second)) // time goes on, also over a kill
	return nil
}

func (p *platform) lastEvent(ctx context.Context) (time.Time, error) {
	seq, err := p.store.LastSeq(ctx)
	if err != nil || seq == 0 {
		return time.Time{}, err
	}
	found, err := p.store.Events(ctx, seq-1, 1)
	if err != nil || len(found) == 0 {
		return time.Time{}, err
	}
	return found[0].At, nil
}

func (p *platform) savePlay(ctx context.Context, plan played) error {
	text, err := json.Marshal(plan)
	if err != nil {
		return err
	}
	return p.store.SetMeta(ctx, playKey, string(text))
}

// playOn makes what is there before the first day, serves, and plays from the
// moment on at which the plan stands.
func (p *platform) playOn(ctx context.Context, plan played, clock *playedClock, real func() time.Time, out io.Writer) (err error) {
	if err := p.loadDemo(ctx); err != nil {
		return err
	}
	stage, err := p.cast(ctx, plan)
	if err != nil {
		return fmt.Errorf("people of the play: %w", err)
	}
	stop, err := p.servePlay(ctx, stage.Client)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	for ; plan.Next < (plan.Days+1)*len(playHours); plan.Next++ {
		at := plan.at(plan.Next)
		if at.After(real()) {
			break
		}
		clock.forward(at)
		if err := p.playMoment(ctx, stage, plan); err != nil {
			return fmt.Errorf("play %s: %w", at.Format("2006-01-02 15:04"), err)
		}
		next := plan
		next.Next++
		if err := p.savePlay(ctx, next); err != nil {
			return err
		}
		if day := plan.Next / len(playHours); plan.Next%len(playHours) == 0 && day%10 == 0 {
			fmt.Fprintf(out, "%s: day %d of %d\n", at.Format("2006-01-02"), day, plan.Days)
		}
	}
	clock.forward(real())
	if err := errors.Join(p.settle(ctx), stage.Client.SignOut(ctx), p.told(ctx)); err != nil {
		return err
	}
	plan.Over = true
	return p.savePlay(ctx, plan)
}

// playMoment lets the response clock do what is due, then those whose time it is.
func (p *platform) playMoment(ctx context.Context, stage *play.Play, plan played) error {
	if err := p.settle(ctx); err != nil {
		return err
	}
	if working, _ := p.rules.Clock.IsWorkingDay(plan.From + domain.Date(plan.Next/len(playHours))); !working {
		return nil
	}
	switch plan.Next % len(playHours) {
	case 0:
		return stage.Morning(ctx)
	case 1:
		return stage.Afternoon(ctx)
	}
	return nil
}

// settle waits until the queue and the desk know what was saved, and does what
// the response clock asks at the moment, until nothing is left to do.
func (p *platform) settle(ctx context.Context) error {
	for {
		if err := p.reached(ctx, p.waiting.Position, p.desk.Position); err != nil {
			return err
		}
		changed, err := p.clockwork().Once(ctx)
		if err != nil || changed == 0 {
			return err
		}
	}
}

// told waits until everybody was told of everything, and seals the audit log.
func (p *platform) told(ctx context.Context) error {
	if err := p.reached(ctx, (&app.NoticeFollower{Store: p.store}).Position); err != nil {
		return err
	}
	_, err := (&app.AuditSealer{Store: p.store, Log: p.log}).Once(ctx)
	return err
}

// reached waits until the followers stand at the newest event.
func (p *platform) reached(ctx context.Context, positions ...func(context.Context) (int64, error)) error {
	for end := time.Now().Add(playPatient); ; {
		last, err := p.store.LastSeq(ctx)
		if err != nil {
			return err
		}
		behind := false
		for _, position := range positions {
			seq, err := position(ctx)
			if err != nil {
				return err
			}
			behind = behind || seq < last
		}
		if !behind {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("what follows the store did not catch up within %s", playPatient)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// servePlay serves the API on a port of its own, and tells the client where.
func (p *platform) servePlay(ctx context.Context, client *play.Client) (stop func() error, err error) {
	handler, err := p.handler(newEnding(0))
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	client.Base = "http://" + listener.Addr().String()
	server := &http.Server{Handler: handler, ErrorLog: p.httpLog(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	return func() error {
		err := server.Close()
		if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}

// cast gives everybody who plays somebody to sign in as: some of the firms,
// every agency, every bank and fund manager.
func (p *platform) cast(ctx context.Context, plan played) (*play.Play, error) {
	like, err := p.store.UserByEmail(ctx, "bank@rongqiao.demo")
	if err != nil {
		return nil, err
	}
	stage := &play.Play{
		Client: &play.Client{Password: demoPassword, HTTP: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: playAtOnce, DisableCompression: true}}},
		Now:    p.now, Location: app.ChinaTime, Seed: demoSeed, AtOnce: playAtOnce,
		WorkingDay: func(d domain.Date) bool { working, _ := p.rules.Clock.IsWorkingDay(d); return working },
	}
	var have []domain.ProviderID
	for _, a := range demoAccounts() {
		account := play.Account{Email: a.email, Provider: a.organisation.Provider, Fund: a.organisation.Role == domain.RoleFundManager, City: a.organisation.Role == domain.RoleRegulator}
		switch a.organisation.Role {
		case domain.RoleAgency, domain.RoleRegulator:
			stage.Agencies = append(stage.Agencies, account)
		case domain.RoleBank, domain.RoleFundManager:
			stage.Houses = append(stage.Houses, account)
			have = append(have, a.organisation.Provider)
		}
	}
	firms := p.demoFirms(plan.From)[:playFirms]
	agencies := demo.Agencies(p.rules, []domain.Code{firms[0].District()}, plan.From)
	houses, offices := demo.Houses(p.rules, have), demo.Offices(firms[1:])
	for _, seats := range [][]demo.Seat{houses, offices} {
		if err := p.demoSeats(ctx, seats, like.PasswordHash, p.now()); err != nil {
			return nil, err
		}
	}
	for _, s := range agencies {
		stage.Agencies = append(stage.Agencies, play.Account{Email: s.Person.Email})
	}
	for _, s := range houses {
		stage.Houses = append(stage.Houses, play.Account{Email: s.Person.Email, Provider: s.Organisation.Provider, Fund: s.Organisation.Role == domain.RoleFundManager})
	}
	stage.Firms = append(stage.Firms, play.Firm{Account: play.Account{Email: demoAccounts()[0].email}, Enterprise: firms[0], Asks: 2 * playOften})
	for i, s := range offices {
		stage.Firms = append(stage.Firms, play.Firm{Account: play.Account{Email: s.Person.Email}, Enterprise: firms[i+1], Asks: playOften})
	}
	addresses(stage)
	return stage, nil
}

// addresses gives each an address of those that are kept for documentation (RFC
// 5737), three networks of 254.
func addresses(stage *play.Play) {
	n := 0
	next := func(a *play.Account) {
		a.Address = fmt.Sprintf("%s.%d", []string{"192.0.2", "198.51.100", "203.0.113"}[n/254%3], n%254+1)
		n++
	}
	for i := range stage.Firms {
		next(&stage.Firms[i].Account)
	}
	for i := range stage.Agencies {
		next(&stage.Agencies[i])
	}
	for i := range stage.Houses {
		next(&stage.Houses[i])
	}
}
