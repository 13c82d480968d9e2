package outbox

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// leases are in memory, and cannot be reached by whom cut names.
type leases struct {
	mu   sync.Mutex
	kept map[string]store.Lease
}

// reached is how one process reaches them.
type reached struct {
	*leases
	cut *bool
}

func (r reached) Lease(_ context.Context, name string) (store.Lease, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if *r.cut {
		return store.Lease{}, errFake
	}
	l := r.kept[name]
	l.Name = name
	return l, nil
}

func (r reached) SaveLease(_ context.Context, l store.Lease) (store.Lease, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if *r.cut {
		return store.Lease{}, errFake
	}
	if r.kept[l.Name].Beat != l.Beat {
		return store.Lease{}, domain.NewError(domain.KindConflict, "lease_changed", nil)
	}
	l.Beat++
	r.kept[l.Name] = l
	return l, nil
}

// process is one that wants the post.
type process struct {
	cut     bool
	working bool
	begun   int
	stop    context.CancelFunc
}

// working answers who works, and fails where that is more than one.
func working(t *testing.T, all map[string]*process) string {
	t.Helper()
	synctest.Wait()
	who := ""
	for name, p := range all {
		if p.working {
			if who != "" {
				t.Fatalf("%s and %s work at once", who, name)
			}
			who = name
		}
	}
	return who
}

// posts starts processes that want the same post. Killed ones stop without
// giving the lease free: they are cut off first.
func posts(t *testing.T, names ...string) map[string]*process {
	t.Helper()
	shared, all := &leases{kept: map[string]store.Lease{}}, map[string]*process{}
	var ended sync.WaitGroup
	for _, name := range names {
		p := &process{}
		all[name] = p
		ctx, stop := context.WithCancel(context.Background())
		p.stop = stop
		ended.Go(func() {
			Hold(ctx, reached{shared, &p.cut}, Post{Name: "index", Holder: name, Now: time.Now, Log: slog.New(slog.DiscardHandler), Work: func(ctx context.Context) {
				p.working = true
				p.begun++
				<-ctx.Done()
				p.working = false
			}})
		})
		synctest.Wait() // they come one after the other
	}
	t.Cleanup(func() {
		for _, p := range all {
			p.stop()
		}
		ended.Wait()
	})
	return all
}

func TestOneProcessWorksAtATime(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(all map[string]*process)
		wait time.Duration
		want string
	}{
		"the first keeps its post while it lives":              {func(map[string]*process) {}, time.Hour, "a"},
		"one that ends hands over at the next look":            {func(all map[string]*process) { all["a"].stop() }, 1100 * time.Millisecond, "b"},
		"one that is killed is followed within ten seconds":    {kill, 10 * time.Second, "b"},
		"nobody takes over from one that is slow for a moment": {func(all map[string]*process) { all["a"].cut = true; time.Sleep(3 * time.Second); all["a"].cut = false }, time.Hour, "a"},
		"one that is cut off stops before another begins":      {func(all map[string]*process) { all["a"].cut = true }, 10 * time.Second, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all := posts(t, "a", "b")
				time.Sleep(5 * time.Second)
				if who := working(t, all); who != "a" {
					t.Fatalf("want a to work, have %q", who)
				}
				c.do(all)
				for range 100 {
					time.Sleep(c.wait / 100)
					working(t, all)
				}
				if who := working(t, all); who != c.want {
					t.Errorf("want %s to work, have %q", c.want, who)
				}
			})
		})
	}
}

// kill ends a process that can no longer say so.
func kill(all map[string]*process) {
	all["a"].cut = true
	all["a"].stop()
}

func TestWorkThatEndsByItselfIsBegunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, cut := 0, false
		ctx, stop := context.WithCancel(context.Background())
		go Hold(ctx, reached{&leases{kept: map[string]store.Lease{}}, &cut}, Post{Name: "once", Holder: "a", Now: time.Now, Work: func(context.Context) { begun++ }})
		time.Sleep(10 * time.Second)
		stop()
		synctest.Wait()
		if begun < 5 || begun > 12 {
			t.Errorf("begun %d times in ten seconds, want about once a second", begun)
		}
	})
}

func TestAFailureOfTheStoreIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told counted
		cut := true
		ctx, stop := context.WithCancel(context.Background())
		go Hold(ctx, reached{&leases{kept: map[string]store.Lease{}}, &cut}, Post{Name: "index", Holder: "a", Now: time.Now, Log: slog.New(&told), Work: func(ctx context.Context) { <-ctx.Done() }})
		time.Sleep(time.Minute)
		if n := told.n; n != 1 {
			t.Errorf("told %d times, want once", n)
		}
		stop()
		synctest.Wait()
	})
}

// counted is a log that counts.
type counted struct{ n int }

func (c *counted) Enabled(context.Context, slog.Level) bool  { return true }
func (c *counted) Handle(context.Context, slog.Record) error { c.n++; return nil }
func (c *counted) WithAttrs([]slog.Attr) slog.Handler        { return c }
func (c *counted) WithGroup(string) slog.Handler             { return c }
