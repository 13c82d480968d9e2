package auth

import (
	"sync"
	"time"
)

// Limit is how many attempts a bucket holds, and in what time an empty one
// fills again, evenly.
type Limit struct {
	Attempts int
	Per      time.Duration
}

// Limiter counts attempts per key in buckets of one size. It keeps at most a
// fixed number of keys; those longest untouched go first. Attempts are taken
// before they are made and given back when they succeed, so that many at once
// cannot slip past. It is safe for concurrent use.
type Limiter struct {
	limit Limit
	now   func() time.Time

	mu   sync.Mutex
	full *recent[string, time.Time] // when the key's bucket will be full again
}

// NewLimiter makes a limiter for at most size keys.
func NewLimiter(limit Limit, size int, now func() time.Time) *Limiter {
	return &Limiter{limit: limit, now: now, full: newRecent[string, time.Time](size)}
}

func (l *Limiter) step() time.Duration { return l.limit.Per / time.Duration(l.limit.Attempts) }

// Take takes one attempt from the key's bucket. Where there is none, ok is
// false and wait says how long until there is one.
func (l *Limiter) Take(key string) (wait time.Duration, ok bool) {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	full, known := l.full.get(key)
	if !known || full.Before(now) {
		full = now
	}
	full = full.Add(l.step())
	if wait := full.Sub(now) - l.limit.Per; wait > 0 {
		return wait, false
	}
	l.full.put(key, full)
	return 0, true
}

// GiveBack returns one attempt that was taken.
func (l *Limiter) GiveBack(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if full, known := l.full.get(key); known {
		l.full.put(key, full.Add(-l.step()))
	}
}

// Reset fills the key's bucket.
func (l *Limiter) Reset(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.full.drop(key)
}
