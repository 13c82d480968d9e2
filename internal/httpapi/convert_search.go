package httpapi

import (
	"unicode/utf16"

	"rongqiao/internal/app"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) fromSearch(p app.OfferPage) apigen.OfferSearch {
	values := func(name string) apigen.FacetValues {
		return each(p.Facets[name], func(v app.FacetValue) apigen.Facet {
			return apigen.Facet{Value: v.Value, Label: fromText(v.Label), Count: int32(v.Count)}
		})
	}
	return apigen.OfferSearch{
		Items: each(p.Items, func(f app.FoundOffer) apigen.FoundOffer {
			return apigen.FoundOffer{
				Offer: summaryOut(f.Offer, s.App.Provider(f.Offer.Provider)), Highlights: each(f.Highlights, fromHighlight),
			}
		}),
		Facets: apigen.Facets{
			Kind: values("kind"), Product: values("product"), Provider: values("provider"), District: values("district"),
			Industry: values("industry"), Tier: values("tier"), Verified: values("verified"),
		},
		Total: int32(p.Total), NextCursor: cursorOf(p.Next), Degraded: onlyTrue(p.Degraded),
	}
}

// onlyTrue leaves out what is as it should be.
func onlyTrue(b bool) *bool {
	if !b {
		return nil
	}
	return &b
}

// fromHighlight counts in UTF-16 code units, as browsers do; the engine
// counts bytes.
func fromHighlight(h app.Highlight) apigen.Highlight {
	out := apigen.Highlight{Field: apigen.HighlightField(h.Field), Text: h.Text, Spans: []apigen.Span{}}
	for _, s := range h.Spans {
		out.Spans = append(out.Spans, apigen.Span{Start: units(h.Text[:s.Start]), End: units(h.Text[:s.End])})
	}
	return out
}

func units(s string) int32 {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return int32(n)
}

func fromVocabularyEntry(e app.VocabularyEntry) apigen.VocabularyEntry {
	out := apigen.VocabularyEntry{
		Vocabulary: e.Vocabulary, Code: string(e.Code), Name: fromText(e.Name), Parent: filled[string](e.Parent), Kind: filled[string](e.Kind),
		ValidFrom: maybeDayOf(e.ValidFrom), ValidUntil: maybeDayOf(e.ValidUntil), Successors: []apigen.Code{},
	}
	for _, part := range []bool{true, false} { // the main ones first
		for _, s := range e.Successors {
			if (s.Part == "main") == part {
				out.Successors = append(out.Successors, string(s.Code))
			}
		}
	}
	return out
}

func fromField(f app.Field) apigen.Field {
	return apigen.Field{
		Field: f.Name, Type: apigen.FieldType(f.Type), Vocabulary: filled[string](f.Vocabulary), Label: fromText(f.Label), Paper: fromText(f.Paper),
		Declared: f.Declared, Group: filled[apigen.FieldGroup](f.Group),
	}
}
