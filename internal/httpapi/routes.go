package httpapi

import (
	"slices"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
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
	return slices.Concat(
		s.accountRoutes(),
		s.offerRoutes(),
		s.enterpriseRoutes(),
		s.needRoutes(),
		s.applicationRoutes(),
		s.bridgeRoutes(),
		s.webhookRoutes(),
		s.appealRoutes(),
		s.cultivationRoutes(),
		s.serviceRoutes(),
	)
}

// accountRoutes sign people in and out.
func (s *server) accountRoutes() []route {
	return []route{
		{"POST", "/api/v1/auth/register", policy.Public, s.register},
		{"POST", "/api/v1/auth/login", policy.Public, s.login},
		{"POST", "/api/v1/auth/refresh", policy.Public, s.refresh},
		{"POST", "/api/v1/auth/logout", policy.AuthSession, s.logout},
		{"GET", "/api/v1/me/preferences", policy.AuthSession, s.getPreferences},
		{"PUT", "/api/v1/me/preferences", policy.AuthSession, s.setPreferences},
	}
}

// offerRoutes are the catalogue and the words that describe it.
func (s *server) offerRoutes() []route {
	return []route{
		{"GET", "/api/v1/offers", policy.OfferSearch, s.searchOffers},
		{"POST", "/api/v1/offers", policy.OfferCreate, s.createOffer},
		{"GET", "/api/v1/offers/:id", policy.OfferRead, s.getOffer},
		{"PUT", "/api/v1/offers/:id", policy.OfferUpdate, s.updateOffer},
		{"POST", "/api/v1/offers/:id/preview", policy.OfferUpdate, s.previewOffer},
		{"POST", "/api/v1/offers/:id/publish", policy.OfferPublish, s.publishOffer},
		{"POST", "/api/v1/offers/:id/withdraw", policy.OfferWithdraw, s.withdrawOffer},
		{"GET", "/api/v1/providers", policy.Public, s.listProviders},
		{"GET", "/api/v1/providers/me/offers", policy.OfferReadUnpublished, s.listOwnOffers},
		{"GET", "/api/v1/vocabularies", policy.Public, s.listVocabularies},
		{"GET", "/api/v1/fields", policy.Public, s.listFields},
		{"GET", "/api/v1/measures", policy.Public, s.listMeasures},
	}
}

// enterpriseRoutes are firms, what the rules make of them, and the rosters that they are on.
func (s *server) enterpriseRoutes() []route {
	return []route{
		{"GET", "/api/v1/enterprises/me", policy.EnterpriseRead, s.getOwnEnterprise},
		{"PUT", "/api/v1/enterprises/me", policy.EnterpriseUpdate, s.updateOwnEnterprise},
		{"GET", "/api/v1/enterprises/:id", policy.EnterpriseRead, s.getEnterprise},
		{"GET", "/api/v1/enterprises/:id/tiers", policy.EnterpriseAssess, s.getTiers},
		{"GET", "/api/v1/enterprises/:id/listing-readiness", policy.EnterpriseAssess, s.getListingReadiness},
		{"GET", "/api/v1/enterprises/:id/credit-values", policy.EnterpriseAssess, s.listCreditValues},
		{"GET", "/api/v1/enterprises/:id/awards", policy.EnterpriseAwards, s.getAwards},
		{"GET", "/api/v1/enterprises/:id/rosters", policy.RosterRead, s.listFirmRosters},

		{"POST", "/api/v1/rules/preview", policy.RulesPreview, s.previewRules},
		{"GET", "/api/v1/reports/fairness", policy.ReportRead, s.getFairness},
		{"GET", "/api/v1/reports/overview", policy.ReportRead, s.getOverview},
		{"GET", "/api/v1/reports/overview/export", policy.ReportRead, s.exportOverview},

		{"GET", "/api/v1/rosters", policy.RosterRead, s.listRosters},
		{"GET", "/api/v1/rosters/entries", policy.RosterRead, s.listRosterEntries},
		{"POST", "/api/v1/rosters/entries", policy.RosterManage, s.addRosterEntry},
		{"GET", "/api/v1/rosters/entries/:id", policy.RosterRead, s.getRosterEntry},
		{"POST", "/api/v1/rosters/entries/:id/end", policy.RosterManage, s.endRosterPeriod},
		{"POST", "/api/v1/rosters/entries/:id/correct", policy.RosterManage, s.correctRosterPeriod},
		{"POST", "/api/v1/rosters/import", policy.RosterManage, s.importRoster},
		{"GET", "/api/v1/rosters/export", policy.RosterRead, s.exportRoster},
	}
}

