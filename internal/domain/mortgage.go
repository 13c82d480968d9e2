package domain

import (
	"strconv"
	"time"
)

// MortgageTermsID identifies an entry, "mtg_…".
type MortgageTermsID string

// MortgageTerms are the parameters of a mortgage value-added loan (抵押增值贷)
// for a kind of collateral from a day on, as the authority entered them. None is
// public (渝经信规范〔2022〕6号 第26条 orders a pilot and states no figure): what is
// nil is not known. Nothing entered is changed; a later entry takes its place.
type MortgageTerms struct {
	ID         MortgageTermsID
	Version    int64
	Collateral Code         // a kind
	From       Date         // the first day
	Ratio      *BasisPoints // of the appraised value, for the ordinary mortgage
	ValueAdded *BasisPoints // of the appraised value, with the added part; may exceed 10,000
	Cap        *Fen         // of the value-added ceiling
	Source     string
	EnteredBy  UserID
	EnteredAt  time.Time
}

// MaxMortgageRatio bounds what can be entered: three times the value.
const MaxMortgageRatio BasisPoints = 30_000

// Check looks at what was entered.
func (m MortgageTerms) Check() error {
	var f faults
	ratio := func(field string, r *BasisPoints, most BasisPoints) {
		if r != nil && (*r < 0 || *r > most) {
			f.add(field, "quote_rate_out_of_range", Facts{"min": 0, "max": int(most), "have": int(*r)})
		}
	}
	ratio("ratio_bp", m.Ratio, 10_000)
	ratio("value_added_bp", m.ValueAdded, MaxMortgageRatio)
	if m.Ratio != nil && m.ValueAdded != nil && *m.ValueAdded < *m.Ratio {
		f.add("value_added_bp", "value_added_below_ratio", Facts{"want": int(*m.Ratio), "have": int(*m.ValueAdded)})
	}
	if m.Cap != nil {
		checkAmount(&f, "cap_fen", *m.Cap)
	}
	checkWords(&f, "source", m.Source, MaxSentenceRunes)
	return f.err()
}

// MortgageCeilings are what a piece of collateral can secure. Nil: a figure that
// it needs is not known.
type MortgageCeilings struct {
	Ordinary   *Fen // appraised value times ratio, less prior liens; never below zero
	ValueAdded *Fen // the same with the value-added ratio, at most the cap
	Added      *Fen // the part of it above the ordinary ceiling, in effect unsecured
}

// Ceilings are those of the collateral under the terms. The cap alone may be
// unknown: then there is none.
func (m MortgageTerms) Ceilings(c Collateral) MortgageCeilings {
	var out MortgageCeilings
	if c.Appraised == nil || c.PriorLiens == nil {
		return out
	}
	ceiling := func(r *BasisPoints) *Fen {
		if r == nil {
			return nil
		}
		// Rounded down: never a fen above. The value is split so that no product overflows.
		v := *c.Appraised/10_000*Fen(*r) + *c.Appraised%10_000*Fen(*r)/10_000 - *c.PriorLiens
		v = max(v, 0)
		return &v
	}
	out.Ordinary, out.ValueAdded = ceiling(m.Ratio), ceiling(m.ValueAdded)
	if out.ValueAdded != nil && m.Cap != nil && *out.ValueAdded > *m.Cap {
		capped := *m.Cap
		out.ValueAdded = &capped
	}
	if out.Ordinary != nil && out.ValueAdded != nil {
		added := max(*out.ValueAdded-*out.Ordinary, 0)
		out.Added = &added
	}
	return out
}

// RiskShare is who bears which part of a loss of a deal.
type RiskShare struct {
	Party Code // of the rule data: bank, guarantor, …
	Name  string
	Share BasisPoints
}

// MaxRiskShares is how many parties share a deal's risk at most.
const MaxRiskShares = 10

// CheckRiskShares wants shares that add to the whole, 10,000 basis points, each
// party once. known tells which parties there are.
func CheckRiskShares(shares []RiskShare, known func(Code) bool) error {
	var f faults
	sum := BasisPoints(0)
	seen := map[string]bool{}
	for i, s := range shares {
		at := func(field string) string { return "shares[" + strconv.Itoa(i) + "]." + field }
		if !known(s.Party) {
			f.add(at("party"), "unknown_code", Facts{"vocabulary": "risk_parties", "have": s.Party})
		}
		if seen[string(s.Party)+"\x00"+s.Name] {
			f.add(at("party"), "risk_party_twice", nil)
		}
		seen[string(s.Party)+"\x00"+s.Name] = true
		if s.Share <= 0 || s.Share > 10_000 {
			f.add(at("share_bp"), "quote_rate_out_of_range", Facts{"min": 1, "max": 10_000, "have": int(s.Share)})
		}
		checkSentence(&f, at("name"), s.Name)
		sum += s.Share
	}
	if len(shares) > MaxRiskShares {
		f.add("shares", "too_many_risk_shares", Facts{"max": MaxRiskShares, "have": len(shares)})
	} else if f.err() == nil && sum != 10_000 {
		f.add("shares", "risk_shares_not_whole", Facts{"want": 10_000, "have": int(sum)})
	}
	return f.err()
}
