package sqlitestore

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var (
	webhooks   = newKind("webhook", "webhooks", "provider")
	deliveries = newKind("delivery", "deliveries", "webhook", "state")
)

// Webhook answers the webhook with the id.
func (s *Store) Webhook(ctx context.Context, id domain.WebhookID) (domain.Webhook, error) {
	return document(ctx, s, webhooks, "id", string(id), record.Webhook.Webhook)
}

// Webhooks lists by id.
func (s *Store) Webhooks(ctx context.Context, filter store.WebhookFilter, page store.Page) ([]domain.Webhook, string, error) {
	var c conditions
	if filter.Provider != "" {
		c.add("provider = ?", string(filter.Provider))
	}
	return list(ctx, s, webhooks, c, byID, page, record.Webhook.Webhook, func(w domain.Webhook) domain.WebhookID { return w.ID })
}

// SaveWebhook saves the webhook and its events in one step.
func (s *Store) SaveWebhook(ctx context.Context, w domain.Webhook, events ...domain.Event) (domain.Webhook, error) {
	doc := record.NewWebhook(w)
	r, err := newRow(w.ID, w.Version, doc, webhookColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Webhook{}, err
	}
	version, err := s.saveRow(ctx, webhooks, r, events)
	if err != nil {
		return domain.Webhook{}, err
	}
	return doc.Webhook(version), nil
}

// Delivery answers the delivery with the id.
func (s *Store) Delivery(ctx context.Context, id domain.DeliveryID) (domain.Delivery, error) {
	return document(ctx, s, deliveries, "id", string(id), record.Delivery.Delivery)
}

// Deliveries lists the newest first.
func (s *Store) Deliveries(ctx context.Context, filter store.DeliveryFilter, page store.Page) ([]domain.Delivery, string, error) {
	return s.deliveries(ctx, filter, newestIDs, page)
}

// DeliveriesPending lists those that wait, the oldest first.
func (s *Store) DeliveriesPending(ctx context.Context, id domain.WebhookID, page store.Page) ([]domain.Delivery, string, error) {
	return s.deliveries(ctx, store.DeliveryFilter{Webhook: id, State: domain.DeliveryPending}, byID, page)
}

func (s *Store) deliveries(ctx context.Context, filter store.DeliveryFilter, o order, page store.Page) ([]domain.Delivery, string, error) {
	var c conditions
	c.add("webhook = ?", string(filter.Webhook))
	if filter.State != "" {
		c.add("state = ?", string(filter.State))
	}
	return list(ctx, s, deliveries, c, o, page, record.Delivery.Delivery, func(d domain.Delivery) domain.DeliveryID { return d.ID })
}

// SaveDelivery saves the delivery and its events in one step.
func (s *Store) SaveDelivery(ctx context.Context, d domain.Delivery, events ...domain.Event) (domain.Delivery, error) {
	doc := record.NewDelivery(d)
	r, err := newRow(d.ID, d.Version, doc, deliveryColumns(doc, store.Record{})...)
	if err != nil {
		return domain.Delivery{}, err
	}
	version, err := s.saveRow(ctx, deliveries, r, events)
	if err != nil {
		return domain.Delivery{}, err
	}
	return doc.Delivery(version), nil
}

func webhookColumns(d record.Webhook, _ store.Record) []any { return []any{string(d.Provider)} }

func deliveryColumns(d record.Delivery, _ store.Record) []any {
	return []any{string(d.Webhook), string(d.State)}
}
