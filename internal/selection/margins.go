package selection

// margins say what it would take to get in. Were a firm put in, one unit would
// have to find its way back from its industry to its district while the flow
// keeps its size; the best such way is what the firm must outweigh.
type margins struct {
	n    *network
	from [][]*label // by industry, then source and sink: the best ways to every node
	exit map[int32]*exit
}

// exit is the way back of a cell, with the firms that leave and enter by it.
type exit struct {
	way           *label
	changes       []change
	leave, enters []string
}

func (n *network) margins() *margins {
	m := &margins{n: n, exit: map[int32]*exit{}}
	for i := range n.industries.count {
		m.from = append(m.from, n.ways(n.nodeOf(i), true))
	}
	m.from = append(m.from, n.ways(n.source(), true), n.ways(n.sink(), true))
	return m
}

// between is the best way from a node that is no district.
func (m *margins) between(from, to int) *label { return m.from[from-m.n.districts.count][to] }

func (m *margins) leftOut(c Candidate, at int32) LeftOut {
	x := &m.n.cells[at]
	back, ok := m.exit[at]
	if !ok {
		back = m.newExit(m.between(m.n.nodeOf(x.industry), x.district))
		m.exit[at] = back
	}
	out := LeftOut{Candidate: c}
	if back.way != nil && back.way.floors == 0 {
		least := m.least(c, back.way, back.changes)
		out.Enough, out.Instead, out.With = &least, back.leave, back.enters
	}
	out.Reasons = m.reasons(c, x, out.Enough)
	return out
}

func (m *margins) newExit(way *label) *exit {
	e := &exit{way: way}
	e.changes = m.n.changes(way)
	for _, c := range e.changes {
		id := m.n.candidates[c.item].ID
		if c.sign < 0 {
			e.leave = append(e.leave, id)
		} else {
			e.enters = append(e.enters, id)
		}
	}
	return e
}

// least is the lowest score at which the candidate outweighs the way: the one
// that makes the totals equal where the tie is the candidate's, else one more.
func (m *margins) least(c Candidate, way *label, changes []change) int64 {
	c.Score = -way.score
	if m.winsTie(c, changes) {
		return c.Score
	}
	return c.Score + 1
}

// winsTie tells whether the candidate with the changes is worth more than
// neither of them: whether the first firm of all is one that comes in.
func (m *margins) winsTie(c Candidate, changes []change) bool {
	return len(changes) == 0 || changes[0].sign > 0 || Compare(c, m.n.candidates[changes[0].item]) < 0
}

// outweighs tells whether the candidate would come in by the way.
func (m *margins) outweighs(c Candidate, way *label) bool {
	if way == nil || way.floors < 0 {
		return false
	}
	return c.Score >= m.least(c, way, m.n.changes(way))
}

// reasons say what kept the candidate out: the caps that would have to leave
// it out of their count.
func (m *margins) reasons(c Candidate, x *cell, enough *int64) []Reason {
	n, source, sink := m.n, m.n.source(), m.n.sink()
	industry := n.nodeOf(x.industry)
	districtFull, industryFull := n.districts.full(x.district), n.industries.full(x.industry)
	// With room in the total, whoever finds a way that keeps the floors is in.
	room := func(way *label) bool { return n.flow < n.total && way != nil && way.floors >= 0 }
	var out []Reason
	if !districtFull && !industryFull && enough != nil {
		return []Reason{ByTotal}
	}
	if districtFull && (m.outweighs(c, m.between(industry, source)) || room(m.between(industry, sink))) {
		out = append(out, ByDistrictCap)
	}
	if industryFull && (m.outweighs(c, m.between(sink, x.district)) || room(m.between(source, x.district))) {
		out = append(out, ByIndustryCap)
	}
	switch {
	case len(out) > 0:
		return out
	case districtFull && industryFull && (m.outweighs(c, m.between(sink, source)) || n.flow < n.total):
		return []Reason{ByBothCaps}
	case enough == nil:
		return []Reason{ByFloors}
	}
	return []Reason{ByBetter}
}

// full tells whether there is a cap and it is reached.
func (g *groups) full(at int) bool { return g.capped[at] && g.in[at] >= g.most[at] }
