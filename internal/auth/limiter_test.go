package auth_test

import (
	"fmt"
	"testing"
	"time"

	"rongqiao/internal/auth"
)

func TestLimiter(t *testing.T) {
	const wait90 = 90 * time.Second
	rows := map[string]struct {
		then func(l *auth.Limiter, c *testClock) // after ten attempts of "a"
		key  string
		wait time.Duration
	}{
		"the eleventh attempt waits for a tenth of the time": {func(*auth.Limiter, *testClock) {}, "a", wait90},
		"the wait shrinks as time passes":                    {func(_ *auth.Limiter, c *testClock) { c.forward(time.Minute) }, "a", 30 * time.Second},
		"once it is over there is one attempt":               {func(_ *auth.Limiter, c *testClock) { c.forward(wait90) }, "a", 0},
		"and only one":                                       {func(l *auth.Limiter, c *testClock) { c.forward(wait90); l.Take("a") }, "a", wait90},
		"asking in vain costs nothing":                       {func(l *auth.Limiter, c *testClock) { l.Take("a"); l.Take("a"); c.forward(wait90) }, "a", 0},
		"another key has its own":                            {func(*auth.Limiter, *testClock) {}, "b", 0},
		"one given back can be taken":                        {func(l *auth.Limiter, _ *testClock) { l.GiveBack("a") }, "a", 0},
		"a reset fills it":                                   {func(l *auth.Limiter, _ *testClock) { l.Reset("a"); takeAll(l, "a", 9) }, "a", 0},
		"a reset does not overfill it":                       {func(l *auth.Limiter, _ *testClock) { l.Reset("a"); takeAll(l, "a", 10) }, "a", wait90},
		"giving back to a full one does not overfill it": {func(l *auth.Limiter, c *testClock) {
			c.forward(time.Hour)
			l.GiveBack("a")
			takeAll(l, "a", 10)
		}, "a", wait90},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			clock := &testClock{now: morning}
			l := auth.NewLimiter(auth.Limit{Attempts: 10, Per: 15 * time.Minute}, 100, clock.Now)
			if n := takeAll(l, "a", 10); n != 10 {
				t.Fatalf("%d attempts of ten were let through", n)
			}
			row.then(l, clock)
			if wait, ok := l.Take(row.key); wait != row.wait || ok != (row.wait == 0) {
				t.Errorf("Take = %v, %v; want a wait of %v", wait, ok, row.wait)
			}
		})
	}
}

func takeAll(l *auth.Limiter, key string, n int) (taken int) {
	for range n {
		if _, ok := l.Take(key); ok {
			taken++
		}
	}
	return taken
}

func TestLimiterIsBoundedAndKeepsTheBusy(t *testing.T) {
	clock := &testClock{now: morning}
	l := auth.NewLimiter(auth.Limit{Attempts: 10, Per: 15 * time.Minute}, 100, clock.Now)
	takeAll(l, "busy", 10)
	for i := range 1000 {
		l.Take(fmt.Sprint("made up ", i))
		if _, ok := l.Take("busy"); ok {
			t.Fatalf("after %d other keys the busy one was forgotten", i)
		}
	}
	if n := auth.Keys(l); n > 100 {
		t.Errorf("%d keys are kept, want at most 100", n)
	}
}
