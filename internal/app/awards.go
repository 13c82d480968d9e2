package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/tracing"
)

type (
	// Awards is what a firm may claim, by verdict.
	Awards = matching.Awards
	// Award is one award offer of it.
	Award = matching.Award
	// AwardAmount is what an award's figures come to.
	AwardAmount = matching.AwardAmount
	// Evidence is a field that an award hangs on, with its paper.
	Evidence = matching.Evidence
)

// Awards answers what a firm may claim for a project on a day; nil is today.
// Errors: enterprise_not_found, unknown_code of project_kind, project_field
// and project_state.
func (a *App) Awards(ctx context.Context, actor domain.Actor, id domain.EnterpriseID, project domain.Project, on *domain.Date) (_ Awards, err error) {
	ctx, step := tracing.Start(ctx, "awards")
	defer func() { step.End(err) }()
	firm, err := a.Store.Enterprise(ctx, id)
	if err != nil {
		return Awards{}, err
	}
	hidden := domain.NotFound("enterprise", string(id))
	if err := a.allow(ctx, actor, policy.EnterpriseAwards, policy.EnterpriseTarget(firm), string(id), hidden); err != nil {
		return Awards{}, err
	}
	if err := a.Rules.CheckProject("project_", project); err != nil {
		return Awards{}, err
	}
	day := a.today()
	if on != nil {
		day = *on
	}
	return a.Matcher.Awards(firm, project, day), nil
}

type (
	// Measure is a policy measure with its entries.
	Measure = rules.Measure
	// MeasureEntry is one thing that a measure promises or orders.
	MeasureEntry = rules.MeasureEntry
	// MeasureDocument is what the measures are of.
	MeasureDocument = rules.MeasureDocument
	// MeasureCounts are how many there are, and how far they are served.
	MeasureCounts = rules.MeasureCounts
)

// Measures answers the measures that the region serves, by number, and how
// far each is. The document is nil where the region has none.
func (a *App) Measures() (*MeasureDocument, []Measure, MeasureCounts) {
	return a.Rules.Document, a.Rules.Measures, a.Rules.CountMeasures()
}

// MeasureEntryOf answers the entry of the measures that an offer serves.
func (a *App) MeasureEntryOf(id domain.OfferID) (MeasureEntry, bool) { return a.Rules.EntryOf(id) }

// EntryOffers answers the offers of an entry as the catalogue's files have
// them.
func (a *App) EntryOffers(e MeasureEntry) []domain.Offer {
	var out []domain.Offer
	for _, id := range e.Offers {
		if o, ok := a.Rules.CatalogueOffer(id); ok {
			out = append(out, o)
		}
	}
	return out
}

// RosterName answers what a roster is called.
func (a *App) RosterName(code domain.Code) domain.Text {
	return a.Rules.Vocabularies["rosters"].NameOf(code)
}

// PublishedAmount answers an award's amount where no firm is asked about.
func (a *App) PublishedAmount(t domain.AwardTerms) AwardAmount {
	return matching.AmountOf(a.Rules, t, nil)
}
