package matching

import (
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// AwardAmount is what the figures of an award come to. A cap is never a
// promise: UpTo is shown as "up to", and Certain alone is counted.
type AwardAmount struct {
	Kind     domain.AmountKind
	Certain  *domain.Fen // once the award is granted: a floor, or an exact rate of a known base; nil: nothing is
	From     *domain.Fen // the lower end of a range
	UpTo     *domain.Fen // nil: no cap is stated
	Per      string      // project, enterprise or year; empty: not stated
	Rate     *domain.BasisPoints
	Base     *domain.Fen // what the rate applies to; nil: not known, or no rate
	BaseName domain.Text
	Says     domain.Text // the amount in words
	Formula  domain.Text // how it comes about, as published
	Worked   domain.Text // the same with the firm's figures; empty where there is nothing to compute
}

// AmountOf works out an award's amount. Facts are nil where no firm is asked
// about; then nothing is computed from a base.
func AmountOf(rs *rules.RuleSet, a domain.AwardTerms, facts *rules.Facts) AwardAmount {
	out := AwardAmount{Kind: a.AmountKind, Per: a.Per, Rate: a.Rate}
	if a.Rate != nil {
		out.Base, out.BaseName = baseOf(rs, a, facts)
	}
	switch a.AmountKind {
	case domain.AmountFloor:
		out.Certain = a.Min
		out.Says, out.Formula = wordsAtLeast.of(*a.Min), wordsAtLeast.of(*a.Min)
	case domain.AmountCap:
		out.UpTo = a.Max
		out.Says, out.Formula = wordsUpTo.of(*a.Max), wordsUpTo.of(*a.Max)
	case domain.AmountRange:
		out.From, out.UpTo = a.Min, a.Max
		out.Says = join(wordsFrom.of(*a.Min), wordsTo.of(*a.Max))
		out.Formula = out.Says
	case domain.AmountShareCapped:
		out.share(a)
	case domain.AmountRateCapped:
		out.rate(a)
	case domain.AmountUnspecified:
		out.Says, out.Formula = noteNoAmount, noteNoAmount
	}
	if a.AmountKind != domain.AmountUnspecified {
		out.Formula = join(out.Formula, perWords(a.Per))
	}
	if a.AmountKind == domain.AmountFloor {
		out.Formula = join(out.Formula, wordsNoCap)
	}
	return out
}

// baseOf answers what a rate applies to, and what it is called.
func baseOf(rs *rules.RuleSet, a domain.AwardTerms, facts *rules.Facts) (*domain.Fen, domain.Text) {
	field, ok := rs.Field(a.BaseField)
	name := a.Base
	if name.IsZero() {
		name = field.Label
	}
	if !ok || facts == nil || !facts.Get(field).Known {
		return nil, name
	}
	base := max(domain.Fen(facts.Get(field).Number), 0)
	return &base, name
}

// rate is an exact share of a base, cut off at the cap.
func (x *AwardAmount) rate(a domain.AwardTerms) {
	x.UpTo = a.Max
	x.Says = wordsUpTo.of(*a.Max)
	x.Formula = join(shareOf(x.BaseName, *a.Rate), wordsCappedAt.of(*a.Max))
	if x.Base == nil {
		return
	}
	sum := min(share(*x.Base, *a.Rate), *a.Max)
	x.Certain, x.UpTo = &sum, &sum
	x.Says = rules.ShowMoney(sum)
	x.Worked = worked(*x.Base, a)
}

// share is a ceiling that is a share of a base, and no more than the cap.
func (x *AwardAmount) share(a domain.AwardTerms) {
	most := *a.Max
	x.Formula = join(wordsAtMost, shareOf(x.BaseName, *a.Rate), wordsCappedAt.of(*a.Max))
	if x.Base != nil {
		most = min(share(*x.Base, *a.Rate), *a.Max)
		x.Worked = worked(*x.Base, a)
	}
	x.UpTo, x.Says = &most, wordsUpTo.of(most)
}

// worked writes out base × rate, and the cap where it cuts that off.
func worked(base domain.Fen, a domain.AwardTerms) domain.Text {
	part := share(base, *a.Rate)
	b, p, rate := rules.ShowMoney(base), rules.ShowMoney(part), a.Rate.String()
	out := domain.Text{ZH: b.ZH + " × " + rate + " = " + p.ZH, EN: b.EN + " × " + rate + " = " + p.EN}
	if part > *a.Max {
		out = join(out, wordsCutOff.of(*a.Max))
	}
	return out
}

// share of an amount, cut off below a fen.
func share(whole domain.Fen, part domain.BasisPoints) domain.Fen {
	q, r := whole/10_000, whole%10_000
	return q*domain.Fen(part) + r*domain.Fen(part)/10_000
}

// around is what stands before and after an amount.
type around struct{ zhBefore, zhAfter, enBefore, enAfter string }

func (w around) of(amount domain.Fen) domain.Text {
	m := rules.ShowMoney(amount)
	return domain.Text{ZH: w.zhBefore + m.ZH + w.zhAfter, EN: w.enBefore + m.EN + w.enAfter}
}

var (
	wordsAtLeast  = around{zhBefore: "不少于", enBefore: "at least "}
	wordsUpTo     = around{zhBefore: "最高", enBefore: "up to "}
	wordsFrom     = around{zhAfter: "至", enAfter: " to "}
	wordsTo       = around{}
	wordsCappedAt = around{zhBefore: "，不超过", enBefore: ", no more than "}
	wordsCutOff   = around{zhBefore: "，超过上限，按", zhAfter: "计", enBefore: ", which the cap cuts off at "}
	wordsAtMost   = domain.Text{ZH: "不超过", EN: "at most "}
	wordsNoCap    = domain.Text{ZH: "；未写上限", EN: "; no cap is stated"}
)

func shareOf(base domain.Text, rate domain.BasisPoints) domain.Text {
	return domain.Text{ZH: base.ZH + "的" + rate.String(), EN: rate.String() + " of " + base.In("en")}
}

// perWords says what the amount counts for.
func perWords(per string) domain.Text {
	switch per {
	case "project":
		return domain.Text{ZH: "（每个项目）", EN: ", per project"}
	case "enterprise":
		return domain.Text{ZH: "（每家企业）", EN: ", per firm"}
	case "year":
		return domain.Text{ZH: "（每年）", EN: ", per year"}
	}
	return domain.Text{ZH: "（按项目还是按企业计未写明）", EN: "; whether per project or per firm is not stated"}
}

func join(parts ...domain.Text) domain.Text {
	var out domain.Text
	for _, p := range parts {
		out.ZH, out.EN = out.ZH+p.ZH, out.EN+p.EN
	}
	return out
}
