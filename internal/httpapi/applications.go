package httpapi

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) apply(c *gin.Context) {
	var in apigen.ApplicationInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	var r reader
	request := app.Request{
		Offers: each(in.OfferIds, same[domain.OfferID, string]), Amount: as[domain.Fen](in.AmountFen), Term: as[domain.Months](in.TermMonths),
		Note: orEmpty(in.Note), Draft: in.Draft != nil && *in.Draft,
		Consent: domain.Consent{
			Scopes: each(in.Consent.Scopes, same[domain.Code, string]), Purpose: orEmpty(in.Consent.Purpose),
			Until: r.day("consent.until", in.Consent.Until),
		},
	}
	err := r.fault()
	var made []domain.Application
	if err == nil {
		made, err = s.App.Apply(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")), request)
	}
	s.answerApplications(c, http.StatusCreated, made, "", err)
}

func (s *server) listApplicationsOfNeed(c *gin.Context) {
	found, err := s.App.ApplicationsOfNeed(c.Request.Context(), actor(c), domain.NeedID(c.Param("id")))
	s.answerApplications(c, http.StatusOK, found, "", err)
}

func (s *server) listApplications(c *gin.Context) {
	states := queryCodes[domain.ApplicationState](c.Request.URL.Query(), "state")
	found, next, err := s.App.Applications(c.Request.Context(), actor(c), states, pageOf(c))
	s.answerApplications(c, http.StatusOK, found, next, err)
}

func (s *server) answerApplications(c *gin.Context, status int, found []domain.Application, next string, err error) {
	var firms map[domain.EnterpriseID]domain.Enterprise
	if err == nil {
		firms, err = s.App.FirmsOf(c.Request.Context(), found)
	}
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.ApplicationList{NextCursor: cursorOf(next), Items: []apigen.Application{}}
	for _, x := range found {
		out.Items = append(out.Items, s.fromApplication(c, x, firms[x.EnterpriseID]))
	}
	c.JSON(status, out)
}

func (s *server) getApplicationQueue(c *gin.Context) {
	after, err := positionOf(c)
	if err != nil {
		fail(c, err)
		return
	}
	filter := app.DeskFilter{State: domain.ApplicationState(c.Query("state")), Mine: c.Query("mine") == "true"}
	items, total, next, err := s.App.ApplicationQueue(c.Request.Context(), actor(c), filter, after, pageOf(c).Limit)
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.ApplicationQueue{Total: int32(total), NextCursor: positionCursor(next), Items: []apigen.QueuedApplication{}}
	for _, q := range items {
		out.Items = append(out.Items, apigen.QueuedApplication{
			Position: int32(q.Position), Application: s.fromApplication(c, q.Application, q.Enterprise), Points: q.Points, FirstCome: q.FirstCome, WaitedDays: q.Waited,
		})
	}
	c.JSON(http.StatusOK, out)
}

// positionOf is the place that a queue goes on from.
func positionOf(c *gin.Context) (int, error) {
	text := pageOf(c).After
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, domain.Invalid("cursor_invalid", "cursor", domain.Facts{"have": text})
	}
	return n, nil
}

func positionCursor(next int) *string {
	if next == 0 {
		return nil
	}
	text := strconv.Itoa(next)
	return &text
}

func (s *server) getApplication(c *gin.Context) {
	x, err := s.App.Application(c.Request.Context(), actor(c), applicationID(c))
	s.answerApplication(c, x, err)
}

func applicationID(c *gin.Context) domain.ApplicationID { return domain.ApplicationID(c.Param("id")) }

func (s *server) answerApplication(c *gin.Context, x domain.Application, err error) {
	var firms map[domain.EnterpriseID]domain.Enterprise
	if err == nil {
		firms, err = s.App.FirmsOf(c.Request.Context(), []domain.Application{x})
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromApplication(c, x, firms[x.EnterpriseID]))
}

