package httpapi

import (
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) fromAwards(a app.Awards) apigen.AwardAnswer {
	return apigen.AwardAnswer{
		EngineVersion: a.EngineVersion, RulesVersion: a.RulesVersion, Day: dayOf(a.Day),
		Project:  *fromProject(&a.Project),
		Eligible: each(a.Eligible, s.fromAward), Conditional: each(a.Conditional, s.fromAward),
		Ineligible: each(a.Ineligible, s.fromAward), Expired: each(a.Expired, s.fromAward),
	}
}

func (s *server) fromAward(a app.Award) apigen.AwardItem {
	out := apigen.AwardItem{
		Offer: summaryOut(a.Offer, a.Provider), Verdict: apigen.Verdict(a.Verdict), Ready: a.Ready, Amount: fromAwardAmount(a.Amount),
		Reasons: each(a.Reasons, fromReason), Evidence: each(a.Evidence, fromEvidence),
		Clause: fromClause(domain.Clause{Document: a.Offer.Source.Title, Href: a.Offer.Source.Address}),
	}
	if e, ok := s.App.MeasureEntryOf(a.Offer.ID); ok {
		out.Entry, out.Clause = &e.ID, fromClause(e.Clause)
	}
	return out
}

func fromAwardAmount(a app.AwardAmount) apigen.AwardAmount {
	return apigen.AwardAmount{
		Kind: apigen.AmountKind(a.Kind), CertainFen: as[int64](a.Certain), FromFen: as[int64](a.From), UpToFen: as[int64](a.UpTo),
		Per: filled[string](a.Per), RateBP: as[int32](a.Rate), BaseFen: as[int64](a.Base), Base: maybeText(a.BaseName),
		Says: fromText(a.Says), Formula: fromText(a.Formula), Worked: maybeText(a.Worked),
	}
}

func fromEvidence(e app.Evidence) apigen.Evidence {
	return apigen.Evidence{Field: e.Field, Label: fromText(e.Label), Paper: maybeText(e.Paper), Known: e.Known}
}

func fromMeasureDocument(d *app.MeasureDocument) *apigen.MeasureDocument {
	if d == nil {
		return nil
	}
	return &apigen.MeasureDocument{
		Number: d.Number, Title: fromText(d.Title), Issuer: fromText(d.Issuer), IssuedOn: dayOf(d.IssuedOn), ValidUntil: maybeDayOf(d.ValidUntil),
		Verified: d.Verified, General: each(d.General, fromText),
	}
}

func fromMeasureCounts(n app.MeasureCounts) apigen.MeasureCounts {
	return apigen.MeasureCounts{
		Measures: int32(n.Measures), Entries: int32(n.Entries), Paying: int32(n.Paying),
		Served: int32(n.Served), Partly: int32(n.Partly), Planned: int32(n.Planned),
	}
}

func (s *server) fromMeasure(m app.Measure) apigen.Measure {
	return apigen.Measure{
		Number: int32(m.Number), Title: fromText(m.Title),
		Section: apigen.MeasureSection{Number: int32(m.Section.Number), Title: fromText(m.Section.Title)},
		Entries: each(m.Entries, s.fromMeasureEntry),
	}
}

func (s *server) fromMeasureEntry(e app.MeasureEntry) apigen.MeasureEntry {
	return apigen.MeasureEntry{
		ID: e.ID, Item: int32(e.Item), Kind: string(e.Kind), PaysMoney: e.PaysMoney, Says: fromText(e.Says), For: fromText(e.For),
		Clause: fromClause(e.Clause), Verified: e.Verified, State: apigen.MeasureState(e.State()),
		Offers: each(s.App.EntryOffers(e), s.fromEntryOffer), Rosters: each(e.Rosters, s.fromEntryRoster),
		Place: maybeText(e.Place), Page: filled[string](e.Page), Missing: maybeText(e.Missing),
	}
}

func (s *server) fromEntryOffer(o domain.Offer) apigen.EntryOffer {
	out := apigen.EntryOffer{ID: string(o.ID), Kind: apigen.OfferKind(o.Kind), Name: fromText(o.Name)}
	if o.Terms.Award != nil {
		amount := fromAwardAmount(s.App.PublishedAmount(*o.Terms.Award))
		out.Amount = &amount
	}
	return out
}

func (s *server) fromEntryRoster(code domain.Code) apigen.EntryRoster {
	return apigen.EntryRoster{Code: string(code), Name: fromText(s.App.RosterName(code))}
}
