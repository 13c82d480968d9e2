package httpapi

import (
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) fromAssessment(a app.Assessment) apigen.Assessment {
	out := apigen.Assessment{
		Enterprise: string(a.Enterprise), Day: dayOf(a.Day), RulesVersion: a.RulesVersion,
		Sheets: each(a.Sheets, s.fromSheet), Boards: each(a.Boards, s.fromBoard),
	}
	if a.Nearest != nil {
		out.NearestStandard = &a.Nearest.Sheet.ID
	}
	return out
}

func (s *server) fromBoard(b app.BoardResult) apigen.BoardResult {
	return apigen.BoardResult{
		Board: string(b.Board), Name: fromText(s.App.NameOf("boards", b.Board)), Verdict: fromTruth(b.Verdict),
		Base: each(b.Base, s.fromSheet), Positioning: each(b.Position, s.fromSheet), Standards: each(b.Standards, s.fromStandard),
	}
}

func (s *server) fromStandard(r app.StandardResult) apigen.SheetResult {
	out := s.fromSheet(r.Result)
	out.ProgressBP, out.Years = as[int32](r.Progress), r.Years
	return out
}

func (s *server) fromSheet(r app.SheetResult) apigen.SheetResult {
	h := r.Sheet
	out := apigen.SheetResult{
		Sheet: h.ID, Series: h.Series, Family: apigen.SheetResultFamily(h.Family), Title: fromText(h.Title), Note: maybeText(h.Note),
		Document: fromClause(h.Document), From: dayOf(h.From), Until: maybeDayOf(h.Until), Verified: h.Verified, VerifiedOn: h.VerifiedOn,
		Unverified: each(h.Unverified, fromText), Tier: filled[string](h.Tier), Board: filled[string](h.Board), Part: filled[string](h.Part),
		Applies: fromTruth(r.Applies), Verdict: fromTruth(r.Verdict), Conditional: r.Conditional,
		Conditions: each(r.Conditions, s.fromCondition), Judgements: each(h.Judgements, fromText),
		Class: filled[string](r.Class), PossibleClasses: each(r.Among, same[string, domain.Code]), Sector: filled[string](r.Sector),
		Missing: each(r.Missing, s.fromMissing),
		Advice: each(r.Advice, func(a app.Advice) apigen.SheetAdvice {
			return apigen.SheetAdvice{Condition: a.Condition, Text: fromText(a.Text), Points: a.Points}
		}),
		Listed: []apigen.ListedIndicator{},
	}
	for _, l := range r.Listed {
		out.Listed = append(out.Listed, apigen.ListedIndicator{Group: fromText(l.Group), Label: fromText(l.Label), Have: maybeText(l.Have)})
	}
	if r.Points != nil {
		points := s.fromPoints(*r.Points, h.Points.Max, h.Points.Pass)
		out.Points = &points
	}
	if r.Limit != nil {
		out.LimitFen = as[int64](&r.Limit.Amount)
	}
	return out
}

func (s *server) fromMissing(name string) apigen.MissingField {
	label, paper := s.App.Lacking(name)
	return fromLack(app.Lack{Field: name, Label: label, Paper: paper})
}

func fromLack(l app.Lack) apigen.MissingField {
	return apigen.MissingField{Field: l.Field, Label: fromText(l.Label), Paper: maybeText(l.Paper)}
}

func (s *server) fromCondition(c app.SheetCondition) apigen.SheetCondition {
	return apigen.SheetCondition{
		ID: c.Criterion.ID, Label: fromText(s.App.LabelOf(c.Criterion)), Field: c.Criterion.Field, Outcome: fromTruth(c.Outcome),
		Have: maybeText(c.Have), Want: fromText(c.Want), Clause: fromClause(c.Criterion.Clause),
		ProgressBP: as[int32](c.Progress), Gap: c.Gap, Advice: maybeText(c.Advice), Routes: each(c.Routes, s.fromRoute),
	}
}

func (s *server) fromRoute(r app.SheetRoute) apigen.SheetRoute {
	return apigen.SheetRoute{
		ID: r.Route.ID, Label: fromText(r.Route.Label), Outcome: fromTruth(r.Outcome),
		Conditions: each(r.Conditions, s.fromCondition), Judgements: each(r.Route.Judgements, fromText),
	}
}

func (s *server) fromPoints(p app.SheetPoints, most int64, pass *int64) apigen.SheetPoints {
	return apigen.SheetPoints{
		Points: p.Points, KnownPoints: p.Known, MaxPoints: most, PassPoints: pass, Score: int32(p.Score), Passed: fromTruth(p.Passed),
		Ranked: p.Ranked, Direct: each(p.Direct, s.fromRoute),
		Groups: each(p.Groups, func(g app.SheetGroup) apigen.SheetGroup {
			return apigen.SheetGroup{
				ID: g.Group.ID, Label: fromText(g.Group.Label), Points: g.Points, KnownPoints: g.Known, MaxPoints: g.Group.Max,
				PassPoints: g.Group.Pass, Outcome: fromTruth(g.Outcome), Indicators: each(g.Indicators, fromIndicator),
			}
		}),
	}
}

func fromIndicator(i app.SheetIndicator) apigen.SheetIndicator {
	out := apigen.SheetIndicator{
		ID: i.Indicator.ID, Label: fromText(i.Indicator.Label), Reason: maybeText(i.Indicator.Reason), Field: i.Indicator.Field, Known: i.Known,
		Points: i.Points, MaxPoints: i.Indicator.Max, Have: maybeText(i.Have), Want: maybeText(i.Want), Clause: fromClause(i.Indicator.Clause),
	}
	if i.By != nil {
		out.By = maybeText(i.By.Label)
	}
	if n := i.Next; n != nil {
		out.Next = &apigen.NextBand{Points: n.Points, Want: fromText(n.Want), Advice: fromText(n.Advice)}
	}
	return out
}

var sheetOutcomes = map[string]apigen.SheetOutcome{"true": "met", "false": "not_met", "unknown": "unknown"}

func fromTruth(t app.Truth) apigen.SheetOutcome { return sheetOutcomes[t.String()] }

func fromCreditValue(c app.CreditValue) apigen.CreditValue {
	return apigen.CreditValue{
		ID: string(c.ID), Sheet: c.Sheet, Title: fromText(c.Title), Document: fromClause(c.Document), RulesVersion: c.RulesVersion,
		Day: dayOf(c.Day), ValidUntil: dayOf(c.ValidUntil), Current: c.Current, Verdict: sheetOutcomes[c.Verdict], Conditional: c.Conditional,
		LimitFen: as[int64](c.Limit), Lines: each(c.Lines, fromCreditLine), Basis: c.Basis, MadeAt: c.MadeAt.UTC(),
	}
}

func fromCreditLine(l domain.CreditLine) apigen.CreditLine {
	out := apigen.CreditLine{
		Criterion: filled[string](l.Criterion), Label: fromText(l.Label), Have: maybeText(l.Have), Want: maybeText(l.Want),
		Outcome: filled[apigen.SheetOutcome](sheetOutcomes[l.Outcome]),
	}
	if l.Criterion != "" {
		clause := fromClause(l.Clause)
		out.Clause = &clause
	}
	return out
}
