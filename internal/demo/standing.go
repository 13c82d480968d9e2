package demo

import (
	"slices"
	"strings"

	"rongqiao/internal/domain"
)

// titleTerm is how long a title holds (工信部企业〔2022〕63号): three years.
const titleTerm domain.Months = 36

// Dates of titles, in months before the day: each rung of the ladder is
// younger than the one that it needs.
const (
	baseMonths, baseSpread     = 22, 12
	srdiMonths, srdiSpread     = 12, 8
	littleMonths, littleSpread = 1, 9
)

// lapsed is long enough ago for a title to have ended.
const lapsed = 40

// title holds from so many months before the day.
func title(code domain.Code, today domain.Date, monthsAgo int) domain.Title {
	from := today.AddMonths(domain.Months(-monthsAgo))
	return domain.Title{Code: code, From: from, Until: ptr(from.AddMonths(titleTerm) - 1)}
}

// tiersOf climbs the ladder: a base tier, then srdi_sme, then
// national_little_giant; no rung is skipped, and only SMEs climb. The bars
// follow the text in force (工信部企业〔2026〕2号) roughly; what it asks of a
// firm beyond them is not drawn here.
func tiersOf(d dice, s scale, size domain.Code, founded, today domain.Date) []domain.Title {
	if d.chance(8) {
		return nil
	}
	out := []domain.Title{}
	age := today.MonthsSince(founded)
	researches := s.rdShare >= 0.03
	if researches && age >= 18 && d.chance(60) {
		ago := d.between(2, 34)
		if d.chance(8) {
			ago = lapsed
		}
		out = append(out, title("high_tech_enterprise", today, min(ago, int(age)-1)))
	}
	if size == "large" {
		return append(out, leaders(d, today, age > 30, researches)...)
	}
	if age < baseMonths+baseSpread || !(s.techy && d.chance(75)) {
		return out
	}
	base := domain.Code("innovative_sme")
	if d.chance(40) {
		base = "tech_sme"
	}
	out = append(out, title(base, today, d.between(baseMonths, baseMonths+baseSpread)))
	if !researches || s.revenue < 15e6 || !d.chance(60) {
		return out
	}
	out = append(out, title("srdi_sme", today, d.between(srdiMonths, srdiMonths+srdiSpread)))
	if s.revenue >= 50e6 && d.chance(30) {
		out = append(out, title("national_little_giant", today, d.between(littleMonths, littleMonths+littleSpread)))
	}
	return out
}

// leaders are the titles that large firms hold instead of the ladder's.
func leaders(d dice, today domain.Date, grown, researches bool) []domain.Title {
	var out []domain.Title
	if grown && d.chance(35) {
		out = append(out, title("leading_chain_leader", today, d.between(1, 30)))
	}
	if grown && researches && d.chance(25) {
		out = append(out, title("manufacturing_champion", today, d.between(1, 30)))
	}
	return out
}

func holds(titles []domain.Title, today domain.Date, codes ...domain.Code) bool {
	for _, t := range titles {
		for _, c := range codes {
			if t.Code == c && t.ValidOn(today) {
				return true
			}
		}
	}
	return false
}

// rostersOf follows from titles and size. Nil where the firm stands on none:
// what the platform's rosters do not say is not known.
func rostersOf(d dice, tiers []domain.Title, size domain.Code, founded, today domain.Date) []domain.Title {
	var out []domain.Title
	enter := func(code domain.Code, percent int) {
		if d.chance(percent) {
			out = append(out, domain.Title{Code: code, From: max(founded, today-domain.Date(d.between(30, 900)))})
		}
	}
	if holds(tiers, today, "tech_sme", "high_tech_enterprise") {
		enter("cq_tech_enterprise", 85)
	}
	if size == "large" {
		enter("double_hundred", 50)
		enter("key_supply_chain_firm", 40)
	}
	if holds(tiers, today, "srdi_sme") {
		enter("listing_reserve", 15)
		enter("whitelist", 10)
	}
	if holds(tiers, today, "national_little_giant") {
		enter("little_giant_key_cultivation", 30)
	}
	slices.SortFunc(out, func(a, b domain.Title) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return out
}

func certificatesOf(d dice, s scale, founded, today domain.Date) []domain.Title {
	if d.chance(15) {
		return nil
	}
	out := []domain.Title{}
	add := func(code domain.Code, percent int) {
		if ago := d.between(1, 30); d.chance(percent) && today.AddMonths(domain.Months(-ago)) >= founded {
			out = append(out, title(code, today, ago))
		}
	}
	add("iso_9001", 60)
	add("iso_14001", 30)
	if s.techy {
		add("rd_institution_city", 20)
	}
	if s.revenue > 200e6 {
		add("national_green_factory", 20)
	}
	return out
}

// patentsOf grows with research; nil where nobody counted.
func patentsOf(d dice, s scale) []domain.PatentCount {
	if d.chance(8) {
		return nil
	}
	out := []domain.PatentCount{}
	if !s.techy && d.chance(60) {
		return out
	}
	size := min(s.revenue/20e6, 8)
	for _, k := range []struct {
		kind   domain.Code
		median float64
	}{{"invention", 1.2}, {"utility_model", 5}, {"design", 0.8}} {
		if n := int32(d.logNormal(k.median*(0.5+size/2), 0.8)); n > 0 {
			out = append(out, domain.PatentCount{Kind: k.kind, Count: n})
		}
	}
	return out
}

// taxGradeOf: M is for young firms.
func taxGradeOf(d dice, founded, today domain.Date) *domain.Code {
	grades := []share{{"A", 24}, {"B", 52}, {"M", 6}, {"C", 12}, {"D", 6}}
	if today.MonthsSince(founded) < 24 {
		grades = []share{{"M", 70}, {"B", 24}, {"C", 4}, {"D", 2}}
	}
	return known(d, 7, d.pick(grades))
}
