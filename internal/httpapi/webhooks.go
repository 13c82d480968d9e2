package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) listWebhooks(c *gin.Context) {
	found, err := s.App.Webhooks(c.Request.Context(), actor(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.WebhookList{Items: each(found, fromWebhook)})
}

func (s *server) addWebhook(c *gin.Context) {
	var in apigen.WebhookInput
	err := decode(c, &in)
	var w domain.Webhook
	if err == nil {
		w, err = s.App.AddWebhook(c.Request.Context(), actor(c), webhookInput(in.URL, in.Topics, in.Paused != nil && *in.Paused))
	}
	answerSecret(c, http.StatusCreated, w, err)
}

func (s *server) updateWebhook(c *gin.Context) {
	var in apigen.WebhookUpdate
	err := decode(c, &in)
	var w domain.Webhook
	if err == nil {
		w, err = s.App.ChangeWebhook(c.Request.Context(), actor(c), webhookID(c), webhookInput(in.URL, in.Topics, in.Paused), in.Version)
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromWebhook(w))
}

func (s *server) removeWebhook(c *gin.Context) {
	if err := s.App.RemoveWebhook(c.Request.Context(), actor(c), webhookID(c)); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

func (s *server) rotateWebhook(c *gin.Context) {
	w, err := s.App.RotateWebhook(c.Request.Context(), actor(c), webhookID(c))
	answerSecret(c, http.StatusOK, w, err)
}

func (s *server) listDeliveries(c *gin.Context) {
	var state domain.DeliveryState
	if asked := queryWord[domain.DeliveryState](c.Request.URL.Query(), "state"); asked != nil {
		state = *asked
	}
	found, next, err := s.App.Deliveries(c.Request.Context(), actor(c), webhookID(c), state, pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.DeliveryList{Items: each(found, fromDelivery), NextCursor: cursorOf(next)})
}

func (s *server) resendDelivery(c *gin.Context) {
	d, err := s.App.Resend(c.Request.Context(), actor(c), webhookID(c), domain.DeliveryID(c.Param("delivery")))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, fromDelivery(d))
}

func webhookID(c *gin.Context) domain.WebhookID { return domain.WebhookID(c.Param("id")) }

func webhookInput[T ~string](url string, topics []T, paused bool) app.WebhookInput {
	in := app.WebhookInput{URL: url, Paused: paused}
	for _, topic := range topics {
		in.Topics = append(in.Topics, domain.NoticeTopic(topic))
	}
	return in
}

// answerSecret shows a secret, this once.
func answerSecret(c *gin.Context, status int, w domain.Webhook, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, apigen.WebhookSecret{Webhook: fromWebhook(w), Secret: w.Secret})
}

func fromWebhook(w domain.Webhook) apigen.Webhook {
	out := apigen.Webhook{
		ID: string(w.ID), Version: w.Version, URL: w.URL, Paused: w.Paused, OldSecretUntil: maybeTime(w.OldUntil), CreatedAt: w.CreatedAt.UTC(), UpdatedAt: w.UpdatedAt.UTC(),
	}
	for _, topic := range w.Topics {
		out.Topics = append(out.Topics, apigen.WebhookTopic(topic))
	}
	return out
}

func fromDelivery(d domain.Delivery) apigen.Delivery {
	out := apigen.Delivery{
		ID: string(d.ID), State: apigen.DeliveryState(d.State), Topic: apigen.NoticeTopic(d.Topic), Subject: d.Subject, Kind: string(d.Kind),
		HappensAt: d.HappensAt.UTC(), Tries: int32(d.Tries), EndedAt: maybeTime(d.EndedAt),
	}
	if d.State == domain.DeliveryPending {
		out.NextAt = maybeTime(&d.NextAt)
	}
	if d.Status != 0 {
		status := int32(d.Status)
		out.Status = &status
	}
	if d.Fault != "" {
		fault := apigen.DeliveryFault(d.Fault)
		out.Fault = &fault
	}
	return out
}
