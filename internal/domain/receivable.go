package domain

import "time"

// ReceivableID identifies a receivable in the register, "rcv_…".
type ReceivableID string

// ReceivableState is where a receivable stands.
type ReceivableState string

// The states of a receivable.
const (
	ReceivableOpen      ReceivableState = "open"
	ReceivableSettled   ReceivableState = "settled"   // all of it was paid
	ReceivableWithdrawn ReceivableState = "withdrawn" // entered by mistake, or given up
)

// ReceivableStates lists every state once.
var ReceivableStates = []ReceivableState{ReceivableOpen, ReceivableSettled, ReceivableWithdrawn}

// Bounds of receivables.
const (
	MaxDebtorName      = 100
	MaxReceivables     = 500 // open ones of one firm
	MaxSettlements     = 100
	MaxReceivableRunes = 500
)

// Receivable is money that is owed to a firm: by whom, how much, since when, on
// what evidence, and what was agreed and paid.
type Receivable struct {
	ID           ReceivableID
	Version      int64
	EnterpriseID EnterpriseID
	District     Code // of the firm, when it was entered
	Debtor       string
	DebtorUSCC   USCC // empty: not known
	Amount       Fen
	DueOn        Date
	Evidence     string // contract, invoice, acceptance
	Plan         string // what was agreed; empty for nothing
	Settlements  []Settlement
	State        ReceivableState
	NeedID       NeedID // the financing need that was made of it; empty for none
	CreatedAt    time.Time
	CreatedBy    UserID
	UpdatedAt    time.Time
}

// Settlement is a part that was paid.
type Settlement struct {
	Amount Fen
	On     Date
	By     UserID
}

// Settled is how much was paid.
func (r Receivable) Settled() Fen {
	var sum Fen
	for _, s := range r.Settlements {
		sum += s.Amount
	}
	return sum
}

// Left is what is still owed.
func (r Receivable) Left() Fen { return r.Amount - r.Settled() }

// OverdueDays is for how many days the rest has been due on the day; 0 where it
// is not, or nothing is left.
func (r Receivable) OverdueDays(day Date) int {
	if r.State != ReceivableOpen || day <= r.DueOn {
		return 0
	}
	return int(day - r.DueOn)
}

// Check looks at what a firm enters.
func (r Receivable) Check() error {
	var f faults
	checkWords(&f, "debtor", r.Debtor, MaxDebtorName)
	if r.DebtorUSCC != "" {
		if err := r.DebtorUSCC.Check(); err != nil {
			f.add("debtor_uscc", err.Code, err.Facts)
		}
	}
	switch {
	case r.Amount <= 0:
		f.add("amount_fen", "amount_not_positive", Facts{"want": "> 0", "have": int64(r.Amount)})
	case r.Amount > MaxFen:
		f.add("amount_fen", "amount_too_large", Facts{"want": int64(MaxFen), "have": int64(r.Amount)})
	case r.Amount < r.Settled():
		f.add("amount_fen", "receivable_below_settled", Facts{"want": r.Settled(), "have": r.Amount})
	}
	checkWords(&f, "evidence", r.Evidence, MaxReceivableRunes)
	checkSentence(&f, "plan", r.Plan)
	return f.err()
}

// Open refuses a change of one that is settled or withdrawn.
func (r Receivable) open() error {
	if r.State != ReceivableOpen {
		return NewError(KindConflict, "receivable_closed", Facts{"state": r.State})
	}
	return nil
}

// Change lets the entry be changed. Errors: receivable_closed.
func (r Receivable) Change() error { return r.open() }

// Settle writes a part down that was paid; the last one settles it. Errors:
// receivable_closed, receivable_settled_too_much, date_in_future,
// too_many_settlements.
func (r *Receivable) Settle(s Settlement, today Date, now time.Time) error {
	if err := r.open(); err != nil {
		return err
	}
	if len(r.Settlements) >= MaxSettlements {
		return NewError(KindConflict, "too_many_settlements", Facts{"max": MaxSettlements})
	}
	var f faults
	switch {
	case s.Amount <= 0:
		f.add("amount_fen", "amount_not_positive", Facts{"want": "> 0", "have": int64(s.Amount)})
	case s.Amount > r.Left():
		f.add("amount_fen", "receivable_settled_too_much", Facts{"want": r.Left(), "have": s.Amount})
	}
	checkPast(&f, "paid_on", s.On, nil, today)
	if err := f.err(); err != nil {
		return err
	}
	r.Settlements = append(r.Settlements, s)
	if r.UpdatedAt = now; r.Left() == 0 {
		r.State = ReceivableSettled
	}
	return nil
}

// Withdraw takes the entry out. Errors: receivable_closed.
func (r *Receivable) Withdraw(now time.Time) error {
	if err := r.open(); err != nil {
		return err
	}
	r.State, r.UpdatedAt = ReceivableWithdrawn, now
	return nil
}