// needRoutes are needs, their matches and the queue.
func (s *server) needRoutes() []route {
	return []route{
		{"POST", "/api/v1/needs", policy.NeedCreate, s.createNeed},
		{"GET", "/api/v1/needs", policy.NeedList, s.listNeeds},
		{"GET", "/api/v1/needs/:id", policy.NeedRead, s.getNeed},
		{"PATCH", "/api/v1/needs/:id", policy.NeedUpdate, s.updateNeed},
		{"POST", "/api/v1/needs/:id/submit", policy.NeedSubmit, s.submitNeed},
		{"POST", "/api/v1/needs/:id/withdraw", policy.NeedWithdraw, s.withdrawNeed},
		{"POST", "/api/v1/needs/:id/accept", policy.NeedAccept, s.acceptNeed},
		{"POST", "/api/v1/needs/:id/pass-on", policy.NeedPassOn, s.passOnNeed},
		{"POST", "/api/v1/needs/:id/reassign", policy.NeedReassign, s.reassignNeed},
		{"GET", "/api/v1/needs/:id/officers", policy.NeedReassign, s.listOfficers},
		{"GET", "/api/v1/needs/:id/matches", policy.NeedMatch, s.getMatches},
		{"GET", "/api/v1/queue/needs", policy.NeedQueue, s.getNeedQueue},
		{"POST", "/api/v1/match", policy.MatchTry, s.tryMatch},
	}
}

// applicationRoutes are requests for offers, and what follows from them.
func (s *server) applicationRoutes() []route {
	return []route{
		{"GET", "/api/v1/needs/:id/applications", policy.ApplicationRead, s.listApplicationsOfNeed},
		{"POST", "/api/v1/needs/:id/applications", policy.ApplicationCreate, s.apply},
		{"GET", "/api/v1/applications", policy.ApplicationList, s.listApplications},
		{"GET", "/api/v1/queue/applications", policy.ApplicationQueue, s.getApplicationQueue},
		{"GET", "/api/v1/applications/:id", policy.ApplicationRead, s.getApplication},
		{"GET", "/api/v1/applications/:id/profile", policy.ApplicationProfile, s.getOpenedProfile},
		{"POST", "/api/v1/applications/:id/send", policy.ApplicationMove, s.moveTo(domain.MoveSend)},
		{"POST", "/api/v1/applications/:id/accept", policy.ApplicationMove, s.moveTo(domain.MoveAccept)},
		{"POST", "/api/v1/applications/:id/want-documents", policy.ApplicationMove, s.wantDocuments},
		{"POST", "/api/v1/applications/:id/hand-in", policy.ApplicationMove, s.moveWithRemark(domain.MoveHandIn)},
		{"POST", "/api/v1/applications/:id/quote", policy.ApplicationMove, s.quoteApplication},
		{"POST", "/api/v1/applications/:id/take", policy.ApplicationMove, s.takeQuote},
		{"POST", "/api/v1/applications/:id/approve", policy.ApplicationMove, s.moveWithRemark(domain.MoveApprove)},
		{"POST", "/api/v1/applications/:id/sign", policy.ApplicationMove, s.signApplication},
		{"POST", "/api/v1/applications/:id/disburse", policy.ApplicationMove, s.disburseApplication},
		{"POST", "/api/v1/applications/:id/close", policy.ApplicationMove, s.closeApplication},
		{"POST", "/api/v1/applications/:id/decline", policy.ApplicationMove, s.declineApplication},
		{"POST", "/api/v1/applications/:id/withdraw", policy.ApplicationMove, s.withdrawApplication},
		{"POST", "/api/v1/applications/:id/revoke-consent", policy.ConsentRevoke, s.revokeConsent},

		{"POST", "/api/v1/applications/:id/risk-shares", policy.RiskShare, s.shareRisk},

		{"GET", "/api/v1/mortgage-terms", policy.MortgageRead, s.listMortgageTerms},
		{"POST", "/api/v1/mortgage-terms", policy.MortgageEnter, s.enterMortgageTerms},
		{"GET", "/api/v1/needs/:id/mortgage", policy.NeedRead, s.getMortgageCeilings},

		{"GET", "/api/v1/needs/:id/documents", policy.DocumentRead, s.listNeedDocuments},
		{"POST", "/api/v1/needs/:id/documents", policy.DocumentAdd, s.addNeedDocument},
		{"GET", "/api/v1/applications/:id/documents", policy.DocumentRead, s.listApplicationDocuments},
		{"POST", "/api/v1/applications/:id/documents", policy.DocumentAdd, s.addApplicationDocument},
		{"GET", "/api/v1/documents/:id/content", policy.DocumentRead, s.getDocumentContent},
		{"DELETE", "/api/v1/documents/:id", policy.DocumentRemove, s.removeDocument},
	}
}

