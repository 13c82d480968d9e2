package record

import (
	"slices"
	"time"

	"rongqiao/internal/domain"
)

// Webhook is a webhook as stored.
type Webhook struct {
	ID        domain.WebhookID     `json:"id"`
	Provider  domain.ProviderID    `json:"provider"`
	URL       string               `json:"url"`
	Topics    []domain.NoticeTopic `json:"topics"`
	Secret    string               `json:"secret"`
	OldSecret string               `json:"old_secret,omitzero"`
	OldUntil  *time.Time           `json:"old_until,omitzero"`
	After     int64                `json:"after"`
	Paused    bool                 `json:"paused,omitzero"`
	CreatedAt time.Time            `json:"created_at"`
	CreatedBy domain.UserID        `json:"created_by"`
	UpdatedAt time.Time            `json:"updated_at"`
	RemovedAt *time.Time           `json:"removed_at,omitzero"`
}

// NewWebhook is the shape of a webhook.
func NewWebhook(w domain.Webhook) Webhook {
	return Webhook{
		ID: w.ID, Provider: w.Provider, URL: w.URL, Topics: slices.Clone(w.Topics), Secret: w.Secret, OldSecret: w.OldSecret, OldUntil: atOrNil(w.OldUntil),
		After: w.After, Paused: w.Paused, CreatedAt: at(w.CreatedAt), CreatedBy: w.CreatedBy, UpdatedAt: at(w.UpdatedAt), RemovedAt: atOrNil(w.RemovedAt),
	}
}

// Webhook is the webhook with the version that it is stored at.
func (d Webhook) Webhook(version int64) domain.Webhook {
	return domain.Webhook{
		ID: d.ID, Version: version, Provider: d.Provider, URL: d.URL, Topics: d.Topics, Secret: d.Secret, OldSecret: d.OldSecret, OldUntil: d.OldUntil,
		After: d.After, Paused: d.Paused, CreatedAt: d.CreatedAt, CreatedBy: d.CreatedBy, UpdatedAt: d.UpdatedAt, RemovedAt: d.RemovedAt,
	}
}

// Delivery is a delivery as stored.
type Delivery struct {
	ID        domain.DeliveryID    `json:"id"`
	Webhook   domain.WebhookID     `json:"webhook"`
	State     domain.DeliveryState `json:"state"`
	Topic     domain.NoticeTopic   `json:"topic"`
	Subject   string               `json:"subject"`
	Kind      domain.Code          `json:"kind"`
	HappensAt time.Time            `json:"happens_at"`
	Notice    domain.NoticeID      `json:"notice"`
	CreatedAt time.Time            `json:"created_at"`
	Tries     int                  `json:"tries,omitzero"`
	NextAt    time.Time            `json:"next_at"`
	EndedAt   *time.Time           `json:"ended_at,omitzero"`
	Status    int                  `json:"status,omitzero"`
	Fault     string               `json:"fault,omitzero"`
}

// NewDelivery is the shape of a delivery.
func NewDelivery(d domain.Delivery) Delivery {
	return Delivery{
		ID: d.ID, Webhook: d.Webhook, State: d.State, Topic: d.Topic, Subject: d.Subject, Kind: d.Kind, HappensAt: at(d.HappensAt), Notice: d.Notice,
		CreatedAt: at(d.CreatedAt), Tries: d.Tries, NextAt: at(d.NextAt), EndedAt: atOrNil(d.EndedAt), Status: d.Status, Fault: d.Fault,
	}
}

// Delivery is the delivery with the version that it is stored at.
func (d Delivery) Delivery(version int64) domain.Delivery {
	return domain.Delivery{
		ID: d.ID, Version: version, Webhook: d.Webhook, State: d.State, Topic: d.Topic, Subject: d.Subject, Kind: d.Kind, HappensAt: d.HappensAt, Notice: d.Notice,
		CreatedAt: d.CreatedAt, Tries: d.Tries, NextAt: d.NextAt, EndedAt: d.EndedAt, Status: d.Status, Fault: d.Fault,
	}
}
