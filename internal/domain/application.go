package domain

import (
	"slices"
	"time"
)

// ApplicationID identifies an application, "app_…".
type ApplicationID string

// ApplicationState is where an application stands.
type ApplicationState string

// The states of an application (申请).
const (
	ApplicationDraft     ApplicationState = "draft"
	ApplicationSent      ApplicationState = "sent"
	ApplicationAccepted  ApplicationState = "accepted"  // the provider has taken it up
	ApplicationDocuments ApplicationState = "documents" // the firm is to hand something in
	ApplicationQuoted    ApplicationState = "quoted"
	ApplicationTaken     ApplicationState = "taken" // the firm took a quote
	ApplicationApproved  ApplicationState = "approved"
	ApplicationSigned    ApplicationState = "signed"
	ApplicationDisbursed ApplicationState = "disbursed" // all or a part
	ApplicationRepaid    ApplicationState = "repaid"
	ApplicationDeclined  ApplicationState = "declined"
	ApplicationWithdrawn ApplicationState = "withdrawn"
	ApplicationExpired   ApplicationState = "expired"
)

// ApplicationStates lists every state once, in the order of its life.
var ApplicationStates = []ApplicationState{
	ApplicationDraft, ApplicationSent, ApplicationAccepted, ApplicationDocuments, ApplicationQuoted, ApplicationTaken, ApplicationApproved,
	ApplicationSigned, ApplicationDisbursed, ApplicationRepaid, ApplicationDeclined, ApplicationWithdrawn, ApplicationExpired,
}

// Closed tells whether nothing more can happen to it.
func (s ApplicationState) Closed() bool {
	return s == ApplicationRepaid || s == ApplicationDeclined || s == ApplicationWithdrawn || s == ApplicationExpired
}

// The parties. The clock acts for nobody.
const (
	PartyEnterprise Party = "enterprise"
	PartyProvider   Party = "provider"
	PartyClock      Party = "clock"
)

// Parties lists every party once.
var Parties = []Party{PartyEnterprise, PartyProvider, PartyClock}

// PartyOf is the side on which a role stands; empty for those who only look on.
func PartyOf(r Role) Party {
	switch r {
	case RoleEnterprise:
		return PartyEnterprise
	case RoleBank, RoleFundManager:
		return PartyProvider
	}
	return ""
}

// ApplicationMove takes an application from one state to another.
type ApplicationMove string

// The moves.
const (
	MoveSend          ApplicationMove = "send"
	MoveAccept        ApplicationMove = "accept"
	MoveWantDocuments ApplicationMove = "want_documents"
	MoveHandIn        ApplicationMove = "hand_in"
	MoveQuote         ApplicationMove = "quote"
	MoveTake          ApplicationMove = "take"
	MoveApprove       ApplicationMove = "approve"
	MoveSign          ApplicationMove = "sign"
	MoveDisburse      ApplicationMove = "disburse"
	MoveRepay         ApplicationMove = "repay"
	MoveDecline       ApplicationMove = "decline"
	MoveWithdraw      ApplicationMove = "withdraw"
	MoveExpire        ApplicationMove = "expire"
)

// ApplicationMoves lists every move once.
var ApplicationMoves = []ApplicationMove{
	MoveSend, MoveAccept, MoveWantDocuments, MoveHandIn, MoveQuote, MoveTake, MoveApprove, MoveSign, MoveDisburse, MoveRepay,
	MoveDecline, MoveWithdraw, MoveExpire,
}

// ApplicationRules are the table of who may move what to where. What a move
// needs beside it is with the use cases.
var ApplicationRules = MoveTable[ApplicationMove, ApplicationState]{
	{MoveSend, PartyEnterprise, []ApplicationState{ApplicationDraft}, ApplicationSent, []Party{PartyProvider}},
	{MoveAccept, PartyProvider, []ApplicationState{ApplicationSent}, ApplicationAccepted, []Party{PartyEnterprise}},
	{MoveWantDocuments, PartyProvider, []ApplicationState{ApplicationAccepted}, ApplicationDocuments, []Party{PartyEnterprise}},
	{MoveHandIn, PartyEnterprise, []ApplicationState{ApplicationDocuments}, ApplicationAccepted, []Party{PartyProvider}},
	{MoveQuote, PartyProvider, []ApplicationState{ApplicationAccepted, ApplicationQuoted}, ApplicationQuoted, []Party{PartyEnterprise}},
	{MoveTake, PartyEnterprise, []ApplicationState{ApplicationQuoted}, ApplicationTaken, []Party{PartyProvider}},
	{MoveApprove, PartyProvider, []ApplicationState{ApplicationTaken}, ApplicationApproved, []Party{PartyEnterprise}},
	{MoveSign, PartyProvider, []ApplicationState{ApplicationApproved}, ApplicationSigned, []Party{PartyEnterprise}},
	{MoveDisburse, PartyProvider, []ApplicationState{ApplicationSigned, ApplicationDisbursed}, ApplicationDisbursed, []Party{PartyEnterprise}},
	{MoveRepay, PartyProvider, []ApplicationState{ApplicationDisbursed}, ApplicationRepaid, []Party{PartyEnterprise}},
	{
		MoveDecline, PartyProvider,
		[]ApplicationState{ApplicationSent, ApplicationAccepted, ApplicationDocuments, ApplicationQuoted, ApplicationTaken}, ApplicationDeclined, []Party{PartyEnterprise},
	},
	{
		MoveWithdraw, PartyEnterprise,
		[]ApplicationState{ApplicationDraft, ApplicationSent, ApplicationAccepted, ApplicationDocuments, ApplicationQuoted, ApplicationTaken, ApplicationApproved},
		ApplicationWithdrawn, []Party{PartyProvider},
	},
	{MoveExpire, PartyClock, []ApplicationState{ApplicationQuoted}, ApplicationExpired, []Party{PartyEnterprise, PartyProvider}},
}

