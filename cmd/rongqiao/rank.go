package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/jedib0t/go-pretty/v6/table"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi"
	"rongqiao/internal/rules"
	"rongqiao/internal/selection"
)

// ranking is a ranking at hand, and how long its steps took.
type ranking struct {
	rules          *rules.RuleSet
	day            domain.Date
	firms          []app.RankedFirm
	looked         int
	scored, chosen time.Duration
}

// rank prints the ranking of the stored firms, or of made-up ones, and the
// shortlist under terms. It stores nothing.
func rank(ctx context.Context, args []string, e env) error {
	f := flags("rank", "[--data DIR] [--config FILE] [--total N] [--caps FILE] [--limit N] [--json] [--lang en]\n       rongqiao rank --generate N [...]", e)
	at := whereFlags(f, e)
	generate := f.Int("generate", 0, "rank so many made-up firms instead of the stored ones")
	limit := f.Int("limit", 20, "firms of the ranking, and of those left out, to print")
	total := f.Int("total", 0, "choose so many firms")
	caps := f.String("caps", "", "file with the terms of the choice (YAML): total, district_cap, industry_cap, districts and industries with code, floor, cap")
	asJSON := f.Bool("json", false, "print ranking and shortlist as the API gives them")
	lang := f.String("lang", "zh", "language of the tables: zh or en")
	if err := parse(f, args, 0); err != nil {
		return err
	}
	terms, err := readTerms(*caps, *total)
	if err != nil {
		return err
	}
	if *generate < 0 || *limit < 0 {
		return fmt.Errorf("%w: --generate and --limit: want no less than 0", config.ErrUsage)
	}
	show := func(r *ranking) error { return r.show(e, terms, *limit, *asJSON, *lang) }
	if *generate == 0 {
		return at.open(ctx, e, openBase, func(p *platform) error {
			r, err := storedRanking(ctx, p, e)
			if err != nil {
				return err
			}
			return show(r)
		})
	}
	rs, err := loadRules("")
	if err != nil {
		return err
	}
	r, err := madeRanking(rs, *generate, e)
	if err != nil {
		return err
	}
	return show(r)
}

// storedRanking scores the firms of the store.
func storedRanking(ctx context.Context, p *platform, e env) (*ranking, error) {
	r := &ranking{rules: p.rules, day: domain.DateOf(e.now().In(app.ChinaTime))}
	start := e.now()
	firms, err := (&app.Rankings{Store: p.store, Rules: p.rules, Ranker: app.SheetRanker{Rules: p.rules}}).Of(ctx, r.day)
	r.firms, r.scored = firms, e.now().Sub(start)
	return r, err
}

// madeRanking scores made-up firms.
func madeRanking(rs *rules.RuleSet, n int, e env) (*ranking, error) {
	r := &ranking{rules: rs, day: domain.DateOf(e.now().In(app.ChinaTime)), looked: n}
	ranker := app.SheetRanker{Rules: rs}
	firms := demo.Firms(demoSeed, n, demo.RegionOf(rs, r.day), r.day)
	start := e.now()
	ranked, err := app.RankFirms(ranker, firms, r.day, func(e domain.Enterprise) bool {
		return rs.IsCandidate(rs.Facts(e, domain.Need{}, r.day))
	})
	if err != nil {
		return nil, err
	}
	r.firms = ranked
	app.SortRanking(r.firms)
	r.scored = e.now().Sub(start)
	return r, nil
}

