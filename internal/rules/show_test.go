package rules_test

import (
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

func TestMoneyIsShownAsTheTradeSaysIt(t *testing.T) {
	rows := map[string]struct {
		fen    domain.Fen
		zh, en string
	}{
		"nothing":                    {0, "0元", "0 yuan"},
		"a fen":                      {1, "0.01元", "0.01 yuan"},
		"a yuan":                     {100, "1元", "1 yuan"},
		"ten fen":                    {10, "0.1元", "0.1 yuan"},
		"a fen below 万元":             {999_999, "9999.99元", "9,999.99 yuan"},
		"万元":                         {1_000_000, "1万元", "10,000 yuan"},
		"a fen above 万元":             {1_000_001, "1.000001万元", "10,000.01 yuan"},
		"half a 万元 more":             {1_500_000, "1.5万元", "15,000 yuan"},
		"five million yuan":          {500_000_000, "500万元", "5,000,000 yuan"},
		"thousands of 万元":            {8_000_000_000, "8,000万元", "80,000,000 yuan"},
		"fen are kept":               {123_456_789_012, "123,456.789012万元", "1,234,567,890.12 yuan"},
		"a loss":                     {-150_000_000, "-150万元", "-1,500,000 yuan"},
		"a small loss":               {-1, "-0.01元", "-0.01 yuan"},
		"a loss of a fen above 万元":   {-1_000_001, "-1.000001万元", "-10,000.01 yuan"},
		"the greatest amount":        {domain.MaxFen, "9,000,000,000万元", "90,000,000,000,000 yuan"},
		"a hundred yuan are not cut": {10_000, "100元", "100 yuan"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := rules.ShowMoney(r.fen); have.ZH != r.zh || have.EN != r.en {
				t.Errorf("want %s and %s, have %s and %s", r.zh, r.en, have.ZH, have.EN)
			}
		})
	}
}

func TestNumbersAreShownByTheirType(t *testing.T) {
	rows := map[string]struct {
		kind   rules.FieldType
		n      int64
		zh, en string
	}{
		"money":                      {rules.TypeMoney, 500_000_000, "500万元", "5,000,000 yuan"},
		"a share":                    {rules.TypeRate, 325, "3.25%", "3.25%"},
		"a whole share":              {rules.TypeRate, 7000, "70%", "70%"},
		"a month":                    {rules.TypeMonths, 1, "1个月", "1 month"},
		"no month":                   {rules.TypeMonths, 0, "0个月", "0 months"},
		"a year is twelve months":    {rules.TypeMonths, 12, "12个月", "12 months"},
		"a year and a half":          {rules.TypeMonths, 18, "18个月", "18 months"},
		"two years":                  {rules.TypeMonths, 24, "2年", "2 years"},
		"a month more":               {rules.TypeMonths, 25, "25个月", "25 months"},
		"the longest term":           {rules.TypeMonths, 360, "30年", "30 years"},
		"a count":                    {rules.TypeCount, 1200, "1200", "1200"},
		"a day":                      {rules.TypeDay, int64(domain.NewDate(2025, 11, 6)), "2025-11-06", "2025-11-06"},
		"a flag that is set":         {rules.TypeFlag, 1, "是", "yes"},
		"a flag that is not":         {rules.TypeFlag, 0, "否", "no"},
		"a number of no known type":  {rules.TypeCode, 5, "5", "5"},
		"a spread may be below zero": {rules.TypeRate, -20, "-0.2%", "-0.2%"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := rules.ShowNumber(r.kind, r.n); have.ZH != r.zh || have.EN != r.en {
				t.Errorf("want %s and %s, have %s and %s", r.zh, r.en, have.ZH, have.EN)
			}
		})
	}
}

// A ratio is cut and marked, so that 2.999…% is never shown as the 3 % that it
// does not reach.
func TestARatioIsMarkedWhereDigitsAreCut(t *testing.T) {
	rs := loadSmall(t)
	share, _ := rs.Field("enterprise.rd_share")
	rows := map[string]struct {
		number, of int64
		want       string
	}{
		"exactly 3 %":                            {3, 100, "3%"},
		"a fen less than 3 %":                    {2_999_999, 100_000_000, "2.99…%"},
		"a fen more than 3 %":                    {3_000_001, 100_000_000, "3…%"},
		"a third":                                {1, 3, "33.33…%"},
		"two decimals are no cut":                {325, 10_000, "3.25%"},
		"one decimal":                            {45, 1000, "4.5%"},
		"nothing":                                {0, 7, "0%"},
		"hardly anything":                        {1, 1_000_000, "0…%"},
		"hardly anything below nothing":          {-1, 1_000_000, "-0…%"},
		"below nothing":                          {-2, 3, "-66.66…%"},
		"all":                                    {7, 7, "100%"},
		"many times as much":                     {int64(domain.MaxFen), 1, "900000000000000000%"},
		"many times as much, and a little":       {int64(domain.MaxFen), 7, "128571428571428571.42…%"},
		"a hundredth of a per cent":              {1, 10_000, "0.01%"},
		"a cut behind a nought":                  {30_001, 1_000_000, "3…%"},
		"a ratio with a large base":              {1, int64(domain.MaxFen), "0…%"},
		"the greatest loss against the smallest": {-int64(domain.MaxFen), 1, "-900000000000000000%"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			have := rs.ShowFact(share, rules.Fact{Known: true, Number: r.number, Den: r.of})
			if have.ZH != r.want || have.EN != r.want {
				t.Errorf("want %s, have %s and %s", r.want, have.ZH, have.EN)
			}
		})
	}
}

