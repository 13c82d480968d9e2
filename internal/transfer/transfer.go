// Package transfer moves all records of one store into another of any kind. It
// can be interrupted at any moment and goes on where it was; at the end it
// reads both sides whole again and compares them.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rongqiao/internal/store"
)

// Side is what is asked of either store.
type Side interface {
	store.Copier
	store.Meta
}

// Options say how a transfer works.
type Options struct {
	From  string           // what the source is called in messages; kept in the target, so without a password
	Now   func() time.Time // the clock; required
	Batch int              // records written in one step; 0: 500
	// Progress, where it is set, hears how many records of all are done.
	Progress func(step string, done, total int64)
}

const defaultBatch = 500

var (
	// ErrNotEmpty says that the target holds data of another origin.
	ErrNotEmpty = errors.New("the target is not empty")
	// ErrSourceChanged says that the source is not what it was at the beginning.
	ErrSourceChanged = errors.New("the source was written to since this transfer began")
	// ErrUnfinished says that a store is not whole yet.
	ErrUnfinished = errors.New("a transfer into this store was begun and is not finished")
)

// Run begins the transfer, goes on with one that was interrupted, or checks
// one that is finished. What differs is no error: the report has it.
func Run(ctx context.Context, from, to Side, o Options) (Report, error) {
	if o.Batch < 1 {
		o.Batch = defaultBatch
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	s, err := prepare(ctx, from, to, o)
	if err != nil {
		return Report{}, err
	}
	before := s
	if s.Done == nil {
		if err := copyAll(ctx, from, to, o, &s); err != nil {
			return Report{}, err
		}
	}
	r, err := verify(ctx, from, to, o, s.records())
	if err != nil {
		return Report{}, err
	}
	r.Resumed, r.FinishedBefore = before.Copied > 0 && before.Done == nil, before.Done
	r.Copied = s.Copied - before.Copied
	if s.Done != nil {
		return r, nil // whoever uses the target may have written to it since
	}
	if r.Equal() {
		now := o.Now().UTC()
		s.Done = &now
	} else {
		s.Collection, s.After, s.Copied = "", "", 0 // a repeated run writes every record again
	}
	return r, s.write(ctx, to)
}

// prepare answers how far the target is. A new transfer begins with the
// source's sums: they are how a later run knows that it is the same source,
// as it was.
func prepare(ctx context.Context, from, to Side, o Options) (state, error) {
	s, found, err := readState(ctx, to)
	if err != nil || s.Done != nil {
		return s, err
	}
	if !found {
		if err := wantEmpty(ctx, to); err != nil {
			return s, err
		}
	}
	records, err := countAll(ctx, from)
	if err != nil {
		return s, fmt.Errorf("read the source: %w", err)
	}
	sums, err := sumsOf(ctx, from, teller(o, "read the source", records))
	if err != nil {
		return s, fmt.Errorf("read the source: %w", err)
	}
	if !found {
		s = state{From: o.From, Began: o.Now().UTC(), Source: sums}
		return s, s.write(ctx, to)
	}
	for _, c := range store.Collections {
		if s.Source[c] != sums[c] {
			return s, fmt.Errorf("%w (from %s, at %s): its %s differ; empty the target and begin anew", ErrSourceChanged, s.From, s.Began.Format(time.RFC3339), c)
		}
	}
	return s, nil
}

// countAll is how much there is to read, for those who wait.
func countAll(ctx context.Context, s Side) (all int64, err error) {
	for _, c := range store.Collections {
		n, err := s.CountRecords(ctx, c)
		if err != nil {
			return 0, err
		}
		all += n
	}
	return all, nil
}

func wantEmpty(ctx context.Context, to Side) error {
	for _, c := range store.Collections {
		n, err := to.CountRecords(ctx, c)
		if err != nil {
			return fmt.Errorf("look into the target: %w", err)
		}
		if n > 0 {
			return fmt.Errorf("%w: it has %d %s that no transfer brought; name an empty one", ErrNotEmpty, n, c)
		}
	}
	return nil
}

// copyAll copies from where the state is, and keeps the state in the target
// after each batch. A kill between the two repeats one batch, which changes
// nothing.
func copyAll(ctx context.Context, from, to Side, o Options, s *state) error {
	tell := teller(o, "copy", s.records())
	tell(s.Copied)
	for _, c := range store.Collections[s.place():] {
		if s.Collection != c {
			s.Collection, s.After = c, ""
		}
		for {
			page, err := from.RecordsAfter(ctx, c, s.After, o.Batch)
			if err != nil {
				return fmt.Errorf("read the source: %w", err)
			}
			if len(page) == 0 {
				break
			}
			s.After = page[len(page)-1].ID
			page = slices.DeleteFunc(page, func(r store.Record) bool { return isOwn(c, r) })
			if err := to.PutRecords(ctx, c, page); err != nil {
				return fmt.Errorf("write to the target: %w", err)
			}
			s.Copied += int64(len(page))
			if err := s.write(ctx, to); err != nil {
				return err
			}
			tell(int64(len(page)))
		}
	}
	return nil
}

// teller answers a function that hears of records done, and adds them up.
func teller(o Options, step string, total int64) func(n int64) {
	var done int64
	return func(n int64) {
		done += n
		o.Progress(step, done, total)
	}
}
