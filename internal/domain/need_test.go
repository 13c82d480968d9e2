package domain_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

func goodNeed() domain.Need {
	return domain.Need{
		State: domain.NeedDraft, Amount: 3_000_000 * domain.Yuan, Term: 12, Purpose: "working_capital",
		Collateral: []domain.Collateral{{Kind: "plant"}}, RateCeiling: ptr(domain.BasisPoints(400)), LatestOn: ptr(today),
		Repayment: ptr(domain.InterestOnly), Project: &domain.Project{Investment: ptr(domain.Fen(0))},
	}
}

func TestANeedIsValidated(t *testing.T) {
	type need = domain.Need
	rows := map[string]struct {
		change func(*need)
		want   []string
	}{
		"a good one has no fault":              {func(*need) {}, nil},
		"no amount":                            {func(n *need) { n.Amount = 0 }, []string{"amount_fen amount_not_positive"}},
		"an amount below nothing":              {func(n *need) { n.Amount = -1 }, []string{"amount_fen amount_not_positive"}},
		"one fen":                              {func(n *need) { n.Amount = 1 }, nil},
		"the greatest amount":                  {func(n *need) { n.Amount = domain.MaxFen }, nil},
		"a fen more":                           {func(n *need) { n.Amount = domain.MaxFen + 1 }, []string{"amount_fen amount_too_large"}},
		"no term":                              {func(n *need) { n.Term = 0 }, []string{"term_months term_out_of_range"}},
		"a term below nothing":                 {func(n *need) { n.Term = -1 }, []string{"term_months term_out_of_range"}},
		"the shortest term":                    {func(n *need) { n.Term = 1 }, nil},
		"the longest term":                     {func(n *need) { n.Term = 360 }, nil},
		"a month longer":                       {func(n *need) { n.Term = 361 }, []string{"term_months term_out_of_range"}},
		"a ceiling of nothing":                 {func(n *need) { n.RateCeiling = ptr(domain.BasisPoints(0)) }, []string{"rate_ceiling_bp rate_out_of_range"}},
		"the lowest ceiling":                   {func(n *need) { n.RateCeiling = ptr(domain.BasisPoints(1)) }, nil},
		"the highest ceiling":                  {func(n *need) { n.RateCeiling = ptr(domain.BasisPoints(10_000)) }, nil},
		"a basis point more":                   {func(n *need) { n.RateCeiling = ptr(domain.BasisPoints(10_001)) }, []string{"rate_ceiling_bp rate_out_of_range"}},
		"wanted yesterday":                     {func(n *need) { n.LatestOn = ptr(today - 1) }, []string{"latest_on date_in_past"}},
		"wanted tomorrow":                      {func(n *need) { n.LatestOn = ptr(today + 1) }, nil},
		"a repayment that nobody knows":        {func(n *need) { n.Repayment = ptr(domain.RepaymentMethod("barter")) }, []string{"repayment repayment_unknown"}},
		"the longest note":                     {func(n *need) { n.Note = strings.Repeat("字", domain.MaxNoteRune) }, nil},
		"a character more":                     {func(n *need) { n.Note = strings.Repeat("字", domain.MaxNoteRune+1) }, []string{"note text_too_long"}},
		"an appraisal below nothing":           {func(n *need) { n.Collateral[0].Appraised = ptr(domain.Fen(-1)) }, []string{"collateral[0].appraised_fen amount_negative"}},
		"liens that overflow":                  {func(n *need) { n.Collateral[0].PriorLiens = ptr(domain.MaxFen + 1) }, []string{"collateral[0].prior_liens_fen amount_too_large"}},
		"an investment below nothing":          {func(n *need) { n.Project.Investment = ptr(domain.Fen(-1)) }, []string{"project.investment_fen amount_negative"}},
		"an investment that overflows":         {func(n *need) { n.Project.Investment = ptr(domain.MaxFen + 1) }, []string{"project.investment_fen amount_too_large"}},
		"a project without an investment":      {func(n *need) { n.Project = &domain.Project{} }, nil},
		"what was not said is no fault":        {func(n *need) { *n = need{Amount: 1, Term: 1} }, nil},
		"every repayment method of the list":   {func(n *need) { n.Repayment = ptr(domain.Revolving) }, nil},
		"all faults at once, in a fixed order": {worstNeed, worstFaults},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			n := goodNeed()
			r.change(&n)
			if have := faults(t, n.Validate(today)); !slices.Equal(have, r.want) {
				t.Errorf("want %q, have %q", r.want, have)
			}
		})
	}
}