// Bounds of applications.
const (
	MaxOpenApplications = 5 // of one need at a time
	MaxQuotes           = 20
	MaxDisbursements    = 100
	MaxSentenceRunes    = 500
	MaxAccessLines      = 200
)

// Application is a firm's request for one offer, and all that follows until
// money moves or it closes.
type Application struct {
	ID            ApplicationID
	Version       int64
	NeedID        NeedID
	EnterpriseID  EnterpriseID
	OfferID       OfferID
	OfferName     string // as it was called then
	Provider      ProviderID
	State         ApplicationState
	Amount        Fen
	Term          Months
	Note          string
	Consent       Consent
	Documents     string // what the provider wants handed in
	Quotes        []Quote
	Taken         int // number of the quote that was taken; 0: none
	Contract      string
	SignedOn      *Date
	Disbursements []Disbursement
	RepaidOn      *Date
	RiskShares    []RiskShare // of bank, guarantors and funds; nil: not recorded
	Closing       *Closing
	Moves         []Applied[ApplicationMove]
	Accesses      []Access
	CreatedAt     time.Time
	UpdatedAt     time.Time
	Turns
}

// Consent lets the provider see more of the firm than its public card.
type Consent struct {
	Scopes    []Code // financials, tax, collateral, …: the rule data has them
	Purpose   string
	Until     Date // the last day
	GivenBy   UserID
	GivenAt   time.Time
	RevokedAt *time.Time
}

// StandsOn tells whether the consent can be used on the day.
func (c Consent) StandsOn(day Date) bool {
	return len(c.Scopes) > 0 && c.RevokedAt == nil && day <= c.Until
}

// Quote is a provider's concrete terms. Rates are per year in basis points.
type Quote struct {
	Number       int // from 1
	Amount       Fen
	Rate         *BasisPoints // nil for equity
	Term         Months
	Repayment    *RepaymentMethod
	GuaranteeFee BasisPoints // a year, on what is outstanding
	OneOffFee    Fen         // paid when the money is drawn
	ValidUntil   Date        // the last day
	Note         string
	Annualised   *BasisPoints // compounded, with all fees; nil where it cannot be priced
	Total        *Fen         // interest and fees
	By           UserID
	ByName       string
	At           time.Time
}

// Disbursement is a part of the money that was paid out.
type Disbursement struct {
	Amount Fen
	On     Date
	By     UserID
}

// Closing is why an application ended before its money was repaid.
type Closing struct {
	Reason Code   // of the rule data
	Text   string // a sentence
}

// Access says that somebody of the provider read what the consent opens, on a
// day. Reads of one person on one day are one line.
type Access struct {
	On     Date
	By     UserID
	ByName string
	First  time.Time
	Last   time.Time
	Times  int
}

// Allowed lists the moves that the state takes from the party.
func (a Application) Allowed(p Party) []ApplicationMove { return ApplicationRules.Allowed(a.State, p) }

// Move takes the application to the move's state and writes it down, or
// answers application_move_not_allowed with the state and what is allowed.
func (a *Application) Move(m ApplicationMove, p Party, by UserID, name, text string, now time.Time) error {
	next, err := ApplicationRules.Next("application", a.State, m, p)
	if err != nil {
		return err
	}
	a.State, a.UpdatedAt = next, now
	a.Moves = append(a.Moves, Applied[ApplicationMove]{At: now, Move: m, Party: p, By: by, ByName: name, Text: text})
	return nil
}

// TakenQuote is the quote that was taken; nil for none.
func (a Application) TakenQuote() *Quote {
	i := slices.IndexFunc(a.Quotes, func(q Quote) bool { return q.Number == a.Taken })
	if a.Taken == 0 || i < 0 {
		return nil
	}
	return &a.Quotes[i]
}

