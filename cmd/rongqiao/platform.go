package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/archive"
	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
	"rongqiao/internal/mail"
	"rongqiao/internal/matching"
	"rongqiao/internal/outbox"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/internal/tabular"
	"rongqiao/internal/tracing"
	"rongqiao/internal/transfer"
	"rongqiao/internal/webhook"
	"rongqiao/search/failover"
)

// platform is everything behind the HTTP interface, opened on a data folder.
type platform struct {
	observed
	settings config.Settings
	now      func() time.Time
	rules    *rules.RuleSet
	store    stored
	search   *searching
	live     *matching.Live
	waiting  *app.Queue
	desk     *app.Desk
	ids      func(prefix string) string
	policy   *policy.Policy
	app      *app.App
	signIn   *app.SignIn
	feed     *app.Feed
	tokens   *auth.Tokens
	keys     *auth.Keyring
	notifier outbox.Notifier
	posts    posts
	hooks    *webhook.Sender
	mails    *mail.Sender // nil: no e-mails are sent
	words    *mail.Words

	rosterHeads     *tabular.Mapping
	monitoringHeads *tabular.Mapping

	stopFollowing context.CancelFunc
	following     sync.WaitGroup
}

// openPlatform opens the parts in the order in which they need each other,
// loads the catalogue where it is new, and lets index and engine catch up, so
// that what comes back is ready to serve. Close it.
func openPlatform(ctx context.Context, s config.Settings, e env) (_ *platform, err error) {
	p, err := openBase(ctx, s, e)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if p.search, err = openSearching(ctx, s, p.log, func() { p.metrics.SearchDegraded(failover.ReasonUnavailable) }); err != nil {
		return nil, err
	}
	if err := p.loadCatalogue(ctx); err != nil {
		return nil, err
	}
	if err := p.openEngine(ctx); err != nil {
		return nil, err
	}
	if err := p.openMail(); err != nil {
		return nil, err
	}
	p.openUseCases()
	return p, p.follow(ctx)
}

// openBase opens what every verb on stored data needs: the rules, the store,
// and the people in it.
func openBase(ctx context.Context, s config.Settings, e env) (_ *platform, err error) {
	p := &platform{settings: s, now: e.now}
	p.ids = app.NewIDs(p.now)
	if p.observed, err = observe(ctx, s, e); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if p.rules, err = loadRules(s.Rules); err != nil {
		return nil, err
	}
	if p.rosterHeads, err = tabular.LoadMapping(config.Files, "import/rosters.yaml"); err != nil {
		return nil, err
	}
	if p.monitoringHeads, err = tabular.LoadMapping(config.Files, "import/monitoring.yaml"); err != nil {
		return nil, err
	}
	if p.store, err = openSettingsStore(ctx, s, e.now, p.log, p.notifier.Signal); err != nil {
		return nil, err
	}
	if err := transfer.CheckFinished(ctx, p.store); err != nil {
		return nil, err
	}
	return p, p.openSignIn(e.played)
}

// catalogueTries bounds how often the catalogue is tried when another process
// loads it at the same moment.
const catalogueTries = 20

