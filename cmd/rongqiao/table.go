package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
)

// words of the printed answer.
var tableWords = map[string]domain.Text{
	"title":       {ZH: "共评估%d个产品：%d个符合条件，%d个有待确认，%d个暂不符合，%d个已过期（引擎%s，规则%s，%s）", EN: "%d offers evaluated: %d eligible, %d conditional, %d ineligible, %d expired (engine %s, rules %s, day %s)"},
	"offer":       {ZH: "产品", EN: "offer"},
	"provider":    {ZH: "资金方", EN: "provider"},
	"verdict":     {ZH: "结论", EN: "verdict"},
	"score":       {ZH: "匹配度", EN: "fit"},
	"cost":        {ZH: "年化成本", EN: "annual cost"},
	"open":        {ZH: "待确认", EN: "still open"},
	"near":        {ZH: "差一点的产品", EN: "near misses"},
	"advice":      {ZH: "怎样才符合", EN: "what would change it"},
	"ask":         {ZH: "先补这份材料", EN: "ask for this first"},
	"settles":     {ZH: "可定论", EN: "settles"},
	"touches":     {ZH: "涉及", EN: "touches"},
	"eligible":    {ZH: "符合条件", EN: "eligible"},
	"conditional": {ZH: "有待确认", EN: "conditional"},
	"none":        {ZH: "未公布", EN: "not published"},
	"unverified":  {ZH: "（未核实）", EN: " (unverified)"},
	"dated":       {ZH: "（旧条款）", EN: " (old terms)"},
	"best":        {ZH: "最佳组合", EN: "best combination"},
	"net":         {ZH: "净成本", EN: "net cost"},
}

// printAnswer prints a match for people at a terminal.
func printAnswer(w io.Writer, a app.MatchAnswer, lang string) error {
	say := func(key string) string { return tableWords[key].In(lang) }
	c := a.Counts
	fmt.Fprintf(w, say("title")+"\n\n", a.Evaluated, c.Eligible, c.Conditional, c.Ineligible, c.Expired, a.EngineVersion, a.RulesVersion, a.Day)
	t := newTable(w, "#", say("offer"), say("provider"), say("verdict"), say("score"), say("cost"), say("open"))
	for i, item := range a.Items {
		name := item.Offer.Name.In(lang)
		if !item.Offer.Verified {
			name += say("unverified")
		}
		if item.Offer.Status == domain.StatusDated {
			name += say("dated")
		}
		t.AppendRow(table.Row{i + 1, name, item.Provider.Name.In(lang), say(string(item.Verdict)), item.Score.String(), annual(item.Cost, say("none")), stillOpen(item)})
	}
	t.Render()
	if len(a.NearMisses) > 0 {
		t := newTable(w, say("near"), say("provider"), say("advice"))
		for _, n := range a.NearMisses {
			for _, u := range n.Unmet {
				t.AppendRow(table.Row{n.Offer.Name.In(lang), n.Provider.Name.In(lang), u.Advice.In(lang)})
			}
		}
		t.Render()
	}
	if len(a.AskFirst) > 0 {
		t := newTable(w, say("ask"), say("settles"), say("touches"))
		for _, x := range a.AskFirst {
			t.AppendRow(table.Row{x.Label.In(lang) + " · " + x.Paper.In(lang), x.Settles, x.Touches})
		}
		t.Render()
	}
	printBest(w, a, lang, say)
	return nil
}

func newTable(w io.Writer, heads ...any) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row(heads))
	return t
}

func annual(c matching.Cost, none string) string {
	switch {
	case c.AnnualMin != nil && c.AnnualMax != nil && *c.AnnualMin != *c.AnnualMax:
		return c.AnnualMin.String() + "–" + c.AnnualMax.String()
	case c.AnnualMin != nil:
		return c.AnnualMin.String() + "+"
	case c.AnnualMax != nil:
		return "≤" + c.AnnualMax.String()
	}
	return none
}

func stillOpen(i matching.Item) int {
	n := 0
	for _, r := range i.Reasons {
		if r.MaxPoints == 0 && (r.Outcome == matching.Judgement || (r.Outcome == matching.Unknown && r.Field != "")) {
			n++
		}
	}
	return n
}

func printBest(w io.Writer, a app.MatchAnswer, lang string, say func(string) string) {
	b := a.Best
	if b == nil {
		return
	}
	names := make([]string, len(b.Offers))
	for i, id := range b.Offers {
		names[i] = string(id)
		for _, item := range a.Items {
			if item.Offer.ID == id {
				names[i] = item.Offer.Name.In(lang)
			}
		}
	}
	fmt.Fprintf(w, "%s: %s", say("best"), strings.Join(names, " + "))
	if b.NetMin != nil {
		fmt.Fprintf(w, ", %s %s", say("net"), rules.ShowMoney(*b.NetMin).In(lang))
	}
	fmt.Fprintln(w)
}
