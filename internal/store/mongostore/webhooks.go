package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/store/record"
)

var (
	webhooks   = kind{noun: "webhook", coll: collWebhooks}
	deliveries = kind{noun: "delivery", coll: collDeliveries}
)

// Webhook answers the webhook with the id.
func (s *Store) Webhook(ctx context.Context, id domain.WebhookID) (domain.Webhook, error) {
	return read(ctx, s, webhooks, oneByID.filter(is("_id", string(id))), string(id), record.Webhook.Webhook)
}

// Webhooks lists by id.
func (s *Store) Webhooks(ctx context.Context, filter store.WebhookFilter, page store.Page) ([]domain.Webhook, string, error) {
	var fields bson.D
	if filter.Provider != "" {
		fields = append(fields, is("provider_id", string(filter.Provider)))
	}
	return list(ctx, s, webhooks, fields, page, record.Webhook.Webhook)
}

// SaveWebhook saves the webhook and its events in one step.
func (s *Store) SaveWebhook(ctx context.Context, w domain.Webhook, events ...domain.Event) (domain.Webhook, error) {
	doc := record.NewWebhook(w)
	version, err := s.save(ctx, webhooks, row{id: string(doc.ID), version: w.Version, doc: doc, columns: webhookColumns(doc)}, events)
	if err != nil {
		return domain.Webhook{}, err
	}
	return doc.Webhook(version), nil
}

// Delivery answers the delivery with the id.
func (s *Store) Delivery(ctx context.Context, id domain.DeliveryID) (domain.Delivery, error) {
	return read(ctx, s, deliveries, oneByID.filter(is("_id", string(id))), string(id), record.Delivery.Delivery)
}

// Deliveries lists the newest first.
func (s *Store) Deliveries(ctx context.Context, filter store.DeliveryFilter, page store.Page) ([]domain.Delivery, string, error) {
	fields := bson.D{is("webhook_id", string(filter.Webhook))}
	if filter.State != "" {
		fields = append(fields, is("state", string(filter.State)))
	}
	return list(ctx, s, deliveries, fields, page, record.Delivery.Delivery)
}

// DeliveriesPending lists those that wait, the oldest first.
func (s *Store) DeliveriesPending(ctx context.Context, id domain.WebhookID, page store.Page) ([]domain.Delivery, string, error) {
	return list(ctx, s, deliveries, bson.D{is("waits_for", string(id))}, page, record.Delivery.Delivery)
}

// SaveDelivery saves the delivery and its events in one step.
func (s *Store) SaveDelivery(ctx context.Context, d domain.Delivery, events ...domain.Event) (domain.Delivery, error) {
	doc := record.NewDelivery(d)
	version, err := s.save(ctx, deliveries, row{id: string(doc.ID), version: d.Version, doc: doc, columns: deliveryColumns(doc)}, events)
	if err != nil {
		return domain.Delivery{}, err
	}
	return doc.Delivery(version), nil
}

func webhookColumns(doc record.Webhook) bson.D {
	return bson.D{is("provider_id", string(doc.Provider))}
}

// deliveryColumns have the webhook once more for one that waits, so that the
// index of those is as small as they are few.
func deliveryColumns(doc record.Delivery) bson.D {
	waits := ""
	if doc.State == domain.DeliveryPending {
		waits = string(doc.Webhook)
	}
	return bson.D{is("webhook_id", string(doc.Webhook)), is("state", string(doc.State)), is("waits_for", waits)}
}