// bridgeRoutes are bridges for refinancing, the funds behind them, and notices.
func (s *server) bridgeRoutes() []route {
	return []route{
		{"GET", "/api/v1/bridges", policy.BridgeList, s.listBridges},
		{"POST", "/api/v1/bridges", policy.BridgeCreate, s.requestBridge},
		{"GET", "/api/v1/bridges/:id", policy.BridgeRead, s.getBridge},
		{"POST", "/api/v1/bridges/:id/commit", policy.BridgeMove, s.commitBridge},
		{"POST", "/api/v1/bridges/:id/approve", policy.BridgeMove, s.approveBridge},
		{"POST", "/api/v1/bridges/:id/disburse", policy.BridgeMove, s.bridgeDay(s.App.DisburseBridge)},
		{"POST", "/api/v1/bridges/:id/repay-old", policy.BridgeMove, s.bridgeDay(s.App.RepayOldLoan)},
		{"POST", "/api/v1/bridges/:id/renew", policy.BridgeMove, s.bridgeDay(s.App.RenewLoan)},
		{"POST", "/api/v1/bridges/:id/return", policy.BridgeMove, s.bridgeDay(s.App.ReturnBridge)},
		{"POST", "/api/v1/bridges/:id/decline", policy.BridgeMove, s.declineBridge},
		{"POST", "/api/v1/bridges/:id/withdraw", policy.BridgeMove, s.withdrawBridge},
		{"GET", "/api/v1/notices", policy.NoticeRead, s.listNotices},
		{"POST", "/api/v1/notices/seen", policy.NoticeRead, s.seeNotices},
		{"GET", "/api/v1/bridge-funds", policy.BridgeFundRead, s.listBridgeFunds},
		{"PUT", "/api/v1/bridge-funds/:id", policy.BridgeFundUpdate, s.updateBridgeFund},
	}
}

// webhookRoutes are those by which a provider's own systems are told, and call.
func (s *server) webhookRoutes() []route {
	return []route{
		{"GET", "/api/v1/webhooks", policy.WebhookRead, s.listWebhooks},
		{"POST", "/api/v1/webhooks", policy.WebhookManage, s.addWebhook},
		{"PUT", "/api/v1/webhooks/:id", policy.WebhookManage, s.updateWebhook},
		{"DELETE", "/api/v1/webhooks/:id", policy.WebhookManage, s.removeWebhook},
		{"GET", "/api/v1/api-keys", policy.APIKeyRead, s.listAPIKeys},
		{"POST", "/api/v1/api-keys", policy.APIKeyManage, s.addAPIKey},
		{"POST", "/api/v1/api-keys/:id/rotate", policy.APIKeyManage, s.rotateAPIKey},
		{"POST", "/api/v1/api-keys/:id/revoke", policy.APIKeyManage, s.revokeAPIKey},
		{"POST", "/api/v1/webhooks/:id/rotate", policy.WebhookManage, s.rotateWebhook},
		{"GET", "/api/v1/webhooks/:id/deliveries", policy.WebhookRead, s.listDeliveries},
		{"POST", "/api/v1/webhooks/:id/deliveries/:delivery/resend", policy.WebhookManage, s.resendDelivery},
	}
}

