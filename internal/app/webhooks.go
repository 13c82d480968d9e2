package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

// HookChecker tells why a URL cannot be called, as a fault of the field.
type HookChecker interface {
	CheckURL(ctx context.Context, field, url string) error
}

// mostWebhooks is how many a provider has at once: each is told everything.
const mostWebhooks = 10

// oldSecretTime is how long the old secret signs beside a new one.
const oldSecretTime = 24 * time.Hour

// WebhookTopics are what a webhook can be told of: a provider's notices have
// no other.
var WebhookTopics = []domain.NoticeTopic{domain.TopicApplication, domain.TopicBridge}

// WebhookInput is what a provider says of a webhook.
type WebhookInput struct {
	URL    string
	Topics []domain.NoticeTopic
	Paused bool
}

// Webhooks lists those of the actor's provider. Their secrets are left out.
func (a *App) Webhooks(ctx context.Context, actor domain.Actor) ([]domain.Webhook, error) {
	reach, err := a.Policy.Reach(actor, policy.WebhookRead)
	if err != nil {
		return nil, err
	}
	all, err := webhooksOf(ctx, a.Store, reach.Provider)
	for i := range all {
		all[i] = unsigned(all[i])
	}
	return all, err
}

// webhooksOf reads those of a provider that were not removed; "" for all.
func webhooksOf(ctx context.Context, from store.Webhooks, provider domain.ProviderID) ([]domain.Webhook, error) {
	all, err := readAll(func(page store.Page) ([]domain.Webhook, string, error) {
		return from.Webhooks(ctx, store.WebhookFilter{Provider: provider}, page)
	})
	return slices.DeleteFunc(all, func(w domain.Webhook) bool { return w.RemovedAt != nil }), err
}

// unsigned is the webhook without its secrets, which are shown once.
func unsigned(w domain.Webhook) domain.Webhook {
	w.Secret, w.OldSecret = "", ""
	return w
}

