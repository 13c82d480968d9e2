package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// A commit waits for the disk, and that wait is nearly all that a small write
// costs. So one goroutine writes: it takes what is queued, runs each write in
// a savepoint of its own, so that one that fails takes no other with it, and
// waits for the disk once for all of them. Nobody is answered before that,
// not even with a conflict: who reads again after "changed" must find the
// change. The one writer is also what makes event numbers rise by commit.

// request is one write in the queue.
type request struct {
	ctx  context.Context
	do   func(*session) error
	done chan error // has room for the one answer
}

// writer owns the only connection that may write.
type writer struct {
	session   *session
	queue     chan request
	limit     int // most writes in one commit
	committed func()
	closing   chan struct{} // closed by stop: no more writes are taken
	stopped   chan struct{} // closed by run when it has ended
	stopOnce  sync.Once
	stopErr   error
}

func newWriter(conn *sql.Conn, queue, limit int, committed func()) *writer {
	if committed == nil {
		committed = func() {}
	}
	return &writer{
		session:   &session{conn: conn, prepared: map[string]*sql.Stmt{}},
		queue:     make(chan request, queue),
		limit:     limit,
		committed: committed,
		closing:   make(chan struct{}),
		stopped:   make(chan struct{}),
	}
}

// submit queues the write and waits until it is on disk. When ctx ends first
// it answers the context's error; a write that had begun may still be
// committed, one that had not never is. What do sets may be read only after
// submit answered nil.
func (w *writer) submit(ctx context.Context, do func(*session) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	select {
	case <-w.closing:
		return ErrClosed
	default:
	}
	r := request{ctx: ctx, do: do, done: make(chan error, 1)}
	select {
	case w.queue <- r:
	case <-ctx.Done():
		return fmt.Errorf("wait for a place in the write queue: %w", ctx.Err())
	case <-w.closing:
		return ErrClosed
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return r.answer(fmt.Errorf("wait for the commit: %w", ctx.Err()))
	case <-w.stopped:
		return r.answer(ErrClosed)
	}
}

// answer is the write's own outcome where it is there by now, else err.
func (r request) answer(err error) error {
	select {
	case own := <-r.done:
		return own
	default:
		return err
	}
}

// run serves the queue until stop, and then what is left in it.
func (w *writer) run() {
	defer close(w.stopped)
	for {
		select {
		case r := <-w.queue:
			w.commit(r)
		case <-w.closing:
			for {
				select {
				case r := <-w.queue:
					w.commit(r)
				default:
					return
				}
			}
		}
	}
}

// outcome is a request with what became of it, if the commit succeeds.
type outcome struct {
	request
	err error
}

// commit runs the write and those queued behind it in one transaction. Where
// that fails as a whole (disk full, input or output error), all of them are
// told, and the next write begins anew.
func (w *writer) commit(first request) {
	w.session.events = 0
	outcomes, err := w.fill(first)
	if err == nil {
		err = w.session.exec("COMMIT")
	}
	if err != nil {
		_ = w.session.exec("ROLLBACK") // fails where SQLite has rolled back by itself
		err = fmt.Errorf("commit: %w", err)
	}
	for _, o := range outcomes {
		if err != nil {
			o.done <- err
			continue
		}
		o.done <- o.err
	}
	if err == nil && w.session.events > 0 {
		w.committed()
	}
}

// fill opens the transaction and runs writes in it until none waits or the
// limit is reached. Its outcomes name every request that was taken, also when
// it fails.
func (w *writer) fill(first request) (outcomes []outcome, err error) {
	outcomes = append(outcomes, outcome{request: first})
	if err := w.session.exec("BEGIN IMMEDIATE"); err != nil {
		return outcomes, err
	}
	for {
		last := &outcomes[len(outcomes)-1]
		if last.err, err = w.one(last.request); err != nil {
			return outcomes, err
		}
		if len(outcomes) == w.limit {
			return outcomes, nil
		}
		select {
		case r := <-w.queue:
			outcomes = append(outcomes, outcome{request: r})
		default:
			return outcomes, nil
		}
	}
}

// one runs a write in its savepoint. failed is the write's own failure, which
// left no trace; broken means that the whole transaction is lost.
func (w *writer) one(r request) (failed, broken error) {
	if err := r.ctx.Err(); err != nil {
		return fmt.Errorf("write: %w", err), nil
	}
	if err := w.session.exec("SAVEPOINT one"); err != nil {
		return nil, err
	}
	failed = r.do(w.session)
	if failed != nil {
		if err := w.session.exec("ROLLBACK TO one"); err != nil {
			return nil, fmt.Errorf("%w (after %w)", err, failed)
		}
	}
	return failed, w.session.exec("RELEASE one")
}

// stop takes no more writes, commits what is queued and closes the
// connection after a checkpoint.
func (w *writer) stop() error {
	w.stopOnce.Do(func() {
		close(w.closing)
		<-w.stopped
		w.stopErr = w.session.close()
	})
	return w.stopErr
}
