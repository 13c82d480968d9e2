package domain_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rongqiao/internal/domain"
)

// legalBridgeMoves is written apart from the table of the code.
var legalBridgeMoves = map[domain.BridgeState]map[domain.Party]map[domain.BridgeMove]domain.BridgeState{
	"requested":  {"enterprise": {"withdraw": "withdrawn"}, "lender": {"commit": "committed", "decline": "declined"}},
	"committed":  {"enterprise": {"withdraw": "withdrawn"}, "fund": {"approve": "approved", "decline": "declined"}},
	"approved":   {"enterprise": {"withdraw": "withdrawn"}, "fund": {"disburse": "disbursed", "decline": "declined"}},
	"disbursed":  {"lender": {"repay_old": "old_repaid"}, "fund": {"return": "returned"}},
	"old_repaid": {"lender": {"renew": "renewed"}, "fund": {"return": "returned"}},
	"renewed":    {"fund": {"return": "returned"}},
}

func TestEveryTripleOfABridge(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	states := append(slices.Clone(domain.BridgeStates), "", "lost")
	moves := append(slices.Clone(domain.BridgeMoves), "", "pay")
	parties := append(slices.Clone(domain.BridgeParties), "", "provider")
	seen := 0
	for _, s := range states {
		for _, p := range parties {
			for _, m := range moves {
				b := domain.Bridge{State: s}
				err := b.Move(m, p, "usr_1", "王芳", "x", now)
				if want, ok := legalBridgeMoves[s][p][m]; ok {
					seen++
					if err != nil || b.State != want || len(b.Moves) != 1 {
						t.Errorf("%s %s %s: have %s, %v, want %s", s, p, m, b.State, err, want)
					}
					continue
				}
				var e *domain.Error
				if !errors.As(err, &e) || e.Code != "bridge_move_not_allowed" || b.State != s || len(b.Moves) != 0 {
					t.Errorf("%s %s %s: want it refused, have %s, %v", s, p, m, b.State, err)
				}
			}
		}
	}
	if seen != 14 {
		t.Errorf("%d moves are legal, want 14", seen)
	}
}

// The own share of 10 % of 5,000,000 yuan leaves 4,500,000; a principal that
// does not divide leaves a fen less, never a fen more.
func TestTheLeastLimitBinds(t *testing.T) {
	fen := func(n domain.Fen) *domain.Fen { return &n }
	bp := func(n domain.BasisPoints) *domain.BasisPoints { return &n }
	for name, row := range map[string]struct {
		principal  domain.Fen
		commitment *domain.Fen
		own        *domain.BasisPoints
		ceiling    *domain.Fen
		free       domain.Fen
		binds      domain.Code
		most       domain.Fen
	}{
		"the own share":               {500_000_000, fen(500_000_000), bp(1000), fen(3_000_000_000), 10_000_000_000, domain.LimitOwnShare, 450_000_000},
		"rounded down":                {333, fen(500), bp(1000), nil, 10_000, domain.LimitOwnShare, 299},
		"the commitment":              {500_000_000, fen(400_000_000), bp(1000), nil, 10_000_000_000, domain.LimitCommitment, 400_000_000},
		"the ceiling":                 {5_000_000_000, fen(5_000_000_000), bp(1000), fen(3_000_000_000), 10_000_000_000, domain.LimitCeiling, 3_000_000_000},
		"what is free":                {500_000_000, fen(500_000_000), bp(1000), nil, 1, domain.LimitFreeBalance, 1},
		"what is not known binds not": {500_000_000, nil, nil, nil, 7, domain.LimitFreeBalance, 7},
	} {
		b := domain.Bridge{Principal: row.principal}
		if row.commitment != nil {
			b.Commitment = &domain.Commitment{Amount: *row.commitment}
		}
		limits := b.Limits(row.own, row.ceiling, row.free)
		at := slices.IndexFunc(limits, func(l domain.BridgeLimit) bool { return l.Binds })
		if limits[at].Limit != row.binds || *limits[at].Amount != row.most {
			t.Errorf("%s: have %s %d", name, limits[at].Limit, *limits[at].Amount)
		}
	}
}

func TestAFundNeverGoesUnderZero(t *testing.T) {
	f := domain.BridgeFund{Total: 100}
	if f.Reserve(60) != nil || f.Reserve(40) != nil || f.Reserve(1) == nil || f.Free() != 0 {
		t.Errorf("have %+v", f)
	}
	f.Release(60)
	if f.Free() != 60 {
		t.Errorf("free %d, want 60", f.Free())
	}
	f.Total, f.Source = 39, "x"
	if f.Check() == nil {
		t.Error("a fund may have less than is committed")
	}
}
