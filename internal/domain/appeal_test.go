package domain_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

// legalAppealMoves is written apart from the table of the code.
var legalAppealMoves = map[domain.AppealState]map[domain.Party]map[domain.AppealMove]domain.AppealState{
	"raised":   {"enterprise": {"withdraw": "withdrawn"}, "office": {"accept": "handled"}},
	"handled":  {"enterprise": {"withdraw": "withdrawn"}, "office": {"refer": "handled", "answer": "answered"}},
	"answered": {"enterprise": {"withdraw": "withdrawn", "rate": "closed", "reopen": "handled"}},
}

func TestEveryTripleOfAnAppeal(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	states := append(slices.Clone(domain.AppealStates), "", "lost")
	moves := append(slices.Clone(domain.AppealMoves), "", "pay")
	parties := append(slices.Clone(domain.AppealParties), "", "provider", "clock")
	seen := 0
	for _, s := range states {
		for _, p := range parties {
			for _, m := range moves {
				a := domain.Appeal{State: s}
				err := a.Move(m, p, "usr_1", "赵敏", "x", now)
				if want, ok := legalAppealMoves[s][p][m]; ok {
					seen++
					if err != nil || a.State != want || len(a.Moves) != 1 {
						t.Errorf("%s %s %s: have %s, %v, want %s", s, p, m, a.State, err, want)
					}
					continue
				}
				var e *domain.Error
				if !errors.As(err, &e) || e.Code != "appeal_move_not_allowed" || a.State != s || len(a.Moves) != 0 {
					t.Errorf("%s %s %s: want it refused, have %s, %v", s, p, m, a.State, err)
				}
			}
		}
	}
	if seen != 8 {
		t.Errorf("%d moves are legal, want 8", seen)
	}
}

func TestAReceivableIsSettledInParts(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	today := domain.DateOf(now)
	r := domain.Receivable{Debtor: "甲", Evidence: "合同", Amount: 1000, DueOn: today - 10, State: domain.ReceivableOpen}
	if r.OverdueDays(today) != 10 || r.OverdueDays(today-10) != 0 {
		t.Errorf("overdue for %d days", r.OverdueDays(today))
	}
	for _, row := range []struct {
		amount domain.Fen
		on     domain.Date
		code   string
	}{
		{0, today, "amount_not_positive"}, {1001, today, "receivable_settled_too_much"}, {400, today + 1, "date_in_future"}, {400, today, ""},
		{601, today, "receivable_settled_too_much"}, {600, today, ""}, {1, today, "receivable_closed"},
	} {
		was := len(r.Settlements)
		err := r.Settle(domain.Settlement{Amount: row.amount, On: row.on}, today, now)
		if code := firstCode(err); code != row.code || (code != "") != (len(r.Settlements) == was) {
			t.Errorf("%d on %s: have %v, want %q", row.amount, row.on, err, row.code)
		}
	}
	if r.State != domain.ReceivableSettled || r.Left() != 0 || r.OverdueDays(today) != 0 {
		t.Errorf("have %+v", r)
	}
}

// firstCode is the code of the error's first field, or its own; empty for none.
func firstCode(err error) string {
	var e *domain.Error
	switch {
	case !errors.As(err, &e):
		return ""
	case len(e.Fields) > 0:
		return e.Fields[0].Code
	}
	return e.Code
}
