package matching

import (
	"slices"
	"sort"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Awards is what a firm may claim under the published awards on a day, by
// verdict, each list in the order of the offers' ids.
type Awards struct {
	EngineVersion string
	RulesVersion  string
	Day           domain.Date
	Project       domain.Project // that was given; what is nil is not known
	Eligible      []Award
	Conditional   []Award // those that only a person's judgement keeps open come first
	Ineligible    []Award
	Expired       []Award
}

// Award is one award offer for a firm and its project.
type Award struct {
	Offer    domain.Offer
	Provider domain.Provider
	Verdict  Verdict
	Ready    bool // all that a machine can check is met: it may be applied for
	Amount   AwardAmount
	Reasons  []Reason // conditions in the offer's order, then what a person has to judge
	Evidence []Evidence
}

// Evidence is a field that an award hangs on, with the paper that shows it.
type Evidence struct {
	Field string
	Label domain.Text
	Paper domain.Text // empty: none is named
	Known bool        // false: the firm has still to state it
}

// Awards judges every published award. The project is what the award is asked
// for; what is nil of it is not known.
func (e *Engine) Awards(ent domain.Enterprise, project domain.Project, day domain.Date) Awards {
	m := e.matcher(ent, domain.Need{Project: &project}, day)
	out := Awards{EngineVersion: EngineVersion, RulesVersion: e.version, Day: day, Project: project}
	for _, c := range e.offers {
		if c.offer.Kind != domain.OfferAward {
			continue
		}
		a := m.award(c)
		switch a.Verdict {
		case Eligible:
			out.Eligible = append(out.Eligible, a)
		case Conditional:
			out.Conditional = append(out.Conditional, a)
		case Ineligible:
			out.Ineligible = append(out.Ineligible, a)
		case Expired:
			out.Expired = append(out.Expired, a)
		}
	}
	sort.SliceStable(out.Conditional, func(i, j int) bool { return out.Conditional[i].Ready && !out.Conditional[j].Ready })
	return out
}

func (m *matcher) award(c *compiled) Award {
	ev := Plain(m.e.rs, *c.offer, m.facts, m.price)
	out := Award{Offer: *c.offer, Provider: c.provider, Verdict: ev.Verdict, Amount: AmountOf(m.e.rs, *c.offer.Terms.Award, m.facts)}
	ready := true
	for _, f := range ev.Findings {
		ready = ready && m.ready(f.Criterion)
		out.Reasons = append(out.Reasons, m.reason(f))
	}
	for _, j := range judgements(m.e.rs, *c.offer, m.facts) {
		out.Reasons = append(out.Reasons, m.judgement(*c.offer, j))
	}
	if out.Verdict == Eligible || out.Verdict == Conditional {
		out.Ready = ready
		out.Evidence = m.evidence(ev.Findings)
	}
	return out
}

// ready tells whether all of a condition that a machine can check is met.
func (m *matcher) ready(c domain.Criterion) bool {
	if len(c.Routes) == 0 {
		return m.e.rs.Judge(c, m.facts) == rules.True
	}
	return slices.ContainsFunc(c.Routes, m.readyRoute)
}

func (m *matcher) readyRoute(r domain.Route) bool {
	return !slices.ContainsFunc(r.Criteria, func(c domain.Criterion) bool { return !m.ready(c) })
}

// evidence lists what shows that the conditions are met, each field once. Of
// several routes those count that are met, or else those still open.
func (m *matcher) evidence(findings []Finding) []Evidence {
	seen := map[string]bool{}
	var out []Evidence
	var walk func(c domain.Criterion)
	walk = func(c domain.Criterion) {
		met := m.ready(c)
		for _, r := range c.Routes {
			if met && !m.readyRoute(r) || m.e.rs.JudgeRoute(r, m.facts) == rules.False {
				continue
			}
			for _, sub := range r.Criteria {
				walk(sub)
			}
		}
		if f, ok := m.e.rs.Field(c.Field); ok && !seen[c.Field] {
			seen[c.Field] = true
			out = append(out, Evidence{Field: f.Name, Label: f.Label, Paper: f.Paper, Known: met})
		}
	}
	for _, f := range findings {
		walk(f.Criterion)
	}
	return out
}

// Awards answers for a firm and its project with the engine in force.
func (l *Live) Awards(e domain.Enterprise, project domain.Project, day domain.Date) Awards {
	return l.Engine().Awards(e, project, day)
}
