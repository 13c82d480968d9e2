// Package failover makes one engine of two: a server that should answer, and
// the embedded engine that answers while it cannot. Each side is followed and
// filled by itself; here is only who answers.
package failover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/search"
)

// What the options stand at where nothing was said.
const (
	defaultEvery    = time.Second
	defaultPatience = 10
)

// Options say who answers.
type Options struct {
	Name     string       // of the primary, in the log
	Primary  search.Index // the server
	Local    search.Index // the embedded engine
	Log      *slog.Logger // nil: the default one
	Instead  func()       // called for each search that the local engine answers in the primary's place; may be nil
	Every    time.Duration
	Patience int // how many probes in a row may find the primary behind before it counts as left behind; 0: 10
}

// Index answers searches from the primary while it can, else from the local
// engine. It begins with the local one: the primary first has to show that it
// is there, whole and caught up.
type Index struct {
	o    Options
	stop context.CancelFunc
	done sync.WaitGroup

	mu     sync.Mutex
	reason error // why the primary is not asked; nil: it is
	mark   int64 // what the primary has to reach, once seen behind
	behind int   // probes in a row that found it short of the mark
}

var (
	_ search.Searcher   = (*Index)(nil)
	_ search.Degradable = (*Index)(nil)
)

var errNotProbed = errors.New("not looked at yet")

// New begins to look after the primary, in the background. Close it.
func New(o Options) *Index {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	o.Every, o.Patience = cmp.Or(o.Every, defaultEvery), cmp.Or(o.Patience, defaultPatience)
	ctx, stop := context.WithCancel(context.Background())
	x := &Index{o: o, stop: stop, reason: errNotProbed}
	x.done.Go(func() { x.watch(ctx) })
	return x
}

func (x *Index) watch(ctx context.Context) {
	tick := time.NewTicker(x.o.Every)
	defer tick.Stop()
	for {
		x.Probe(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Probe looks at the primary now, and lets it answer again where it is there,
// whole and as far as the local engine. One that answers is only turned away
// for being behind when it stays so: a burst of changes reaches one engine
// before the other.
func (x *Index) Probe(ctx context.Context) {
	want, err := x.o.Local.Seq(ctx)
	if err != nil {
		x.o.Log.ErrorContext(ctx, "the position of the embedded search index cannot be read", "cause", err)
		return
	}
	have, err := x.o.Primary.Seq(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		x.open(ctx, err)
		return
	}
	x.mu.Lock()
	if have >= x.mark {
		x.mark, x.behind = want, 0
	}
	if have < want {
		x.behind++
	}
	closes, lost := x.reason != nil && have >= want, x.reason == nil && x.behind > x.o.Patience
	if closes {
		x.reason = nil
	}
	x.mu.Unlock()
	switch {
	case closes:
		x.o.Log.InfoContext(ctx, "the search server answers", "engine", x.o.Name, "position", have)
	case lost:
		x.open(ctx, fmt.Errorf("it is at event %d and stays behind %d", have, want))
	}
}

// open turns to the local engine, and says so once.
func (x *Index) open(ctx context.Context, reason error) {
	x.mu.Lock()
	news := x.reason == nil || errors.Is(x.reason, errNotProbed)
	x.reason = reason
	x.mu.Unlock()
	if news {
		x.o.Log.WarnContext(ctx, "the search server cannot answer: the embedded index does", "engine", x.o.Name, "cause", reason)
	}
}

func (x *Index) answers() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.reason == nil
}

// Search asks the primary, and where that fails the local engine, which then
// answers all searches until a probe finds the primary well. A query that is
// invalid is so for both.
func (x *Index) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if x.answers() {
		r, err := x.o.Primary.Search(ctx, q)
		if err == nil || domain.IsKind(err, domain.KindInvalid) || ctx.Err() != nil {
			return r, err
		}
		x.open(ctx, err)
	}
	r, err := x.o.Local.Search(ctx, q)
	r.Degraded = err == nil
	if x.o.Instead != nil {
		x.o.Instead()
	}
	return r, err
}

// ReasonUnavailable says, in a part's state, that the local engine answers
// since the primary cannot.
const ReasonUnavailable = "search_unavailable"

// Degraded answers the reason where the local engine answers.
func (x *Index) Degraded() string {
	if x.answers() {
		return ""
	}
	return ReasonUnavailable
}

// Seq is the position of the local engine: what a search finds is never older.
func (x *Index) Seq(ctx context.Context) (int64, error) { return x.o.Local.Seq(ctx) }

// Count is the number of documents of the local engine.
func (x *Index) Count(ctx context.Context) (int, error) { return x.o.Local.Count(ctx) }

// Close ends the watch, then both engines.
func (x *Index) Close() error {
	x.stop()
	x.done.Wait()
	return errors.Join(x.o.Primary.Close(), x.o.Local.Close())
}
