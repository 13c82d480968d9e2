package httpapi

import (
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func fromScoreLine(l domain.ScoreLine) apigen.ScoreLine {
	return apigen.ScoreLine{
		ID: l.ID, Label: fromText(l.Label), Have: maybeText(l.Have), Want: fromText(l.Want),
		Points: l.Points, MaxPoints: l.Max, Clause: fromClause(l.Clause),
	}
}

func fromRankedFirm(f app.RankedFirm) apigen.RankedFirm {
	return apigen.RankedFirm{
		Rank: int32(f.Rank), EnterpriseID: string(f.Firm.EnterpriseID), USCC: string(f.Firm.USCC), Name: f.Firm.Name,
		FoundedOn: dayOf(f.Firm.FoundedOn), District: string(f.Firm.District), Industry: string(f.Firm.Industry),
		Score: f.Firm.Score, Ranked: f.Enough, Missing: each(f.Missing, fromLack),
		Lines: each(f.Firm.Lines, fromScoreLine), CandidacyID: filled[string](f.Candidacy), Stage: filled[string](f.Stage),
	}
}

func fromRanking(r app.Ranking) apigen.ListingRanking {
	return apigen.ListingRanking{
		Items: each(r.Items, fromRankedFirm), NextCursor: cursorOf(r.Next), Total: int32(r.Total),
		Day: dayOf(r.Day), RulesVersion: r.RulesVersion,
	}
}

func toShortlistTerms(t apigen.ShortlistTerms) domain.ShortlistTerms {
	bounds := func(list *[]apigen.ShortlistBound) []domain.ShortlistBound {
		return fromMaybe(list, func(_ int, b apigen.ShortlistBound) domain.ShortlistBound {
			out := domain.ShortlistBound{Code: domain.Code(b.Code), Cap: b.Cap}
			if b.Floor != nil {
				out.Floor = *b.Floor
			}
			return out
		})
	}
	out := domain.ShortlistTerms{
		Total: app.DefaultShortlistTotal, DistrictCap: t.DistrictCap, IndustryCap: t.IndustryCap,
		Districts: bounds(t.Districts), Industries: bounds(t.Industries),
	}
	if t.Total != nil {
		out.Total = *t.Total
	}
	return out
}

func fromShortlistTerms(t domain.ShortlistTerms) apigen.ShortlistTerms {
	bounds := func(all []domain.ShortlistBound) *[]apigen.ShortlistBound {
		out := each(all, func(b domain.ShortlistBound) apigen.ShortlistBound {
			return apigen.ShortlistBound{Code: string(b.Code), Floor: &b.Floor, Cap: b.Cap}
		})
		return &out
	}
	return apigen.ShortlistTerms{
		Total: &t.Total, DistrictCap: t.DistrictCap, IndustryCap: t.IndustryCap,
		Districts: bounds(t.Districts), Industries: bounds(t.Industries),
	}
}

func fromShortlistSummary(l domain.Shortlist) apigen.ShortlistSummary {
	return apigen.ShortlistSummary{
		ID: string(l.ID), Name: l.Name, State: apigen.ShortlistState(l.State), Day: dayOf(l.Day), Total: l.Terms.Total,
		ChosenCount: int32(len(l.Result.Chosen)), LeftOutCount: int32(len(l.Result.LeftOut)), Complete: l.Result.Complete,
		CreatedAt: l.CreatedAt.UTC(), FrozenAt: maybeTime(l.FrozenAt),
	}
}

// placed finds the firms of a list by id, each with its place in the ranking.
type placed map[domain.EnterpriseID]struct {
	rank int32
	firm domain.ShortlistCandidate
}

func placesOf(l domain.Shortlist) placed {
	out := make(placed, len(l.Candidates))
	for i, c := range l.Candidates {
		at := out[c.EnterpriseID]
		at.rank, at.firm = int32(i+1), c
		out[c.EnterpriseID] = at
	}
	return out
}

func (p placed) names(ids []domain.EnterpriseID) []apigen.FirmName {
	return each(ids, func(id domain.EnterpriseID) apigen.FirmName {
		return apigen.FirmName{EnterpriseID: string(id), Name: p[id].firm.Name}
	})
}

// fromShortlist answers the list with at most so many of those left out.
func fromShortlist(l domain.Shortlist, leftOut int) apigen.Shortlist {
	firms := placesOf(l)
	return apigen.Shortlist{
		ID: string(l.ID), Version: l.Version, Name: l.Name, State: apigen.ShortlistState(l.State), Day: dayOf(l.Day),
		Terms: fromShortlistTerms(l.Terms), Score: l.Result.Score, Complete: l.Result.Complete, TieRule: fromText(app.TieRule),
		RulesVersion: l.RulesVersion, SelectionVersion: l.SelectionVersion,
		CreatedAt: l.CreatedAt.UTC(), UpdatedAt: l.UpdatedAt.UTC(), FrozenAt: maybeTime(l.FrozenAt),
		CandidateCount: int32(len(l.Candidates)), LeftOutCount: int32(len(l.Result.LeftOut)),
		Chosen: each(l.Result.Chosen, func(id domain.EnterpriseID) apigen.ShortlistFirm {
			f := firms[id]
			return apigen.ShortlistFirm{
				Rank: f.rank, EnterpriseID: string(id), USCC: string(f.firm.USCC), Name: f.firm.Name, FoundedOn: dayOf(f.firm.FoundedOn),
				District: string(f.firm.District), Industry: string(f.firm.Industry), Score: f.firm.Score, Lines: each(f.firm.Lines, fromScoreLine),
			}
		}),
		LeftOut: each(l.Result.LeftOut[:min(leftOut, len(l.Result.LeftOut))], func(x domain.ShortlistLeftOut) apigen.ShortlistLeftOut {
			f := firms[x.EnterpriseID]
			return apigen.ShortlistLeftOut{
				Rank: f.rank, EnterpriseID: string(x.EnterpriseID), USCC: string(f.firm.USCC), Name: f.firm.Name, FoundedOn: dayOf(f.firm.FoundedOn),
				District: string(f.firm.District), Industry: string(f.firm.Industry), Score: f.firm.Score,
				Reasons: each(x.Reasons, same[apigen.ShortlistReason, string]), Enough: x.Enough,
				Instead: firms.names(x.Instead), With: firms.names(x.With),
			}
		}),
	}
}

func fromCandidacy(v app.CandidacyView) apigen.Candidacy {
	c := v.Record
	return apigen.Candidacy{
		ID: string(c.ID), Version: c.Version, EnterpriseID: string(c.EnterpriseID), Name: v.Name, USCC: string(v.USCC),
		District: string(v.District), Industry: string(v.Industry), Board: string(c.Board), Stage: string(c.Stage),
		Steps: each(c.Steps, func(s domain.CandidacyStep) apigen.CandidacyStep {
			return apigen.CandidacyStep{Stage: string(s.Stage), On: dayOf(s.On), Proof: s.Proof, At: s.At.UTC()}
		}),
		Issues: each(c.Issues, func(i domain.CandidacyIssue) apigen.CandidacyIssue {
			return apigen.CandidacyIssue{
				Issue: string(i.Issue), Severity: string(i.Severity), Note: i.Note, OpenedOn: dayOf(i.OpenedOn), ClosedOn: maybeDayOf(i.ClosedOn), Cure: i.Cure,
			}
		}),
		Notes: each(c.Notes, func(n domain.CandidacyNote) apigen.CandidacyNote {
			return apigen.CandidacyNote{Name: n.Name, Organisation: n.Organisation, At: n.At.UTC(), Text: n.Text}
		}),
		NextStages: each(v.Next, same[apigen.Code, domain.Code]), Blocking: each(v.Blocking, same[apigen.Code, domain.Code]),
		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
	}
}

func fromCultivation(c app.Cultivation) apigen.Cultivation {
	named := func(n app.Named) apigen.NamedCode {
		return apigen.NamedCode{Code: string(n.Code), Name: fromText(n.Name)}
	}
	standing := func(s app.Standing) apigen.RuleStanding {
		return apigen.RuleStanding{Document: s.Document, Date: s.Date, Verified: s.Verified}
	}
	return apigen.Cultivation{
		Boards: each(c.Boards, named), StagesFrom: standing(c.StagesFrom), IssuesFrom: standing(c.IssuesFrom),
		Stages: each(c.Stages, func(s app.Stage) apigen.CultivationStage {
			out := apigen.CultivationStage{
				Code: string(s.Code), Name: fromText(s.Name), EntersWhen: fromText(s.EntersWhen), Proof: each(s.Proof, named),
				MinMonths: s.Min, ValidMonths: s.Valid, Optional: s.Optional, Terminal: s.Terminal, Aside: s.Aside,
				Clocks: each(s.Clocks, func(k app.StageClock) apigen.StageClock {
					return apigen.StageClock{What: fromText(k.What), Within: k.Within, Unit: apigen.StageClockUnit(k.Unit)}
				}),
			}
			if s.Typical != nil {
				months := s.Typical[:]
				out.TypicalMonths = &months
			}
			return out
		}),
		Moves: each(c.Moves, func(m domain.CandidacyMove) apigen.CultivationMove {
			return apigen.CultivationMove{From: string(m.From), To: string(m.To), NotFor: each(m.NotFor, same[apigen.Code, domain.Code])}
		}),
		Severities: each(c.Severities, func(s app.Severity) apigen.Severity {
			return apigen.Severity{Code: string(s.Code), Name: fromText(s.Name), Note: fromText(s.Note), Blocks: filled[string](s.Blocks)}
		}),
		Issues: each(c.Issues, func(i app.BlockingIssue) apigen.BlockingIssue {
			return apigen.BlockingIssue{
				Code: string(i.Code), Name: fromText(i.Name), Severity: string(i.Severity), Ask: maybeText(i.Ask), Cure: maybeText(i.Cure), Rule: filled[string](i.Rule),
			}
		}),
	}
}
