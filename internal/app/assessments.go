package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

type (
	// SheetResult is what a rule sheet comes to for a firm.
	SheetResult = scoring.Result
	// SheetCondition is one condition of it.
	SheetCondition = scoring.Condition
	// SheetRoute is one way to meet a condition.
	SheetRoute = scoring.RouteResult
	// SheetPoints adds up a sheet's points.
	SheetPoints = scoring.PointResult
	// SheetGroup is a part of them.
	SheetGroup = scoring.GroupResult
	// SheetIndicator is one indicator of a group.
	SheetIndicator = scoring.IndicatorResult
	// BoardResult is one board's conditions.
	BoardResult = scoring.BoardResult
	// StandardResult is one standard of a board.
	StandardResult = scoring.StandardResult
	// Advice is a step towards a pass.
	Advice = scoring.Advice
	// Truth is met, not met or unknown.
	Truth = rules.Truth
)

// Assessment is what some sheets come to for a firm on a day, with the version
// of the rules.
type Assessment struct {
	Enterprise   domain.EnterpriseID
	Day          domain.Date
	RulesVersion string
	Sheets       []SheetResult
	Boards       []BoardResult
	Nearest      *StandardResult
}

// Tiers judges a firm by the sheets of size, tiers, credit value and the
// listing reserve that are in force on the day; on nil is today. Errors:
// enterprise_not_found.
func (a *App) Tiers(ctx context.Context, actor domain.Actor, id domain.EnterpriseID, on *domain.Date) (Assessment, error) {
	out, _, err := a.assess(ctx, actor, id, on, rules.FamilySize, rules.FamilyTier, rules.FamilyCredit)
	return out, err
}

// ListingReadiness judges a firm by every board's standards in force on the
// day, the listing reserve, and the listing-cultivation score. Errors:
// enterprise_not_found.
func (a *App) ListingReadiness(ctx context.Context, actor domain.Actor, id domain.EnterpriseID, on *domain.Date) (Assessment, error) {
	out, readiness, err := a.assess(ctx, actor, id, on, rules.FamilyReserve, rules.FamilyRanking)
	out.Boards, out.Nearest = readiness.Boards, readiness.Nearest
	return out, err
}

func (a *App) assess(ctx context.Context, actor domain.Actor, id domain.EnterpriseID, on *domain.Date, families ...string) (Assessment, scoring.Readiness, error) {
	e, err := a.Store.Enterprise(ctx, id)
	if err != nil {
		return Assessment{}, scoring.Readiness{}, err
	}
	hidden := domain.NotFound("enterprise", string(id))
	if err := a.allow(ctx, actor, policy.EnterpriseAssess, policy.EnterpriseTarget(e), string(id), hidden); err != nil {
		return Assessment{}, scoring.Readiness{}, err
	}
	a.noteRead(ctx, actor, policy.EnterpriseAssess, e)
	day := a.today()
	if on != nil {
		day = *on
	}
	facts := a.Rules.Facts(e, domain.Need{}, day)
	readiness := scoring.Prepare(a.Rules, facts)
	out := Assessment{Enterprise: id, Day: day, RulesVersion: a.Rules.Version()}
	for _, s := range a.Rules.SheetsOn(day, families...) {
		out.Sheets = append(out.Sheets, scoring.Judge(a.Rules, s, facts))
	}
	return out, readiness, nil
}

// Lacking names a field or yearly figure that a result is missing.
func (a *App) Lacking(name string) (label, paper domain.Text) { return a.Rules.LackingLabel(name) }

// LabelOf is a criterion's own label, or its field's.
func (a *App) LabelOf(c domain.Criterion) domain.Text { return a.Rules.LabelOf(c) }

// NameOf is the name of a code.
func (a *App) NameOf(vocabulary string, c domain.Code) domain.Text {
	return a.Rules.Vocabularies[vocabulary].NameOf(c)
}
