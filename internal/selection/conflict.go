package selection

import (
	"fmt"
	"strings"

	"rongqiao/internal/domain"
)

// BoundKind is what a bound is of.
type BoundKind string

// The kinds of bounds.
const (
	OfTotal      BoundKind = "total"
	OfDistrict   BoundKind = "district"
	OfIndustry   BoundKind = "industry"
	OfCandidates BoundKind = "candidates" // how many there are of a district and an industry
)

// Bound is a floor, a cap, the total, or how many candidates there are.
type Bound struct {
	Kind     BoundKind
	Code     domain.Code // of a district or an industry
	Industry domain.Code // of candidates, beside their district in Code
	N        int
}

func (b Bound) String() string {
	switch b.Kind {
	case OfTotal:
		return fmt.Sprintf("total %d", b.N)
	case OfCandidates:
		return fmt.Sprintf("%d candidates of %s in %s", b.N, b.Industry, b.Code)
	}
	return fmt.Sprintf("%s %s %d", b.Kind, b.Code, b.N)
}

// Conflict says that no choice keeps the floors: what they ask for is more
// than what the limits let in. It is the smallest cut, so that each part of it
// matters.
type Conflict struct {
	Floors []Bound
	Limits []Bound // caps, the total, candidates
}

// Asked is what the floors ask for, Room what the limits let in.
func (c *Conflict) Asked() int { return sum(c.Floors) }

// Room is less than Asked.
func (c *Conflict) Room() int { return sum(c.Limits) }

func sum(all []Bound) int {
	total := 0
	for _, b := range all {
		total += b.N
	}
	return total
}

func (c *Conflict) Error() string {
	words := func(all []Bound) string {
		out := make([]string, len(all))
		for i, b := range all {
			out[i] = b.String()
		}
		return strings.Join(out, ", ")
	}
	limits := words(c.Limits)
	if limits == "" {
		limits = "no candidates"
	}
	return fmt.Sprintf("the floors cannot be kept: %s ask for %d, but %s let in %d", words(c.Floors), c.Asked(), limits, c.Room())
}

// arc is a bound of the network: between least and most units from one node to
// another.
type arc struct {
	from, to    int
	least, most int
	floor       Bound
	limit       Bound
}

// arcs are those of the network, with the total from sink to source.
func (n *network) arcs() []arc {
	all := []arc{{from: n.sink(), to: n.source(), most: n.total, limit: Bound{Kind: OfTotal, N: n.total}}}
	for d, code := range n.districts.codes {
		all = append(all, n.districts.arc(d, OfDistrict, code, n.source(), d))
	}
	for i, code := range n.industries.codes {
		all = append(all, n.industries.arc(i, OfIndustry, code, n.nodeOf(i), n.sink()))
	}
	for _, c := range n.cells {
		all = append(all, arc{from: c.district, to: n.nodeOf(c.industry), most: c.size, limit: Bound{
			Kind: OfCandidates, Code: n.districts.codes[c.district], Industry: n.industries.codes[c.industry], N: c.size,
		}})
	}
	return all
}

// unlimited is no cap: more than the total.
const unlimited = 1 << 20

func (g *groups) arc(at int, kind BoundKind, code domain.Code, from, to int) arc {
	most := unlimited
	if g.capped[at] {
		most = g.most[at]
	}
	return arc{
		from: from, to: to, least: g.floor[at], most: most,
		floor: Bound{Kind: kind, Code: code, N: g.floor[at]}, limit: Bound{Kind: kind, Code: code, N: most},
	}
}

// conflict looks whether the floors can be kept: by the largest flow in the
// network where each arc's least is asked for at its ends (Hoffman). Where they
// cannot, the smallest cut names the floors that come into it and the limits
// that lead out of it.
func (n *network) conflict() *Conflict {
	for _, g := range []struct {
		*groups
		kind BoundKind
	}{{&n.districts, OfDistrict}, {&n.industries, OfIndustry}} {
		for at, code := range g.codes {
			if g.capped[at] && g.floor[at] > g.most[at] {
				return &Conflict{Floors: []Bound{{Kind: g.kind, Code: code, N: g.floor[at]}}, Limits: []Bound{{Kind: g.kind, Code: code, N: g.most[at]}}}
			}
		}
	}
	all := n.arcs()
	f := newMaxFlow(n.nodes() + 2)
	asked, from, to := 0, n.nodes(), n.nodes()+1
	for _, a := range all {
		f.add(a.from, a.to, a.most-a.least)
		if a.least > 0 {
			f.add(from, a.to, a.least)
			f.add(a.from, to, a.least)
			asked += a.least
		}
	}
	if asked == 0 || f.run(from, to) == asked {
		return nil
	}
	inside := f.reached(from)
	c := &Conflict{}
	for _, a := range all {
		switch {
		case !inside[a.from] && inside[a.to] && a.least > 0:
			c.Floors = append(c.Floors, a.floor)
		case inside[a.from] && !inside[a.to]:
			c.Limits = append(c.Limits, a.limit)
		}
	}
	return c
}

// maxFlow is the largest flow by shortest ways (Edmonds and Karp); the
// networks are small.
type maxFlow struct {
	out  [][]int // arcs by node; an arc and its way back stand beside each other
	to   []int
	left []int
}

func newMaxFlow(nodes int) *maxFlow { return &maxFlow{out: make([][]int, nodes)} }

func (f *maxFlow) add(from, to, most int) {
	f.out[from] = append(f.out[from], len(f.to))
	f.out[to] = append(f.out[to], len(f.to)+1)
	f.to = append(f.to, to, from)
	f.left = append(f.left, most, 0)
}

func (f *maxFlow) run(from, to int) int {
	total := 0
	for {
		by := f.search(from)
		if by[to] < 0 {
			return total
		}
		least := unlimited
		for at := to; at != from; at = f.to[by[at]^1] {
			least = min(least, f.left[by[at]])
		}
		for at := to; at != from; at = f.to[by[at]^1] {
			f.left[by[at]] -= least
			f.left[by[at]^1] += least
		}
		total += least
	}
}

// search answers by which arc each node was reached first, -1 for none.
func (f *maxFlow) search(from int) []int {
	by := make([]int, len(f.out))
	for i := range by {
		by[i] = -1
	}
	by[from] = len(f.to) // no arc: not searched again
	queue := []int{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, a := range f.out[at] {
			if f.left[a] > 0 && by[f.to[a]] < 0 {
				by[f.to[a]] = a
				queue = append(queue, f.to[a])
			}
		}
	}
	return by
}

func (f *maxFlow) reached(from int) []bool {
	inside := make([]bool, len(f.out))
	for node, a := range f.search(from) {
		inside[node] = a >= 0
	}
	return inside
}