// appealRoutes are what firms raise, who looks after them, and what is owed to
// them.
func (s *server) appealRoutes() []route {
	return []route{
		{"GET", "/api/v1/appeals", policy.AppealRead, s.listAppeals},
		{"POST", "/api/v1/appeals", policy.AppealCreate, s.raiseAppeal},
		{"GET", "/api/v1/appeals/:id", policy.AppealRead, s.getAppeal},
		{"POST", "/api/v1/appeals/:id/accept", policy.AppealMove, s.moveAppeal(domain.AppealAccept)},
		{"POST", "/api/v1/appeals/:id/refer", policy.AppealMove, s.moveAppeal(domain.AppealRefer)},
		{"POST", "/api/v1/appeals/:id/answer", policy.AppealMove, s.moveAppeal(domain.AppealAnswer)},
		{"POST", "/api/v1/appeals/:id/rate", policy.AppealMove, s.rateAppeal},
		{"POST", "/api/v1/appeals/:id/reopen", policy.AppealMove, s.moveAppeal(domain.AppealReopen)},
		{"POST", "/api/v1/appeals/:id/withdraw", policy.AppealMove, s.moveAppeal(domain.AppealWithdraw)},

		{"GET", "/api/v1/enterprises/:id/liaison", policy.LiaisonRead, s.getLiaison},
		{"PUT", "/api/v1/enterprises/:id/liaison", policy.LiaisonManage, s.nameLiaison},

		{"GET", "/api/v1/receivables", policy.ReceivableRead, s.listReceivables},
		{"POST", "/api/v1/receivables", policy.ReceivableManage, s.addReceivable},
		{"PUT", "/api/v1/receivables/:id", policy.ReceivableManage, s.changeReceivable},
		{"POST", "/api/v1/receivables/:id/settle", policy.ReceivableManage, s.settleReceivable},
		{"POST", "/api/v1/receivables/:id/withdraw", policy.ReceivableManage, s.withdrawReceivable},
		{"POST", "/api/v1/receivables/:id/finance", policy.ReceivableManage, s.financeReceivable},
	}
}

// cultivationRoutes are rankings, shortlists and cultivation records.
func (s *server) cultivationRoutes() []route {
	return []route{
		{"GET", "/api/v1/rankings/listing", policy.RankingRead, s.getListingRanking},
		{"GET", "/api/v1/cultivation", policy.Public, s.getCultivation},
		{"GET", "/api/v1/shortlists", policy.ShortlistRead, s.listShortlists},
		{"POST", "/api/v1/shortlists", policy.ShortlistCreate, s.createShortlist},
		{"GET", "/api/v1/shortlists/:id", policy.ShortlistRead, s.getShortlist},
		{"PUT", "/api/v1/shortlists/:id", policy.ShortlistUpdate, s.updateShortlist},
		{"POST", "/api/v1/shortlists/:id/freeze", policy.ShortlistFreeze, s.freezeShortlist},
		{"GET", "/api/v1/shortlists/:id/replay", policy.ShortlistRead, s.replayShortlist},
		{"GET", "/api/v1/shortlists/:id/export", policy.ShortlistRead, s.exportShortlist},
		{"GET", "/api/v1/candidacies", policy.CandidacyRead, s.listCandidacies},
		{"POST", "/api/v1/candidacies", policy.CandidacyCreate, s.openCandidacy},
		{"GET", "/api/v1/candidacies/:id", policy.CandidacyRead, s.getCandidacy},
		{"PATCH", "/api/v1/candidacies/:id", policy.CandidacyMove, s.updateCandidacy},
		{"POST", "/api/v1/candidacies/:id/move", policy.CandidacyMove, s.moveCandidacy},
		{"POST", "/api/v1/candidacies/:id/issues", policy.CandidacyIssue, s.openCandidacyIssue},
		{"POST", "/api/v1/candidacies/:id/issues/close", policy.CandidacyIssue, s.closeCandidacyIssue},
		{"POST", "/api/v1/candidacies/:id/notes", policy.CandidacyNote, s.addCandidacyNote},
	}
}

// serviceRoutes are the stream of events and what operators and clients of the API need.
func (s *server) serviceRoutes() []route {
	return []route{
		{"GET", "/api/v1/events", policy.EventsRead, s.streamEvents},

		{"GET", "/api/v1/monitoring", policy.MonitoringRead, s.listWeeks},
		{"POST", "/api/v1/monitoring", policy.MonitoringReport, s.reportWeek},
		{"POST", "/api/v1/monitoring/import", policy.MonitoringImport, s.importWeeks},
		{"GET", "/api/v1/monitoring/:uscc", policy.MonitoringRead, s.getTrend},

		{"GET", "/api/v1/exchange/:kind", policy.ExchangeExport, s.exportExchange},
		{"POST", "/api/v1/exchange/:kind", policy.ExchangeImport, s.importExchange},
		{"GET", "/api/v1/received", policy.ExchangeRead, s.listReceived},

		{"GET", "/.well-known/jwks.json", policy.Public, s.getJWKS},
		{"GET", "/healthz", policy.Public, s.getHealth},
		{"GET", "/readyz", policy.Public, s.getReadiness},
		{"GET", "/metrics", policy.Public, s.getMetrics},
		{"GET", "/openapi.yaml", policy.Public, s.getSpecification},
	}
}
