// Package matching answers which offers a need can have: verdicts with their
// reasons, a fit score, the total cost, near misses with advice, the paper to
// ask for first, and the best allowed combination. It works in memory on a
// compiled rule set, and the same inputs give the same answer bit for bit.
package matching

import "rongqiao/internal/domain"

// EngineVersion changes whenever the same rules and inputs could give another
// answer.
const EngineVersion = "1.1.0"

// Verdict is what is said of an offer for a need.
type Verdict string

// The verdicts. An offer out of its dates is expired, not ineligible.
const (
	Eligible    Verdict = "eligible"
	Conditional Verdict = "conditional"
	Ineligible  Verdict = "ineligible"
	Expired     Verdict = "expired"
)

// Outcome is how one criterion came out.
type Outcome string

// The outcomes. Scored marks a line of the fit score, whose Have is empty where
// the measure is not published; Judgement is what only a person can check.
const (
	Met       Outcome = "met"
	NotMet    Outcome = "not_met"
	Unknown   Outcome = "unknown"
	Judgement Outcome = "judgement"
	Scored    Outcome = "scored"
)

// Reason is one line of an answer: a criterion, a judgement or a part of the
// score. Points are basis points of the full score (10,000), 0 for criteria.
type Reason struct {
	Criterion string // id within the offer, or "fit.<indicator>"
	Label     domain.Text
	Field     string
	Outcome   Outcome
	Have      domain.Text // as a person reads it; empty: not known
	Want      domain.Text
	Clause    domain.Clause
	Points    domain.BasisPoints
	MaxPoints domain.BasisPoints
}

// Cost is the total cost of an offer for the need; nil parts were not
// published. Rates are a year's.
type Cost struct {
	Published   bool // false: nothing can be computed, and Note says why
	Method      domain.RepaymentMethod
	MethodGiven bool // false: the offer names no method, the need's wish or the usual one is assumed
	RateMin     *domain.BasisPoints
	RateMax     *domain.BasisPoints
	RateBasis   domain.RateBasis
	LPR         *LPRUse
	InterestMin *domain.Fen
	InterestMax *domain.Fen
	FeesMin     *domain.Fen
	FeesMax     *domain.Fen
	Subsidy     *domain.Fen // conditional, never inside the rate
	TotalMin    *domain.Fen // interest and fees, before the subsidy
	TotalMax    *domain.Fen
	AnnualMin   *domain.BasisPoints // IRR-based, compounded, before the subsidy
	AnnualMax   *domain.BasisPoints
	NetAnnual   *domain.BasisPoints // AnnualMin after the subsidy
	AwardMin    *domain.Fen         // for awards: what is certain (floor, exact rate)
	AwardMax    *domain.Fen         // for awards: "up to"
	Notes       []domain.Text       // what was assumed, what was not published
}

// LPRUse names the rate that a floating price was computed from.
type LPRUse struct {
	Tenor       string
	Rate        domain.BasisPoints
	EffectiveOn domain.Date
	Stale       bool // the table ends before the day: show "LPR as of"
	Verified    bool
}

// Item is one ranked offer.
type Item struct {
	Offer    domain.Offer
	Provider domain.Provider
	Verdict  Verdict
	Score    domain.BasisPoints // of what is known, 0 to 10,000
	Coverage domain.BasisPoints // share of the score's weights that is known
	Reasons  []Reason
	Cost     Cost
}

// Change is one thing that would have to be different.
type Change struct {
	Criterion  string
	Field      string
	Label      domain.Text
	Have       domain.Text
	Want       domain.Text
	Advice     domain.Text
	Changeable bool         // false: time alone does it, From says when
	From       *domain.Date // the day from which it holds by itself
	Clause     domain.Clause
}

// NearMiss is an ineligible offer with the smallest set of changes, one or
// two, that would make it eligible or conditional.
type NearMiss struct {
	Offer    domain.Offer
	Provider domain.Provider
	Unmet    []Change
	Then     Verdict            // what the verdict would be after the changes
	Score    domain.BasisPoints // fit score after the changes
}

// Ask is the field whose value would settle most conditional verdicts.
type Ask struct {
	Field   string
	Label   domain.Text
	Paper   domain.Text // the document that shows it
	Settles int         // offers whose verdict no longer hangs on any field
	Touches int         // offers whose verdict it is a part of
}

// Combination is the best allowed set of a loan, a fund and an award.
type Combination struct {
	Offers    []domain.OfferID
	Relations []Relation
	CostMin   *domain.Fen // interest and fees of the loan, before anything comes back
	AwardMin  domain.Fen  // what is certain of the award
	AwardMax  *domain.Fen // "up to"; nil: not published
	Subsidy   *domain.Fen
	NetMin    *domain.Fen // CostMin - AwardMin - Subsidy; nil: cost not published
	NetAnnual *domain.BasisPoints
	Notes     []domain.Text
}

// Relation says of two offers that they exclude each other, may be combined,
// or that nothing is published.
type Relation struct {
	A, B   domain.OfferID
	Kind   string // excludes, combinable, not_stated
	Clause domain.Clause
}

// Counts are the sizes of the sets; together with Expired they make Evaluated.
type Counts struct {
	Eligible    int
	Conditional int
	Ineligible  int
	Expired     int
}

// Answer is the whole of a match.
type Answer struct {
	EngineVersion string
	RulesVersion  string // content hash of the rule data and the published offers
	InputsHash    string // content hash of need, profile and day
	Day           domain.Date
	Evaluated     int
	Counts        Counts
	Items         []Item
	NearMisses    []NearMiss
	AskFirst      []Ask
	Best          *Combination
}
