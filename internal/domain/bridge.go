package domain

import "time"

// BridgeID identifies a bridge, "brg_…".
type BridgeID string

// BridgeState is where a bridge stands.
type BridgeState string

// The states of a bridge (转贷应急): the lending bank commits itself to renew,
// the fund approves and pays, the old loan is repaid, the renewed loan is paid
// out straight to the fund, and the fund writes its return down.
const (
	BridgeRequested BridgeState = "requested"
	BridgeCommitted BridgeState = "committed"
	BridgeApproved  BridgeState = "approved" // its money is kept back in the fund
	BridgeDisbursed BridgeState = "disbursed"
	BridgeOldRepaid BridgeState = "old_repaid"
	BridgeRenewed   BridgeState = "renewed"
	BridgeReturned  BridgeState = "returned"
	BridgeDeclined  BridgeState = "declined"
	BridgeWithdrawn BridgeState = "withdrawn"
)

// BridgeStates lists every state once, in the order of its life.
var BridgeStates = []BridgeState{
	BridgeRequested, BridgeCommitted, BridgeApproved, BridgeDisbursed, BridgeOldRepaid, BridgeRenewed, BridgeReturned, BridgeDeclined, BridgeWithdrawn,
}

// Closed tells whether nothing more can happen to it.
func (s BridgeState) Closed() bool {
	return s == BridgeReturned || s == BridgeDeclined || s == BridgeWithdrawn
}

// HoldsMoney tells whether the fund's money is kept back for it, or out.
func (s BridgeState) HoldsMoney() bool {
	return s == BridgeApproved || s == BridgeDisbursed || s == BridgeOldRepaid || s == BridgeRenewed
}

// Out tells whether the money has left the fund and is not back.
func (s BridgeState) Out() bool {
	return s == BridgeDisbursed || s == BridgeOldRepaid || s == BridgeRenewed
}

// The parties of a bridge beside the firm.
const (
	PartyLender Party = "lender" // the bank whose loan falls due and which renews it
	PartyFund   Party = "fund"
)

// BridgeParties lists every party of a bridge once.
var BridgeParties = []Party{PartyEnterprise, PartyLender, PartyFund}

// BridgeMove takes a bridge from one state to another.
type BridgeMove string

// The moves.
const (
	BridgeCommit   BridgeMove = "commit"
	BridgeApprove  BridgeMove = "approve"
	BridgeDisburse BridgeMove = "disburse"
	BridgeRepayOld BridgeMove = "repay_old"
	BridgeRenew    BridgeMove = "renew"
	BridgeReturn   BridgeMove = "return"
	BridgeDecline  BridgeMove = "decline"
	BridgeWithdraw BridgeMove = "withdraw"
)

// BridgeMoves lists every move once.
var BridgeMoves = []BridgeMove{
	BridgeCommit, BridgeApprove, BridgeDisburse, BridgeRepayOld, BridgeRenew, BridgeReturn, BridgeDecline, BridgeWithdraw,
}

// BridgeRules are the table of who may move what to where.
var BridgeRules = MoveTable[BridgeMove, BridgeState]{
	{BridgeCommit, PartyLender, []BridgeState{BridgeRequested}, BridgeCommitted, []Party{PartyEnterprise, PartyFund}},
	{BridgeApprove, PartyFund, []BridgeState{BridgeCommitted}, BridgeApproved, []Party{PartyEnterprise, PartyLender}},
	{BridgeDisburse, PartyFund, []BridgeState{BridgeApproved}, BridgeDisbursed, []Party{PartyEnterprise, PartyLender}},
	{BridgeRepayOld, PartyLender, []BridgeState{BridgeDisbursed}, BridgeOldRepaid, []Party{PartyEnterprise, PartyFund}},
	{BridgeRenew, PartyLender, []BridgeState{BridgeOldRepaid}, BridgeRenewed, []Party{PartyEnterprise, PartyFund}},
	{BridgeReturn, PartyFund, []BridgeState{BridgeRenewed, BridgeOldRepaid, BridgeDisbursed}, BridgeReturned, []Party{PartyEnterprise, PartyLender}},
	{BridgeDecline, PartyLender, []BridgeState{BridgeRequested}, BridgeDeclined, []Party{PartyEnterprise}},
	{BridgeDecline, PartyFund, []BridgeState{BridgeCommitted, BridgeApproved}, BridgeDeclined, []Party{PartyEnterprise, PartyLender}},
	{BridgeWithdraw, PartyEnterprise, []BridgeState{BridgeRequested, BridgeCommitted, BridgeApproved}, BridgeWithdrawn, []Party{PartyLender, PartyFund}},
}

