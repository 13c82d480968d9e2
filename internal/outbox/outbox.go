// Package outbox hands the events that saves have left on to those who must
// follow them, such as the search index and the matching engine: in order, at
// least once, soon. Each consumer keeps its own position, so it can be lost
// and rebuilt by itself, and a kill at any moment repeats but never skips.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// Consumer follows events.
type Consumer interface {
	// Position is the number of the last event whose effect it has kept, 0 for
	// none.
	Position(ctx context.Context) (int64, error)
	// Handle takes effect and moves the position to the last of the events, in
	// one atomic step. It gets at least one event, and gets it again after it
	// has failed; what it had done by then must do no harm a second time.
	Handle(ctx context.Context, events []domain.Event) error
}

// What the options stand at where nothing was said.
const (
	defaultBatch    = 256
	defaultPoll     = 500 * time.Millisecond
	defaultFirstTry = 100 * time.Millisecond
	defaultLastTry  = 30 * time.Second
)

// Options say how a consumer follows.
type Options struct {
	Name     string        // the consumer's name in the log
	Log      *slog.Logger  // gets every failure, and the recovery after it; nil: the default one
	Notifier *Notifier     // wakes at this process's own writes; nil: polls only
	Batch    int           // most events handed on at once; 0: 256
	Poll     time.Duration // how often to look for other processes' writes; 0: 500 ms
	FirstTry time.Duration // the wait after a failure; doubles with each further one; 0: 100 ms
	LastTry  time.Duration // the longest such wait; 0: 30 s
}

func (o Options) complete() Options {
	if o.Log == nil {
		o.Log = slog.Default() // a failure must not go unheard
	}
	o.Batch = positive(o.Batch, defaultBatch)
	o.Poll = positive(o.Poll, defaultPoll)
	o.FirstTry = positive(o.FirstTry, defaultFirstTry)
	o.LastTry = max(positive(o.LastTry, defaultLastTry), o.FirstTry)
	return o
}

func positive[N ~int | ~int64](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}

// Follow hands events on until ctx ends. It never gives up: after a failure
// it says so in the log, waits longer each time up to LastTry, and tries
// again from the consumer's position.
func Follow(ctx context.Context, source store.Outbox, consumer Consumer, o Options) {
	o = o.complete()
	failures, wait := 0, o.FirstTry
	for ctx.Err() == nil {
		wake := o.Notifier.wait() // before reading, so that no signal falls between
		_, err := catchUp(ctx, source, consumer, o.Batch)
		switch {
		case err == nil:
			if failures > 0 {
				o.Log.InfoContext(ctx, "following events again", "consumer", o.Name, "failures", failures)
				failures, wait = 0, o.FirstTry
			}
			sleep(ctx, o.Poll, wake)
		case ctx.Err() == nil:
			failures++
			o.Log.ErrorContext(ctx, "following events failed", "consumer", o.Name, "error", err, "failures", failures, "next_try_in", wait)
			sleep(ctx, wait, nil) // a signal must not shorten this: writes go on while a consumer fails
			wait = min(2*wait, o.LastTry)
		}
	}
}

// CatchUp hands on all that is pending and answers how many events that were,
// counting those of each batch that was handled. It stops at the first
// failure. Use it at start, before serving.
func CatchUp(ctx context.Context, source store.Outbox, consumer Consumer, o Options) (handled int, err error) {
	o = o.complete()
	handled, err = catchUp(ctx, source, consumer, o.Batch)
	if err != nil {
		return handled, fmt.Errorf("%s: catch up: %w", o.Name, err)
	}
	return handled, nil
}

// errNoProgress keeps a consumer that forgets its position from being handed
// the same events for ever without anyone hearing of it.
var errNoProgress = errors.New("the consumer handled events but did not move its position")

func catchUp(ctx context.Context, source store.Outbox, consumer Consumer, batch int) (handled int, err error) {
	position, err := consumer.Position(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the position: %w", err)
	}
	for {
		events, err := source.Events(ctx, position, batch)
		if err != nil {
			return handled, fmt.Errorf("read events after %d: %w", position, err)
		}
		if len(events) == 0 {
			return handled, nil
		}
		last := events[len(events)-1].Seq
		if err := consumer.Handle(ctx, events); err != nil {
			return handled, fmt.Errorf("handle events %d to %d: %w", events[0].Seq, last, err)
		}
		handled += len(events)
		if position, err = consumer.Position(ctx); err != nil {
			return handled, fmt.Errorf("read the position: %w", err)
		}
		if position < last {
			return handled, fmt.Errorf("%w: at %d after event %d", errNoProgress, position, last)
		}
	}
}

// sleep waits for the time, the wake signal or the end of ctx.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
}
