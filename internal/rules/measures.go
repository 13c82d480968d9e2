package rules

import (
	"slices"

	"rongqiao/internal/domain"
)

// MeasureState says how far the platform serves an entry of a measure. It
// follows from what the entry names: nobody writes it down.
type MeasureState string

// The states.
const (
	MeasureServed  MeasureState = "served"  // by what the entry names
	MeasurePartly  MeasureState = "partly"  // and it says what is missing
	MeasurePlanned MeasureState = "planned" // not at all yet, and it says what is missing
)

// MeasureDocument is the document whose measures the region serves, with how
// many measures and entries it is read as.
type MeasureDocument struct {
	Number     string
	Title      domain.Text
	Issuer     domain.Text
	IssuedOn   domain.Date
	ValidUntil *domain.Date // last day; nil: none is stated
	Verified   bool
	General    []domain.Text // what it says of all its measures
	Measures   int
	Entries    int
}

// Measure is one numbered measure of the document.
type Measure struct {
	Number  int
	Title   domain.Text
	Section MeasureSection
	Entries []MeasureEntry
}

// MeasureSection is the part of the document that a measure stands in.
type MeasureSection struct {
	Number int
	Title  domain.Text
}

// MeasureEntry is one thing that a measure promises or orders, and where the
// platform serves it.
type MeasureEntry struct {
	ID        string
	Measure   int
	Item      int         // its place within the measure, from 1
	Kind      domain.Code // of the vocabulary measure_kinds
	PaysMoney bool
	Says      domain.Text
	For       domain.Text // whom it is for
	Clause    domain.Clause
	Verified  bool
	Offers    []domain.OfferID // that serve it
	Rosters   []domain.Code    // that it speaks of
	Place     domain.Text      // where in the platform it is served, in words
	Page      string           // the portal's page for it, one of MeasurePages
	Missing   domain.Text      // what the platform lacks for it
}

// MeasurePages are the portal's pages that an entry may name.
var MeasurePages = []string{"offers", "needs", "awards", "profile", "cultivation", "rosters", "appeals", "receivables"}

// State answers how far the entry is served.
func (e MeasureEntry) State() MeasureState {
	served := len(e.Offers) > 0 || len(e.Rosters) > 0 || !e.Place.IsZero()
	switch {
	case served && e.Missing.IsZero():
		return MeasureServed
	case served:
		return MeasurePartly
	}
	return MeasurePlanned
}

// MeasureCounts are the sizes of what a document's measures come to.
type MeasureCounts struct {
	Measures, Entries, Paying, Served, Partly, Planned int
}

// CountMeasures counts measures, their entries, those that pay money, and the
// entries of each state.
func (rs *RuleSet) CountMeasures() MeasureCounts {
	n := MeasureCounts{Measures: len(rs.Measures)}
	for _, m := range rs.Measures {
		n.Entries += len(m.Entries)
		for _, e := range m.Entries {
			if e.PaysMoney {
				n.Paying++
			}
			switch e.State() {
			case MeasureServed:
				n.Served++
			case MeasurePartly:
				n.Partly++
			case MeasurePlanned:
				n.Planned++
			}
		}
	}
	return n
}

// EntryOf answers the entry that an offer serves. Of several the first counts;
// an award stands in one alone.
func (rs *RuleSet) EntryOf(id domain.OfferID) (MeasureEntry, bool) {
	for _, m := range rs.Measures {
		for _, e := range m.Entries {
			if slices.Contains(e.Offers, id) {
				return e, true
			}
		}
	}
	return MeasureEntry{}, false
}

// CatalogueOffer answers an offer of the catalogue's files.
func (rs *RuleSet) CatalogueOffer(id domain.OfferID) (domain.Offer, bool) {
	i, ok := slices.BinarySearchFunc(rs.Offers, id, func(o domain.Offer, id domain.OfferID) int {
		switch {
		case o.ID < id:
			return -1
		case o.ID > id:
			return 1
		}
		return 0
	})
	if !ok {
		return domain.Offer{}, false
	}
	return rs.Offers[i], true
}
