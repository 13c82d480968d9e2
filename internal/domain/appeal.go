package domain

import (
	"strings"
	"time"
)

// AppealID identifies an appeal, "apl_…".
type AppealID string

// AppealState is where an appeal stands.
type AppealState string

// The states of an appeal (企业吹哨、部门报到).
const (
	AppealRaised    AppealState = "raised"
	AppealHandled   AppealState = "handled" // somebody has taken it up, with a department
	AppealAnswered  AppealState = "answered"
	AppealClosed    AppealState = "closed" // the firm has rated the answer
	AppealWithdrawn AppealState = "withdrawn"
)

// AppealStates lists every state once, in the order of its life.
var AppealStates = []AppealState{AppealRaised, AppealHandled, AppealAnswered, AppealClosed, AppealWithdrawn}

// Closed tells whether nothing more can happen to it.
func (s AppealState) Closed() bool { return s == AppealClosed || s == AppealWithdrawn }

// PartyOffice is who answers appeals: the agency, and after it the city.
const PartyOffice Party = "office"

// AppealParties lists every party of an appeal once.
var AppealParties = []Party{PartyEnterprise, PartyOffice}

// AppealMove takes an appeal from one state to another.
type AppealMove string

// The moves.
const (
	AppealAccept   AppealMove = "accept"
	AppealRefer    AppealMove = "refer" // to another department
	AppealAnswer   AppealMove = "answer"
	AppealRate     AppealMove = "rate"
	AppealReopen   AppealMove = "reopen"
	AppealWithdraw AppealMove = "withdraw"
)

// AppealMoves lists every move once.
var AppealMoves = []AppealMove{AppealAccept, AppealRefer, AppealAnswer, AppealRate, AppealReopen, AppealWithdraw}

// AppealRules are the table of who may move what to where.
var AppealRules = MoveTable[AppealMove, AppealState]{
	{AppealAccept, PartyOffice, []AppealState{AppealRaised}, AppealHandled, []Party{PartyEnterprise}},
	{AppealRefer, PartyOffice, []AppealState{AppealHandled}, AppealHandled, []Party{PartyEnterprise}},
	{AppealAnswer, PartyOffice, []AppealState{AppealHandled}, AppealAnswered, []Party{PartyEnterprise}},
	{AppealRate, PartyEnterprise, []AppealState{AppealAnswered}, AppealClosed, []Party{PartyOffice}},
	{AppealReopen, PartyEnterprise, []AppealState{AppealAnswered}, AppealHandled, []Party{PartyOffice}},
	{AppealWithdraw, PartyEnterprise, []AppealState{AppealRaised, AppealHandled, AppealAnswered}, AppealWithdrawn, []Party{PartyOffice}},
}

// Bounds of appeals.
const (
	MaxAppealTitle   = 60
	MaxAppealRunes   = 2_000
	MaxAppealReopens = 3
	MaxAppealMoves   = 100
	MaxOpenAppeals   = 20 // of one firm
)

// Appeal is a firm's word that something stands in its way, and what became of
// it (渝经信规范〔2022〕6号 第23条).
type Appeal struct {
	ID           AppealID
	Version      int64
	EnterpriseID EnterpriseID
	District     Code // of the firm, when it was raised
	Category     Code // of the rule data
	Department   Code // that is to answer, of the rule data
	Title        string
	Text         string
	NeedID       NeedID // that it is about; empty for none
	State        AppealState
	Answer       string
	Rating       int // 1 to 5 stars; 0: not rated
	Remark       string
	Moves        []Applied[AppealMove]
	CreatedAt    time.Time
	CreatedBy    UserID
	ByName       string
	UpdatedAt    time.Time
	Turns
}

// Allowed lists the moves that the state takes from the party.
func (a Appeal) Allowed(p Party) []AppealMove { return AppealRules.Allowed(a.State, p) }

// Move takes the appeal to the move's state and writes it down, or answers
// appeal_move_not_allowed; appeal_moved_too_often after MaxAppealMoves, or
// MaxAppealReopens reopenings.
func (a *Appeal) Move(m AppealMove, p Party, by UserID, name, text string, now time.Time) error {
	next, err := AppealRules.Next("appeal", a.State, m, p)
	if err != nil {
		return err
	}
	again := 0
	for _, made := range a.Moves {
		if made.Move == AppealReopen {
			again++
		}
	}
	if len(a.Moves) >= MaxAppealMoves || m == AppealReopen && again >= MaxAppealReopens {
		return NewError(KindConflict, "appeal_moved_too_often", Facts{"max": MaxAppealReopens})
	}
	a.State, a.UpdatedAt = next, now
	a.Moves = append(a.Moves, Applied[AppealMove]{At: now, Move: m, Party: p, By: by, ByName: name, Text: text})
	return nil
}

// Check looks at what a firm raises.
func (a Appeal) Check() error {
	var f faults
	checkWords(&f, "title", a.Title, MaxAppealTitle)
	checkWords(&f, "text", a.Text, MaxAppealRunes)
	return f.err()
}

// checkWords wants some words, not too many.
func checkWords(f *faults, field, text string, most int) {
	switch n := len([]rune(text)); {
	case strings.TrimSpace(text) == "":
		f.add(field, "required", nil)
	case n > most:
		f.add(field, "text_too_long", Facts{"max": most, "have": n})
	}
}

// CheckWords is for what must be said in a move.
func CheckWords(field, text string, most int) error {
	var f faults
	checkWords(&f, field, text, most)
	return f.err()
}

// LiaisonID is the id of the firm that a liaison is for.
type LiaisonID string

// Liaison is the one officer who looks after a key firm (一企一专员).
type Liaison struct {
	ID           LiaisonID
	Version      int64
	Organisation OrganisationID
	Officer      UserID
	OfficerName  string
	By           UserID
	At           time.Time
}
