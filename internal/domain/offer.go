package domain

import "time"

// OfferID identifies an offer; catalogue offers keep their file's id.
type OfferID string

// ProviderID identifies the organisation behind an offer.
type ProviderID string

// OfferKind is what can be matched.
type OfferKind string

// The kinds of offer.
const (
	OfferLoan  OfferKind = "loan"  // bank product
	OfferFund  OfferKind = "fund"  // special fund, equity
	OfferAward OfferKind = "award" // subsidy under a policy measure
)

// OfferState is where an offer stands.
type OfferState string

// The states of an offer.
const (
	OfferDraft     OfferState = "draft"
	OfferPublished OfferState = "published"
	OfferWithdrawn OfferState = "withdrawn"
)

// TermsStatus says how far terms can be relied on as of their source's day.
type TermsStatus string

// The statuses of terms.
const (
	StatusCurrent        TermsStatus = "current"         // in force by its own words or recent press
	StatusDated          TermsStatus = "dated"           // old, or a rule since replaced: check before use
	StatusCurrentUnknown TermsStatus = "current_unknown" // not known whether still offered on these terms
)

// Source is where terms or a rule were read. Date is as precise as the source
// was: "2023", "2023-08" or "2023-08-11"; empty where it bears no day.
type Source struct {
	Kind    string // official, bank, press, other_region, intermediary, memory, provider
	Title   string
	Address string
	Date    string
	Reprint bool
}

// Clause is the place in a document that a criterion comes from.
type Clause struct {
	Document string
	Article  string
	Href     string
	Note     Text
}

// Op compares a field's value with the wanted one.
type Op string

// The operators. Numbers (amounts, rates, counts, months, days) take the
// first five; codes take in and within; sets of codes take contains_any and
// contains_all; all but places take is_known; flags take ==.
const (
	OpEqual       Op = "=="
	OpLess        Op = "<"
	OpAtMost      Op = "<="
	OpMore        Op = ">"
	OpAtLeast     Op = ">="
	OpIn          Op = "in"           // the code is one of them
	OpWithin      Op = "within"       // the code is one of them or lies under one in the tree
	OpContainsAny Op = "contains_any" // the set holds at least one of them
	OpContainsAll Op = "contains_all" // the set holds all of them
	OpIsKnown     Op = "is_known"
)

// Wanted is the value that a criterion asks for, from a day on. A criterion
// with several is judged by the newest whose From is not after the day; before
// the first it does not apply.
type Wanted struct {
	From   Date
	Number int64  // fen, basis points, months, count, day number, or 0/1
	Codes  []Code // for code and set fields
}

// Criterion is one condition of an offer. Either Field, Op and Values are
// set, or Routes: then any one route suffices.
type Criterion struct {
	ID     string
	Label  Text
	Field  string
	Op     Op
	Values []Wanted
	Routes []Route
	Clause Clause
}

// Route is one of several ways to meet a criterion: all its criteria.
type Route struct {
	ID         string
	Label      Text
	Criteria   []Criterion
	Judgements []Text
}

// RateBasis says what a rate figure means.
type RateBasis string

// The bases of a rate.
const (
	RateObserved  RateBasis = "observed"   // seen in practice
	RateQuoted    RateBasis = "quoted"     // as advertised
	RateRange     RateBasis = "range"      // advertised range
	RateFrom      RateBasis = "from"       // advertised floor; the true rate is usually higher
	RateCap       RateBasis = "cap"        // may not exceed
	RateLPRSpread RateBasis = "lpr_spread" // LPR of the tenor plus a spread
	RateDailyFee  RateBasis = "daily_fee"  // no interest; a fee per day
)

// Rate is the price of a loan a year; nil parts were not published.
type Rate struct {
	Basis     RateBasis
	Min       *BasisPoints
	Max       *BasisPoints
	LPRTenor  string // "1y" or "5y", for lpr_spread
	SpreadMin *BasisPoints
	SpreadMax *BasisPoints
	DailyFee  *int64 // millionths of the principal a day, for daily_fee
	DayBasis  string // "working_day", "calendar_day", or empty: not published
	PartDay   string
	AsOf      string
}

// AmountRow is a ceiling that holds under a condition. The row whose criteria
// all hold and that has most of them wins; of two with as many, the lower
// ceiling; the row without criteria only where no other holds.
type AmountRow struct {
	When []Criterion
	Max  Fen
	AsOf string
}

