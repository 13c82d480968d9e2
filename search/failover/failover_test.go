package failover_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	searchdata "rongqiao/config/search"
	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/bleve"
	"rongqiao/search/failover"
	"rongqiao/search/meili"
	"rongqiao/search/meili/meilitest"
	"rongqiao/search/words"
)

func TestMain(m *testing.M) { os.Exit(meilitest.Main(m)) }

// side is an engine that fails as it is told and counts what it is asked.
type side struct {
	search.Index
	mu       sync.Mutex
	seq      int64
	err      error
	searches atomic.Int64
}

func (s *side) set(seq int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq, s.err = seq, err
}

func (s *side) Seq(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seq, s.err
}

func (s *side) Search(_ context.Context, q search.Query) (search.Result, error) {
	s.searches.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := q.Validate(); err != nil {
		return search.Result{}, err
	}
	return search.Result{}, s.err
}

func (s *side) Close() error { return nil }

// pair is two engines at one position, of which the primary answers. No probe
// comes by itself.
func pair(t *testing.T) (primary, local *side, x *failover.Index) {
	t.Helper()
	primary, local = &side{seq: 5}, &side{seq: 5}
	x = failover.New(failover.Options{Name: "server", Primary: primary, Local: local, Log: slog.New(slog.DiscardHandler), Every: time.Hour, Patience: 2})
	t.Cleanup(func() { _ = x.Close() })
	x.Probe(context.Background())
	return primary, local, x
}

func answered(t *testing.T, x *failover.Index, degraded bool) {
	t.Helper()
	r, err := x.Search(context.Background(), search.Query{Limit: 1})
	if err != nil || r.Degraded != degraded || (x.Degraded() != "") != degraded {
		t.Errorf("degraded %v, state %q, %v; want %v", r.Degraded, x.Degraded(), err, degraded)
	}
}

func TestTheLocalEngineAnswersWhileThePrimaryCannot(t *testing.T) {
	for name, fault := range map[string]error{
		"it cannot be reached":       search.ErrUnavailable,
		"it has no index":            search.ErrNotBuilt,
		"it does not take the key":   errors.New("setting search_key"),
		"it does not answer in time": fmt.Errorf("%w: %w", search.ErrUnavailable, context.DeadlineExceeded),
	} {
		t.Run(name, func(t *testing.T) {
			primary, _, x := pair(t)
			answered(t, x, false)
			primary.set(0, fault)
			asked := primary.searches.Load()
			for range 3 {
				answered(t, x, true)
			}
			if n := primary.searches.Load() - asked; n != 1 {
				t.Errorf("the primary was asked %d times, want once", n)
			}
			primary.set(4, nil)
			x.Probe(context.Background())
			answered(t, x, true) // it is back, but not caught up
			primary.set(5, nil)
			x.Probe(context.Background())
			answered(t, x, false)
		})
	}
}

func TestAnInvalidQueryIsInvalidForBoth(t *testing.T) {
	_, local, x := pair(t)
	_, err := x.Search(context.Background(), search.Query{})
	if !domain.IsKind(err, domain.KindInvalid) || x.Degraded() != "" || local.searches.Load() != 0 {
		t.Errorf("have %v, state %q", err, x.Degraded())
	}
}

func TestWhoNoLongerWaitsTurnsNobodyAway(t *testing.T) {
	primary, _, x := pair(t)
	primary.set(5, context.Canceled)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := x.Search(ctx, search.Query{Limit: 1}); err == nil || x.Degraded() != "" {
		t.Errorf("have %v, state %q", err, x.Degraded())
	}
}

func TestAPrimaryThatStaysBehindIsLeft(t *testing.T) {
	primary, local, x := pair(t)
	for n := range int64(10) { // behind, but following
		local.set(10+n, nil)
		primary.set(9+n, nil)
		x.Probe(context.Background())
	}
	answered(t, x, false)
	for range 4 {
		x.Probe(context.Background())
	}
	answered(t, x, true)
	primary.set(19, nil)
	x.Probe(context.Background())
	answered(t, x, false)
}

