package app

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// webhookFollowerKey is where the position of the follower is kept.
const webhookFollowerKey = "follower.webhooks"

// WebhookFollower makes a delivery of each notice to a provider for each of
// its webhooks that asks for such. A delivery's id follows from the event and
// the webhook, so that none is lost or doubled, whichever process reads the
// events and after whichever kill. One process runs it.
type WebhookFollower struct{ Store store.Store }

// Position is the newest event whose deliveries are all there.
func (f *WebhookFollower) Position(ctx context.Context) (int64, error) {
	return keptPosition(ctx, f.Store, webhookFollowerKey)
}

// Handle writes the deliveries of the events, then moves the position.
func (f *WebhookFollower) Handle(ctx context.Context, events []domain.Event) error {
	notices, err := readMany(ctx, idsOf[domain.NoticeID](events, domain.NoticeSaved), f.Store.NoticesByID, func(n domain.Notice) domain.NoticeID { return n.ID })
	if err != nil {
		return err
	}
	var hooks []domain.Webhook
	if len(notices) > 0 {
		if hooks, err = webhooksOf(ctx, f.Store, ""); err != nil {
			return err
		}
	}
	for _, e := range events {
		n, ok := notices[domain.NoticeID(e.ID)]
		if !ok || e.Type != domain.NoticeSaved {
			continue
		}
		for _, w := range hooks {
			if err := f.deliver(ctx, w, n, e); err != nil {
				return err
			}
		}
	}
	return keepPosition(ctx, f.Store, webhookFollowerKey, events)
}

func (f *WebhookFollower) deliver(ctx context.Context, w domain.Webhook, n domain.Notice, e domain.Event) error {
	if !w.Tells(n, e.Seq) {
		return nil
	}
	d := domain.Delivery{
		ID: domain.DeliveryOf(e.Seq, w.ID), Webhook: w.ID, State: domain.DeliveryPending, Topic: n.Topic, Subject: n.Subject, Kind: n.Kind, HappensAt: n.At,
		Notice: n.ID, CreatedAt: e.At, NextAt: e.At,
	}
	_, err := f.Store.SaveDelivery(ctx, d, domain.Event{Type: domain.DeliverySaved, ID: string(d.ID), At: e.At})
	if domain.IsKind(err, domain.KindConflict) {
		return nil // it is there
	}
	return err
}

// HookSender makes one try; fault is empty where the receiver took the message.
type HookSender interface {
	Send(ctx context.Context, url string, m domain.WebhookMessage) (status int, fault string)
}

// What the worker stands at where nothing was said.
const (
	hooksEvery     = time.Second // how often it looks
	hooksAtOnce    = 4           // subjects of one webhook at once
	hooksPage      = 500
	hooksFirstWait = 5 * time.Second
	hooksLastWait  = 6 * time.Hour
)

// HookWait is the wait after so many tries: 5 seconds, four times as long
// after each further one, 6 hours at most, and up to a fifth more or less, so
// that what failed together does not come back together.
func HookWait(tries int) time.Duration {
	wait := hooksFirstWait
	for i := 1; i < tries && wait < hooksLastWait; i++ {
		wait *= 4
	}
	wait = min(wait, hooksLastWait)
	return wait + time.Duration((rand.Float64()-0.5)*0.4*float64(wait)) //nolint:gosec // chance that spreads load keeps no secret
}

// WebhookWorker sends what waits: for each webhook by itself, so that one that
// hangs holds up no other, and for each subject in the order in which things
// happened. One process runs it. A message whose answer was lost, or not
// written down before a kill, is sent again with the same id.
type WebhookWorker struct {
	Store  store.Store
	Sender HookSender
	Now    func() time.Time
	Log    *slog.Logger
	Tries  int                     // then a delivery is given up
	Wait   func(int) time.Duration // after so many tries; nil: HookWait
	Every  time.Duration           // 0: a second
}