func (s *server) getOpenedProfile(c *gin.Context) {
	o, err := s.App.OpenedProfile(c.Request.Context(), actor(c), applicationID(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.OpenedProfile{
		Enterprise: fromEnterprise(o.Firm), Scopes: each(o.Consent.Scopes, same[apigen.Code, domain.Code]), Until: dayOf(o.Consent.Until),
	})
}

func (s *server) moveTo(m domain.ApplicationMove) gin.HandlerFunc {
	return func(c *gin.Context) {
		x, err := s.App.MoveApplication(c.Request.Context(), actor(c), applicationID(c), m, "")
		s.answerApplication(c, x, err)
	}
}

// moveBy reads the body of a move and makes it.
func moveBy[In any](s *server, c *gin.Context, move func(In) (domain.Application, error)) {
	var in In
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	x, err := move(in)
	s.answerApplication(c, x, err)
}

func (s *server) moveWithRemark(m domain.ApplicationMove) gin.HandlerFunc {
	return func(c *gin.Context) {
		moveBy(s, c, func(in apigen.Remark) (domain.Application, error) {
			return s.App.MoveApplication(c.Request.Context(), actor(c), applicationID(c), m, in.Text)
		})
	}
}

func (s *server) wantDocuments(c *gin.Context) {
	moveBy(s, c, func(in apigen.DocumentsWanted) (domain.Application, error) {
		return s.App.WantDocuments(c.Request.Context(), actor(c), applicationID(c), in.Documents)
	})
}

func (s *server) quoteApplication(c *gin.Context) {
	moveBy(s, c, func(in apigen.QuoteInput) (domain.Application, error) {
		var r reader
		q := domain.Quote{
			Amount: domain.Fen(in.AmountFen), Rate: as[domain.BasisPoints](in.RateBP), Term: domain.Months(in.TermMonths),
			Repayment: word[domain.RepaymentMethod](in.Repayment), ValidUntil: r.day("valid_until", in.ValidUntil), Note: orEmpty(in.Note),
		}
		if in.GuaranteeFeeBP != nil {
			q.GuaranteeFee = domain.BasisPoints(*in.GuaranteeFeeBP)
		}
		if in.OneOffFeeFen != nil {
			q.OneOffFee = domain.Fen(*in.OneOffFeeFen)
		}
		if err := r.fault(); err != nil {
			return domain.Application{}, err
		}
		return s.App.QuoteApplication(c.Request.Context(), actor(c), applicationID(c), q)
	})
}

func (s *server) takeQuote(c *gin.Context) {
	moveBy(s, c, func(in apigen.QuoteChoice) (domain.Application, error) {
		return s.App.TakeQuote(c.Request.Context(), actor(c), applicationID(c), int(in.Number))
	})
}

func (s *server) signApplication(c *gin.Context) {
	moveBy(s, c, func(in apigen.Signing) (domain.Application, error) {
		var r reader
		on := r.day("signed_on", in.SignedOn)
		if err := r.fault(); err != nil {
			return domain.Application{}, err
		}
		return s.App.SignApplication(c.Request.Context(), actor(c), applicationID(c), in.Contract, on)
	})
}

func (s *server) disburseApplication(c *gin.Context) {
	moveBy(s, c, func(in apigen.DisbursementInput) (domain.Application, error) {
		var r reader
		d := domain.Disbursement{Amount: domain.Fen(in.AmountFen), On: r.day("paid_on", in.PaidOn)}
		if err := r.fault(); err != nil {
			return domain.Application{}, err
		}
		return s.App.DisburseApplication(c.Request.Context(), actor(c), applicationID(c), d)
	})
}

func (s *server) closeApplication(c *gin.Context) {
	moveBy(s, c, func(in apigen.Repayment) (domain.Application, error) {
		var r reader
		on := r.day("repaid_on", in.RepaidOn)
		if err := r.fault(); err != nil {
			return domain.Application{}, err
		}
		return s.App.RepayApplication(c.Request.Context(), actor(c), applicationID(c), on)
	})
}

func (s *server) declineApplication(c *gin.Context) {
	moveBy(s, c, func(in apigen.ClosingInput) (domain.Application, error) {
		return s.App.DeclineApplication(c.Request.Context(), actor(c), applicationID(c), domain.Closing{Reason: domain.Code(in.Reason), Text: in.Text})
	})
}

func (s *server) withdrawApplication(c *gin.Context) {
	moveBy(s, c, func(in apigen.WithdrawalInput) (domain.Application, error) {
		return s.App.WithdrawApplication(c.Request.Context(), actor(c), applicationID(c), domain.Closing{Reason: domain.Code(in.Reason), Text: orEmpty(in.Text)})
	})
}

func (s *server) revokeConsent(c *gin.Context) {
	x, err := s.App.RevokeConsent(c.Request.Context(), actor(c), applicationID(c))
	s.answerApplication(c, x, err)
}
