package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"rongqiao/internal/domain"
	"rongqiao/internal/outbox"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

// FeedStore is what a feed reads: the events, and the things they speak of.
type FeedStore interface {
	store.Outbox
	OffersByID(ctx context.Context, ids []domain.OfferID) ([]domain.Offer, error)
	NeedsByID(ctx context.Context, ids []domain.NeedID) ([]domain.Need, error)
	EnterprisesByID(ctx context.Context, ids []domain.EnterpriseID) ([]domain.Enterprise, error)
	NoticesByID(ctx context.Context, ids []domain.NoticeID) ([]domain.Notice, error)
	BridgesByID(ctx context.Context, ids []domain.BridgeID) ([]domain.Bridge, error)
	ApplicationsByID(ctx context.Context, ids []domain.ApplicationID) ([]domain.Application, error)
	AppealsByID(ctx context.Context, ids []domain.AppealID) ([]domain.Appeal, error)
}

// What a feed's settings stand at where nothing was said.
const (
	defaultStreams   = 2000
	defaultPerPerson = 6
	defaultWindow    = 10_000
	defaultHeld      = 1024
	feedBatch        = 256 // events that are read at once
)

// FeedDeps are what a feed stands on. Store and Policy are needed.
type FeedDeps struct {
	Store     FeedStore
	Policy    *policy.Policy
	Notifier  *outbox.Notifier // wakes at this process's own writes; nil: polls only
	Log       *slog.Logger
	Streams   int // in this process at once; 0: 2,000
	PerPerson int // of one person; 0: 6
	Window    int // events that a stream may catch up with; 0: 10,000
	Held      int // newest events kept in memory while there are streams; 0: 1,024
}

// Feed tells signed-in people what has changed. One reader follows the outbox
// for all streams of the process, and finds out once for each event whom its
// thing belongs to; each stream takes from that what its person may see, at
// its own pace, so that nobody waits for a slow one. Where there is no stream
// nothing is read. Positions are the outbox's numbers, so that a stream goes
// on at any process of the same store.
//
// Call Run in a goroutine, and Close before waiting for the streams to end.
type Feed struct {
	FeedDeps
	begin  chan struct{} // has one where the first stream has come
	closed chan struct{}
	close  func()

	mu      sync.Mutex
	streams int
	people  map[domain.UserID]int
	stop    context.CancelFunc // ends the reading; nil while nothing is read
	reading bool               // from and held say something
	from    int64              // held is all that came after it
	held    []change
	more    chan struct{} // closed when held grows
}

// ErrFeedFull is the answer where this process takes no more streams.
var ErrFeedFull = errors.New("no more streams in this process")

// NewFeed makes a feed.
func NewFeed(d FeedDeps) *Feed {
	d.Streams, d.PerPerson = orDefault(d.Streams, defaultStreams), orDefault(d.PerPerson, defaultPerPerson)
	d.Window, d.Held = orDefault(d.Window, defaultWindow), orDefault(d.Held, defaultHeld)
	f := &Feed{
		FeedDeps: d, begin: make(chan struct{}, 1), closed: make(chan struct{}),
		people: map[domain.UserID]int{}, more: make(chan struct{}),
	}
	f.close = sync.OnceFunc(func() { close(f.closed) })
	return f
}

func orDefault(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// Close tells every stream to end, and lets no more begin. It does not wait
// for them.
func (f *Feed) Close() { f.close() }

// Closed is closed once the feed is.
func (f *Feed) Closed() <-chan struct{} { return f.closed }

// Run follows the outbox while there are streams, until ctx ends, and closes
// the feed then.
func (f *Feed) Run(ctx context.Context) {
	defer f.Close()
	o := outbox.Options{Name: "live updates", Log: f.Log, Notifier: f.Notifier, Batch: feedBatch}
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.begin:
		}
		reading, stop := context.WithCancel(ctx)
		if f.started(stop) {
			outbox.Follow(reading, f.Store, f, o)
		}
		stop()
		f.forget()
	}
}

// started keeps how to stop reading, or tells that everyone has left already.
func (f *Feed) started(stop context.CancelFunc) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.streams > 0 {
		f.stop = stop
	}
	return f.streams > 0
}

func (f *Feed) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stop, f.reading, f.held = nil, false, nil
}

// Position is the newest event that the feed holds; a feed that begins to read
// begins at the present end.
func (f *Feed) Position(ctx context.Context) (int64, error) {
	f.mu.Lock()
	if f.reading {
		defer f.mu.Unlock()
		return f.end(), nil
	}
	f.mu.Unlock()
	last, err := f.Store.LastSeq(ctx)
	if err != nil {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reading, f.from = true, last
	f.wake()
	return last, nil
}

// Handle keeps the events for the streams, and wakes them.
func (f *Feed) Handle(ctx context.Context, events []domain.Event) error {
	changes, err := f.changes(ctx, events)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held = append(f.held, changes...)
	if over := len(f.held) - f.Held; over > 0 {
		f.from = f.held[over-1].Seq
		f.held = append([]change(nil), f.held[over:]...) // not a part of the old array, which streams may still read
	}
	f.wake()
	return nil
}

func (f *Feed) end() int64 {
	if n := len(f.held); n > 0 {
		return f.held[n-1].Seq
	}
	return f.from
}

func (f *Feed) wake() {
	close(f.more)
	f.more = make(chan struct{})
}

// join counts a stream of the person, within both limits.
func (f *Feed) join(who domain.UserID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.closed:
		return ErrFeedFull
	default:
	}
	switch {
	case f.people[who] >= f.PerPerson:
		return domain.NewError(domain.KindTooMany, "too_many_streams", domain.Facts{"max": f.PerPerson})
	case f.streams >= f.Streams:
		return ErrFeedFull
	}
	f.streams++
	f.people[who]++
	if f.streams == 1 {
		select {
		case f.begin <- struct{}{}:
		default: // not taken yet since the last time
		}
	}
	return nil
}

// leave takes the stream off the count; the last one ends the reading.
func (f *Feed) leave(who domain.UserID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.streams--
	if f.people[who]--; f.people[who] == 0 {
		delete(f.people, who)
	}
	if f.streams == 0 && f.stop != nil {
		f.stop()
	}
}
