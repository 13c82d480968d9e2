package rules

import (
	"fmt"
	"slices"

	"rongqiao/internal/domain"
)

// The files of listing cultivation.
const (
	candidatesFile = "standards/candidates.yaml"
	stagesFile     = "standards/stages.yaml"
	issuesFile     = "standards/blocking-issues.yaml"
)

type standingForm struct {
	Document string `yaml:"document"`
	Date     string `yaml:"date"`
}

type namedForm struct {
	Code domain.Code `yaml:"code"`
	Name textForm    `yaml:"name"`
}

func (f namedForm) named() Named { return Named{Code: f.Code, Name: f.Name.text()} }

type stageForm struct {
	ID         domain.Code `yaml:"id"`
	Name       textForm    `yaml:"name"`
	EntersWhen textForm    `yaml:"enters_when"`
	Proof      []namedForm `yaml:"proof"`
	Typical    []int32     `yaml:"typical_months"`
	Min        *int32      `yaml:"min_months"`
	Valid      *int32      `yaml:"valid_months"`
	Clocks     []struct {
		What   textForm `yaml:"what"`
		Within int32    `yaml:"within"`
		Unit   string   `yaml:"unit"`
	} `yaml:"clocks"`
	Optional bool `yaml:"optional"`
	Terminal bool `yaml:"terminal"`
	Aside    bool `yaml:"aside"`
}

// cultivation reads who is a candidate, the stages, and the blocking issues.
func (l *loader) cultivation() {
	l.each(candidatesFile, l.candidates)
	l.each(stagesFile, l.stages)
	l.each(issuesFile, l.issues)
}

func (l *loader) candidates(d *document) {
	var form struct {
		Criterion criterionForm `yaml:"criterion"`
	}
	if !l.read(d, &form) {
		return
	}
	r := &offerReader{l: l, d: d, path: "$", id: form.Criterion.ID}
	c := r.criterion("criterion", form.Criterion)
	check := &offerCheck{rs: l.rs}
	check.criterion("criterion", c)
	for _, f := range check.faults {
		r.fault(f.Field, fmt.Sprint(f.Facts["want"]), fmt.Sprint(f.Facts["have"]))
	}
	l.rs.Cultivation.Candidate = &c
}

// names refuses an entry without a code that is used once, or without names.
func names(d *document, seen map[domain.Code]bool, path string, code domain.Code, name textForm) {
	if code == "" || seen[code] {
		d.add(path, string(code), "code", "a code that is used once", string(code))
	}
	seen[code] = true
	if name.ZH == "" || name.EN == "" {
		d.add(path+".name", string(code), "name", "zh and en", "")
	}
}

func (l *loader) standing(d *document, source standingForm, verified *bool) Standing {
	if source.Document == "" {
		d.add("$.source", "", "source.document", "the document that this comes from", "")
	}
	if verified == nil {
		d.add("$.verified", "", "verified", "true or false", "")
		return Standing{}
	}
	return Standing{Document: source.Document, Date: source.Date, Verified: *verified}
}

func (l *loader) stages(d *document) {
	var form struct {
		Source   standingForm `yaml:"source"`
		Verified *bool        `yaml:"verified"`
		Boards   []namedForm  `yaml:"boards"`
		Stages   []stageForm  `yaml:"stages"`
		Moves    []struct {
			From   domain.Code   `yaml:"from"`
			To     domain.Code   `yaml:"to"`
			NotFor []domain.Code `yaml:"not_for"`
		} `yaml:"moves"`
	}
	if !l.read(d, &form) {
		return
	}
	c := &l.rs.Cultivation
	c.StagesFrom = l.standing(d, form.Source, form.Verified)
	boards, stages := map[domain.Code]bool{}, map[domain.Code]bool{}
	for i, b := range form.Boards {
		names(d, boards, fmt.Sprintf("$.boards[%d]", i), b.Code, b.Name)
		c.Boards = append(c.Boards, b.named())
	}
	for i, s := range form.Stages {
		path := fmt.Sprintf("$.stages[%d]", i)
		names(d, stages, path, s.ID, s.Name)
		c.Stages = append(c.Stages, l.stage(d, path, s))
	}
	seen := map[string]bool{}
	for i, m := range form.Moves {
		path, entry := fmt.Sprintf("$.moves[%d]", i), string(m.From)+" → "+string(m.To)
		if !stages[m.From] || !stages[m.To] || m.From == m.To || seen[entry] {
			d.add(path, entry, "from, to", "two stages, each pair once", entry)
		}
		seen[entry] = true
		for _, b := range m.NotFor {
			if !boards[b] {
				d.add(path+".not_for", entry, "not_for", "a board", string(b))
			}
		}
		c.Moves = append(c.Moves, domain.CandidacyMove{From: m.From, To: m.To, NotFor: m.NotFor})
	}
	l.checkWay(d)
}

