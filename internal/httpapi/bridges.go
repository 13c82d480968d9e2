package httpapi

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) requestBridge(c *gin.Context) {
	bridgeBy(s, c, http.StatusCreated, func(in apigen.BridgeInput, r *reader) (app.BridgeView, error) {
		b := domain.Bridge{
			Fund: domain.OfferID(in.FundID), Lender: domain.ProviderID(in.LenderID), Principal: domain.Fen(in.PrincipalFen), DueOn: r.day("due_on", in.DueOn),
			Contract: in.Contract, Amount: domain.Fen(in.AmountFen),
		}
		if err := r.fault(); err != nil {
			return app.BridgeView{}, err
		}
		return s.App.RequestBridge(c.Request.Context(), actor(c), b)
	})
}

func (s *server) listBridges(c *gin.Context) {
	found, next, err := s.App.Bridges(c.Request.Context(), actor(c), pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.BridgeList{Items: []apigen.Bridge{}, NextCursor: cursorOf(next)}
	for _, v := range found {
		out.Items = append(out.Items, s.fromBridge(c, v))
	}
	c.JSON(http.StatusOK, out)
}

func (s *server) getBridge(c *gin.Context) {
	v, err := s.App.Bridge(c.Request.Context(), actor(c), bridgeID(c))
	s.answerBridge(c, http.StatusOK, v, err)
}

func bridgeID(c *gin.Context) domain.BridgeID { return domain.BridgeID(c.Param("id")) }

func (s *server) answerBridge(c *gin.Context, status int, v app.BridgeView, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(status, s.fromBridge(c, v))
}

// bridgeBy reads a body and answers the bridge that comes of it.
func bridgeBy[In any](s *server, c *gin.Context, status int, do func(In, *reader) (app.BridgeView, error)) {
	var in In
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	v, err := do(in, &reader{})
	s.answerBridge(c, status, v, err)
}

func (s *server) commitBridge(c *gin.Context) {
	bridgeBy(s, c, http.StatusOK, func(in apigen.CommitmentInput, r *reader) (app.BridgeView, error) {
		given := domain.Commitment{Amount: domain.Fen(in.AmountFen), PromisedOn: r.day("promised_on", in.PromisedOn), Note: orEmpty(in.Note)}
		if err := r.fault(); err != nil {
			return app.BridgeView{}, err
		}
		return s.App.CommitBridge(c.Request.Context(), actor(c), bridgeID(c), given)
	})
}

func (s *server) approveBridge(c *gin.Context) {
	bridgeBy(s, c, http.StatusOK, func(in apigen.BridgeAmount, _ *reader) (app.BridgeView, error) {
		return s.App.ApproveBridge(c.Request.Context(), actor(c), bridgeID(c), domain.Fen(in.AmountFen))
	})
}

// bridgeDay is a move that says on which day something was done.
func (s *server) bridgeDay(move func(context.Context, domain.Actor, domain.BridgeID, domain.Date) (app.BridgeView, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		bridgeBy(s, c, http.StatusOK, func(in apigen.DoneOn, r *reader) (app.BridgeView, error) {
			on := r.day("done_on", in.DoneOn)
			if err := r.fault(); err != nil {
				return app.BridgeView{}, err
			}
			return move(c.Request.Context(), actor(c), bridgeID(c), on)
		})
	}
}

func (s *server) declineBridge(c *gin.Context) {
	bridgeBy(s, c, http.StatusOK, func(in apigen.ClosingInput, _ *reader) (app.BridgeView, error) {
		return s.App.DeclineBridge(c.Request.Context(), actor(c), bridgeID(c), domain.Closing{Reason: domain.Code(in.Reason), Text: in.Text})
	})
}

func (s *server) withdrawBridge(c *gin.Context) {
	bridgeBy(s, c, http.StatusOK, func(in apigen.WithdrawalInput, _ *reader) (app.BridgeView, error) {
		return s.App.WithdrawBridge(c.Request.Context(), actor(c), bridgeID(c), domain.Closing{Reason: domain.Code(in.Reason), Text: orEmpty(in.Text)})
	})
}

func (s *server) listBridgeFunds(c *gin.Context) {
	found, err := s.App.BridgeFunds(c.Request.Context(), actor(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.BridgeFundList{Items: each(found, s.fromBridgeFund)})
}

func (s *server) updateBridgeFund(c *gin.Context) {
	var in apigen.BridgeFundInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	f := domain.BridgeFund{
		ID: domain.OfferID(c.Param("id")), Version: in.Version, Total: domain.Fen(in.TotalFen), OwnShare: as[domain.BasisPoints](in.OwnShareBP),
		CountsFirst: in.CountsFirst, CountsLast: in.CountsLast, Source: in.Source,
	}
	if in.DayBasis != nil {
		f.DayBasis = domain.Code(*in.DayBasis)
	}
	v, err := s.App.UpdateBridgeFund(c.Request.Context(), actor(c), f)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromBridgeFund(v))
}

func (s *server) fromBridgeFund(v app.BridgeFundView) apigen.BridgeFund {
	own := v.OwnShare
	if own == nil {
		own = v.Offer.Terms.OwnFunds
	}
	out := apigen.BridgeFund{
		ID: string(v.ID), Version: v.Version, Name: fromText(v.Offer.Name), Provider: fromText(s.App.Rules.Providers[v.Offer.Provider].Name),
		OwnShareBP: as[int32](own), CountsFirst: v.CountsFirst, CountsLast: v.CountsLast, DaysMost: v.Offer.Terms.MaxWorkingDays, Source: v.Source, Editable: v.Money,
	}
	basis := string(v.DayBasis)
	if r := v.Offer.Terms.Rate; r != nil {
		out.DailyFeePerMillion = r.DailyFee
		if basis == "" {
			basis = r.DayBasis
		}
	}
	if basis != "" {
		out.DayBasis = &basis
	}
	if v.Version > 0 {
		at := v.UpdatedAt.UTC()
		out.UpdatedAt = &at
		if v.Money {
			total, committed, free := int64(v.Total), int64(v.Committed), int64(v.Free())
			out.TotalFen, out.CommittedFen, out.FreeFen = &total, &committed, &free
		}
	}
	return out
}

func (s *server) fromBridge(c *gin.Context, v app.BridgeView) apigen.Bridge {
	who := actor(c)
	money := v.Party == domain.PartyFund || who.Role == domain.RoleRegulator
	out := apigen.Bridge{
		ID: string(v.ID), Version: v.Version, Enterprise: cardOf(v.Firm, s.App.Today()), FundID: string(v.Fund), FundName: v.FundName,
		Lender: fromText(s.App.Rules.Providers[v.Lender].Name), State: apigen.BridgeState(v.State),
		Allowed: each(v.Allowed(v.Party), same[apigen.BridgeMove, domain.BridgeMove]), PrincipalFen: int64(v.Principal), DueOn: dayOf(v.DueOn),
		Contract: v.Contract, AmountFen: int64(v.Amount), DisbursedOn: maybeDayOf(v.DisbursedOn), OldRepaidOn: maybeDayOf(v.OldRepaidOn),
		RenewedOn: maybeDayOf(v.RenewedOn), ReturnedOn: maybeDayOf(v.ReturnedOn), DaysCharged: as[int32](v.DaysCharged), FeeFen: as[int64](v.FeeSoFar),
		Limits: each(v.Limits, func(l domain.BridgeLimit) apigen.BridgeLimit {
			out := apigen.BridgeLimit{Limit: apigen.BridgeLimitLimit(l.Limit), AmountFen: as[int64](l.Amount), Binds: l.Binds}
			if l.Limit == domain.LimitFreeBalance && !money {
				out.AmountFen = nil
			}
			return out
		}),
		Clocks: apigen.BridgeClocks{
			DaysToDue: as[int32](v.Clocks.DaysToDue), DaysUsed: as[int32](v.Clocks.DaysUsed), DaysMost: as[int32](v.Clocks.DaysMost),
			DaysPastPromised: as[int32](v.Clocks.DaysPastPromised), Overdue: v.Clocks.Overdue,
		},
		Moves: each(v.Moves, func(m domain.Applied[domain.BridgeMove]) apigen.BridgeStep {
			return apigen.BridgeStep{At: m.At.UTC(), Move: apigen.BridgeMove(m.Move), Party: apigen.BridgeParty(m.Party), ByName: m.ByName, Text: m.Text}
		}),
		CreatedAt: v.CreatedAt.UTC(), UpdatedAt: v.UpdatedAt.UTC(),
	}
	if v.Party != "" {
		party := apigen.BridgeParty(v.Party)
		out.Party = &party
	}
	if v.Commitment != nil {
		out.Commitment = &apigen.BridgeCommitment{AmountFen: int64(v.Commitment.Amount), PromisedOn: dayOf(v.Commitment.PromisedOn), Note: v.Commitment.Note}
	}
	if v.Closing != nil {
		name, next := s.App.ReasonWords(*v.Closing, v.State == domain.BridgeDeclined)
		out.Closing = closingOf(*v.Closing, name, next)
	}
	return out
}
