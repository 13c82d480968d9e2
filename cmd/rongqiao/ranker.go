package main

import (
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
)

// factsRanker stands in for the scorecard of listing cultivation: it counts how
// many of a handful of facts hold, each for as much, and rests on no standard.
// Everything about it is in this file; the scorecard takes its place in
// openUseCases and in the verb rank.
type factsRanker struct{ rules *rules.RuleSet }

// standIn is one fact that counts.
type standIn struct {
	id    string
	label domain.Text
	want  domain.Text
	field string
	op    domain.Op
	value domain.Wanted
}

var standIns = []standIn{
	{"little_giant", domain.Text{ZH: "国家级“小巨人”企业", EN: "national little giant"}, domain.Text{ZH: "持有称号", EN: "holds the title"},
		"enterprise.tiers", domain.OpContainsAny, domain.Wanted{Codes: []domain.Code{"national_little_giant"}}},
	{"srdi", domain.Text{ZH: "专精特新中小企业", EN: "specialised SME"}, domain.Text{ZH: "持有称号", EN: "holds the title"},
		"enterprise.tiers", domain.OpContainsAny, domain.Wanted{Codes: []domain.Code{"srdi_sme"}}},
	{"reserve", domain.Text{ZH: "上市后备库", EN: "listing reserve"}, domain.Text{ZH: "在库", EN: "is in it"},
		"enterprise.rosters", domain.OpContainsAny, domain.Wanted{Codes: []domain.Code{"listing_reserve"}}},
	{"joint_stock", domain.Text{ZH: "股份有限公司", EN: "joint-stock company"}, domain.Text{ZH: "已完成股改", EN: "share reform done"},
		"enterprise.organisation_kind", domain.OpIn, domain.Wanted{Codes: []domain.Code{"joint_stock_company"}}},
	{"profit", domain.Text{ZH: "最近一年净利润", EN: "net profit, latest year"}, domain.Text{ZH: "大于零", EN: "above zero"},
		"enterprise.net_profit", domain.OpMore, domain.Wanted{}},
	{"growth", domain.Text{ZH: "营业收入增长", EN: "revenue growth"}, domain.Text{ZH: "大于零", EN: "above zero"},
		"enterprise.revenue_growth", domain.OpMore, domain.Wanted{}},
	{"patents", domain.Text{ZH: "有效发明专利", EN: "invention patents in force"}, domain.Text{ZH: "至少一件", EN: "at least one"},
		"enterprise.invention_patents", domain.OpMore, domain.Wanted{}},
	{"tax", domain.Text{ZH: "纳税信用等级", EN: "tax credit grade"}, domain.Text{ZH: "A级", EN: "grade A"},
		"enterprise.tax_grade", domain.OpIn, domain.Wanted{Codes: []domain.Code{"A"}}},
}

// each is what a fact brings; eight of them are a full score of 10,000.
const each = 1250

var standInWords = map[rules.Truth]domain.Text{
	rules.True: {ZH: "符合", EN: "yes"}, rules.False: {ZH: "不符合", EN: "no"}, rules.Unknown: {},
}

// Rank counts the facts that are known to hold.
func (r factsRanker) Rank(e domain.Enterprise, day domain.Date) app.Ranked {
	out := app.Ranked{Verdict: matching.Eligible}
	facts := r.rules.Facts(e, domain.Need{}, day)
	for _, s := range standIns {
		outcome := r.rules.Judge(domain.Criterion{Field: s.field, Op: s.op, Values: []domain.Wanted{s.value}}, facts)
		line := domain.ScoreLine{
			ID: s.id, Label: s.label, Want: s.want, Have: standInWords[outcome], Max: each,
			Clause: domain.Clause{Document: "试行计分，正式评分卡启用前使用"},
		}
		switch outcome {
		case rules.True:
			line.Points = each
			out.Score += each
		case rules.Unknown:
			out.Verdict = matching.Conditional
			out.Missing = append(out.Missing, s.field)
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}
