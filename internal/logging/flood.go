package logging

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// floodKeys bounds how many different lines are remembered.
const floodKeys = 256

// Flood holds lines that say the same to one in a while, so that a part that
// is away for an hour does not fill the disk. It is safe for concurrent use.
type Flood struct {
	log   *slog.Logger
	every time.Duration
	now   func() time.Time

	mu    sync.Mutex
	lines map[string]said
}

// said is when a line was last written, and how many were not since.
type said struct {
	at      time.Time
	dropped int
}

// NewFlood writes one line of a sort per time span.
func NewFlood(log *slog.Logger, every time.Duration, now func() time.Time) *Flood {
	return &Flood{log: log, every: every, now: now, lines: map[string]said{}}
}

// Warn writes a line with its cause, and how many alike were left out since
// the last. Lines are alike where message, sort and cause are, digits aside:
// each attempt has a port of its own.
func (f *Flood) Warn(ctx context.Context, message, sort string, cause error, attrs ...any) {
	if dropped, ok := f.take(message + "\x00" + sort + "\x00" + undigited(cause.Error())); ok {
		f.log.WarnContext(ctx, message, append(attrs, "cause", cause, "alike_since_last", dropped)...)
	}
}

func (f *Flood) take(key string) (dropped int, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	last, known := f.lines[key]
	if known && now.Sub(last.at) < f.every {
		last.dropped++
		f.lines[key] = last
		return 0, false
	}
	if !known && len(f.lines) >= floodKeys {
		clear(f.lines) // some lines too many are better than memory without bound
	}
	f.lines[key] = said{at: now}
	return last.dropped, true
}

func undigited(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, s)
}
