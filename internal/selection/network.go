package selection

import (
	"maps"
	"slices"

	"rongqiao/internal/domain"
)

// groups are the districts, or the industries, with what the terms let in and
// what is in.
type groups struct {
	codes       []domain.Code
	count       int
	index       map[domain.Code]int
	floor, most []int // most is the cap; unlimited is the total
	capped      []bool
	in          []int
}

// cell is one district and industry. Its candidates are chosen best first, so
// that taken says which.
type cell struct {
	district, industry int
	items              []int32 // candidates, best first; no more than can be chosen
	most               int     // how many that are, as far as total and caps go
	size               int     // how many there were
	taken              int
}

// network is the flow: source to districts, through cells to industries, to
// the sink. Nodes are numbered: districts, industries, source, sink.
type network struct {
	candidates            []Candidate
	total                 int
	flow                  int
	districts, industries groups
	cells                 []cell
	cellOf                []int32   // by candidate
	ofDistrict            [][]int32 // cells
	ofIndustry            [][]int32
	order                 []int32 // candidates, the first in the order first
	rank                  []int32 // by candidate: its place there
}

func (n *network) source() int      { return n.districts.count + n.industries.count }
func (n *network) sink() int        { return n.source() + 1 }
func (n *network) nodes() int       { return n.source() + 2 }
func (n *network) nodeOf(i int) int { return n.districts.count + i } // of an industry

func newNetwork(candidates []Candidate, terms Terms) *network {
	n := &network{candidates: candidates, total: terms.Total, cellOf: make([]int32, len(candidates))}
	n.districts = newGroups(terms.Districts, terms.DistrictCap, terms.Total)
	n.industries = newGroups(terms.Industries, terms.IndustryCap, terms.Total)
	type place struct{ d, i int }
	at := map[place]int32{}
	n.rankAll()
	for _, k := range n.order {
		c := &candidates[k]
		p := place{n.districts.of(c.District, terms.DistrictCap, terms.Total), n.industries.of(c.Industry, terms.IndustryCap, terms.Total)}
		x, ok := at[p]
		if !ok {
			x = int32(len(n.cells))
			at[p] = x
			n.cells = append(n.cells, cell{district: p.d, industry: p.i, most: min(n.total, n.districts.most[p.d], n.industries.most[p.i])})
		}
		if c := &n.cells[x]; len(c.items) < c.most {
			c.items = append(c.items, k)
		}
		n.cells[x].size++
		n.cellOf[k] = x
	}
	n.ofDistrict, n.ofIndustry = make([][]int32, n.districts.count), make([][]int32, n.industries.count)
	for x := range n.cells {
		c := &n.cells[x]
		n.ofDistrict[c.district] = append(n.ofDistrict[c.district], int32(x))
		n.ofIndustry[c.industry] = append(n.ofIndustry[c.industry], int32(x))
	}
	return n
}

func newGroups(named map[domain.Code]Bounds, common *int, total int) groups {
	g := groups{index: map[domain.Code]int{}}
	for _, code := range slices.Sorted(maps.Keys(named)) {
		b := named[code]
		if b.Cap == nil {
			b.Cap = common
		}
		g.add(code, b.Floor, b.Cap, total)
	}
	return g
}

func (g *groups) add(code domain.Code, floor int, most *int, total int) int {
	at := g.count
	g.index[code] = at
	g.codes = append(g.codes, code)
	g.floor = append(g.floor, floor)
	limit := total
	if most != nil {
		limit = *most
	}
	g.most, g.capped, g.in = append(g.most, limit), append(g.capped, most != nil), append(g.in, 0)
	g.count++
	return at
}

// of is the group of the code; one that the terms do not name has the default.
func (g *groups) of(code domain.Code, common *int, total int) int {
	if at, ok := g.index[code]; ok {
		return at
	}
	return g.add(code, 0, common, total)
}

// rankAll puts the candidates in order.
func (n *network) rankAll() {
	n.order, n.rank = make([]int32, len(n.candidates)), make([]int32, len(n.candidates))
	for k := range n.order {
		n.order[k] = int32(k)
	}
	slices.SortFunc(n.order, func(a, b int32) int { return compare(&n.candidates[a], &n.candidates[b]) })
	for r, k := range n.order {
		n.rank[k] = int32(r)
	}
}
