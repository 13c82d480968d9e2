package app

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// Stream is one person's view of a feed. It is for one goroutine. Close it.
type Stream struct {
	feed  *Feed
	who   domain.UserID
	after int64
	reset bool
	live  bool // has reached what the feed holds
	close func()
}

// Open begins a stream after the event with the number, or at the present end
// for nil. Where the store no longer has that event, or more have followed it
// than the window lets a stream catch up with, the stream begins at the end
// too and says so in Reset. Errors: denied, too_many_streams, ErrFeedFull.
func (f *Feed) Open(ctx context.Context, actor domain.Actor, after *int64) (*Stream, error) {
	if err := f.Policy.Allow(actor, policy.EventsRead, policy.Target{}); err != nil {
		return nil, err
	}
	if err := f.join(actor.User); err != nil {
		return nil, err
	}
	s := &Stream{feed: f, who: actor.User}
	s.close = sync.OnceFunc(func() { f.leave(s.who) })
	if err := s.place(ctx, after); err != nil {
		s.Close()
		return nil, fmt.Errorf("begin a stream of events: %w", err)
	}
	return s, nil
}

// place finds where the stream begins.
func (s *Stream) place(ctx context.Context, after *int64) error {
	last, err := s.feed.Store.LastSeq(ctx)
	if err != nil {
		return err
	}
	s.after = last
	if after == nil || *after == last {
		return nil
	}
	s.reset = true
	if *after > last || *after < last-int64(s.feed.Window) {
		return nil
	}
	if *after > 0 { // is the event itself still there? Else some that followed may be gone as well.
		found, err := s.feed.Store.Events(ctx, *after-1, 1)
		if err != nil {
			return err
		}
		if len(found) == 0 || found[0].Seq != *after {
			return nil
		}
	}
	s.after, s.reset = *after, false
	return nil
}

// After is the number of the last event that the stream has passed.
func (s *Stream) After() int64 { return s.after }

// Reset tells that the stream could not begin where it was asked to.
func (s *Stream) Reset() bool { return s.reset }

// Close gives the stream's place free. It may be called again.
func (s *Stream) Close() { s.close() }

// Next answers what follows of that the actor may see, in order, and passes
// it. It does not wait: where more is false everything was passed, and wake is
// closed when there may be something again. An answer can be empty while there
// is more: all of a batch was for others.
func (s *Stream) Next(ctx context.Context, actor domain.Actor) (events []domain.Event, more bool, wake <-chan struct{}, err error) {
	changes, more, wake := s.feed.after(s.after, s.live)
	if changes == nil {
		if changes, err = s.catchUp(ctx); err != nil {
			return nil, false, nil, err
		}
		more, s.live = len(changes) == feedBatch, false
	}
	s.live = s.live || !more
	for _, c := range changes {
		s.after = c.Seq
		if c.visible(s.feed.Policy, actor) {
			events = append(events, c.told())
		}
	}
	return events, more, wake, nil
}

// after answers what is held after the number, nil where that is not all that
// there is. A stream that has only begun is not given what was held before:
// whom a thing belongs to is judged as of its reading, which must not be long
// ago.
func (f *Feed) after(seq int64, live bool) (changes []change, more bool, wake <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.reading || seq < f.from || (!live && seq < f.end()) {
		return nil, false, f.more
	}
	i, _ := slices.BinarySearchFunc(f.held, seq+1, func(c change, n int64) int { return int(c.Seq - n) })
	rest := f.held[i:]
	if len(rest) > feedBatch {
		return rest[:feedBatch:feedBatch], true, f.more
	}
	return append([]change{}, rest...), false, f.more
}

// catchUp reads from the store itself.
func (s *Stream) catchUp(ctx context.Context) ([]change, error) {
	events, err := s.feed.Store.Events(ctx, s.after, feedBatch)
	if err != nil {
		return nil, fmt.Errorf("read events after %d: %w", s.after, err)
	}
	return s.feed.changes(ctx, events)
}
