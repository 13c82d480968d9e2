package meili

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/meilisearch/meilisearch-go"

	"rongqiao/search"
	"rongqiao/search/words"
)

// layout is raised whenever documents are written differently.
const layout = "1"

// Searchable fields hold terms of ours, not texts. Their order is that of
// their weight.
const (
	fieldName      = "name"
	fieldProvider  = "provider_name"
	fieldText      = "text"
	fieldSound     = "sound"      // readings and initials of names and providers
	fieldTextSound = "text_sound" // the same of short texts
	fieldNear      = "near"       // words of letters and readings, found also with slips
)

// exactly are the fields in which nothing but the term itself is found, or
// what begins with it.
var exactly = []string{fieldName, fieldProvider, fieldText, fieldSound, fieldTextSound}

// Fields of filters, facets and sorts.
const (
	fieldKey       = "key" // of the document on the server
	fieldID        = "id"
	fieldState     = "state"
	fieldAmountMin = "amount_min"
	fieldAmountMax = "amount_max"
	fieldTermMin   = "term_min"
	fieldTermMax   = "term_max"
	fieldRate      = "rate"
	fieldNameKey   = "name_key"
	fieldBrevity   = "brevity"
	fieldTexts     = "texts" // what highlights are cut from
)

// facets are the fields that are counted, by the names in a result.
var facets = map[string]string{
	"kind": "kind", "product": "products", "provider": "provider", "district": "districts",
	"industry": "industries", "tier": "tiers", "verified": "verified",
}

// mostFacetValues bounds the values counted for one facet. There are some four
// thousand districts, and a provider for each few offers.
const mostFacetValues = 100_000

// settings are all that the server is told of our index. The terms are Latin
// letters and digits, so it must not guess at languages.
func (x *Index) settings() *meilisearch.Settings {
	filters := []string{fieldState, fieldAmountMin, fieldAmountMax, fieldTermMin, fieldTermMax}
	for _, f := range facets {
		filters = append(filters, f)
	}
	return &meilisearch.Settings{
		SearchableAttributes: append(append([]string{}, exactly...), fieldNear),
		FilterableAttributes: filters,
		SortableAttributes:   []string{fieldRate, fieldAmountMax, fieldNameKey, fieldBrevity, fieldID},
		DisplayedAttributes:  []string{"*"},
		// A wanted order comes before relevance. In a tie the shorter name wins, and at last the id.
		RankingRules:       []string{"sort", "words", "typo", "attribute", "exactness", fieldBrevity + ":asc", fieldID + ":asc"},
		ProximityPrecision: meilisearch.ByAttribute, // pairs of characters say what stands together
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled: true, DisableOnAttributes: exactly,
			MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: leastMisspelt + 1, TwoTypos: 9}, // with the letter that we put before
		},
		Synonyms:            x.synonym,
		LocalizedAttributes: []*meilisearch.LocalizedAttributes{{AttributePatterns: []string{"*"}, Locales: []string{"eng"}}},
		Faceting:            &meilisearch.Faceting{MaxValuesPerFacet: mostFacetValues, SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": "alpha"}},
		Pagination:          &meilisearch.Pagination{MaxTotalHits: search.MaxOffset + search.MaxLimit},
	}
}

// versionOf changes with anything that makes an index another: the layout of
// its documents, the words, the settings.
func versionOf(w *words.Words) string {
	x := &Index{synonym: synonyms(w)}
	s := x.settings()
	s.FilterableAttributes = nil // in the order of a map; they follow from the layout
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // plain texts and numbers
	}
	h := sha256.Sum256(fmt.Appendf(text, "\n%s %s", layout, w.Version()))
	return hex.EncodeToString(h[:6])
}

// synonyms let each phrase of a group find all of them; what was typed itself
// comes first.
func synonyms(w *words.Words) map[string][]string {
	out := map[string][]string{}
	for _, group := range w.Groups() {
		for _, p := range group {
			for _, q := range group {
				if a, b := phraseTerm(p), phraseTerm(q); a != b {
					out[a] = append(out[a], b)
				}
			}
		}
	}
	return out
}
