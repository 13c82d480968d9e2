package domain

import (
	"slices"
	"time"
)

// Turn says who has to act on a thing, and until when.
type Turn struct {
	Step        Code // of the response clock
	Role        Role // of those who are to act
	Holder      OrganisationID
	HolderName  string // as it was called when it got the turn
	Officer     UserID // nobody named: empty
	OfficerName string
	Level       int // 0 the first; each who let it pass adds one
	Since       time.Time
	SoonAt      *time.Time // nil: it is not limited
	DueAt       *time.Time
	// Provisional: the term touches a year whose holidays are not sure.
	Provisional bool
	Warned      bool // it was said that it is due soon
	Overdue     bool // it was said that it is over, and nobody is left to hand it to
}

// TurnState is where a turn stands at a moment.
type TurnState string

// The states of a turn.
const (
	TurnUnlimited TurnState = "unlimited"
	TurnOnTime    TurnState = "on_time"
	TurnDueSoon   TurnState = "due_soon"
	TurnOverdue   TurnState = "overdue"
)

// StateAt tells how the turn stands.
func (t Turn) StateAt(now time.Time) TurnState {
	switch {
	case t.DueAt == nil:
		return TurnUnlimited
	case now.After(*t.DueAt):
		return TurnOverdue
	case t.SoonAt != nil && !now.Before(*t.SoonAt):
		return TurnDueSoon
	}
	return TurnOnTime
}

// Asks is what the clock has to say of the turn at the moment and has not said
// yet: TurnWarned, TurnLetPass, or nothing.
func (t Turn) Asks(now time.Time) TurnChange {
	switch state := t.StateAt(now); {
	case state == TurnDueSoon && !t.Warned:
		return TurnWarned
	case state == TurnOverdue && !t.Overdue:
		return TurnLetPass
	}
	return ""
}

// TurnChange is what happened to a turn.
type TurnChange string

// The changes of turns.
const (
	TurnStarted    TurnChange = "started"
	TurnWarned     TurnChange = "due_soon"
	TurnLetPass    TurnChange = "overdue"
	TurnEscalated  TurnChange = "escalated"
	TurnPassedOn   TurnChange = "passed_on"
	TurnReassigned TurnChange = "reassigned"
	TurnDone       TurnChange = "done"
	TurnEnded      TurnChange = "ended" // the thing no longer waits for anybody
)

// TurnEntry is a line of the history of turns: who had it, and what became of
// it. Nothing is ever taken out of that history.
type TurnEntry struct {
	At          time.Time // when it was done
	Change      TurnChange
	Step        Code
	Role        Role
	Holder      OrganisationID
	HolderName  string
	Officer     UserID
	OfficerName string
	DueAt       *time.Time
	By          UserID // nobody: the clock
	Reason      string
}

// entry is the line of what happens to the turn.
func (t Turn) entry(change TurnChange, at time.Time, by UserID, reason string) TurnEntry {
	return TurnEntry{
		At: at, Change: change, Step: t.Step, Role: t.Role, Holder: t.Holder, HolderName: t.HolderName,
		Officer: t.Officer, OfficerName: t.OfficerName, DueAt: t.DueAt, By: by, Reason: reason,
	}
}

// Turns are the turn of a thing and the history of all its turns.
type Turns struct {
	Turn    *Turn // nil: nobody is waited for
	History []TurnEntry
}

// Say writes down what the clock asks, so that it is said once.
func (t *Turns) Say(change TurnChange, at time.Time) {
	switch change {
	case TurnWarned:
		t.Turn.Warned = true
	case TurnLetPass:
		t.Turn.Overdue = true
	}
	t.Record(change, at, "", "")
}

// Start gives the turn; the change says why it goes there.
func (t *Turns) Start(next Turn, change TurnChange, by UserID, reason string) {
	t.Turn = &next
	t.History = append(t.History, next.entry(change, next.Since, by, reason))
}

// Record writes down what happened to the present turn.
func (t *Turns) Record(change TurnChange, at time.Time, by UserID, reason string) {
	if t.Turn != nil {
		t.History = append(t.History, t.Turn.entry(change, at, by, reason))
	}
}

// End leaves nobody with the turn.
func (t *Turns) End(change TurnChange, at time.Time, by UserID, reason string) {
	t.Record(change, at, by, reason)
	t.Turn = nil
}

// Held tells whether the organisation has, or has had, a turn: it goes on
// seeing what it was handed.
func (t Turns) Held(o OrganisationID) bool {
	if o == "" {
		return false
	}
	return t.Turn != nil && t.Turn.Holder == o || slices.ContainsFunc(t.History, func(e TurnEntry) bool { return e.Holder == o })
}

// Holders are all that have had a turn, each once.
func (t Turns) Holders() []OrganisationID {
	var out []OrganisationID
	for _, e := range t.History {
		if e.Holder != "" && !slices.Contains(out, e.Holder) {
			out = append(out, e.Holder)
		}
	}
	return out
}

// MaxReassigned bounds how often the officer of a thing is changed.
const MaxReassigned = 50