func TestWhatIsKnownIsShownByName(t *testing.T) {
	rs := loadConfig(t)
	e := domain.Enterprise{
		Industry: "36", TaxGrade: ptr(domain.Code("M")), Tiers: []domain.Title{{Code: "tech_sme"}, {Code: "srdi_sme"}}, Certificates: []domain.Title{},
		Residences: []domain.Residence{{District: "500108"}}, FoundedOn: domain.NewDate(2024, 11, 23),
	}
	f := rs.Facts(e, domain.Need{}, someDay)
	rows := map[string]struct{ field, zh, en string }{
		"an industry without its section": {"enterprise.industry", "汽车制造业", "Manufacture of automobiles"},
		"several titles":                  {"enterprise.tiers", "科技型中小企业、专精特新中小企业", "Technology SME, Specialised, refined, distinctive and innovative SME"},
		"known to hold none":              {"enterprise.certificates", "无", "none"},
		"a place":                         {"enterprise.place", "南岸区", "Nan'an"},
		"an age":                          {"enterprise.age", "2年", "2 years"},
		"nothing where nothing is known":  {"enterprise.staff", "", ""},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			field, _ := rs.Field(r.field)
			if have := rs.ShowFact(field, f.Get(field)); have.ZH != r.zh || have.EN != r.en {
				t.Errorf("want %s and %s, have %s and %s", r.zh, r.en, have.ZH, have.EN)
			}
		})
	}
	if have := rs.ShowCodes("tiers", []domain.Code{"unheard_of"}); have.In("en") != "unheard_of" {
		t.Errorf("a code without a name is its own, have %s", have.In("en"))
	}
}

func TestWhatIsWantedIsShown(t *testing.T) {
	rs := loadSmall(t)
	a := offer(t, rs, "loan-a")
	collateral := one("need.collateral_value", domain.OpMore, num(0))
	collateral.ID = "terms.collateral"
	rows := map[string]struct {
		c      domain.Criterion
		on     string
		zh, en string
	}{
		"an amount at least":           {criterion(t, a, "revenue"), "2026-11-23", "不低于200.5万元", "at least 2,005,000 yuan"},
		"a count at most":              {criterion(t, a, "staff"), "2026-11-23", "不超过300", "at most 300"},
		"a share":                      {criterion(t, a, "rd"), "2026-11-23", "不低于3.25%", "at least 3.25%"},
		"a flag":                       {criterion(t, a, "insured"), "2026-11-23", "是", "yes"},
		"a code":                       {criterion(t, a, "purpose"), "2026-11-23", "为trade 码", "one of trade"},
		"a branch of a tree":           {criterion(t, a, "industry"), "2026-11-23", "属于海事", "within marine"},
		"a set":                        {a.Terms.AmountRows[1].When[0], "2026-11-23", "具备之一：silver 码", "any of silver"},
		"all of a set":                 {one("enterprise.tiers", domain.OpContainsAll, oneOf("gold", "silver")), "2026-11-23", "同时具备：gold 码、silver 码", "all of gold, silver"},
		"less than":                    {one("enterprise.staff", domain.OpLess, num(9)), "2026-11-23", "低于9", "less than 9"},
		"more than":                    {one("enterprise.staff", domain.OpMore, num(9)), "2026-11-23", "高于9", "more than 9"},
		"exactly":                      {one("enterprise.staff", domain.OpEqual, num(9)), "2026-11-23", "等于9", "exactly 9"},
		"something to be given":        {criterion(t, a, "known").Routes[0].Criteria[0], "2026-11-23", "需填写", "to be given"},
		"a dated value of the day":     {criterion(t, a, "age"), "2025-12-31", "不低于2年", "at least 2 years"},
		"the next one from its day on": {criterion(t, a, "age"), "2026-01-01", "不低于12个月", "at least 12 months"},
		"none before the first":        {criterion(t, a, "age"), "2024-12-31", "当日尚未施行", "not in force on the day"},
		"one of several routes":        {criterion(t, a, "known"), "2026-11-23", "满足其一：有等级；已上市", "any of: ranked; listed"},
		"collateral that is required":  {collateral, "2026-11-23", "需提供抵质押物", "collateral is required"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := rs.ShowWanted(r.c, day(t, r.on)); have.ZH != r.zh || have.EN != r.en {
				t.Errorf("want %s and %s, have %s and %s", r.zh, r.en, have.ZH, have.EN)
			}
		})
	}
}

func TestACriterionIsCalledByItsLabelOrItsFields(t *testing.T) {
	rs := loadSmall(t)
	a := offer(t, rs, "loan-a")
	rows := map[string]struct {
		c    domain.Criterion
		want string
	}{
		"its own label":                       {criterion(t, a, "known"), "ranked or listed"},
		"its field's label":                   {criterion(t, a, "staff"), "staff"},
		"its id where neither can be read at": {domain.Criterion{ID: "odd"}, "odd"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := rs.LabelOf(r.c).In("en"); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

func TestAnAnswerIsAWord(t *testing.T) {
	if yes.String() != "true" || no.String() != "false" || unknown.String() != "unknown" {
		t.Errorf("have %s, %s, %s", yes, no, unknown)
	}
	if no >= unknown || unknown >= yes {
		t.Error("false is less than unknown, and unknown than true")
	}
}