// loadCatalogue brings the stored offers in line with the rule data. Of several
// processes that start at once one does it; the others find it done.
func (p *platform) loadCatalogue(ctx context.Context) error {
	var refused []domain.OfferID
	for try := 1; ; try++ {
		var err error
		refused, err = app.LoadCatalogue(ctx, p.store, p.rules, p.now().UTC())
		if err == nil {
			break
		}
		if !domain.IsKind(err, domain.KindConflict) || try == catalogueTries {
			return fmt.Errorf("load the catalogue: %w", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
	for _, id := range refused {
		p.log.Warn("an offer was withdrawn, as the rule data no longer allows it", "offer", id)
	}
	return nil
}

// where are the flags of a verb on stored data.
type where struct{ data, file *string }

func whereFlags(f *flag.FlagSet, e env) where {
	return where{
		data: f.String("data", "", "data folder (default \"data\"); with the embedded store no server may run on it"),
		file: f.String("config", e.getenv("RONGQIAO_CONFIG"), "config file (YAML), which may name another store"),
	}
}

// open opens what the flags, the environment and the file name.
func (w where) open(ctx context.Context, e env, open func(context.Context, config.Settings, env) (*platform, error), do func(*platform) error) error {
	args := []string{"--config", *w.file}
	if *w.data != "" {
		args = append(args, "--data", *w.data)
	}
	s, err := config.Load(args, e.getenv, e.err)
	if err != nil {
		return err
	}
	p, err := open(ctx, s, e)
	if err != nil {
		return err
	}
	return errors.Join(do(p), p.close())
}

// openEngine compiles the published offers as they stand; the position is
// read first, so that nothing saved meanwhile is missed.
func (p *platform) openEngine(ctx context.Context) error {
	seq, err := p.store.LastSeq(ctx)
	if err != nil {
		return err
	}
	offers, err := app.PublishedOffers(ctx, p.store)
	if err != nil {
		return err
	}
	engine, err := matching.New(p.rules, offers)
	if err != nil {
		return err
	}
	p.live = matching.NewLive(engine, seq)
	return nil
}

// openSignIn opens what people sign in with.
func (p *platform) openSignIn(played bool) (err error) {
	if p.keys, err = openKeys(p.settings, p.now()); err != nil {
		return err
	}
	hasher, err := auth.NewHasher(auth.DefaultHashParams, runtime.GOMAXPROCS(0))
	if err != nil {
		return err
	}
	var passwords app.Passwords = hasher
	if played {
		passwords = &knownPasswords{Passwords: hasher}
	}
	p.tokens = auth.NewTokens(p.keys, auth.TokenSettings{TTL: p.settings.TokenTTL}, p.now)
	p.signIn = app.NewSignIn(app.SignInDeps{
		Store: p.traced(), Vocabulary: p.rules, Hasher: passwords, Tokens: p.tokens, NewID: p.ids, Now: p.now,
		Settings: app.SignInSettings{SessionTTL: p.settings.SessionTTL},
	})
	text, err := fs.ReadFile(config.Files, "policy.yaml")
	if err != nil {
		return err
	}
	p.policy, err = policy.Load(text)
	return err
}

// openKeys makes the keys of the secrets that several processes share, or
// opens the file of the one process that has the data folder.
func openKeys(s config.Settings, now time.Time) (*auth.Keyring, error) {
	if len(s.SigningSecrets) == 0 {
		return auth.OpenKeyring(filepath.Join(s.Data, archive.Keys), now)
	}
	secrets := make([]string, len(s.SigningSecrets))
	for i, secret := range s.SigningSecrets {
		secrets[i] = secret.Reveal()
	}
	return auth.SharedKeyring(secrets)
}

// mailTakes bounds one try of an e-mail.
const mailTakes = 30 * time.Second

// openMail opens what e-mails are sent with, where a server is named.
func (p *platform) openMail() (err error) {
	if p.settings.MailServer == "" {
		return nil
	}
	if p.mails, err = mail.NewSender(p.settings.MailServer.Reveal(), p.settings.MailFrom, mailTakes); err != nil {
		return fmt.Errorf("setting mail_server: %w", err)
	}
	texts, err := fs.Sub(config.Files, "mails")
	if err != nil {
		return err
	}
	p.words, err = mail.LoadWords(texts)
	return err
}

func (p *platform) openUseCases() {
	p.waiting = &app.Queue{Rules: p.rules, Source: p.store, Matcher: p.live, Location: app.ChinaTime, Log: p.log}
	p.desk = &app.Desk{Source: p.store}
	p.hooks = webhook.NewSender(p.settings.WebhookTimeout, p.settings.WebhookNetworks)
	p.app = app.New(app.Deps{
		Store: p.traced(), Index: p.search.answers(), Policy: p.policy, Rules: p.rules, Matcher: p.live, Ranker: app.SheetRanker{Rules: p.rules}, Now: p.now, NewID: p.ids, Log: p.log,
		Queue: p.store, Waiting: p.waiting, Desk: p.desk, MoreParts: p.posts.parts, RosterHeads: p.rosterHeads, MonitoringHeads: p.monitoringHeads,
		Hooks: p.hooks, Mailed: p.mails != nil,
	})
	p.feed = app.NewFeed(app.FeedDeps{Store: p.store, Policy: p.policy, Notifier: &p.notifier, Log: p.log, Streams: p.settings.MaxStreams})
}

// traced is the store as use cases see it.
func (p *platform) traced() store.Store {
	if p.tracer == nil {
		return p.store
	}
	return tracing.Store(p.store)
}

// follow lets index and engine catch up, then keeps them following until the
// platform is closed.
func (p *platform) follow(ctx context.Context) error {
	followers := map[string]outbox.Consumer{
		"index":  &app.IndexFollower{Rules: p.rules, Offers: p.store, Index: p.search.local, Log: p.log},
		"engine": &app.EngineFollower{Offers: p.store, Live: p.live},
		"queue":  p.waiting,
		"desk":   p.desk,
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stopFollowing = stop
	for name, consumer := range followers {
		o := outbox.Options{Name: name, Log: p.log, Notifier: &p.notifier}
		if _, err := outbox.CatchUp(ctx, p.store, consumer, o); err != nil {
			return fmt.Errorf("%s: catch up with the store: %w", name, err)
		}
		consumer = p.follower(name, consumer)
		p.following.Go(func() { outbox.Follow(background, p.store, consumer, o) })
	}
	p.post(background, "purge-sessions", p.purge)
	p.post(background, "rosters", p.followRosters)
	credits := &app.CreditKeeper{Rules: p.rules, Store: p.store, Now: p.now, NewID: p.ids, Location: app.ChinaTime, Log: p.log}
	p.post(background, "credit-values", func(ctx context.Context) {
		outbox.Follow(ctx, p.store, p.follower("credit-values", credits), outbox.Options{Name: "credit-values", Log: p.log, Notifier: &p.notifier})
	})
	p.post(background, "credit-renew", credits.Run)
	p.post(background, "notices", p.followNotices)
	p.post(background, "webhooks", p.followWebhooks)
	p.post(background, "webhook-send", p.sendWebhooks)
	if p.mails != nil {
		p.post(background, "mails", p.followMails)
		worker := app.MailWorker{Store: p.store, Sender: p.mails, Words: p.words, Link: p.settings.MailLink, Now: p.now, Log: p.log, Tries: p.settings.WebhookTries}
		p.post(background, "mail-send", worker.Run)
	}
	p.post(background, "audit-seal", (&app.AuditSealer{Store: p.store, Log: p.log}).Run)
	if p.rules.Clock != nil {
		p.post(background, "clock", p.clockwork().Run)
	}
	if p.search.server != nil {
		p.post(background, "search-index", p.followServer)
	}
	p.following.Go(func() { p.feed.Run(background) })
	return nil
}

func (p *platform) clockwork() *app.Clockwork {
	return &app.Clockwork{Turns: p.app.Turns(), Desk: p.desk, Store: p.store, Now: p.now, Log: p.log, Escalated: p.metrics.LetPass}
}

// followRosters brings profiles in step with the rosters, until ctx ends.
func (p *platform) followRosters(ctx context.Context) {
	follower := &app.RosterFollower{Rules: p.rules, Store: p.store, Now: p.now}
	outbox.Follow(ctx, p.store, p.follower("rosters", follower), outbox.Options{Name: "rosters", Log: p.log, Notifier: &p.notifier})
}

// followNotices tells people what concerns them, until ctx ends.
func (p *platform) followNotices(ctx context.Context) {
	follower := &app.NoticeFollower{Store: p.store}
	outbox.Follow(ctx, p.store, p.follower("notices", follower), outbox.Options{Name: "notices", Log: p.log, Notifier: &p.notifier})
}

// followWebhooks makes a delivery of what providers' systems are to be told,
// until ctx ends.
func (p *platform) followWebhooks(ctx context.Context) {
	follower := &app.WebhookFollower{Store: p.store}
	outbox.Follow(ctx, p.store, p.follower("webhooks", follower), outbox.Options{Name: "webhooks", Log: p.log, Notifier: &p.notifier})
}

// followMails makes an e-mail of what people are to be told, until ctx ends.
func (p *platform) followMails(ctx context.Context) {
	follower := &app.MailFollower{Store: p.store, Now: p.now}
	outbox.Follow(ctx, p.store, p.follower("mails", follower), outbox.Options{Name: "mails", Log: p.log, Notifier: &p.notifier})
}

// sendWebhooks sends what waits for providers' systems, until ctx ends.
func (p *platform) sendWebhooks(ctx context.Context) {
	worker := app.WebhookWorker{Store: p.store, Sender: p.hooks, Now: p.now, Log: p.log, Tries: p.settings.WebhookTries}
	worker.Run(ctx)
}

// purge drops sessions that are over and old answers, every hour.
func (p *platform) purge(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if _, err := p.signIn.PurgeSessions(ctx); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "sessions that are over cannot be dropped", "cause", err)
		}
		if _, err := p.app.PurgeAnswers(ctx); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "kept answers that are old cannot be dropped", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// close ends the followers first, then what they write to.
func (p *platform) close() error {
	if p.stopFollowing != nil {
		p.stopFollowing()
		p.following.Wait()
	}
	var errs []error
	if p.search != nil {
		errs = append(errs, p.search.close())
	}
	if p.store != nil {
		errs = append(errs, p.store.Close())
	}
	return errors.Join(append(errs, p.observed.close())...)
}
