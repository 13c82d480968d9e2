package mongostore

import (
	"context"
	"fmt"
	"sync"
)

// appender appends to a numbered log for this process. One goroutine takes all
// that waits and appends it together, so that many saves cost one insert and
// the process does not race with itself for numbers.
type appender struct {
	log      *numbered
	queue    chan appending
	appended func() // called after each batch
	closing  chan struct{}
	stopped  chan struct{}
	stopOnce sync.Once
}

type appending struct {
	ctx     context.Context
	must    bool // also when ctx is over: the thing that it tells of is stored
	entries []entry
	done    chan error // has room for the one answer
}

const (
	appendQueue = 1024
	appendBatch = 256 // most requests in one batch
)

func startAppender(log *numbered, appended func()) *appender {
	a := &appender{
		log: log, appended: appended, queue: make(chan appending, appendQueue),
		closing: make(chan struct{}), stopped: make(chan struct{}),
	}
	go a.run()
	return a
}

// add appends the entries and waits until they are there, or ctx is over. What
// must be appended is, also after that.
func (a *appender) add(ctx context.Context, entries []entry, must bool) error {
	r := appending{ctx: ctx, must: must, entries: entries, done: make(chan error, 1)}
	select {
	case <-a.closing:
		return ErrClosed
	default:
	}
	select {
	case a.queue <- r:
	case <-a.closing:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("wait for a place in the queue of the %s: %w", a.log.name, ctx.Err())
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for the %s: %w", a.log.name, ctx.Err())
	case <-a.stopped:
		select {
		case err := <-r.done:
			return err
		default:
			return ErrClosed
		}
	}
}

func (a *appender) run() {
	defer close(a.stopped)
	for {
		select {
		case r := <-a.queue:
			a.batch(r)
		case <-a.closing:
			for {
				select {
				case r := <-a.queue:
					a.batch(r)
				default:
					return
				}
			}
		}
	}
}

// batch appends what the request and those behind it bring. Requests whose
// callers have gone are dropped before, never after.
func (a *appender) batch(first appending) {
	requests, entries := []appending{}, []entry{}
	take := func(r appending) {
		if err := r.ctx.Err(); err != nil && !r.must {
			r.done <- fmt.Errorf("append to the %s: %w", a.log.name, err)
			return
		}
		requests, entries = append(requests, r), append(entries, r.entries...)
	}
	take(first)
	for more := true; more && len(requests) < appendBatch; {
		select {
		case r := <-a.queue:
			take(r)
		default:
			more = false
		}
	}
	if len(entries) == 0 {
		for _, r := range requests {
			r.done <- nil
		}
		return
	}
	ctx := context.Background() // the client's own limit of time bounds each operation
	err := a.log.append(ctx, entries)
	if err != nil {
		err = fmt.Errorf("append to the %s: %w", a.log.name, fault(ctx, err))
	} else {
		a.appended()
	}
	for _, r := range requests {
		r.done <- err
	}
}

// stop takes no more, and appends what waits.
func (a *appender) stop() {
	a.stopOnce.Do(func() { close(a.closing) })
	<-a.stopped
}
