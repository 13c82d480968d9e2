package httpapi

import (
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func fromMatch(a app.MatchAnswer) apigen.MatchAnswer {
	return apigen.MatchAnswer{
		EngineVersion: a.EngineVersion, RulesVersion: a.RulesVersion, InputsHash: a.InputsHash, Day: dayOf(a.Day),
		Evaluated: int32(a.Evaluated), TookUs: a.Took.Microseconds(),
		Counts: apigen.Counts{
			Eligible: int32(a.Counts.Eligible), Conditional: int32(a.Counts.Conditional),
			Ineligible: int32(a.Counts.Ineligible), Expired: int32(a.Counts.Expired),
		},
		Items: each(a.Items, fromItem), NearMisses: each(a.NearMisses, fromNearMiss), AskFirst: each(a.AskFirst, fromAsk),
		Best: fromCombination(a.Best), Declined: []apigen.DeclinedBefore{},
	}
}

func (s *server) fromDeclined(x domain.Application) apigen.DeclinedBefore {
	return apigen.DeclinedBefore{
		OfferID: string(x.OfferID), OfferName: x.OfferName, ApplicationID: string(x.ID), At: x.Moves[len(x.Moves)-1].At.UTC(), Closing: *s.fromClosing(x),
	}
}

func fromItem(i app.MatchItem) apigen.MatchItem {
	return apigen.MatchItem{
		Offer: summaryOut(i.Offer, i.Provider), Verdict: apigen.Verdict(i.Verdict), Score: int32(i.Score), Coverage: int32(i.Coverage),
		Reasons: each(i.Reasons, fromReason), Cost: fromCost(i.Cost),
	}
}

func fromReason(r app.Reason) apigen.Reason {
	return apigen.Reason{
		Criterion: r.Criterion, Label: fromText(r.Label), Field: r.Field, Outcome: apigen.Outcome(r.Outcome),
		Have: maybeText(r.Have), Want: fromText(r.Want), Clause: fromClause(r.Clause), Points: int32(r.Points), MaxPoints: int32(r.MaxPoints),
	}
}

func fromCost(c app.Cost) apigen.Cost {
	out := apigen.Cost{
		Published: c.Published, Method: filled[apigen.RepaymentMethod](c.Method), MethodGiven: c.MethodGiven,
		RateMinBP: as[int32](c.RateMin), RateMaxBP: as[int32](c.RateMax), RateBasis: filled[apigen.RateBasis](c.RateBasis),
		InterestMinFen: as[int64](c.InterestMin), InterestMaxFen: as[int64](c.InterestMax),
		FeesMinFen: as[int64](c.FeesMin), FeesMaxFen: as[int64](c.FeesMax), SubsidyFen: as[int64](c.Subsidy),
		TotalMinFen: as[int64](c.TotalMin), TotalMaxFen: as[int64](c.TotalMax),
		AnnualMinBP: as[int32](c.AnnualMin), AnnualMaxBP: as[int32](c.AnnualMax), NetAnnualBP: as[int32](c.NetAnnual),
		AwardMinFen: as[int64](c.AwardMin), AwardMaxFen: as[int64](c.AwardMax), Notes: each(c.Notes, fromText),
	}
	if l := c.LPR; l != nil {
		out.LPR = &apigen.LPRUse{
			Tenor: l.Tenor, RateBP: int32(l.Rate), EffectiveOn: dayOf(l.EffectiveOn), Stale: l.Stale, Verified: l.Verified,
		}
	}
	return out
}

func fromNearMiss(n app.NearMiss) apigen.NearMiss {
	return apigen.NearMiss{
		Offer: summaryOut(n.Offer, n.Provider), Unmet: each(n.Unmet, fromChange), Then: apigen.Verdict(n.Then), Score: int32(n.Score),
	}
}

func fromChange(c app.Change) apigen.Change {
	return apigen.Change{
		Criterion: c.Criterion, Field: c.Field, Label: fromText(c.Label), Have: maybeText(c.Have), Want: fromText(c.Want),
		Advice: maybeText(c.Advice), Changeable: c.Changeable, From: maybeDayOf(c.From), Clause: fromClause(c.Clause),
	}
}

func fromAsk(a app.Ask) apigen.Ask {
	return apigen.Ask{
		Field: a.Field, Label: fromText(a.Label), Paper: maybeText(a.Paper), Settles: int32(a.Settles), Touches: int32(a.Touches),
	}
}

func fromCombination(c *app.Combination) *apigen.Combination {
	if c == nil {
		return nil
	}
	return &apigen.Combination{
		Offers: each(c.Offers, same[apigen.ID, domain.OfferID]), Relations: each(c.Relations, fromRelation),
		CostMinFen: as[int64](c.CostMin), AwardMinFen: int64(c.AwardMin), AwardMaxFen: as[int64](c.AwardMax),
		SubsidyFen: as[int64](c.Subsidy), NetMinFen: as[int64](c.NetMin), NetAnnualBP: as[int32](c.NetAnnual), Notes: each(c.Notes, fromText),
	}
}

func fromRelation(r app.Relation) apigen.Relation {
	return apigen.Relation{A: string(r.A), B: string(r.B), Kind: apigen.RelationKind(r.Kind), Clause: fromClause(r.Clause)}
}
