package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rongqiao/internal/domain"
)

var errFake = errors.New("fake failure")

// source is an outbox in memory that fails when told to.
type source struct {
	mu     sync.Mutex
	events []domain.Event
	reads  int
	fail   bool
}

func (s *source) add(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		seq := int64(len(s.events)*10 + 10) // with gaps, as failed saves leave them
		s.events = append(s.events, domain.Event{Seq: seq, ID: fmt.Sprint(seq)})
	}
}

func (s *source) broken(fail bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fail
}

func (s *source) Events(_ context.Context, after int64, limit int) ([]domain.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.fail {
		return nil, errFake
	}
	i := slices.IndexFunc(s.events, func(e domain.Event) bool { return e.Seq > after })
	if i < 0 {
		return nil, nil
	}
	return slices.Clone(s.events[i:min(len(s.events), i+limit)]), nil
}

func (s *source) LastSeq(context.Context) (int64, error) { return int64(len(s.events) * 10), nil }

// consumer keeps what it is given. failures is how many more calls of Handle
// fail; forgets leaves the position where it is.
type consumer struct {
	mu       sync.Mutex
	position int64
	failures int
	forgets  bool
	lost     bool // the position cannot be read
	calls    []time.Time
	sizes    []int
	seen     []int64
}

func (c *consumer) Position(context.Context) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost {
		return 0, errFake
	}
	return c.position, nil
}

func (c *consumer) Handle(_ context.Context, events []domain.Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, time.Now())
	if c.failures > 0 {
		c.failures--
		return errFake
	}
	c.sizes = append(c.sizes, len(events))
	for _, e := range events {
		c.seen = append(c.seen, e.Seq)
	}
	if !c.forgets {
		c.position = events[len(events)-1].Seq
	}
	return nil
}

func (c *consumer) want(t *testing.T, events int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.seen) != events || !slices.IsSorted(c.seen) {
		t.Fatalf("want %d events in order, have %v", events, c.seen)
	}
}

// follow runs Follow in a bubble of fake time until the test's part is over.
func follow(t *testing.T, s *source, c *consumer, o Options, part func()) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if o.Log == nil {
			o.Log = slog.New(slog.DiscardHandler)
		}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			Follow(ctx, s, c, o)
			close(ended)
		}()
		synctest.Wait()
		part()
		cancel()
		<-ended
	})
}

func TestCatchUp(t *testing.T) {
	for name, c := range map[string]struct {
		events   int
		consumer *consumer
		broken   bool
		sizes    []int
		handled  int
		err      error
	}{
		"nothing is pending":                    {events: 0},
		"one batch is enough":                   {events: 2, sizes: []int{2}, handled: 2},
		"a full batch is followed by more":      {events: 7, sizes: []int{3, 3, 1}, handled: 7},
		"a batch that is just full is the last": {events: 3, sizes: []int{3}, handled: 3},
		"it begins after the position":          {events: 5, consumer: &consumer{position: 20}, sizes: []int{3}, handled: 3},
		"the source fails":                      {events: 1, broken: true, err: errFake},
		"the position cannot be read":           {events: 1, consumer: &consumer{lost: true}, err: errFake},
		"the consumer fails":                    {events: 1, consumer: &consumer{failures: 1}, err: errFake},
		"the consumer forgets its position":     {events: 1, consumer: &consumer{forgets: true}, sizes: []int{1}, handled: 1, err: errNoProgress},
	} {
		t.Run(name, func(t *testing.T) {
			if c.consumer == nil {
				c.consumer = &consumer{}
			}
			var s source
			s.add(c.events)
			s.broken(c.broken)
			handled, err := CatchUp(context.Background(), &s, c.consumer, Options{Name: "index", Batch: 3})
			if !errors.Is(err, c.err) || (err != nil && !strings.HasPrefix(err.Error(), "index: ")) {
				t.Errorf("want %v that names the consumer, have %v", c.err, err)
			}
			if handled != c.handled || !slices.Equal(c.consumer.sizes, c.sizes) {
				t.Errorf("want %d in batches of %v, have %d in %v", c.handled, c.sizes, handled, c.consumer.sizes)
			}
		})
	}
}

func TestFollowHandsOnWhatIsThereAndWhatComes(t *testing.T) {
	var s source
	var c consumer
	s.add(5)
	follow(t, &s, &c, Options{Batch: 2}, func() {
		c.want(t, 5)
		s.add(1)
		synctest.Wait()
		c.want(t, 5) // nobody signalled
		time.Sleep(defaultPoll)
		synctest.Wait()
		c.want(t, 6)
	})
}

