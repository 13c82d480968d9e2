package domain_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

// legalMoves is written apart from the table of the code: state, then
// enterprise's and provider's moves with where they lead. The clock only ends
// what was quoted.
var legalMoves = map[domain.ApplicationState]map[domain.Party]map[domain.ApplicationMove]domain.ApplicationState{
	"draft":     {"enterprise": {"send": "sent", "withdraw": "withdrawn"}},
	"sent":      {"enterprise": {"withdraw": "withdrawn"}, "provider": {"accept": "accepted", "decline": "declined"}},
	"accepted":  {"enterprise": {"withdraw": "withdrawn"}, "provider": {"want_documents": "documents", "quote": "quoted", "decline": "declined"}},
	"documents": {"enterprise": {"hand_in": "accepted", "withdraw": "withdrawn"}, "provider": {"decline": "declined"}},
	"quoted": {
		"enterprise": {"take": "taken", "withdraw": "withdrawn"}, "provider": {"quote": "quoted", "decline": "declined"},
		"clock": {"expire": "expired"},
	},
	"taken":     {"enterprise": {"withdraw": "withdrawn"}, "provider": {"approve": "approved", "decline": "declined"}},
	"approved":  {"enterprise": {"withdraw": "withdrawn"}, "provider": {"sign": "signed"}},
	"signed":    {"provider": {"disburse": "disbursed"}},
	"disbursed": {"provider": {"disburse": "disbursed", "repay": "repaid"}},
}

// TestEveryTripleOfStateMoveAndParty: what the table has happens, all else is
// refused with what is allowed, and changes nothing.
func TestEveryTripleOfStateMoveAndParty(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	states := append(slices.Clone(domain.ApplicationStates), "", "lost")
	moves := append(slices.Clone(domain.ApplicationMoves), "", "pay")
	parties := append(slices.Clone(domain.Parties), "", "regulator")
	seen := 0
	for _, s := range states {
		for _, p := range parties {
			for _, m := range moves {
				a := domain.Application{State: s}
				err := a.Move(m, p, "usr_1", "王芳", "x", now)
				want, ok := legalMoves[s][p][m]
				if ok {
					seen++
					if err != nil || a.State != want || a.UpdatedAt != now || len(a.Moves) != 1 || a.Moves[0].Move != m || a.Moves[0].Party != p {
						t.Errorf("%s %s %s: have %s, %v, want %s", s, p, m, a.State, err, want)
					}
					continue
				}
				var e *domain.Error
				if !errors.As(err, &e) || e.Code != "application_move_not_allowed" || e.Kind != domain.KindConflict || e.Facts["state"] != s {
					t.Errorf("%s %s %s: want it refused, have %v", s, p, m, err)
					continue
				}
				if a.State != s || len(a.Moves) != 0 || !a.UpdatedAt.IsZero() {
					t.Errorf("%s %s %s: a refused move changed the application", s, p, m)
				}
				allowed, _ := e.Facts["allowed"].([]domain.ApplicationMove)
				if len(allowed) != len(legalMoves[s][p]) {
					t.Errorf("%s %s: allowed %v, want %v", s, p, allowed, legalMoves[s][p])
				}
			}
		}
	}
	if seen != 25 {
		t.Errorf("%d moves are legal, want 25", seen)
	}
}

func TestQuotesAreChecked(t *testing.T) {
	today := domain.NewDate(2026, 11, 23)
	good := func() domain.Quote {
		rate, method := domain.BasisPoints(345), domain.InterestOnly
		return domain.Quote{Amount: 100 * domain.Wan, Rate: &rate, Term: 12, Repayment: &method, ValidUntil: today}
	}
	ceiling := 100 * domain.Wan
	if err := good().Check(&ceiling, false, today); err != nil {
		t.Errorf("a good one: %v", err)
	}
	bare := domain.Quote{Amount: 1, Term: 1, ValidUntil: today}
	if err := bare.Check(nil, true, today); err != nil {
		t.Errorf("equity needs neither rate nor repayment: %v", err)
	}
	bp := func(n domain.BasisPoints) *domain.BasisPoints { return &n }
	for name, row := range map[string]struct {
		change func(*domain.Quote)
		want   string
	}{
		"one fen above the ceiling": {func(q *domain.Quote) { q.Amount++ }, "amount_fen quote_above_ceiling"},
		"nothing":                   {func(q *domain.Quote) { q.Amount = 0 }, "amount_fen amount_not_positive"},
		"no rate":                   {func(q *domain.Quote) { q.Rate = nil }, "rate_bp required"},
		"a rate under zero":         {func(q *domain.Quote) { q.Rate = bp(-1) }, "rate_bp quote_rate_out_of_range"},
		"a rate over 100 %":         {func(q *domain.Quote) { q.Rate = bp(10_001) }, "rate_bp quote_rate_out_of_range"},
		"a fee under zero":          {func(q *domain.Quote) { q.GuaranteeFee = -1 }, "guarantee_fee_bp quote_rate_out_of_range"},
		"a one-off fee under zero":  {func(q *domain.Quote) { q.OneOffFee = -1 }, "one_off_fee_fen amount_negative"},
		"no term":                   {func(q *domain.Quote) { q.Term = 0 }, "term_months term_out_of_range"},
		"no repayment":              {func(q *domain.Quote) { q.Repayment = nil }, "repayment required"},
		"over since yesterday":      {func(q *domain.Quote) { q.ValidUntil = today - 1 }, "valid_until date_in_past"},
	} {
		q := good()
		row.change(&q)
		var e *domain.Error
		if err := q.Check(&ceiling, false, today); !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field+" "+e.Fields[0].Code != row.want {
			t.Errorf("%s: have %v, want %s", name, err, row.want)
		}
	}
}

func TestPartsAddUpToTheQuote(t *testing.T) {
	signed := domain.NewDate(2026, 11, 20)
	today := signed + 3
	a := domain.Application{Quotes: []domain.Quote{{Number: 1, Amount: 100}}, Taken: 1, SignedOn: &signed, Disbursements: []domain.Disbursement{{Amount: 60, On: signed}}}
	if err := a.CheckDisbursement(domain.Disbursement{Amount: 40, On: today}, today); err != nil {
		t.Errorf("the rest: %v", err)
	}
	for name, d := range map[string]domain.Disbursement{
		"one fen too much": {Amount: 41, On: today}, "nothing": {Amount: 0, On: today}, "tomorrow": {Amount: 1, On: today + 1}, "before the signing": {Amount: 1, On: signed - 1},
	} {
		if a.CheckDisbursement(d, today) == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