func (l *loader) stage(d *document, path string, f stageForm) Stage {
	s := Stage{
		Code: f.ID, Name: f.Name.text(), EntersWhen: f.EntersWhen.text(), Min: f.Min, Valid: f.Valid,
		Optional: f.Optional, Terminal: f.Terminal, Aside: f.Aside,
	}
	switch n := len(f.Typical); {
	case n == 0:
	case n != 2 || f.Typical[0] < 0 || f.Typical[1] < f.Typical[0]:
		d.add(path+".typical_months", string(f.ID), "typical_months", "from and to, in months", fmt.Sprint(f.Typical))
	default:
		s.Typical = &[2]int32{f.Typical[0], f.Typical[1]}
	}
	for i, p := range f.Proof {
		names(d, map[domain.Code]bool{}, fmt.Sprintf("%s.proof[%d]", path, i), p.Code, p.Name)
		s.Proof = append(s.Proof, p.named())
	}
	for i, k := range f.Clocks {
		if k.Within < 1 || (k.Unit != "working_days" && k.Unit != "months") || k.What.ZH == "" {
			d.add(fmt.Sprintf("%s.clocks[%d]", path, i), string(f.ID), "clocks", "what, within and unit working_days or months", k.Unit)
		}
		s.Clocks = append(s.Clocks, StageClock{What: k.What.text(), Within: k.Within, Unit: k.Unit})
	}
	return s
}

// checkWay refuses a stage that no way leads to, and moves out of a terminal
// one.
func (l *loader) checkWay(d *document) {
	c := l.rs.Cultivation
	reached := map[domain.Code]bool{c.First(): true}
	for range c.Stages {
		for _, m := range c.Moves {
			reached[m.To] = reached[m.To] || reached[m.From]
		}
	}
	for i, s := range c.Stages {
		path := fmt.Sprintf("$.stages[%d]", i)
		if !reached[s.Code] {
			d.add(path, string(s.Code), "moves", "a way from the first stage", "none")
		}
		leaves := slices.ContainsFunc(c.Moves, func(m domain.CandidacyMove) bool { return m.From == s.Code })
		if leaves == s.Terminal {
			d.add(path, string(s.Code), "terminal", "moves out of every stage that is not terminal, and of no other", fmt.Sprint(s.Terminal))
		}
	}
}

func (l *loader) issues(d *document) {
	var form struct {
		Source     standingForm `yaml:"source"`
		Verified   *bool        `yaml:"verified"`
		Severities []struct {
			Code   domain.Code `yaml:"code"`
			Name   textForm    `yaml:"name"`
			Note   textForm    `yaml:"note"`
			Blocks domain.Code `yaml:"blocks"`
		} `yaml:"severities"`
		Issues []struct {
			ID       domain.Code `yaml:"id"`
			Name     textForm    `yaml:"name"`
			Severity domain.Code `yaml:"severity"`
			Ask      textForm    `yaml:"ask"`
			Cure     textForm    `yaml:"cure"`
			Rule     string      `yaml:"rule"`
		} `yaml:"issues"`
	}
	if !l.read(d, &form) {
		return
	}
	c := &l.rs.Cultivation
	c.IssuesFrom = l.standing(d, form.Source, form.Verified)
	severities, issues := map[domain.Code]bool{}, map[domain.Code]bool{}
	for i, s := range form.Severities {
		path := fmt.Sprintf("$.severities[%d]", i)
		names(d, severities, path, s.Code, s.Name)
		if _, ok := c.Stage(s.Blocks); s.Blocks != "" && !ok {
			d.add(path+".blocks", string(s.Code), "blocks", "a stage", string(s.Blocks))
		}
		c.Severities = append(c.Severities, Severity{Code: s.Code, Name: s.Name.text(), Note: s.Note.text(), Blocks: s.Blocks})
	}
	for i, x := range form.Issues {
		path := fmt.Sprintf("$.issues[%d]", i)
		names(d, issues, path, x.ID, x.Name)
		if !severities[x.Severity] {
			d.add(path+".severity", string(x.ID), "severity", "one of the severities", string(x.Severity))
		}
		c.Issues = append(c.Issues, BlockingIssue{
			Code: x.ID, Name: x.Name.text(), Severity: x.Severity, Ask: x.Ask.text(), Cure: x.Cure.text(), Rule: x.Rule,
		})
	}
}