func TestASignalWakesAllFollowersAtOnce(t *testing.T) {
	var s source
	var first, second consumer
	var n Notifier
	n.Signal() // before anyone waits
	follow(t, &s, &first, Options{Notifier: &n, Poll: time.Hour}, func() {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			Follow(ctx, &s, &second, Options{Notifier: &n, Poll: time.Hour, Log: slog.New(slog.DiscardHandler)})
			close(ended)
		}()
		synctest.Wait()
		for round := 1; round <= 3; round++ {
			s.add(1)
			n.Signal()
			synctest.Wait()
			first.want(t, round)
			second.want(t, round)
		}
		cancel()
		<-ended
	})
}

// signalling writes and signals after it has answered a read, that is between
// the follower's read and its sleep.
type signalling struct {
	*source
	notifier *Notifier
	once     sync.Once
}

func (s *signalling) Events(ctx context.Context, after int64, limit int) ([]domain.Event, error) {
	events, err := s.source.Events(ctx, after, limit)
	s.once.Do(func() {
		s.add(1)
		s.notifier.Signal()
	})
	return events, err
}

func TestASignalBetweenReadingAndSleepingIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n Notifier
		var c consumer
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go Follow(ctx, &signalling{source: &source{}, notifier: &n}, &c, Options{Notifier: &n, Poll: time.Hour, Log: slog.New(slog.DiscardHandler)})
		synctest.Wait()
		c.want(t, 1)
	})
}

func TestFailuresAreRetriedWithGrowingWaitsAndLogged(t *testing.T) {
	var s source
	c := consumer{failures: 5}
	var n Notifier
	var log bytes.Buffer
	o := Options{
		Name: "index", Log: slog.New(slog.NewTextHandler(&log, nil)), Notifier: &n,
		FirstTry: time.Second, LastTry: 4 * time.Second,
	}
	s.add(2)
	follow(t, &s, &c, o, func() {
		n.Signal() // must not bring the next try forward
		synctest.Wait()
		time.Sleep(time.Minute)
		synctest.Wait()
	})
	c.want(t, 2)
	var waits []time.Duration
	for i := range c.calls[1:] {
		waits = append(waits, c.calls[i+1].Sub(c.calls[i]))
	}
	if want := []time.Duration{1e9, 2e9, 4e9, 4e9, 4e9}; !slices.Equal(waits, want) {
		t.Errorf("want tries after %v, have %v", want, waits)
	}
	if failed := strings.Count(log.String(), "level=ERROR"); failed != 5 || !strings.Contains(log.String(), errFake.Error()) {
		t.Errorf("want the five failures with their reason, have\n%s", log.String())
	}
	if again := strings.Count(log.String(), "following events again"); again != 1 {
		t.Errorf("want the recovery once, have\n%s", log.String())
	}
}

func TestWaitsStartAnewAfterARecovery(t *testing.T) {
	var s source
	c := consumer{failures: 3}
	s.add(1)
	follow(t, &s, &c, Options{FirstTry: time.Second, Poll: time.Millisecond}, func() {
		time.Sleep(time.Minute)
		synctest.Wait()
		c.want(t, 1)
		c.mu.Lock()
		c.failures, c.calls = 1, nil
		c.mu.Unlock()
		s.add(1)
		time.Sleep(time.Minute)
		synctest.Wait()
		c.want(t, 2)
	})
	if wait := c.calls[1].Sub(c.calls[0]); wait != time.Second {
		t.Errorf("want the first wait again, have %v", wait)
	}
}

func TestNothingSpins(t *testing.T) {
	for name, c := range map[string]struct {
		source   *source
		consumer *consumer
	}{
		"an idle follower":                     {&source{}, &consumer{}},
		"a broken source":                      {&source{fail: true}, &consumer{}},
		"a consumer without a position":        {&source{}, &consumer{lost: true}},
		"a consumer that forgets its position": {&source{events: []domain.Event{{Seq: 1}}}, &consumer{forgets: true}},
	} {
		t.Run(name, func(t *testing.T) {
			follow(t, c.source, c.consumer, Options{FirstTry: time.Second, LastTry: time.Second, Poll: time.Second}, func() {
				time.Sleep(time.Minute)
				synctest.Wait()
				if c.source.reads > 62 {
					t.Errorf("want about a read a second, have %d in a minute", c.source.reads)
				}
			})
		})
	}
}

func TestABrokenSourceThatMendsLosesNothing(t *testing.T) {
	var s source
	var c consumer
	s.broken(true)
	follow(t, &s, &c, Options{}, func() {
		s.add(3)
		time.Sleep(time.Hour)
		s.broken(false)
		time.Sleep(defaultLastTry)
		synctest.Wait()
		c.want(t, 3)
	})
}

func TestTheEndOfTheContextIsNoFailure(t *testing.T) {
	var s source
	var log bytes.Buffer
	follow(t, &s, &consumer{}, Options{Log: slog.New(slog.NewTextHandler(&log, nil))}, func() {})
	if log.Len() > 0 {
		t.Errorf("want nothing in the log, have %s", log.String())
	}
}
