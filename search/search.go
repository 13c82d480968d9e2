// Package search is what the platform asks of a search engine over offers.
// Every engine passes the conformance and relevance suites in searchtest.
package search

import (
	"context"

	"rongqiao/internal/domain"
)

// Document is an offer as the engine holds it. Nil numbers were not published
// and never exclude a document from a filter. Empty Districts, Industries or
// Tiers mean that the offer is not bound to any.
type Document struct {
	ID         domain.OfferID
	Kind       domain.OfferKind
	Products   []domain.Code
	Provider   domain.ProviderID
	NameZH     string
	NameEN     string
	ProviderZH string
	ProviderEN string
	Text       []string      // summary, features, notes, criteria labels: whatever else can be found
	Districts  []domain.Code // with all their ancestors and present successors
	Industries []domain.Code
	Tiers      []domain.Code
	AmountMin  *domain.Fen
	AmountMax  *domain.Fen
	TermMin    *domain.Months
	TermMax    *domain.Months
	RateMin    *domain.BasisPoints
	Verified   bool
	Status     domain.TermsStatus
}

// Sort orders the hits. Documents without the figure come last; ties break by
// relevance, then by id.
type Sort string

// The orders.
const (
	SortRelevance  Sort = ""
	SortRate       Sort = "rate"        // lowest first
	SortAmountDesc Sort = "amount_desc" // highest ceiling first
	SortName       Sort = "name"        // by pinyin
)

// Query is one search. Filters of one field are alternatives; different
// fields must all hold. Values are compared, never parsed as a language.
type Query struct {
	Text       string // Chinese, pinyin, initials or English; empty finds all
	Kinds      []domain.OfferKind
	Providers  []domain.ProviderID
	Districts  []domain.Code  // hits are bound to one of them, or to none
	Industries []domain.Code  // likewise; a section finds its divisions through the caller
	Tiers      []domain.Code  // likewise
	Amount     *domain.Fen    // the offer may lend it: min ≤ amount ≤ max, unknown bounds pass
	Term       *domain.Months // likewise
	Sort       Sort
	Offset     int // 0 to MaxOffset
	Limit      int // 1 to 100
}

// MaxOffset bounds paging.
const MaxOffset = 10_000

// Facet counts the hits by one value of a field, over the whole result.
type Facet struct {
	Value string
	Count int
}

// Span is a half-open range of byte positions in a text that matched.
type Span struct{ Start, End int }

// Highlight is a text with what matched in it.
type Highlight struct {
	Field string // "name_zh", "name_en", "provider_zh", "provider_en" or "text"
	Text  string
	Spans []Span
}

// Hit is one found offer.
type Hit struct {
	ID         domain.OfferID
	Score      float64
	Highlights []Highlight
}

// Result is the answer. Facets are keyed "kind", "product", "provider",
// "district", "industry", "tier", "verified"; each ordered by count, then value.
type Result struct {
	Hits   []Hit
	Total  int
	Facets map[string][]Facet
}

// Batch changes the index in one step and moves its position to Seq.
type Batch struct {
	Upserts []Document
	Deletes []domain.OfferID
	Seq     int64
}

// Index is a search engine. Apply is durable when it returns, and applying a
// batch twice changes nothing; what it wrote is found by the next Search. Seq
// answers the position of the last batch, 0 for a new or emptied index, so
// that a follower goes on from there after a kill. Reset empties the index
// and sets the position to 0. Bad queries answer a domain.Error of kind
// invalid.
type Index interface {
	Search(ctx context.Context, q Query) (Result, error)
	Apply(ctx context.Context, b Batch) error
	Seq(ctx context.Context) (int64, error)
	Count(ctx context.Context) (int, error)
	Reset(ctx context.Context) error
	Close() error
}
