package domain

import (
	"slices"
	"time"
)

// Party is a side of an application or a bridge.
type Party string

// MoveRule is a row of a table of moves: who may move what to where, and whom
// it tells.
type MoveRule[M, S ~string] struct {
	Move  M
	By    Party
	From  []S
	To    S
	Tells []Party // who gets a notice of it
}

// MoveTable says which moves there are. What it does not have is refused.
type MoveTable[M, S ~string] []MoveRule[M, S]

// Allowed lists the moves that the state takes from the party.
func (t MoveTable[M, S]) Allowed(s S, p Party) []M {
	var out []M
	for _, r := range t {
		if r.By == p && slices.Contains(r.From, s) {
			out = append(out, r.Move)
		}
	}
	return out
}

// Next is the state after the move, or <noun>_move_not_allowed (conflict) with
// the state and what is allowed.
func (t MoveTable[M, S]) Next(noun string, s S, m M, p Party) (S, error) {
	for _, r := range t {
		if r.Move == m && r.By == p && slices.Contains(r.From, s) {
			return r.To, nil
		}
	}
	allowed := t.Allowed(s, p)
	if allowed == nil {
		allowed = []M{}
	}
	return s, NewError(KindConflict, noun+"_move_not_allowed", Facts{"state": s, "move": m, "allowed": allowed})
}

// Tells is who gets a notice of the party's move.
func (t MoveTable[M, S]) Tells(m M, p Party) []Party {
	i := slices.IndexFunc(t, func(r MoveRule[M, S]) bool { return r.Move == m && r.By == p })
	if i < 0 {
		return nil
	}
	return t[i].Tells
}

// Applied is a move that was made: a line of a history.
type Applied[M ~string] struct {
	At     time.Time
	Move   M
	Party  Party
	By     UserID // nobody: the clock
	ByName string
	Text   string
}
