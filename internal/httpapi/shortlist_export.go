package httpapi

import (
	"strings"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/workbook"
)

// exportWords are what the workbook of a shortlist says.
var exportWords = map[string]domain.Text{
	"chosen":        {ZH: "入选企业", EN: "Chosen"},
	"left_out":      {ZH: "未入选企业", EN: "Left out"},
	"terms":         {ZH: "名额与版本", EN: "Terms and versions"},
	"rank":          {ZH: "名次", EN: "Rank"},
	"name":          {ZH: "企业名称", EN: "Enterprise"},
	"uscc":          {ZH: "统一社会信用代码", EN: "USCC"},
	"founded_on":    {ZH: "成立日期", EN: "Founded on"},
	"district":      {ZH: "区县", EN: "District"},
	"industry":      {ZH: "行业", EN: "Industry"},
	"score":         {ZH: "得分", EN: "Score"},
	"lines":         {ZH: "得分明细", EN: "Lines of the score"},
	"reasons":       {ZH: "未入选原因", EN: "Reasons"},
	"enough":        {ZH: "达到此分即可入选", EN: "Score that would have been enough"},
	"instead":       {ZH: "届时被替换的企业", EN: "Who would have left"},
	"with":          {ZH: "届时一并入选的企业", EN: "Who would have come in besides"},
	"no_score":      {ZH: "任何分数均不能入选", EN: "no score"},
	"total":         {ZH: "总名额已满", EN: "the total is full"},
	"district_cap":  {ZH: "所在区县名额已满", EN: "the district's cap"},
	"industry_cap":  {ZH: "所属行业名额已满", EN: "the industry's cap"},
	"both_caps":     {ZH: "区县和行业名额均已满", EN: "the caps of district and industry together"},
	"better":        {ZH: "可用名额已由得分更高的企业取得", EN: "stronger firms have every place that it could take"},
	"floors":        {ZH: "其余名额须留给有最低名额的区县或行业", EN: "these places are kept for floors"},
	"item":          {ZH: "项目", EN: "Item"},
	"value":         {ZH: "内容", EN: "Value"},
	"floor":         {ZH: "最少", EN: "At least"},
	"cap":           {ZH: "最多", EN: "At most"},
	"list":          {ZH: "名单名称", EN: "Name of the list"},
	"state":         {ZH: "状态", EN: "State"},
	"draft":         {ZH: "草稿", EN: "draft"},
	"frozen":        {ZH: "已冻结", EN: "frozen"},
	"day":           {ZH: "得分所属日期", EN: "Day of the scores"},
	"places":        {ZH: "总名额", EN: "Total"},
	"count":         {ZH: "入选数", EN: "Chosen"},
	"candidates":    {ZH: "候选企业数", EN: "Candidates"},
	"each_district": {ZH: "每个区县最多（未单列的）", EN: "At most of each district not named"},
	"each_industry": {ZH: "每个行业最多（未单列的）", EN: "At most of each industry not named"},
	"no_cap":        {ZH: "不限", EN: "no cap"},
	"tie_rule":      {ZH: "选择规则", EN: "Rule of the choice"},
	"rules":         {ZH: "规则版本", EN: "Rules version"},
	"selection":     {ZH: "选择程序版本", EN: "Selection version"},
	"frozen_at":     {ZH: "冻结时间（UTC）", EN: "Frozen at (UTC)"},
	"unknown":       {ZH: "未知", EN: "not known"},
}

// exporter writes a list's sheets in one language. name answers the name of a
// code of a vocabulary.
type exporter struct {
	list  domain.Shortlist
	lang  string
	firms placed
	name  func(vocabulary string, code domain.Code) domain.Text
}

func shortlistSheets(l domain.Shortlist, lang string, name func(string, domain.Code) domain.Text) []workbook.Sheet {
	e := exporter{list: l, lang: lang, firms: placesOf(l), name: name}
	return []workbook.Sheet{e.chosen(), e.leftOut(), e.terms()}
}

func (e exporter) say(key string) string { return exportWords[key].In(e.lang) }

func (e exporter) heads(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = e.say(k)
	}
	return out
}

