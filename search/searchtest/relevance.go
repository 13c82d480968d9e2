// Package searchtest holds what every search engine is tested with: one suite
// for the promises of search.Index, one for what people type and should find.
package searchtest

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/domain"
	"rongqiao/search"
)

// Open gives an empty index; the test closes it.
type Open func(t *testing.T) search.Index

// What the relevance suite asks of an engine: of a hundred queries, 95 have a
// wanted offer among the first three hits.
const (
	firstHits = 3
	leastHits = 95
)

// ownTestdata lies beside the folder of every engine.
var ownTestdata = filepath.Join("..", "testdata")

// leastQueries keeps the suite from passing on a file cut short.
const leastQueries = 45

// Relevance indexes a copy of the catalogue's offers and asks what people
// type. It reads documents.jsonl and relevance.yaml in the folder testdata
// beside the engine's own.
func Relevance(t *testing.T, open Open) {
	RelevanceOf(t, open(t), readDocuments(t, ownTestdata), ownTestdata)
}

// RelevanceOf asks the same queries, those of the folder's relevance.yaml, of
// an empty index and any documents with the catalogue's ids.
func RelevanceOf(t *testing.T, idx search.Index, documents []search.Document, folder string) {
	apply(t, idx, search.Batch{Upserts: documents, Seq: 1})
	cases := readQueries(t, folder, documents)
	hits := 0
	for _, c := range cases {
		result, err := idx.Search(context.Background(), search.Query{Text: c.Query, Limit: 10})
		if err != nil {
			t.Fatalf("%q: %v", c.Query, err)
		}
		ids := idsOf(result)
		place := slices.IndexFunc(ids, func(id domain.OfferID) bool { return slices.Contains(c.Want, id) })
		if place >= 0 && place < firstHits {
			hits++
			continue
		}
		t.Logf("missed %q (%s): want one of %v in the first %d, have %v", c.Query, c.Why, c.Want, firstHits, ids)
	}
	t.Logf("relevance: %d of %d queries (%.1f %%)", hits, len(cases), 100*float64(hits)/float64(len(cases)))
	if 100*hits < leastHits*len(cases) {
		t.Errorf("relevance: %d of %d queries find what they should, want %d %%", hits, len(cases), leastHits)
	}
}

// relevanceCase is a line of relevance.yaml.
type relevanceCase struct {
	Query string           `yaml:"query"`
	Want  []domain.OfferID `yaml:"want"`
	Why   string           `yaml:"why"`
}

func readQueries(t *testing.T, folder string, documents []search.Document) []relevanceCase {
	t.Helper()
	var cases []relevanceCase
	if err := yaml.UnmarshalWithOptions(readTestdata(t, folder, "relevance.yaml"), &cases, yaml.Strict()); err != nil {
		t.Fatalf("relevance.yaml: %v", err)
	}
	if len(cases) < leastQueries {
		t.Fatalf("relevance.yaml: want at least %d queries, have %d", leastQueries, len(cases))
	}
	known := map[domain.OfferID]bool{}
	for _, d := range documents {
		known[d.ID] = true
	}
	for _, c := range cases {
		if len(c.Want) == 0 {
			t.Errorf("relevance.yaml: %q wants nothing", c.Query)
		}
		for _, id := range c.Want {
			if !known[id] {
				t.Errorf("relevance.yaml: %q wants %s, which is in no document", c.Query, id)
			}
		}
	}
	return cases
}

// documentLine is a line of documents.jsonl: amounts in fen, terms in months,
// rates in basis points.
type documentLine struct {
	ID         domain.OfferID      `json:"id"`
	Kind       domain.OfferKind    `json:"kind"`
	Products   []domain.Code       `json:"products"`
	Provider   domain.ProviderID   `json:"provider"`
	NameZH     string              `json:"name_zh"`
	NameEN     string              `json:"name_en"`
	ProviderZH string              `json:"provider_zh"`
	ProviderEN string              `json:"provider_en"`
	Text       []string            `json:"text"`
	Districts  []domain.Code       `json:"districts"`
	Industries []domain.Code       `json:"industries"`
	Tiers      []domain.Code       `json:"tiers"`
	AmountMin  *domain.Fen         `json:"amount_min"`
	AmountMax  *domain.Fen         `json:"amount_max"`
	TermMin    *domain.Months      `json:"term_min"`
	TermMax    *domain.Months      `json:"term_max"`
	RateMin    *domain.BasisPoints `json:"rate_min"`
	Verified   bool                `json:"verified"`
	Status     domain.TermsStatus  `json:"status"`
}

func readDocuments(t *testing.T, folder string) []search.Document {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(readTestdata(t, folder, "documents.jsonl")))
	decoder.DisallowUnknownFields()
	var out []search.Document
	for decoder.More() {
		var line documentLine
		if err := decoder.Decode(&line); err != nil {
			t.Fatalf("documents.jsonl: entry %d: %v", len(out)+1, err)
		}
		out = append(out, search.Document(line))
	}
	return out
}

func readTestdata(t *testing.T, folder, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func apply(t *testing.T, idx search.Index, b search.Batch) {
	t.Helper()
	if err := idx.Apply(context.Background(), b); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

func idsOf(r search.Result) []domain.OfferID {
	ids := make([]domain.OfferID, len(r.Hits))
	for i, h := range r.Hits {
		ids[i] = h.ID
	}
	return ids
}
