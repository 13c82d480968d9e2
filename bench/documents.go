package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/search"
)

// documents are a market's offers as they are indexed.
func documents(m market) []search.Document {
	out := make([]search.Document, len(m.offers))
	for i, o := range m.offers {
		out[i] = app.Document(m.rules, o)
	}
	return out
}

// relevanceCase is a line of search/testdata/relevance.yaml.
type relevanceCase struct {
	Query string           `yaml:"query"`
	Want  []domain.OfferID `yaml:"want"`
	Why   string           `yaml:"why"`
}

// relevanceSuite reads what people type, what they should find, and the
// offers that it is asked of.
func relevanceSuite() ([]relevanceCase, []search.Document, error) {
	folder := filepath.Join("..", "search", "testdata")
	text, err := os.ReadFile(filepath.Join(folder, "relevance.yaml"))
	if err != nil {
		return nil, nil, err
	}
	var cases []relevanceCase
	if err := yaml.UnmarshalWithOptions(text, &cases, yaml.Strict()); err != nil {
		return nil, nil, fmt.Errorf("relevance.yaml: %w", err)
	}
	lines, err := os.ReadFile(filepath.Join(folder, "documents.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	var docs []search.Document
	for decoder := json.NewDecoder(bytes.NewReader(lines)); decoder.More(); {
		var line documentLine
		if err := decoder.Decode(&line); err != nil {
			return nil, nil, fmt.Errorf("documents.jsonl: entry %d: %w", len(docs)+1, err)
		}
		docs = append(docs, search.Document(line))
	}
	return cases, docs, nil
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
