package httpapi

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) searchOffers(c *gin.Context) {
	v := c.Request.URL.Query()
	q := app.OfferQuery{
		Text: v.Get("q"), Kinds: queryCodes[domain.OfferKind](v, "kind"), Providers: queryCodes[domain.ProviderID](v, "provider"),
		Districts: queryCodes[domain.Code](v, "district"), Industries: queryCodes[domain.Code](v, "industry"),
		Tiers: queryCodes[domain.Code](v, "tier"), Amount: queryNumber[domain.Fen](v, "amount_fen"),
		Term: queryNumber[domain.Months](v, "term_months"), Page: pageOf(c),
	}
	if sort := v.Get("sort"); sort != string(apigen.OfferSortRelevance) {
		q.Sort = app.OfferSort(sort)
	}
	page, err := s.App.SearchOffers(c.Request.Context(), q)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromSearch(page))
}

func (s *server) getOffer(c *gin.Context) {
	o, err := s.App.Offer(c.Request.Context(), actor(c), domain.OfferID(c.Param("id")))
	s.answerOffer(c, http.StatusOK, o, err)
}

func (s *server) listOwnOffers(c *gin.Context) {
	states := queryCodes[domain.OfferState](c.Request.URL.Query(), "state")
	items, next, err := s.App.OwnOffers(c.Request.Context(), actor(c), states, pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.OfferList{
		Items:      each(items, func(o domain.Offer) apigen.Offer { return offerOut(o, s.App.Provider(o.Provider), s.App.Describe) }),
		NextCursor: cursorOf(next),
	})
}

func (s *server) createOffer(c *gin.Context) {
	o, err := offerIn(c)
	if err == nil {
		o, err = s.App.CreateOffer(c.Request.Context(), actor(c), o)
	}
	s.answerOffer(c, http.StatusCreated, o, err)
}

func (s *server) updateOffer(c *gin.Context) {
	var head apigen.OfferUpdate
	if err := decode(c, &head); err != nil {
		fail(c, err)
		return
	}
	o, err := offerIn(c)
	if err == nil {
		o.ID, o.Version = domain.OfferID(c.Param("id")), head.Version
		o, err = s.App.UpdateOffer(c.Request.Context(), actor(c), o)
	}
	s.answerOffer(c, http.StatusOK, o, err)
}

func (s *server) publishOffer(c *gin.Context) { s.moveOffer(c, s.App.PublishOffer) }

func (s *server) withdrawOffer(c *gin.Context) { s.moveOffer(c, s.App.WithdrawOffer) }

func (s *server) moveOffer(c *gin.Context, move func(context.Context, domain.Actor, domain.OfferID) (domain.Offer, error)) {
	o, err := move(c.Request.Context(), actor(c), domain.OfferID(c.Param("id")))
	s.answerOffer(c, http.StatusOK, o, err)
}

func (s *server) answerOffer(c *gin.Context, status int, o domain.Offer, err error) {
	if err != nil {
		fail(c, renamed(err, wireNames))
		return
	}
	c.JSON(status, offerOut(o, s.App.Provider(o.Provider), s.App.Describe))
}

// offerIn reads the offer of a body.
func offerIn(c *gin.Context) (domain.Offer, error) {
	var in apigen.OfferInput
	if err := decode(c, &in); err != nil {
		return domain.Offer{}, err
	}
	return toOffer(in)
}
