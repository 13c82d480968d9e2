package domain

import (
	"slices"
	"time"
)

// NeedID identifies a financing need, "need_…".
type NeedID string

// NeedState is where a need stands.
type NeedState string

// The states of a need.
const (
	NeedDraft     NeedState = "draft"
	NeedSubmitted NeedState = "submitted"
	NeedAccepted  NeedState = "accepted" // by an agency, which looks after it
	NeedWithdrawn NeedState = "withdrawn"
)

// NeedEvent moves a need from one state to another.
type NeedEvent string

// The events of a need.
const (
	NeedSubmit   NeedEvent = "submit"
	NeedAccept   NeedEvent = "accept"
	NeedWithdraw NeedEvent = "withdraw"
	NeedEdit     NeedEvent = "edit"
)

var needMoves = map[NeedState]map[NeedEvent]NeedState{
	NeedDraft:     {NeedEdit: NeedDraft, NeedSubmit: NeedSubmitted, NeedWithdraw: NeedWithdrawn},
	NeedSubmitted: {NeedAccept: NeedAccepted, NeedWithdraw: NeedWithdrawn},
	NeedAccepted:  {NeedWithdraw: NeedWithdrawn},
	NeedWithdrawn: {},
}

// RepaymentMethod is how principal and interest come back.
type RepaymentMethod string

// The repayment methods, with their usual names.
const (
	EqualInstalments RepaymentMethod = "equal_instalments" // 等额本息
	EqualPrincipal   RepaymentMethod = "equal_principal"   // 等额本金
	InterestOnly     RepaymentMethod = "interest_only"     // 按月付息，到期还本
	Bullet           RepaymentMethod = "bullet"            // 到期一次还本付息
	Revolving        RepaymentMethod = "revolving"         // 随借随还
)

// RepaymentMethods lists every method once.
var RepaymentMethods = []RepaymentMethod{EqualInstalments, EqualPrincipal, InterestOnly, Bullet, Revolving}

// Known tells whether it is one of the methods.
func (m RepaymentMethod) Known() bool { return slices.Contains(RepaymentMethods, m) }

// Project is what the money is for, where an award or a loan asks about it.
type Project struct {
	Kind       *Code
	Field      *Code
	State      *Code
	Investment *Fen
}

// Need is what an enterprise asks for. A nil pointer or slice is not said; an
// empty Collateral says that none is offered.
type Need struct {
	ID           NeedID
	Version      int64
	EnterpriseID EnterpriseID
	State        NeedState
	Amount       Fen
	Term         Months
	Purpose      Code
	Collateral   []Collateral
	Guarantee    *bool            // a guarantee can be given, by a company or a person
	RateCeiling  *BasisPoints     // the highest acceptable rate a year
	LatestOn     *Date            // the day by which the money must be there
	Repayment    *RepaymentMethod // the wish, not a condition
	Project      *Project
	Note         string
	CreatedAt    time.Time
	UpdatedAt    time.Time
	SubmittedAt  *time.Time
	AcceptedAt   *time.Time
	Turns        // whose turn it is; empty for a draft
}

// Waits tells whether the platform still works on the need.
func (n Need) Waits() bool { return n.State == NeedSubmitted || n.State == NeedAccepted }

// Bounds of a need.
const (
	MinTerm     Months = 1
	MaxTerm     Months = 360
	MaxNoteRune        = 2000
)

// Apply moves the need by the event, or answers need_move_not_allowed with
// the events that are.
func (n *Need) Apply(ev NeedEvent, now time.Time) error {
	next, ok := needMoves[n.State][ev]
	if !ok {
		return NewError(KindConflict, "need_move_not_allowed", Facts{"state": n.State, "event": ev, "allowed": n.Allowed()})
	}
	n.State, n.UpdatedAt = next, now
	switch ev {
	case NeedSubmit:
		n.SubmittedAt = &now
	case NeedAccept:
		n.AcceptedAt = &now
	}
	return nil
}

// Allowed lists the events that the need's state takes.
func (n Need) Allowed() []NeedEvent {
	var out []NeedEvent
	for _, ev := range []NeedEvent{NeedEdit, NeedSubmit, NeedAccept, NeedWithdraw} {
		if _, ok := needMoves[n.State][ev]; ok {
			out = append(out, ev)
		}
	}
	return out
}

// Validate checks what needs no vocabulary: amounts, term, dates, methods.
func (n Need) Validate(today Date) error {
	var f faults
	if n.Amount <= 0 {
		f.add("amount_fen", "amount_not_positive", Facts{"want": "> 0", "have": int64(n.Amount)})
	} else if n.Amount > MaxFen {
		f.add("amount_fen", "amount_too_large", Facts{"want": int64(MaxFen), "have": int64(n.Amount)})
	}
	if n.Term < MinTerm || n.Term > MaxTerm {
		f.add("term_months", "term_out_of_range", Facts{"min": int(MinTerm), "max": int(MaxTerm), "have": int(n.Term)})
	}
	if n.RateCeiling != nil && (*n.RateCeiling <= 0 || *n.RateCeiling > 10_000) {
		f.add("rate_ceiling_bp", "rate_out_of_range", Facts{"min": 1, "max": 10_000, "have": int(*n.RateCeiling)})
	}
	if n.LatestOn != nil && *n.LatestOn < today {
		f.add("latest_on", "date_in_past", Facts{"want": today.String(), "have": n.LatestOn.String()})
	}
	if n.Repayment != nil && !n.Repayment.Known() {
		f.add("repayment", "repayment_unknown", Facts{"want": RepaymentMethods, "have": *n.Repayment})
	}
	if len([]rune(n.Note)) > MaxNoteRune {
		f.add("note", "text_too_long", Facts{"max": MaxNoteRune, "have": len([]rune(n.Note))})
	}
	checkCollateral(&f, "collateral", n.Collateral)
	if n.Project != nil && n.Project.Investment != nil {
		checkAmount(&f, "project.investment_fen", *n.Project.Investment)
	}
	return f.err()
}