func worstNeed(n *domain.Need) {
	n.Amount, n.Term, n.RateCeiling, n.LatestOn = 0, 0, ptr(domain.BasisPoints(-1)), ptr(today-1)
	n.Repayment, n.Note = ptr(domain.RepaymentMethod("")), strings.Repeat("字", domain.MaxNoteRune+1)
	n.Collateral[0].Appraised, n.Project.Investment = ptr(domain.Fen(-1)), ptr(domain.Fen(-1))
}

var worstFaults = []string{
	"amount_fen amount_not_positive", "term_months term_out_of_range", "rate_ceiling_bp rate_out_of_range", "latest_on date_in_past",
	"repayment repayment_unknown", "note text_too_long", "collateral[0].appraised_fen amount_negative", "project.investment_fen amount_negative",
}

func TestEveryRepaymentMethodIsKnown(t *testing.T) {
	for _, m := range domain.RepaymentMethods {
		n := goodNeed()
		n.Repayment = &m
		if err := n.Validate(today); err != nil {
			t.Errorf("%s: %v", m, err)
		}
	}
}

// Every state with every event; what is not in the table is refused.
func TestANeedMovesByItsTable(t *testing.T) {
	states := []domain.NeedState{domain.NeedDraft, domain.NeedSubmitted, domain.NeedAccepted, domain.NeedWithdrawn, "", "lost"}
	events := []domain.NeedEvent{domain.NeedEdit, domain.NeedSubmit, domain.NeedAccept, domain.NeedWithdraw, "", "approve"}
	legal := map[domain.NeedState]map[domain.NeedEvent]domain.NeedState{
		domain.NeedDraft:     {domain.NeedEdit: domain.NeedDraft, domain.NeedSubmit: domain.NeedSubmitted, domain.NeedWithdraw: domain.NeedWithdrawn},
		domain.NeedSubmitted: {domain.NeedAccept: domain.NeedAccepted, domain.NeedWithdraw: domain.NeedWithdrawn},
		domain.NeedAccepted:  {domain.NeedWithdraw: domain.NeedWithdrawn},
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, s := range states {
		for _, ev := range events {
			n := domain.Need{State: s}
			err := n.Apply(ev, now)
			want, ok := legal[s][ev]
			if !ok {
				var e *domain.Error
				if !errors.As(err, &e) || e.Code != "need_move_not_allowed" || e.Kind != domain.KindConflict {
					t.Errorf("%q %q: want need_move_not_allowed, have %v", s, ev, err)
				}
				if n.State != s || !n.UpdatedAt.IsZero() || n.SubmittedAt != nil {
					t.Errorf("%q %q: a refused move changed the need", s, ev)
				}
				continue
			}
			if err != nil || n.State != want || n.UpdatedAt != now {
				t.Errorf("%q %q: want %s at %s, have %s at %s, %v", s, ev, want, now, n.State, n.UpdatedAt, err)
			}
			if submitted := n.SubmittedAt != nil; submitted != (ev == domain.NeedSubmit) {
				t.Errorf("%q %q: submitted at %v", s, ev, n.SubmittedAt)
			}
			if accepted := n.AcceptedAt != nil; accepted != (ev == domain.NeedAccept) {
				t.Errorf("%q %q: accepted at %v", s, ev, n.AcceptedAt)
			}
		}
	}
}

func TestAStateListsItsEvents(t *testing.T) {
	rows := map[domain.NeedState][]domain.NeedEvent{
		domain.NeedDraft:     {domain.NeedEdit, domain.NeedSubmit, domain.NeedWithdraw},
		domain.NeedSubmitted: {domain.NeedAccept, domain.NeedWithdraw},
		domain.NeedAccepted:  {domain.NeedWithdraw},
		domain.NeedWithdrawn: nil,
	}
	for s, want := range rows {
		if have := (domain.Need{State: s}).Allowed(); !slices.Equal(have, want) {
			t.Errorf("%s: want %v, have %v", s, want, have)
		}
	}
}
