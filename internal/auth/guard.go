package auth

import (
	"context"
	"sync"
	"time"

	"rongqiao/internal/domain"
)

// Standing is what the store says of a session that is good: who acts in it,
// and until when it lasts at most.
type Standing struct {
	Actor domain.Actor
	Until time.Time
}

// Guard asks, on every request, whether the session of an access token still
// stands and its person may still come in. It remembers a good answer for
// keepFor, one second by default, and never a bad one.
//
// An end made by this process (logout, reuse, a person disabled) bites at
// once, because the one who makes it calls [Guard.Forget] after saving it. One
// made by another process on the same store bites within keepFor. A keepFor
// below zero asks the store on every request.
type Guard struct {
	load    func(context.Context, domain.SessionID) (Standing, error)
	keepFor time.Duration
	now     func() time.Time

	mu      sync.Mutex
	forgets uint64 // counts calls of Forget; see Actor
	known   *recent[domain.SessionID, standingAt]
}

type standingAt struct {
	Standing
	at time.Time
}

// DefaultKeepFor is how long the standing of a session is remembered.
const DefaultKeepFor = time.Second

const guardSize = 10_000 // sessions

// NewGuard makes a guard that asks load. load answers the standing of a
// session or the error that the client shall see.
func NewGuard(load func(context.Context, domain.SessionID) (Standing, error), keepFor time.Duration, now func() time.Time) *Guard {
	if keepFor == 0 {
		keepFor = DefaultKeepFor
	}
	return &Guard{load: load, keepFor: keepFor, now: now, known: newRecent[domain.SessionID, standingAt](guardSize)}
}

// Actor answers who acts with a token of these claims, as the store says
// today, or load's error: session_expired past the session's end, and
// token_invalid where the session is another person's.
func (g *Guard) Actor(ctx context.Context, c Claims) (domain.Actor, error) {
	now := g.now()
	g.mu.Lock()
	standing, ok := g.known.get(c.Session)
	forgets := g.forgets
	g.mu.Unlock()
	if age := now.Sub(standing.at); !ok || age < 0 || age >= g.keepFor {
		fresh, err := g.load(ctx, c.Session)
		if err != nil {
			return domain.Actor{}, err
		}
		standing = standingAt{fresh, now}
		g.remember(c.Session, standing, forgets)
	}
	switch {
	case standing.Actor.User != c.User:
		return domain.Actor{}, tokenError("token_invalid")
	case !now.Before(standing.Until):
		return domain.Actor{}, tokenError("session_expired")
	}
	actor := standing.Actor
	actor.Districts = append([]domain.Code(nil), actor.Districts...)
	return actor, nil
}

// remember keeps a standing unless something was forgotten since the store was
// asked: the answer may have been read before the end that was then saved.
func (g *Guard) remember(id domain.SessionID, s standingAt, forgets uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.forgets == forgets {
		g.known.put(id, s)
	}
}

// Forget makes the next request of the session ask the store. Call it after
// the session's end is saved and before that is acknowledged.
func (g *Guard) Forget(id domain.SessionID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forgets++
	g.known.drop(id)
}

// ForgetAll does it for every session: after a person was disabled.
func (g *Guard) ForgetAll() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forgets++
	g.known.clear()
}