// Bridge is emergency money for days, so that a firm can repay the loan that
// falls due and draw the renewed one (渝财规〔2022〕11号).
type Bridge struct {
	ID           BridgeID
	Version      int64
	EnterpriseID EnterpriseID
	Fund         OfferID // the bridge offer; its money is BridgeFund's
	FundName     string
	FundProvider ProviderID
	Lender       ProviderID
	State        BridgeState
	Principal    Fen // of the old loan that falls due
	DueOn        Date
	Contract     string // of the old loan
	Amount       Fen    // asked for; from the approval on, approved
	Commitment   *Commitment
	DisbursedOn  *Date
	OldRepaidOn  *Date
	RenewedOn    *Date
	ReturnedOn   *Date
	DaysCharged  *int
	Fee          *Fen // nil until it is returned, and where the fund's rule of days is not known
	Closing      *Closing
	Moves        []Applied[BridgeMove]
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Commitment is the lending bank's word that it will renew.
type Commitment struct {
	Amount     Fen
	PromisedOn Date // the day by which the renewed loan is paid out
	Note       string
}

// Allowed lists the moves that the state takes from the party.
func (b Bridge) Allowed(p Party) []BridgeMove { return BridgeRules.Allowed(b.State, p) }

// Move takes the bridge to the move's state and writes it down, or answers
// bridge_move_not_allowed with the state and what is allowed.
func (b *Bridge) Move(m BridgeMove, p Party, by UserID, name, text string, now time.Time) error {
	next, err := BridgeRules.Next("bridge", b.State, m, p)
	if err != nil {
		return err
	}
	b.State, b.UpdatedAt = next, now
	b.Moves = append(b.Moves, Applied[BridgeMove]{At: now, Move: m, Party: p, By: by, ByName: name, Text: text})
	return nil
}

// BridgeFund is the money behind a bridge offer, and what of its rules the
// offer's source does not say: entered by the fund or the authority, with where
// it is from. Nil is not known.
type BridgeFund struct {
	ID          OfferID
	Version     int64
	Provider    ProviderID
	Total       Fen
	Committed   Fen          // kept back or out
	OwnShare    *BasisPoints // of the old principal, raised by the firm itself
	DayBasis    Code         // working_day or calendar_day; empty: as the offer says
	CountsFirst *bool        // the day on which it is paid out is charged
	CountsLast  *bool        // the day on which it comes back is charged
	Source      string
	UpdatedBy   UserID
	UpdatedAt   time.Time
}

// The bases of days.
const (
	WorkingDay  Code = "working_day"
	CalendarDay Code = "calendar_day"
)

// Free is what can still be promised.
func (f BridgeFund) Free() Fen { return f.Total - f.Committed }

// Reserve keeps money back, or answers bridge_fund_exhausted with what is free.
func (f *BridgeFund) Reserve(amount Fen) error {
	if amount > f.Free() {
		return NewError(KindConflict, "bridge_fund_exhausted", Facts{"free": int64(f.Free()), "have": int64(amount)})
	}
	f.Committed += amount
	return nil
}

// Release gives back what was kept back, or came back.
func (f *BridgeFund) Release(amount Fen) { f.Committed -= amount }

// Check looks at what was entered.
func (f BridgeFund) Check() error {
	var x faults
	switch {
	case f.Total < 0 || f.Total > MaxFen:
		x.add("total_fen", "amount_negative", Facts{"want": ">= 0", "have": int64(f.Total)})
	case f.Total < f.Committed:
		x.add("total_fen", "bridge_fund_below_committed", Facts{"want": int64(f.Committed), "have": int64(f.Total)})
	}
	checkRate(&x, "own_share_bp", f.OwnShare)
	if f.DayBasis != "" && f.DayBasis != WorkingDay && f.DayBasis != CalendarDay {
		x.add("day_basis", "unknown_code", Facts{"vocabulary": "day_basis", "have": f.DayBasis})
	}
	if f.Source == "" {
		x.add("source", "required", nil)
	}
	checkSentence(&x, "source", f.Source)
	return x.err()
}

// BridgeLimit is one of the bounds of a bridge's amount.
type BridgeLimit struct {
	Limit  Code // own_share, commitment, ceiling or free_balance
	Amount *Fen // nil: not known, and so no bound
	Binds  bool // the least of those that are known
}

// The limits.
const (
	LimitOwnShare    Code = "own_share"
	LimitCommitment  Code = "commitment"
	LimitCeiling     Code = "ceiling"
	LimitFreeBalance Code = "free_balance"
)

// Limits are the bounds of the bridge's amount: the share of the old principal
// that the firm does not raise itself, the bank's commitment, the ceiling for
// such a firm, and what is free in the fund. The ceiling and own share are nil
// where they are not known.
func (b Bridge) Limits(ownShare *BasisPoints, ceiling *Fen, free Fen) []BridgeLimit {
	var share *Fen
	if ownShare != nil {
		rest := b.Principal / 10_000 * Fen(10_000-*ownShare)
		rest += b.Principal % 10_000 * Fen(10_000-*ownShare) / 10_000 // rounded down: never a fen above
		share = &rest
	}
	var committed *Fen
	if b.Commitment != nil {
		committed = &b.Commitment.Amount
	}
	out := []BridgeLimit{{LimitOwnShare, share, false}, {LimitCommitment, committed, false}, {LimitCeiling, ceiling, false}, {LimitFreeBalance, &free, false}}
	least := 3
	for i, l := range out {
		if l.Amount != nil && *l.Amount < *out[least].Amount {
			least = i
		}
	}
	out[least].Binds = true
	return out
}

// CheckRequest looks at what a firm asks for.
func (b Bridge) CheckRequest(today Date) error {
	var f faults
	amount := func(field string, v Fen) {
		switch {
		case v <= 0:
			f.add(field, "amount_not_positive", Facts{"want": "> 0", "have": int64(v)})
		case v > MaxFen:
			f.add(field, "amount_too_large", Facts{"want": int64(MaxFen), "have": int64(v)})
		}
	}
	amount("principal_fen", b.Principal)
	amount("amount_fen", b.Amount)
	if b.DueOn < today {
		f.add("due_on", "date_in_past", Facts{"want": today.String(), "have": b.DueOn.String()})
	}
	checkSentence(&f, "contract", b.Contract)
	return f.err()
}

// CheckCommitment looks at the bank's word.
func (c Commitment) CheckCommitment(today Date) error {
	var f faults
	if c.Amount <= 0 || c.Amount > MaxFen {
		f.add("amount_fen", "amount_not_positive", Facts{"want": "> 0", "have": int64(c.Amount)})
	}
	if c.PromisedOn < today {
		f.add("promised_on", "date_in_past", Facts{"want": today.String(), "have": c.PromisedOn.String()})
	}
	checkSentence(&f, "note", c.Note)
	return f.err()
}