// AddWebhook makes one for the actor's provider. The secret in the answer is
// not shown again. What has happened until now is not told.
func (a *App) AddWebhook(ctx context.Context, actor domain.Actor, in WebhookInput) (domain.Webhook, error) {
	if err := a.allow(ctx, actor, policy.WebhookManage, policy.OfferTarget(actor.Provider), "", nil); err != nil {
		return domain.Webhook{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "whk_", a.Store.Webhook)
	if err != nil || made {
		return earlier, err
	}
	if err := a.checkWebhook(ctx, in); err != nil {
		return domain.Webhook{}, err
	}
	have, err := webhooksOf(ctx, a.Store, actor.Provider)
	if err != nil {
		return domain.Webhook{}, err
	}
	if len(have) >= mostWebhooks {
		return domain.Webhook{}, domain.NewError(domain.KindConflict, "webhook_too_many", domain.Facts{"max": mostWebhooks})
	}
	after, err := a.Store.LastSeq(ctx)
	if err != nil {
		return domain.Webhook{}, err
	}
	now := a.now()
	w := domain.Webhook{
		ID: id, Provider: actor.Provider, URL: in.URL, Topics: in.Topics, Secret: newHookSecret(), After: after, Paused: in.Paused,
		CreatedAt: now, CreatedBy: actor.User, UpdatedAt: now,
	}
	return a.saveWebhook(ctx, actor, w)
}

func (a *App) checkWebhook(ctx context.Context, in WebhookInput) error {
	if len(in.Topics) == 0 {
		return domain.Invalid("required", "topics", nil)
	}
	for _, topic := range in.Topics {
		if !slices.Contains(WebhookTopics, topic) {
			return domain.Invalid("unknown_value", "topics", domain.Facts{"want": WebhookTopics})
		}
	}
	return a.Hooks.CheckURL(ctx, "url", in.URL)
}

// newHookSecret is 32 random bytes in the form of the Standard Webhooks
// specification.
func newHookSecret() string {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(secret)
}

func (a *App) saveWebhook(ctx context.Context, actor domain.Actor, w domain.Webhook) (domain.Webhook, error) {
	saved, err := a.Store.SaveWebhook(ctx, w, domain.Event{Type: domain.WebhookSaved, ID: string(w.ID), At: a.now()})
	a.note(ctx, actor, policy.WebhookManage, string(w.ID), err)
	return saved, err
}

// webhook reads one that the actor may manage, or look at.
func (a *App) webhook(ctx context.Context, actor domain.Actor, id domain.WebhookID, action policy.Action) (domain.Webhook, error) {
	w, err := a.Store.Webhook(ctx, id)
	if err == nil && w.RemovedAt != nil {
		err = domain.NotFound("webhook", string(id))
	}
	if err != nil {
		return domain.Webhook{}, err
	}
	return w, a.allow(ctx, actor, action, policy.OfferTarget(w.Provider), string(id), domain.NotFound("webhook", string(id)))
}

// ChangeWebhook changes where, of what and whether it is told; version is the
// one that was read. One that goes on after a pause is told nothing of it.
func (a *App) ChangeWebhook(ctx context.Context, actor domain.Actor, id domain.WebhookID, in WebhookInput, version int64) (domain.Webhook, error) {
	w, err := a.webhook(ctx, actor, id, policy.WebhookManage)
	if err != nil {
		return domain.Webhook{}, err
	}
	if err := stale("webhook", string(id), version, w.Version); err != nil {
		return domain.Webhook{}, err
	}
	if err := a.checkWebhook(ctx, in); err != nil {
		return domain.Webhook{}, err
	}
	if w.Paused && !in.Paused {
		if w.After, err = a.Store.LastSeq(ctx); err != nil {
			return domain.Webhook{}, err
		}
	}
	w.URL, w.Topics, w.Paused, w.UpdatedAt = in.URL, in.Topics, in.Paused, a.now()
	w, err = a.saveWebhook(ctx, actor, w)
	return unsigned(w), err
}

// RotateWebhook gives it a new secret, shown in the answer alone. The old one
// signs beside it for a day.
func (a *App) RotateWebhook(ctx context.Context, actor domain.Actor, id domain.WebhookID) (domain.Webhook, error) {
	w, err := a.webhook(ctx, actor, id, policy.WebhookManage)
	if err != nil {
		return domain.Webhook{}, err
	}
	now := a.now()
	until := now.Add(oldSecretTime)
	w.OldSecret, w.OldUntil, w.Secret, w.UpdatedAt = w.Secret, &until, newHookSecret(), now
	w, err = a.saveWebhook(ctx, actor, w)
	w.OldSecret = ""
	return w, err
}

// RemoveWebhook ends it. Its deliveries stay for the record; what waits is not
// sent.
func (a *App) RemoveWebhook(ctx context.Context, actor domain.Actor, id domain.WebhookID) error {
	w, err := a.webhook(ctx, actor, id, policy.WebhookManage)
	if err != nil {
		return err
	}
	now := a.now()
	w.RemovedAt, w.UpdatedAt, w.Secret, w.OldSecret = &now, now, "", ""
	_, err = a.saveWebhook(ctx, actor, w)
	return err
}

// Deliveries lists those of a webhook, the newest first.
func (a *App) Deliveries(ctx context.Context, actor domain.Actor, id domain.WebhookID, state domain.DeliveryState, page Page) ([]domain.Delivery, string, error) {
	if _, err := a.webhook(ctx, actor, id, policy.WebhookRead); err != nil {
		return nil, "", err
	}
	return a.Store.Deliveries(ctx, store.DeliveryFilter{Webhook: id, State: state}, page)
}

// Resend has a delivery that was given up sent once more, with tries of its
// own.
func (a *App) Resend(ctx context.Context, actor domain.Actor, id domain.WebhookID, which domain.DeliveryID) (domain.Delivery, error) {
	if _, err := a.webhook(ctx, actor, id, policy.WebhookManage); err != nil {
		return domain.Delivery{}, err
	}
	d, err := a.Store.Delivery(ctx, which)
	if err == nil && d.Webhook != id {
		err = domain.NotFound("delivery", string(which))
	}
	if err == nil {
		err = d.Resend(a.now())
	}
	if err != nil {
		return domain.Delivery{}, err
	}
	d, err = a.Store.SaveDelivery(ctx, d, domain.Event{Type: domain.DeliverySaved, ID: string(d.ID), At: a.now()})
	a.note(ctx, actor, policy.WebhookManage, string(which), err)
	return d, err
}