func (e exporter) firm(id domain.EnterpriseID) []any {
	f := e.firms[id]
	return []any{
		int64(f.rank), f.firm.Name, string(f.firm.USCC), f.firm.FoundedOn.String(),
		e.name("places", f.firm.District).In(e.lang), e.name("industries", f.firm.Industry).In(e.lang), f.firm.Score,
	}
}

func (e exporter) chosen() workbook.Sheet {
	s := workbook.Sheet{
		Name: e.say("chosen"), Widths: []float64{8, 36, 22, 12, 14, 28, 10, 80},
		Head: e.heads("rank", "name", "uscc", "founded_on", "district", "industry", "score", "lines"),
	}
	for _, id := range e.list.Result.Chosen {
		s.Rows = append(s.Rows, append(e.firm(id), e.lines(e.firms[id].firm.Lines)))
	}
	return s
}

func (e exporter) lines(lines []domain.ScoreLine) string {
	parts := make([]string, len(lines))
	for i, l := range lines {
		have := l.Have.In(e.lang)
		if l.Have.IsZero() {
			have = e.say("unknown")
		}
		parts[i] = l.Label.In(e.lang) + " " + have + " " + domain.BasisPoints(l.Points).String() + "/" + domain.BasisPoints(l.Max).String()
	}
	return strings.Join(parts, "; ")
}

func (e exporter) leftOut() workbook.Sheet {
	s := workbook.Sheet{
		Name: e.say("left_out"), Widths: []float64{8, 36, 22, 12, 14, 28, 10, 40, 20, 40, 40},
		Head: e.heads("rank", "name", "uscc", "founded_on", "district", "industry", "score", "reasons", "enough", "instead", "with"),
	}
	for _, x := range e.list.Result.LeftOut {
		reasons := make([]string, len(x.Reasons))
		for i, r := range x.Reasons {
			reasons[i] = e.say(r)
		}
		var enough any = e.say("no_score")
		if x.Enough != nil {
			enough = *x.Enough
		}
		s.Rows = append(s.Rows, append(e.firm(x.EnterpriseID), strings.Join(reasons, "; "), enough, e.names(x.Instead), e.names(x.With)))
	}
	return s
}

func (e exporter) names(ids []domain.EnterpriseID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = e.firms[id].firm.Name
	}
	return strings.Join(out, "; ")
}

func (e exporter) terms() workbook.Sheet {
	l, t := e.list, e.list.Terms
	most := func(n *int32) any {
		if n == nil {
			return e.say("no_cap")
		}
		return int64(*n)
	}
	s := workbook.Sheet{Name: e.say("terms"), Widths: []float64{36, 60, 10}, Head: e.heads("item", "value")}
	s.Rows = [][]any{
		{e.say("list"), l.Name},
		{e.say("state"), e.say(string(l.State))},
		{e.say("day"), l.Day.String()},
		{e.say("candidates"), int64(len(l.Candidates))},
		{e.say("places"), int64(t.Total)},
		{e.say("count"), int64(len(l.Result.Chosen))},
		{e.say("each_district"), most(t.DistrictCap)},
		{e.say("each_industry"), most(t.IndustryCap)},
		{e.say("tie_rule"), app.TieRule.In(e.lang)},
		{e.say("rules"), l.RulesVersion},
		{e.say("selection"), l.SelectionVersion},
	}
	if l.FrozenAt != nil {
		s.Rows = append(s.Rows, []any{e.say("frozen_at"), l.FrozenAt.UTC().Format(time.DateTime)})
	}
	for _, group := range []struct {
		head, vocabulary string
		bounds           []domain.ShortlistBound
	}{{"district", "places", t.Districts}, {"industry", "industries", t.Industries}} {
		if len(group.bounds) == 0 {
			continue
		}
		s.Rows = append(s.Rows, []any{}, []any{e.say(group.head), e.say("floor"), e.say("cap")})
		for _, b := range group.bounds {
			s.Rows = append(s.Rows, []any{e.name(group.vocabulary, b.Code).In(e.lang), int64(b.Floor), most(b.Cap)})
		}
	}
	return s
}