// Terms are what an offer gives and costs. Nil was not published: never zero,
// never unlimited.
type Terms struct {
	AmountMin              *Fen
	AmountMax              *Fen // outer bound where AmountRows are there
	AmountRows             []AmountRow
	TermMin                *Months
	TermMax                *Months
	Rate                   *Rate
	Collateral             *bool // required
	Guarantee              *bool // required
	SecurityNote           Text
	Repayments             []RepaymentMethod
	GuaranteeFeeMin        *BasisPoints // a year, on the principal
	GuaranteeFeeMax        *BasisPoints
	GuaranteeFeeSubsidyMin *BasisPoints
	GuaranteeFeeSubsidyMax *BasisPoints
	AppraisalFee           *BasisPoints // once, on the appraised value
	InterestSubsidy        *BasisPoints // points of the rate paid back, conditional
	OwnFunds               *BasisPoints // the firm's own share
	ResponseDays           *int32       // working days to a decision
	MaxWorkingDays         *int32       // longest use, for bridge loans
	Fund                   *FundTerms
	Award                  *AwardTerms
}

// FundTerms describe an equity fund or a risk pool.
type FundTerms struct {
	Level      Code // national, region, city, district
	Form       Code // fund_of_funds, sub_fund, fund, direct, direct_and_guided, risk_pool
	Manager    string
	Size       *Fen
	FirstClose *Fen
	Stages     []Code
	TicketMin  *Fen
	TicketMax  *Fen
	Sectors    []string
	Locality   string
	Mode       string
	Direct     *bool // a firm may apply itself; nil: not known
}

// AmountKind says what an award's figures mean. A cap is never a promise:
// only floor and rate_capped may be computed.
type AmountKind string

// The kinds of award amount.
const (
	AmountFloor       AmountKind = "floor"        // at least Min; no cap stated
	AmountCap         AmountKind = "cap"          // at most Max
	AmountRange       AmountKind = "range"        // between both
	AmountShareCapped AmountKind = "share_capped" // min(Rate of the base, Max), the rate being a ceiling
	AmountRateCapped  AmountKind = "rate_capped"  // min(Rate of the base, Max), the rate being exact
	AmountUnspecified AmountKind = "unspecified"  // money is promised, no amount stated
)

// AwardTerms are the money of a policy award.
type AwardTerms struct {
	Measure    int // number in the measures document
	Item       int
	AmountKind AmountKind
	Min        *Fen
	Max        *Fen
	Per        string // project, enterprise, year; empty: not stated
	Rate       *BasisPoints
	BaseField  string // field that the rate applies to
	Base       Text
	Selection  Text
	Wording    string // the measure's own figure, as a fact
	ServedBy   Text
}

// Offer is what can be matched.
type Offer struct {
	ID         OfferID
	Version    int64
	Kind       OfferKind
	Products   []Code // kinds of product: 信用贷, 科技贷 …, from the vocabulary
	Provider   ProviderID
	Name       Text
	Summary    Text
	Features   []string
	Notes      string
	Terms      Terms
	Criteria   []Criterion
	Judgements []Text // what no machine can check; makes the verdict conditional
	Source     Source
	Verified   bool
	Status     TermsStatus
	ValidFrom  *Date
	ValidUntil *Date // last day; the offer is expired after it
	State      OfferState
	Catalogue  bool // from the catalogue's files, not from a provider's clerk
	UpdatedAt  time.Time
}

// InDates tells whether the offer is in force on the day.
func (o Offer) InDates(day Date) bool {
	return (o.ValidFrom == nil || *o.ValidFrom <= day) && (o.ValidUntil == nil || day <= *o.ValidUntil)
}

// Provider is the organisation behind offers.
type Provider struct {
	ID       ProviderID
	Name     Text
	Kind     Code   // state_bank, joint_stock_bank, … from the vocabulary
	Branches []Code // places of its branches; nil: not known
}

var offerMoves = map[OfferState]map[OfferState]bool{
	OfferDraft:     {OfferPublished: true, OfferWithdrawn: true},
	OfferPublished: {OfferWithdrawn: true},
	OfferWithdrawn: {OfferPublished: true},
}

// Move sets the offer's state, or answers offer_move_not_allowed.
func (o *Offer) Move(to OfferState, now time.Time) error {
	if !offerMoves[o.State][to] {
		return NewError(KindConflict, "offer_move_not_allowed", Facts{"state": o.State, "to": to})
	}
	o.State, o.UpdatedAt = to, now
	return nil
}