// Disbursed is how much was paid out.
func (a Application) Disbursed() Fen {
	var sum Fen
	for _, d := range a.Disbursements {
		sum += d.Amount
	}
	return sum
}

// Standing are the quotes that can be taken on the day: of those that are
// valid the newest, as a new quote takes the place of the one before.
func (a Application) Standing(day Date) *Quote {
	if len(a.Quotes) == 0 {
		return nil
	}
	last := a.Quotes[len(a.Quotes)-1]
	if day > last.ValidUntil {
		return nil
	}
	return &last
}

// Check looks at a quote: amounts, rate, term, days. ceiling is the offer's
// outer bound, nil where none was published; equity needs no rate.
func (q Quote) Check(ceiling *Fen, equity bool, today Date) error {
	var f faults
	switch {
	case q.Amount <= 0:
		f.add("amount_fen", "amount_not_positive", Facts{"want": "> 0", "have": int64(q.Amount)})
	case ceiling != nil && q.Amount > *ceiling:
		f.add("amount_fen", "quote_above_ceiling", Facts{"want": int64(*ceiling), "have": int64(q.Amount)})
	case q.Amount > MaxFen:
		f.add("amount_fen", "amount_too_large", Facts{"want": int64(MaxFen), "have": int64(q.Amount)})
	}
	if q.Rate == nil && !equity {
		f.add("rate_bp", "required", nil)
	}
	checkRate(&f, "rate_bp", q.Rate)
	checkRate(&f, "guarantee_fee_bp", &q.GuaranteeFee)
	if q.Term < MinTerm || q.Term > MaxTerm {
		f.add("term_months", "term_out_of_range", Facts{"min": int(MinTerm), "max": int(MaxTerm), "have": int(q.Term)})
	}
	switch {
	case q.Repayment == nil && !equity:
		f.add("repayment", "required", nil)
	case q.Repayment != nil && !q.Repayment.Known():
		f.add("repayment", "repayment_unknown", Facts{"want": RepaymentMethods, "have": *q.Repayment})
	}
	checkAmount(&f, "one_off_fee_fen", q.OneOffFee)
	if q.ValidUntil < today {
		f.add("valid_until", "date_in_past", Facts{"want": today.String(), "have": q.ValidUntil.String()})
	}
	checkSentence(&f, "note", q.Note)
	return f.err()
}

func checkRate(f *faults, field string, r *BasisPoints) {
	if r != nil && (*r < 0 || *r > 10_000) {
		f.add(field, "quote_rate_out_of_range", Facts{"min": 0, "max": 10_000, "have": int(*r)})
	}
}

func checkSentence(f *faults, field, text string) {
	if n := len([]rune(text)); n > MaxSentenceRunes {
		f.add(field, "text_too_long", Facts{"max": MaxSentenceRunes, "have": n})
	}
}

// CheckDisbursement looks at a part that is to be paid out: together the parts
// are at most what the quote says, and none lies before the signing or after
// today.
func (a Application) CheckDisbursement(d Disbursement, today Date) error {
	var f faults
	left := Fen(0)
	if q := a.TakenQuote(); q != nil {
		left = q.Amount - a.Disbursed()
	}
	switch {
	case d.Amount <= 0:
		f.add("amount_fen", "amount_not_positive", Facts{"want": "> 0", "have": int64(d.Amount)})
	case d.Amount > left:
		f.add("amount_fen", "disbursed_too_much", Facts{"want": int64(left), "have": int64(d.Amount)})
	}
	checkPast(&f, "on", d.On, a.SignedOn, today)
	return f.err()
}

// checkPast wants a day from first (nil: any) to today.
func checkPast(f *faults, field string, day Date, first *Date, today Date) {
	switch {
	case day > today:
		f.add(field, "date_in_future", Facts{"want": today.String(), "have": day.String()})
	case first != nil && day < *first:
		f.add(field, "date_before_start", Facts{"want": first.String(), "have": day.String()})
	}
}

// CheckPast is for a day on which something was done: from first (nil: any) to
// today.
func CheckPast(field string, day Date, first *Date, today Date) error {
	var f faults
	checkPast(&f, field, day, first, today)
	return f.err()
}

// Read notes that somebody of the provider read what the consent opens.
func (a *Application) Read(by UserID, name string, on Date, now time.Time) {
	for i := range a.Accesses {
		if x := &a.Accesses[i]; x.By == by && x.On == on {
			x.Last, x.Times = now, x.Times+1
			return
		}
	}
	if len(a.Accesses) >= MaxAccessLines { // the audit log has every one
		a.Accesses = slices.Delete(a.Accesses, 0, 1)
	}
	a.Accesses = append(a.Accesses, Access{On: on, By: by, ByName: name, First: now, Last: now, Times: 1})
}