// readTerms reads the terms of the file, with the total of the flag where it
// is given; nil where nothing is to be chosen.
func readTerms(name string, total int) (*domain.ShortlistTerms, error) {
	if name == "" && total == 0 {
		return nil, nil
	}
	type bound struct {
		Code  domain.Code `yaml:"code"`
		Floor int32       `yaml:"floor"`
		Cap   *int32      `yaml:"cap"`
	}
	var form struct {
		Total       int32   `yaml:"total"`
		DistrictCap *int32  `yaml:"district_cap"`
		IndustryCap *int32  `yaml:"industry_cap"`
		Districts   []bound `yaml:"districts"`
		Industries  []bound `yaml:"industries"`
	}
	if name != "" {
		text, err := readFile(name)
		if err != nil {
			return nil, err
		}
		if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&form); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if total != 0 {
		form.Total = int32(total)
	}
	if form.Total == 0 {
		form.Total = selection.DefaultTotal
	}
	bounds := func(all []bound) []domain.ShortlistBound {
		var out []domain.ShortlistBound
		for _, b := range all {
			out = append(out, domain.ShortlistBound(b))
		}
		return out
	}
	terms := domain.ShortlistTerms{
		Total: form.Total, DistrictCap: form.DistrictCap, IndustryCap: form.IndustryCap,
		Districts: bounds(form.Districts), Industries: bounds(form.Industries),
	}
	if err := (domain.Shortlist{Name: name + "-", Terms: terms}).CheckTerms(); err != nil {
		return nil, fmt.Errorf("%w: the terms of the choice: %w", config.ErrUsage, err)
	}
	return &terms, nil
}

func (r *ranking) show(e env, terms *domain.ShortlistTerms, limit int, asJSON bool, lang string) error {
	var list *domain.Shortlist
	if terms != nil {
		list = &domain.Shortlist{
			ID: "sl_none", Version: 1, Name: "rank", State: domain.ShortlistDraft, Day: r.day, Terms: *terms, RulesVersion: app.RankingRules(r.rules),
		}
		for _, f := range r.firms {
			if f.Enough {
				list.Candidates = append(list.Candidates, f.Firm)
			}
		}
		start := e.now()
		if err := app.ChooseFrom(list); err != nil {
			return err
		}
		r.chosen = e.now().Sub(start)
	}
	for i := range r.firms[:min(limit, len(r.firms))] {
		f, err := app.Explain(app.SheetRanker{Rules: r.rules}, r.firms[i], r.day)
		if err != nil {
			return err
		}
		r.firms[i] = f
	}
	if asJSON {
		return r.writeJSON(e.out, list, limit)
	}
	r.print(e.out, list, limit, lang)
	return nil
}

func (r *ranking) writeJSON(w io.Writer, list *domain.Shortlist, limit int) error {
	ranked, err := httpapi.WriteRanking(app.Ranking{
		Items: r.firms[:min(limit, len(r.firms))], Total: len(r.firms), Day: r.day, RulesVersion: app.RankingRules(r.rules),
	})
	if err != nil {
		return err
	}
	out := map[string]json.RawMessage{"ranking": ranked}
	if list != nil {
		if out["shortlist"], err = httpapi.WriteShortlist(*list, limit); err != nil {
			return err
		}
	}
	text := json.NewEncoder(w)
	text.SetIndent("", "  ")
	return text.Encode(out)
}

// rankWords are what the tables say.
var rankWords = map[string]domain.Text{
	"title":    {ZH: "候选企业 %d 家（%s，规则 %s），评分用时 %s", EN: "%d candidates (%s, rules %s), scored in %s"},
	"looked":   {ZH: "，共查看 %d 家企业", EN: ", of %d firms"},
	"chosen":   {ZH: "入选 %d 家（名额 %d），选择用时 %s", EN: "%d chosen (of a total of %d) in %s"},
	"short":    {ZH: "名额未满：候选企业和上限不够", EN: "fewer than the total: no more fit"},
	"left_out": {ZH: "未入选 %d 家", EN: "%d left out"},
	"rank":     {ZH: "名次", EN: "rank"}, "name": {ZH: "企业", EN: "enterprise"}, "district": {ZH: "区县", EN: "district"},
	"industry": {ZH: "行业", EN: "industry"}, "score": {ZH: "得分", EN: "score"}, "lines": {ZH: "得分项", EN: "points from"},
	"reasons": {ZH: "原因", EN: "reasons"}, "enough": {ZH: "达到此分可入选", EN: "enough"}, "instead": {ZH: "替换", EN: "in place of"},
	"total": {ZH: "总名额已满", EN: "total"}, "district_cap": {ZH: "区县名额已满", EN: "district's cap"}, "industry_cap": {ZH: "行业名额已满", EN: "industry's cap"},
	"both_caps": {ZH: "区县和行业名额均已满", EN: "both caps"}, "better": {ZH: "名额由更强的企业取得", EN: "stronger firms"}, "floors": {ZH: "名额留给最低名额", EN: "kept for floors"},
	"none": {ZH: "无", EN: "none"},
}

