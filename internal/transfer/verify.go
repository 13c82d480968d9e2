package transfer

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"rongqiao/internal/store"
)

// Report is what both sides hold at the end.
type Report struct {
	Lines          []Line
	Copied         int64      // by this run
	Resumed        bool       // an earlier run had begun
	FinishedBefore *time.Time // an earlier run had finished: this one only compared
}

// Line is one collection.
type Line struct {
	Collection     store.Collection
	Source, Target Sum
	Differ         []Difference // the first ones
}

// Difference is one record that is not the same on both sides.
type Difference struct {
	ID, What string
}

// mostDifferences is how many a line names.
const mostDifferences = 5

// Equal tells whether the collection is the same on both sides.
func (l Line) Equal() bool { return l.Source == l.Target }

// Equal tells whether everything is the same on both sides.
func (r Report) Equal() bool {
	for _, l := range r.Lines {
		if !l.Equal() {
			return false
		}
	}
	return true
}

// verify reads both sides whole.
func verify(ctx context.Context, from, to Side, o Options, records int64) (Report, error) {
	tell := teller(o, "compare", 2*records)
	source, err := sumsOf(ctx, from, tell)
	if err != nil {
		return Report{}, fmt.Errorf("compare: read the source: %w", err)
	}
	target, err := sumsOf(ctx, to, tell)
	if err != nil {
		return Report{}, fmt.Errorf("compare: read the target: %w", err)
	}
	var r Report
	for _, c := range store.Collections {
		l := Line{Collection: c, Source: source[c], Target: target[c]}
		if !l.Equal() {
			if l.Differ, err = differences(ctx, from, to, c, o.Batch); err != nil {
				return Report{}, fmt.Errorf("compare %s: %w", c, err)
			}
		}
		r.Lines = append(r.Lines, l)
	}
	return r, nil
}

func sumsOf(ctx context.Context, s Side, tell func(int64)) (map[store.Collection]Sum, error) {
	sums := map[store.Collection]Sum{}
	for _, c := range store.Collections {
		var sum Sum
		err := s.Records(ctx, c, func(r store.Record) error {
			if !isOwn(c, r) {
				sum.add(r)
				tell(1)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		sums[c] = sum
	}
	return sums, nil
}

// side is a walk over one side's records by rising id.
type side struct {
	from  Side
	c     store.Collection
	batch int
	page  []store.Record
	after string
}

// head is the record that comes next; ok is false at the end.
func (s *side) head(ctx context.Context) (r store.Record, ok bool, err error) {
	for len(s.page) == 0 {
		if s.page, err = s.from.RecordsAfter(ctx, s.c, s.after, s.batch); err != nil || len(s.page) == 0 {
			return r, false, err
		}
		s.after = s.page[len(s.page)-1].ID
		if isOwn(s.c, s.page[0]) {
			s.drop()
		}
	}
	return s.page[0], true, nil
}

// drop goes on to the next record, past the transfer's own.
func (s *side) drop() {
	if s.page = s.page[1:]; len(s.page) > 0 && isOwn(s.c, s.page[0]) {
		s.page = s.page[1:]
	}
}

// differences names the first records that are not the same on both sides.
func differences(ctx context.Context, from, to Side, c store.Collection, batch int) (found []Difference, err error) {
	a, b := &side{from: from, c: c, batch: batch}, &side{from: to, c: c, batch: batch}
	for len(found) < mostDifferences {
		x, more, err := a.head(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the source: %w", err)
		}
		y, moreToo, err := b.head(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the target: %w", err)
		}
		if !more && !moreToo {
			return found, nil
		}
		order := inOrder(c, x.ID, y.ID)
		if !more || !moreToo {
			order = map[bool]int{true: -1, false: 1}[more] // the other side has ended
		}
		switch {
		case order < 0:
			found = append(found, Difference{x.ID, "is missing in the target"})
			a.drop()
		case order > 0:
			found = append(found, Difference{y.ID, "is in the target alone"})
			b.drop()
		default:
			if hashOf(x) != hashOf(y) {
				found = append(found, Difference{x.ID, "is not the same"})
			}
			a.drop()
			b.drop()
		}
	}
	return found, nil
}

// inOrder compares ids as RecordsAfter orders them: those of the outbox and
// the audit log are numbers.
func inOrder(c store.Collection, a, b string) int {
	if c == store.OutboxRecords || c == store.AuditRecords {
		return cmp.Compare(number(a), number(b))
	}
	return cmp.Compare(a, b)
}

// number puts what is no number last, where it is named.
func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return math.MaxInt64
	}
	return n
}
