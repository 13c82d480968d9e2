package domain_test

import (
	"reflect"
	"testing"

	"rongqiao/internal/domain"
)

func some[T any](v T) *T { return &v }

func TestMortgageCeilings(t *testing.T) {
	const wan = domain.Wan
	for name, row := range map[string]struct {
		terms domain.MortgageTerms
		of    domain.Collateral
		want  domain.MortgageCeilings
	}{
		// 18,000,000 at 60 % less 6,000,000 is 4,800,000; at 90 % it is 10,200,000.
		"both": {
			domain.MortgageTerms{Ratio: some(domain.BasisPoints(6000)), ValueAdded: some(domain.BasisPoints(9000))},
			domain.Collateral{Appraised: some(1800 * wan), PriorLiens: some(600 * wan)},
			domain.MortgageCeilings{Ordinary: some(480 * wan), ValueAdded: some(1020 * wan), Added: some(540 * wan)},
		},
		"the cap holds the value-added one": {
			domain.MortgageTerms{Ratio: some(domain.BasisPoints(6000)), ValueAdded: some(domain.BasisPoints(12_000)), Cap: some(700 * wan)},
			domain.Collateral{Appraised: some(1000 * wan), PriorLiens: some(domain.Fen(0))},
			domain.MortgageCeilings{Ordinary: some(600 * wan), ValueAdded: some(700 * wan), Added: some(100 * wan)},
		},
		"prior liens above it leave nothing, never less": {
			domain.MortgageTerms{Ratio: some(domain.BasisPoints(5000)), ValueAdded: some(domain.BasisPoints(8000))},
			domain.Collateral{Appraised: some(100 * wan), PriorLiens: some(90 * wan)},
			domain.MortgageCeilings{Ordinary: some(domain.Fen(0)), ValueAdded: some(domain.Fen(0)), Added: some(domain.Fen(0))},
		},
		"an unknown ratio leaves its ceiling unknown": {
			domain.MortgageTerms{Ratio: some(domain.BasisPoints(5000))},
			domain.Collateral{Appraised: some(100 * wan), PriorLiens: some(domain.Fen(0))},
			domain.MortgageCeilings{Ordinary: some(50 * wan)},
		},
		"unknown liens leave all unknown": {
			domain.MortgageTerms{Ratio: some(domain.BasisPoints(5000)), ValueAdded: some(domain.BasisPoints(8000))},
			domain.Collateral{Appraised: some(100 * wan)},
			domain.MortgageCeilings{},
		},
		"rounded down": {
			domain.MortgageTerms{Ratio: some(domain.BasisPoints(3333))},
			domain.Collateral{Appraised: some(domain.Fen(10_001)), PriorLiens: some(domain.Fen(0))},
			domain.MortgageCeilings{Ordinary: some(domain.Fen(3333))},
		},
		"the largest value does not overflow": {
			domain.MortgageTerms{Ratio: some(domain.BasisPoints(10_000))},
			domain.Collateral{Appraised: some(domain.MaxFen), PriorLiens: some(domain.Fen(0))},
			domain.MortgageCeilings{Ordinary: some(domain.MaxFen)},
		},
	} {
		if have := row.terms.Ceilings(row.of); !reflect.DeepEqual(have, row.want) {
			t.Errorf("%s: have %+v", name, have)
		}
	}
}

func TestRiskSharesAreTheWhole(t *testing.T) {
	known := func(c domain.Code) bool { return c == "bank" || c == "guarantor" || c == "national_fund" }
	for name, row := range map[string]struct {
		shares []domain.RiskShare
		code   string
	}{
		"20, 20 and 60":                     {[]domain.RiskShare{{"bank", "", 2000}, {"national_fund", "", 2000}, {"guarantor", "", 6000}}, ""},
		"two guarantors by name":            {[]domain.RiskShare{{"bank", "", 2000}, {"guarantor", "甲", 4000}, {"guarantor", "乙", 4000}}, ""},
		"one basis point short":             {[]domain.RiskShare{{"bank", "", 2000}, {"guarantor", "", 7999}}, "risk_shares_not_whole"},
		"one too many":                      {[]domain.RiskShare{{"bank", "", 2001}, {"guarantor", "", 8000}}, "risk_shares_not_whole"},
		"none":                              {nil, "risk_shares_not_whole"},
		"the same twice":                    {[]domain.RiskShare{{"bank", "", 5000}, {"bank", "", 5000}}, "risk_party_twice"},
		"below zero, though the sum is one": {[]domain.RiskShare{{"bank", "", 11_000}, {"guarantor", "", -1000}}, "quote_rate_out_of_range"},
		"nobody knows it":                   {[]domain.RiskShare{{"aunt", "", 10_000}}, "unknown_code"},
	} {
		err := domain.CheckRiskShares(row.shares, known)
		if code := firstCode(err); code != row.code {
			t.Errorf("%s: have %q, want %q", name, code, row.code)
		}
	}
}
