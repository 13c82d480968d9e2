package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var webhooks = noun[domain.Webhook]{
	name: "webhook",
	read: func(ctx context.Context, s store.Store, id string) (domain.Webhook, error) {
		return s.Webhook(ctx, domain.WebhookID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Webhook, events ...domain.Event) (domain.Webhook, error) {
		return s.SaveWebhook(ctx, v, events...)
	},
	events: true,
}

var deliveries = noun[domain.Delivery]{
	name: "delivery",
	read: func(ctx context.Context, s store.Store, id string) (domain.Delivery, error) {
		return s.Delivery(ctx, domain.DeliveryID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Delivery, events ...domain.Event) (domain.Delivery, error) {
		return s.SaveDelivery(ctx, v, events...)
	},
	events: true,
}

func webhookPages(filter store.WebhookFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Webhooks(context.Background(), filter, page)
		return idsOf(webhooks, items, next, err)
	}
}

func deliveryPages(filter store.DeliveryFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Deliveries(context.Background(), filter, page)
		return idsOf(deliveries, items, next, err)
	}
}

func pendingPages(id domain.WebhookID) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.DeliveriesPending(context.Background(), id, page)
		return idsOf(deliveries, items, next, err)
	}
}

var webhookTests = []test{
	{"webhooks of all and of one provider", func(t *testing.T, s store.Store) {
		for n, provider := range []domain.ProviderID{"a", "b", "a"} {
			v := webhooks.sample(n + 1)
			v.Provider = provider
			_, err := s.SaveWebhook(context.Background(), v)
			must(t, err)
		}
		webhookPages(store.WebhookFilter{}).want(t, s, "webhook_0001", "webhook_0002", "webhook_0003")
		webhookPages(store.WebhookFilter{Provider: "a"}).want(t, s, "webhook_0001", "webhook_0003")
		webhookPages(store.WebhookFilter{Provider: "nobody"}).want(t, s)
	}},
	{"deliveries of a webhook, and those that wait in their order", func(t *testing.T, s store.Store) {
		states := []domain.DeliveryState{domain.DeliveryPending, domain.DeliveryDead, domain.DeliveryPending, domain.DeliveryDelivered, domain.DeliveryPending}
		var first domain.Delivery
		for n, state := range states {
			v := deliveries.sample(n + 1)
			v.Webhook, v.State = "w", state
			if n == 4 {
				v.Webhook = "another"
			}
			saved, err := s.SaveDelivery(context.Background(), v)
			must(t, err)
			if n == 0 {
				first = saved
			}
		}
		deliveryPages(store.DeliveryFilter{Webhook: "w"}).want(t, s, "delivery_0004", "delivery_0003", "delivery_0002", "delivery_0001")
		deliveryPages(store.DeliveryFilter{Webhook: "w", State: domain.DeliveryDead}).want(t, s, "delivery_0002")
		pendingPages("w").want(t, s, "delivery_0001", "delivery_0003")
		first.State = domain.DeliveryDelivered
		_, err := s.SaveDelivery(context.Background(), first)
		must(t, err)
		pendingPages("w").want(t, s, "delivery_0003")
		pendingPages("nobody").want(t, s)
	}},
}
