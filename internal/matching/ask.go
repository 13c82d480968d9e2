package matching

import (
	"sort"

	"rongqiao/internal/rules"
)

// askFirst finds the fields that settle most conditional verdicts: asked for
// first, in the order of how many offers hang on nothing else.
func (m *matcher) askFirst(ranked []candidate) []Ask {
	settles, touches := map[string]int{}, map[string]int{}
	for _, x := range ranked {
		if x.verdict != Conditional {
			continue
		}
		open := m.openFields(x.c)
		for name := range open {
			touches[name]++
			if len(open) == 1 {
				settles[name]++
			}
		}
	}
	out := make([]Ask, 0, len(touches))
	for name, n := range touches {
		f, _ := m.e.rs.Field(name)
		out = append(out, Ask{Field: name, Label: f.Label, Paper: f.Paper, Settles: settles[name], Touches: n})
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Settles != b.Settles:
			return a.Settles > b.Settles
		case a.Touches != b.Touches:
			return a.Touches > b.Touches
		}
		return a.Field < b.Field
	})
	return out[:min(len(out), maxAsks)]
}

// openFields are the unknown fields that an offer's verdict hangs on.
func (m *matcher) openFields(c *compiled) map[string]bool {
	open := map[string]bool{}
	for _, i := range c.leaves {
		if m.truths[i] == rules.Unknown {
			open[m.e.leaves[i].Field] = true
		}
	}
	if len(c.groups) > 0 {
		for _, cr := range c.offer.Criteria {
			if len(cr.Routes) > 0 {
				for _, name := range m.e.rs.Unknowns(cr, m.facts) {
					open[name] = true
				}
			}
		}
	}
	if c.rows {
		for _, name := range judgeRows(m.e.rs, *c.offer, m.facts).Fields {
			open[name] = true
		}
	}
	return open
}