// Run sends until ctx ends, and returns when nothing is under way.
func (w *WebhookWorker) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	var busy sync.Map // webhooks that are being served
	tick := time.NewTicker(cmp.Or(w.Every, hooksEvery))
	defer tick.Stop()
	for {
		hooks, err := webhooksOf(ctx, w.Store, "")
		if err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "webhooks cannot be read", "cause", err)
		}
		for _, hook := range hooks {
			if hook.Paused {
				continue
			}
			if _, is := busy.LoadOrStore(hook.ID, true); is {
				continue
			}
			under.Go(func() {
				defer busy.Delete(hook.ID)
				if err := w.serve(ctx, hook); err != nil && ctx.Err() == nil {
					w.Log.ErrorContext(ctx, "deliveries of a webhook cannot be read or written", "webhook", hook.ID, "cause", err)
				}
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// serve sends what is due, subject by subject, once through.
func (w *WebhookWorker) serve(ctx context.Context, hook domain.Webhook) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(hooksAtOnce)
	waiting, err := w.waiting(ctx, hook.ID)
	for _, line := range waiting {
		group.Go(func() error { return w.line(ctx, hook, line) })
	}
	if failed := group.Wait(); err == nil {
		err = failed
	}
	return err
}

// waiting are the deliveries that wait, those of each subject in a line.
func (w *WebhookWorker) waiting(ctx context.Context, id domain.WebhookID) ([][]domain.Delivery, error) {
	var lines [][]domain.Delivery
	at := map[string]int{}
	for page := (store.Page{Limit: hooksPage}); ; {
		items, next, err := w.Store.DeliveriesPending(ctx, id, page)
		if err != nil {
			return nil, err
		}
		for _, d := range items {
			i, ok := at[d.Subject]
			if !ok {
				i = len(lines)
				at[d.Subject] = i
				lines = append(lines, nil)
			}
			lines[i] = append(lines[i], d)
		}
		if next == "" {
			return lines, nil
		}
		page.After = next
	}
}

// line sends one subject's deliveries, and stops at the first that is not due
// or that fails and is to be tried again.
func (w *WebhookWorker) line(ctx context.Context, hook domain.Webhook, line []domain.Delivery) error {
	for _, d := range line {
		if w.Now().Before(d.NextAt) || ctx.Err() != nil {
			return nil
		}
		tried, err := w.try(ctx, hook, d)
		if domain.IsKind(err, domain.KindConflict) {
			return nil // somebody else has had it
		}
		if err != nil || tried.State == domain.DeliveryPending {
			return err
		}
	}
	return nil
}

func (w *WebhookWorker) try(ctx context.Context, hook domain.Webhook, d domain.Delivery) (domain.Delivery, error) {
	body, err := hookBody(d)
	if err != nil {
		return d, err
	}
	at := w.Now().UTC()
	status, fault := w.Sender.Send(ctx, hook.URL, domain.WebhookMessage{ID: string(d.ID), At: at, Body: body, Secrets: hook.Secrets(at)})
	if fault != "" && ctx.Err() != nil {
		return d, nil // the process ends: that was no try
	}
	wait := w.Wait
	if wait == nil {
		wait = HookWait
	}
	now := w.Now().UTC()
	d.Tried(status, fault, w.Tries, now, now.Add(wait(d.Tries+1)))
	if d.State == domain.DeliveryDead {
		w.Log.WarnContext(ctx, "a delivery was given up", "webhook", hook.ID, "delivery", d.ID, "fault", fault, "status", status)
	}
	lasting, cancel := outlasting(ctx)
	defer cancel()
	return w.Store.SaveDelivery(lasting, d, domain.Event{Type: domain.DeliverySaved, ID: string(d.ID), At: now})
}

// hookBody is what a receiver reads: what happened to which thing, and no more;
// the thing itself is asked for with the receiver's own rights.
func hookBody(d domain.Delivery) ([]byte, error) {
	return json.Marshal(map[string]any{
		"type": string(d.Topic) + "." + string(d.Kind), "timestamp": d.HappensAt.UTC().Format(time.RFC3339Nano),
		"data": map[string]any{"topic": d.Topic, "id": d.Subject, "kind": d.Kind, "notice_id": d.Notice},
	})
}
