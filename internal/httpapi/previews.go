package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) previewRules(c *gin.Context) {
	var in apigen.RulesPreviewInput
	if err := decode(c, &in); err != nil {
		fail(c, err)
		return
	}
	var on *domain.Date
	if in.On != nil {
		day, err := domain.ParseDate(*in.On)
		if err != nil {
			fail(c, domain.Invalid("date_invalid", "on", domain.Facts{"have": *in.On}))
			return
		}
		on = &day
	}
	out, err := s.App.PreviewSheets(c.Request.Context(), actor(c), []byte(in.Sheets), on)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.RulesPreview{
		Day: dayOf(out.Day), RulesVersion: out.Before, NewRulesVersion: out.After,
		Sheets: each(out.Sheets, fromSheetHead), Reports: each(out.Reports, s.fromReport),
	})
}

func (s *server) previewOffer(c *gin.Context) {
	o, err := offerIn(c)
	if err != nil {
		fail(c, err)
		return
	}
	o.ID = domain.OfferID(c.Param("id"))
	out, err := s.App.PreviewOffer(c.Request.Context(), actor(c), o)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.fromReport(out))
}

func (s *server) getFairness(c *gin.Context) {
	on, err := dayQuery(c, "on")
	if err != nil {
		fail(c, err)
		return
	}
	out, err := s.App.FairnessReport(c.Request.Context(), actor(c), on)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.FairnessReport{
		Day: dayOf(out.Day), RulesVersion: out.RulesVersion, LeastGroup: int32(s.App.Rules.Groups.Least),
		Sheets: each(out.Sheets, fromSheetHead), Reports: each(out.Reports, s.fromReport),
	})
}

func fromSheetHead(s app.Sheet) apigen.SheetHead {
	return apigen.SheetHead{
		Sheet: s.ID, Series: s.Series, Family: s.Family, Title: fromText(s.Title), Document: fromClause(s.Document),
		From: dayOf(s.From), Until: maybeDayOf(s.Until), Verified: s.Verified,
	}
}

// outcomeOrder is that of counts; classes come in the order of their sheet.
var outcomeOrder = []app.PreviewOutcome{"met", "conditional", "not_met", "unknown", "large", "medium", "small", "micro"}

func fromTally(t app.PreviewTally) []apigen.OutcomeCount {
	out := []apigen.OutcomeCount{}
	for _, o := range outcomeOrder {
		if n := t[o]; n > 0 {
			out = append(out, apigen.OutcomeCount{Outcome: string(o), Firms: int32(n)})
		}
	}
	return out
}

func (s *server) fromReport(r app.PreviewReport) apigen.SheetReport {
	return apigen.SheetReport{
		Series: r.Series, Firms: int32(r.Firms), Before: fromTally(r.All.Before), After: fromTally(r.All.After),
		Gained: int32(r.All.Gained), Lost: int32(r.All.Lost), Groups: each(r.Lines, s.fromGroupLine), Changes: each(r.Changes, s.fromChange),
	}
}

var groupVocabularies = map[apigen.GroupKind]string{"district": "places", "size": "size_classes", "tier": "tiers", "sector": "industries"}

func (s *server) fromGroupLine(l app.PreviewLine) apigen.GroupLine {
	kind := apigen.GroupKind(l.Group.Kind)
	var name domain.Text
	if v := groupVocabularies[kind]; v != "" && l.Group.Code != "" {
		name = s.App.NameOf(v, l.Group.Code)
	}
	return apigen.GroupLine{
		Kind: kind, Code: string(l.Group.Code), Name: maybeText(name), Firms: int32(l.Firms), Withheld: l.Withheld,
		Before: fromTally(l.Before), After: fromTally(l.After), Gained: int32(l.Gained), Lost: int32(l.Lost),
	}
}

func (s *server) fromChange(c app.PreviewChange) apigen.FirmChange {
	return apigen.FirmChange{
		EnterpriseID: string(c.Enterprise), Name: c.Name, District: string(c.District), Before: string(c.Before), After: string(c.After),
		PointsBefore: c.Points[0], PointsAfter: c.Points[1], Because: each(c.Because, s.fromCondition),
	}
}
