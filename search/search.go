// Package search is what the platform asks of a search engine over offers.
// Every engine passes the conformance and relevance suites in searchtest.
package search

import (
	"context"
	"errors"
	"fmt"
	"iter"

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
	Hits     []Hit
	Total    int
	Facets   map[string][]Facet
	Degraded bool // the embedded engine answered in place of the server
}

// Batch changes the index in one step and moves its position to Seq.
type Batch struct {
	Upserts []Document
	Deletes []domain.OfferID
	Seq     int64
}

// What keeps an engine from answering, to be told apart with errors.Is.
var (
	// ErrUnavailable says that the engine cannot be asked now: it does not
	// answer, or has no whole index. Another may be asked instead.
	ErrUnavailable = errors.New("the search engine is unavailable")
	// ErrNotBuilt says that there is no index yet, or no longer, or one that
	// was built otherwise; Rebuild makes one. It is an ErrUnavailable too.
	ErrNotBuilt = fmt.Errorf("%w: its index has to be built", ErrUnavailable)
)

// Searcher is the part of an engine that answers.
type Searcher interface {
	Search(ctx context.Context, q Query) (Result, error)
	Seq(ctx context.Context) (int64, error)
	Count(ctx context.Context) (int, error)
}

// Index is a search engine. Apply is durable when it returns, and applying a
// batch twice changes nothing; what it wrote is found by the next Search. Seq
// answers the position of the last batch, 0 for a new or emptied index, so
// that a follower goes on from there after a kill. Reset empties the index
// and sets the position to 0. Bad queries answer a domain.Error of kind
// invalid.
//
// Rebuild makes the index anew from all documents there are, with the
// position that the store had before they were read, and puts it in place of
// the old one in one step: until then searches answer from the old one, and
// they never see a part of the new one. Where it fails, the old one stays.
// Progress, if not nil, is told how many documents are done.
//
// An engine without an index (ErrNotBuilt from Seq, Apply, Count and Search)
// wants a Rebuild; it is never taken for one without offers.
type Index interface {
	Searcher
	Apply(ctx context.Context, b Batch) error
	Rebuild(ctx context.Context, seq int64, documents iter.Seq2[Document, error], progress func(done int)) error
	Reset(ctx context.Context) error
	Close() error
}
