package matching

import (
	"sync"
	"sync/atomic"

	"rongqiao/internal/domain"
)

// Live holds the engine in force and lets it follow the saved offers. Readers
// never wait: they use the engine that stood when they asked.
type Live struct {
	engine atomic.Pointer[Engine]
	follow sync.Mutex
	seq    atomic.Int64
}

// NewLive starts with an engine that knows the events up to seq.
func NewLive(e *Engine, seq int64) *Live {
	l := &Live{}
	l.engine.Store(e)
	l.seq.Store(seq)
	return l
}

// Engine answers the engine in force.
func (l *Live) Engine() *Engine { return l.engine.Load() }

// Seq is the newest event that the engine knows.
func (l *Live) Seq() int64 { return l.seq.Load() }

// Match answers a need with the engine in force.
func (l *Live) Match(e domain.Enterprise, n domain.Need, day domain.Date, limit int) (Answer, error) {
	return l.Engine().Match(e, n, day, limit)
}

// Apply takes saved offers in and moves to the event seq. Where an offer is
// refused nothing changes.
func (l *Live) Apply(changed []domain.Offer, seq int64) error {
	l.follow.Lock()
	defer l.follow.Unlock()
	if len(changed) > 0 {
		next, err := l.Engine().With(changed)
		if err != nil {
			return err
		}
		l.engine.Store(next)
	}
	l.seq.Store(seq)
	return nil
}