func (r *ranking) print(w io.Writer, list *domain.Shortlist, limit int, lang string) {
	say := func(key string) string { return rankWords[key].In(lang) }
	fmt.Fprintf(w, say("title"), len(r.firms), r.day, app.RankingRules(r.rules), r.scored.Round(time.Millisecond))
	if r.looked > 0 {
		fmt.Fprintf(w, say("looked"), r.looked)
	}
	fmt.Fprintln(w)
	where := func(c domain.ShortlistCandidate) (district, industry string) {
		return nameOf(r.rules, "places", c.District).In(lang), nameOf(r.rules, "industries", c.Industry).In(lang)
	}
	t := newTable(w, say("rank"), say("name"), say("district"), say("industry"), say("score"), say("lines"))
	for _, f := range r.firms[:min(limit, len(r.firms))] {
		district, industry := where(f.Firm)
		t.AppendRow(table.Row{f.Rank, f.Firm.Name, district, industry, f.Firm.Score, lineWords(f.Firm.Lines, lang)})
	}
	t.Render()
	if list == nil {
		return
	}
	fmt.Fprintf(w, say("chosen")+"\n", len(list.Result.Chosen), list.Terms.Total, r.chosen.Round(time.Millisecond))
	if !list.Result.Complete {
		fmt.Fprintln(w, say("short"))
	}
	firms := map[domain.EnterpriseID]app.RankedFirm{}
	for _, f := range r.firms {
		firms[f.Firm.EnterpriseID] = f
	}
	t = newTable(w, say("rank"), say("name"), say("district"), say("industry"), say("score"))
	for _, id := range list.Result.Chosen {
		f := firms[id]
		district, industry := where(f.Firm)
		t.AppendRow(table.Row{f.Rank, f.Firm.Name, district, industry, f.Firm.Score})
	}
	t.Render()
	fmt.Fprintf(w, say("left_out")+"\n", len(list.Result.LeftOut))
	t = newTable(w, say("rank"), say("name"), say("score"), say("reasons"), say("enough"), say("instead"))
	for _, x := range list.Result.LeftOut[:min(limit, len(list.Result.LeftOut))] {
		f, enough := firms[x.EnterpriseID], say("none")
		if x.Enough != nil {
			enough = fmt.Sprint(*x.Enough)
		}
		var reasons, instead []string
		for _, reason := range x.Reasons {
			reasons = append(reasons, say(reason))
		}
		for _, id := range x.Instead {
			instead = append(instead, firms[id].Firm.Name)
		}
		t.AppendRow(table.Row{f.Rank, f.Firm.Name, f.Firm.Score, strings.Join(reasons, "; "), enough, strings.Join(instead, "; ")})
	}
	t.Render()
}

// lineWords name the lines that brought points.
func lineWords(lines []domain.ScoreLine, lang string) string {
	var out []string
	for _, l := range lines {
		if l.Points > 0 {
			out = append(out, l.Label.In(lang))
		}
	}
	return strings.Join(out, "; ")
}

func nameOf(rs *rules.RuleSet, vocabulary string, code domain.Code) domain.Text {
	if v := rs.Vocabularies[vocabulary]; v != nil {
		if e, ok := v.Entry(code); ok {
			return e.Name
		}
	}
	return domain.Text{ZH: string(code)}
}
