package httpapi

import (
	"github.com/gin-gonic/gin"

	"rongqiao/internal/policy"
)

// route is one row of the list: what it is, the action that it asks the
// policy for, and who answers.
type route struct {
	method, path string
	action       policy.Action
	handle       gin.HandlerFunc
}

// streams tells that the answer goes on until the client leaves: no deadline,
// no compression.
func (r route) streams() bool { return r.action == policy.EventsRead }

// routes is the whole list; it equals the operations of openapi.yaml.
func (s *server) routes() []route {
	return []route{
		{"POST", "/api/v1/auth/register", policy.Public, s.register},
		{"POST", "/api/v1/auth/login", policy.Public, s.login},
		{"POST", "/api/v1/auth/refresh", policy.Public, s.refresh},
		{"POST", "/api/v1/auth/logout", policy.AuthSession, s.logout},

		{"GET", "/api/v1/offers", policy.OfferSearch, s.searchOffers},
		{"POST", "/api/v1/offers", policy.OfferCreate, s.createOffer},
		{"GET", "/api/v1/offers/:id", policy.OfferRead, s.getOffer},
		{"PUT", "/api/v1/offers/:id", policy.OfferUpdate, s.updateOffer},
		{"POST", "/api/v1/offers/:id/publish", policy.OfferPublish, s.publishOffer},
		{"POST", "/api/v1/offers/:id/withdraw", policy.OfferWithdraw, s.withdrawOffer},
		{"GET", "/api/v1/providers", policy.Public, s.listProviders},
		{"GET", "/api/v1/providers/me/offers", policy.OfferReadUnpublished, s.listOwnOffers},
		{"GET", "/api/v1/vocabularies", policy.Public, s.listVocabularies},
		{"GET", "/api/v1/fields", policy.Public, s.listFields},

		{"GET", "/api/v1/enterprises/me", policy.EnterpriseRead, s.getOwnEnterprise},
		{"PUT", "/api/v1/enterprises/me", policy.EnterpriseUpdate, s.updateOwnEnterprise},
		{"GET", "/api/v1/enterprises/:id", policy.EnterpriseRead, s.getEnterprise},
		{"GET", "/api/v1/enterprises/:id/tiers", policy.EnterpriseAssess, s.getTiers},
		{"GET", "/api/v1/enterprises/:id/listing-readiness", policy.EnterpriseAssess, s.getListingReadiness},

		{"POST", "/api/v1/needs", policy.NeedCreate, s.createNeed},
		{"GET", "/api/v1/needs", policy.NeedList, s.listNeeds},
		{"GET", "/api/v1/needs/:id", policy.NeedRead, s.getNeed},
		{"PATCH", "/api/v1/needs/:id", policy.NeedUpdate, s.updateNeed},
		{"POST", "/api/v1/needs/:id/submit", policy.NeedSubmit, s.submitNeed},
		{"POST", "/api/v1/needs/:id/withdraw", policy.NeedWithdraw, s.withdrawNeed},
		{"GET", "/api/v1/needs/:id/matches", policy.NeedMatch, s.getMatches},
		{"GET", "/api/v1/queue/needs", policy.NeedQueue, s.getNeedQueue},
		{"POST", "/api/v1/match", policy.MatchTry, s.tryMatch},

		{"GET", "/api/v1/events", policy.EventsRead, s.streamEvents},

		{"GET", "/.well-known/jwks.json", policy.Public, s.getJWKS},
		{"GET", "/healthz", policy.Public, s.getHealth},
		{"GET", "/readyz", policy.Public, s.getReadiness},
		{"GET", "/metrics", policy.Public, s.getMetrics},
		{"GET", "/openapi.yaml", policy.Public, s.getSpecification},
	}
}
