package httpapi

import (
	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) fromApplication(c *gin.Context, x domain.Application, firm domain.Enterprise) apigen.Application {
	who, today := actor(c), s.App.Today()
	standing := x.Standing(today)
	view := s.App.TurnNow(x.Turn)
	out := apigen.Application{
		ID: string(x.ID), Version: x.Version, NeedID: string(x.NeedID), Enterprise: cardOf(firm, today), OfferID: string(x.OfferID), OfferName: x.OfferName,
		Provider: fromText(s.App.Rules.Providers[x.Provider].Name), State: apigen.ApplicationState(x.State),
		Allowed:   each(x.Allowed(domain.PartyOf(who.Role)), same[apigen.ApplicationMove, domain.ApplicationMove]),
		AmountFen: int64(x.Amount), TermMonths: int32(x.Term), Note: x.Note, Documents: x.Documents, Contract: x.Contract,
		SignedOn: maybeDayOf(x.SignedOn), DisbursedFen: int64(x.Disbursed()), RepaidOn: maybeDayOf(x.RepaidOn), Closing: s.fromClosing(x),
		Consent: apigen.Consent{
			Scopes: each(x.Consent.Scopes, same[apigen.Code, domain.Code]), Purpose: x.Consent.Purpose, Until: dayOf(x.Consent.Until),
			GivenAt: x.Consent.GivenAt.UTC(), RevokedAt: maybeTime(x.Consent.RevokedAt), Stands: x.Consent.StandsOn(today),
		},
		Quotes: each(x.Quotes, func(q domain.Quote) apigen.Quote {
			return apigen.Quote{
				Number: int32(q.Number), AmountFen: int64(q.Amount), RateBP: as[int32](q.Rate), TermMonths: int32(q.Term),
				Repayment: word[apigen.RepaymentMethod](q.Repayment), GuaranteeFeeBP: int32(q.GuaranteeFee), OneOffFeeFen: int64(q.OneOffFee),
				ValidUntil: dayOf(q.ValidUntil), Note: q.Note, AnnualisedBP: as[int32](q.Annualised), TotalFen: as[int64](q.Total), ByName: q.ByName,
				At: q.At.UTC(), Standing: standing != nil && standing.Number == q.Number && x.State == domain.ApplicationQuoted, Taken: q.Number == x.Taken,
			}
		}),
		Disbursements: each(x.Disbursements, func(d domain.Disbursement) apigen.Disbursement {
			return apigen.Disbursement{AmountFen: int64(d.Amount), PaidOn: dayOf(d.On)}
		}),
		Moves: each(x.Moves, func(m domain.Applied[domain.ApplicationMove]) apigen.AppliedMove {
			return apigen.AppliedMove{At: m.At.UTC(), Move: apigen.ApplicationMove(m.Move), Party: apigen.Party(m.Party), ByName: m.ByName, Text: m.Text}
		}),
		Accesses: []apigen.Access{}, RiskShares: each(x.RiskShares, fromRiskShare), Turn: fromTurn(view, who), Turns: each(x.History, fromTurnEntry),
		CreatedAt: x.CreatedAt.UTC(), UpdatedAt: x.UpdatedAt.UTC(),
	}
	if who.Role == domain.RoleEnterprise || who.Role == domain.RoleRegulator {
		out.Accesses = each(x.Accesses, func(a domain.Access) apigen.Access {
			return apigen.Access{ReadOn: dayOf(a.On), ByName: a.ByName, First: a.First.UTC(), Last: a.Last.UTC(), Times: int32(a.Times)}
		})
	}
	return out
}

// fromClosing says why it ended, in words, and what the firm can do next.
func (s *server) fromClosing(x domain.Application) *apigen.ApplicationClosing {
	if x.Closing == nil {
		return nil
	}
	name, next := s.App.ReasonWords(*x.Closing, x.State == domain.ApplicationDeclined)
	return closingOf(*x.Closing, name, next)
}

func closingOf(c domain.Closing, name, next domain.Text) *apigen.ApplicationClosing {
	out := &apigen.ApplicationClosing{Reason: string(c.Reason), Name: fromText(name), Text: c.Text}
	if next.ZH != "" {
		words := fromText(next)
		out.Next = &words
	}
	return out
}

func fromRiskShare(s domain.RiskShare) apigen.RiskShare {
	return apigen.RiskShare{Party: string(s.Party), Name: filled[string](s.Name), ShareBP: int32(s.Share)}
}
