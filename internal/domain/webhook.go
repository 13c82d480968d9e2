package domain

import (
	"fmt"
	"slices"
	"time"
)

// WebhookID identifies a webhook, "whk_…".
type WebhookID string

// Webhook is where a provider's own system wants to be told of what concerns
// the provider.
type Webhook struct {
	ID       WebhookID
	Version  int64
	Provider ProviderID
	URL      string
	Topics   []NoticeTopic // of what is told; at least one
	// Secret signs what is sent; OldSecret, where there is one, signs beside it
	// until OldUntil, so that the receiver can change over in between.
	Secret    string
	OldSecret string
	OldUntil  *time.Time
	// After is the event that was the newest when the webhook began, or began
	// again: nothing up to it is told.
	After     int64
	Paused    bool // nothing new is told, and what waits goes on waiting
	CreatedAt time.Time
	CreatedBy UserID
	UpdatedAt time.Time
	RemovedAt *time.Time
}

// Tells tells whether a notice that was saved with the event is for the webhook.
func (w Webhook) Tells(n Notice, event int64) bool {
	return w.RemovedAt == nil && !w.Paused && event > w.After && n.To == ToProvider(w.Provider) && slices.Contains(w.Topics, n.Topic)
}

// Secrets are those that sign at the time, the newest first.
func (w Webhook) Secrets(now time.Time) []string {
	if w.OldSecret != "" && w.OldUntil != nil && now.Before(*w.OldUntil) {
		return []string{w.Secret, w.OldSecret}
	}
	return []string{w.Secret}
}

// WebhookMessage is one message on its way to a receiver.
type WebhookMessage struct {
	ID      string // the same for every try
	At      time.Time
	Body    []byte   // JSON
	Secrets []string // that sign it
}

// DeliveryID identifies a delivery, "dlv_…". It follows from the event and the
// webhook, and rises with the event: a delivery is never there twice.
type DeliveryID string

// DeliveryOf is the id of what is told to the webhook of the event.
func DeliveryOf(event int64, w WebhookID) DeliveryID {
	return DeliveryID(fmt.Sprintf("dlv_%019d_%s", event, w))
}

// DeliveryState is how far a delivery has come.
type DeliveryState string

// The states: it waits for its turn or its next try; the receiver has taken
// it; or it was given up after the last try, until somebody has it sent again.
const (
	DeliveryPending   DeliveryState = "pending"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryDead      DeliveryState = "dead"
)

// DeliveryStates lists every state once.
var DeliveryStates = []DeliveryState{DeliveryPending, DeliveryDelivered, DeliveryDead}

// Delivery is one message to one webhook. Those of one subject are delivered
// in the order of their ids: a later one waits until the earlier was taken or
// given up.
type Delivery struct {
	ID        DeliveryID
	Version   int64
	Webhook   WebhookID
	State     DeliveryState
	Topic     NoticeTopic
	Subject   string // the application's or bridge's id
	Kind      Code   // the move, or the change of turn
	HappensAt time.Time
	Notice    NoticeID
	CreatedAt time.Time
	Tries     int       // since it was made, or was sent again
	NextAt    time.Time // not before; of a pending one
	EndedAt   *time.Time
	Status    int    // what the receiver answered last; 0: nothing
	Fault     string // why the last try failed; empty after one that did not
}

// Tried notes a try: taken where fault is empty, given up after the last of
// the tries, else waiting until next.
func (d *Delivery) Tried(status int, fault string, tries int, now, next time.Time) {
	d.Tries++
	d.Status, d.Fault = status, fault
	switch {
	case fault == "":
		d.State, d.EndedAt = DeliveryDelivered, &now
	case d.Tries >= tries:
		d.State, d.EndedAt = DeliveryDead, &now
	default:
		d.NextAt = next
	}
}

// Resend puts one that was given up back among those that wait. It answers
// delivery_not_dead (conflict) for any other.
func (d *Delivery) Resend(now time.Time) error {
	if d.State != DeliveryDead {
		return NewError(KindConflict, "delivery_not_dead", Facts{"have": string(d.State)})
	}
	d.State, d.Tries, d.NextAt, d.EndedAt = DeliveryPending, 0, now, nil
	return nil
}
