package selection

import (
	"cmp"
	"slices"
)

// label is the best way that is known from a start to a node. Labels are never
// changed, so that the ways which go on from one stay what they are. Its worth
// is compared in the order: floors that are kept, score, then the firms.
type label struct {
	before *label
	node   int
	floors int32
	score  int64
	cell   int32 // the cell that the last step changes, noCell for none
	item   int32 // the candidate that comes in or leaves by it
	enters bool
}

const noCell = -1

// change is a candidate that comes in (+1) or leaves (-1).
type change struct {
	item int32
	sign int
}

// changes are those of the way, the first in the order first. A firm that
// leaves and comes in is none.
func (n *network) changes(l *label) []change {
	var all []change
	for ; l != nil && l.before != nil; l = l.before {
		if l.cell == noCell {
			continue
		}
		sign := -1
		if l.enters {
			sign = 1
		}
		all = append(all, change{l.item, sign})
	}
	slices.SortFunc(all, func(a, b change) int { return cmp.Compare(n.rank[a.item], n.rank[b.item]) })
	return all
}

// better tells whether the step's way is worth more than the one that is known.
func (n *network) better(a, b *label) bool {
	switch {
	case b == nil:
		return true
	case a.floors != b.floors:
		return a.floors > b.floors
	case a.score != b.score:
		return a.score > b.score
	}
	return n.firstDifference(n.changes(a), n.changes(b)) > 0
}

// firstDifference is the sign of a - b at the first firm where they differ.
func (n *network) firstDifference(a, b []change) int {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || (len(a) > 0 && n.rank[a[0].item] < n.rank[b[0].item]):
			return a[0].sign
		case len(a) == 0 || n.rank[b[0].item] < n.rank[a[0].item]:
			return -b[0].sign
		case a[0].sign != b[0].sign:
			return a[0].sign
		}
		a, b = a[1:], b[1:]
	}
	return 0
}

// ways are the best ways from a node to every other, nil where there is none.
// There is no way around that gains, as the flow is the best of its size, so
// the search ends. Where through is false, a way ends at the sink and never
// comes back to the source: it makes the flow larger. Where it is true the
// flow keeps its size.
func (n *network) ways(from int, through bool) []*label {
	best := make([]*label, n.nodes())
	best[from] = &label{node: from, cell: noCell}
	queue, waiting := []int{from}, make([]bool, n.nodes())
	try := func(next label) {
		if known := best[next.node]; n.better(&next, known) {
			best[next.node] = &next
			if !waiting[next.node] {
				waiting[next.node] = true
				queue = append(queue, next.node)
			}
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		waiting[at] = false
		n.steps(best[at], through, try)
	}
	return best
}

// steps tries every step from the end of the way.
func (n *network) steps(l *label, through bool, try func(label)) {
	on := label{before: l, floors: l.floors, score: l.score, cell: noCell}
	switch source, sink := n.source(), n.sink(); {
	case l.node < n.districts.count:
		for _, x := range n.ofDistrict[l.node] {
			if c := &n.cells[x]; c.taken < len(c.items) {
				s := on
				s.node, s.cell, s.item, s.enters = n.nodeOf(c.industry), x, c.items[c.taken], true
				s.score += n.candidates[s.item].Score
				try(s)
			}
		}
		if d := l.node; through && n.districts.in[d] > 0 {
			on.node = source
			on.floors -= n.districts.below(d, n.districts.in[d])
			try(on)
		}
	case l.node < source:
		i := l.node - n.districts.count
		for _, x := range n.ofIndustry[i] {
			if c := &n.cells[x]; c.taken > 0 {
				s := on
				s.node, s.cell, s.item = c.district, x, c.items[c.taken-1]
				s.score -= n.candidates[s.item].Score
				try(s)
			}
		}
		if n.industries.in[i] < n.industries.most[i] {
			on.node = sink
			on.floors += n.industries.below(i, n.industries.in[i]+1)
			try(on)
		}
	case l.node == source:
		for d := range n.districts.count {
			if n.districts.in[d] < n.districts.most[d] {
				s := on
				s.node = d
				s.floors += n.districts.below(d, n.districts.in[d]+1)
				try(s)
			}
		}
	case through:
		for i := range n.industries.count {
			if n.industries.in[i] > 0 {
				s := on
				s.node = n.nodeOf(i)
				s.floors -= n.industries.below(i, n.industries.in[i])
				try(s)
			}
		}
	}
}

// below is 1 where the k-th of the group counts toward its floor.
func (g *groups) below(at, k int) int32 {
	if k <= g.floor[at] {
		return 1
	}
	return 0
}

// augment lets one more in by the best way, and answers false where there is
// none.
func (n *network) augment() bool {
	l := n.ways(n.source(), false)[n.sink()]
	if l == nil {
		return false
	}
	for ; l.before != nil; l = l.before {
		switch from := l.before.node; {
		case l.cell != noCell && l.enters:
			n.cells[l.cell].taken++
		case l.cell != noCell:
			n.cells[l.cell].taken--
		case from == n.source():
			n.districts.in[l.node]++
		default:
			n.industries.in[from-n.districts.count]++
		}
	}
	return true
}