// engines are the real ones, the server's behind a process of its own.
func engines(t *testing.T, s *meilitest.Server) (server, local search.Index) {
	t.Helper()
	w, err := words.Load(searchdata.Files)
	if err != nil {
		t.Fatal(err)
	}
	m, err := meili.New(meili.Options{URL: s.URL, Key: s.Key, Index: meilitest.Name(), Words: w, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bleve.OpenMemory(w)
	if err != nil {
		t.Fatal(err)
	}
	return m, b
}

func offer(n, change int) search.Document {
	return search.Document{
		ID: domain.OfferID(fmt.Sprintf("o%02d", n)), Kind: domain.OfferLoan, Provider: domain.ProviderID(fmt.Sprint("p", change)),
		NameZH: fmt.Sprintf("技改贷第%d次", change), Text: []string{"设备更新"},
	}
}

// all lists every document that an engine finds, with what can be seen of it.
func all(t *testing.T, idx search.Searcher) []string {
	t.Helper()
	r, err := idx.Search(context.Background(), search.Query{Text: "技改", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, h := range r.Hits {
		out = append(out, fmt.Sprintf("%s %+v", h.ID, h.Highlights))
	}
	slices.Sort(out)
	return append(out, fmt.Sprint(r.Total, r.Facets))
}

const offers = 30

// follow is a follower of one side: it rebuilds what is not there.
func follow(t *testing.T, idx search.Index, seq int64, now []search.Document) error {
	t.Helper()
	err := idx.Apply(context.Background(), search.Batch{Upserts: now, Seq: seq})
	if !errors.Is(err, search.ErrNotBuilt) {
		return err
	}
	return idx.Rebuild(context.Background(), seq, func(yield func(search.Document, error) bool) {
		for _, d := range now {
			if !yield(d, nil) {
				return
			}
		}
	}, nil)
}

func TestEverySearchIsAnsweredWhileTheServerIsKilledAndWiped(t *testing.T) {
	s := meilitest.Start(t)
	server, local := engines(t, s)
	x := failover.New(failover.Options{Name: "meilisearch", Primary: server, Local: local, Log: slog.New(slog.DiscardHandler), Every: 20 * time.Millisecond})
	defer func() { _ = x.Close() }()
	generation := func(change int) []search.Document {
		var out []search.Document
		for n := range offers {
			out = append(out, offer(n, change))
		}
		return out
	}
	write := func(change int) error {
		return errors.Join(follow(t, local, int64(change), generation(change)), follow(t, server, int64(change), generation(change)))
	}
	if err := write(1); err != nil {
		t.Fatal(err)
	}
	x.Probe(context.Background())
	answered(t, x, false)

	done := make(chan struct{})
	var searchers sync.WaitGroup
	for range 3 {
		searchers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := x.Search(context.Background(), search.Query{Text: "技改", Limit: 100})
				if err != nil || r.Total != offers || len(r.Facets["provider"]) != 1 {
					t.Errorf("%d offers of %v (degraded %v), %v; want %d of one change", r.Total, r.Facets["provider"], r.Degraded, err, offers)
					return
				}
			}
		})
	}
	s.Kill()
	if err := write(2); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("written without a server: %v", err)
	}
	answered(t, x, true)
	if err := errors.Join(s.Wipe(), s.Restart()); err != nil {
		t.Fatal(err)
	}
	x.Probe(context.Background())
	answered(t, x, true) // there, but empty
	if err := write(3); err != nil {
		t.Errorf("written to the wiped server: %v", err)
	}
	x.Probe(context.Background())
	answered(t, x, false)
	close(done)
	searchers.Wait()
	if a, b := all(t, server), all(t, local); !slices.Equal(a, b) {
		t.Errorf("the server holds %v\nthe embedded engine %v", a, b)
	}
}

func TestAServerThatComesLaterIsTurnedTo(t *testing.T) {
	s := meilitest.Start(t)
	s.Kill()
	server, local := engines(t, s)
	x := failover.New(failover.Options{Name: "meilisearch", Primary: server, Local: local, Log: slog.New(slog.DiscardHandler), Every: time.Hour})
	defer func() { _ = x.Close() }()
	if err := follow(t, local, 1, []search.Document{offer(1, 1)}); err != nil {
		t.Fatal(err)
	}
	x.Probe(context.Background())
	answered(t, x, true)
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := follow(t, server, 1, []search.Document{offer(1, 1)}); err != nil {
		t.Fatal(err)
	}
	x.Probe(context.Background())
	answered(t, x, false)
}
