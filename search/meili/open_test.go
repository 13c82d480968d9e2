package meili

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/meili/meilitest"
)

func options(t *testing.T, s *meilitest.Server) Options {
	t.Helper()
	return Options{URL: s.URL, Key: s.Key, Index: meilitest.Name(), Words: loadWords(t)}
}

func open(t *testing.T, o Options) *Index {
	t.Helper()
	x, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return x
}

// fake is a server that answers every path with one text, or never.
func fake(t *testing.T, status int, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status == 0 {
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestWhatIsWrongWithAServerIsSaidWithItsSetting(t *testing.T) {
	s := meilitest.Shared(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + l.Addr().String()
	_ = l.Close()
	for name, c := range map[string]struct {
		change      func(*Options)
		want        []string
		unavailable bool
	}{
		"a wrong key":               {func(o *Options) { o.Key = "wrong-key-0123456789" }, []string{"search_key", "RONGQIAO_SEARCH_KEY", "admin key"}, false},
		"no key":                    {func(o *Options) { o.Key = "" }, []string{"search_key"}, false},
		"nobody at the address":     {func(o *Options) { o.URL = nobody }, []string{"search_url", "RONGQIAO_SEARCH_URL"}, true},
		"no address":                {func(o *Options) { o.URL = "localhost:7700" }, []string{"search_url", "http://HOST:PORT"}, false},
		"another server":            {func(o *Options) { o.URL = fake(t, http.StatusOK, "<html>") }, []string{"search_url", "Meilisearch"}, false},
		"another server's fault":    {func(o *Options) { o.URL = fake(t, http.StatusNotFound, "<html>") }, []string{"search_url", "Meilisearch"}, false},
		"a server that is too old":  {func(o *Options) { o.URL = fake(t, http.StatusOK, `{"pkgVersion":"1.9.0"}`) }, []string{"search_url", "1.18", "1.9.0"}, false},
		"a server that hangs":       {func(o *Options) { o.URL, o.Timeout = fake(t, 0, ""), 50*time.Millisecond }, []string{"did not answer in time"}, true},
		"a name that it cannot use": {func(o *Options) { o.Index = "a/b" }, []string{"search_index"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, s)
			c.change(&o)
			_, err := Open(context.Background(), o)
			if err == nil {
				t.Fatal("it is opened")
			}
			for _, part := range c.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("want %q in %v", part, err)
				}
			}
			if have := errors.Is(err, search.ErrUnavailable); have != c.unavailable {
				t.Errorf("unavailable: %v, want %v (%v)", have, c.unavailable, err)
			}
		})
	}
}

// notBuilt checks that an index that is not there is never taken for an empty
// one.
func notBuilt(t *testing.T, x *Index) {
	t.Helper()
	ctx := context.Background()
	seq, err := x.Seq(ctx)
	if seq != 0 || !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("position %d, %v; want 0 and ErrNotBuilt", seq, err)
	}
	if _, err := x.Count(ctx); !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("count: have %v, want ErrNotBuilt", err)
	}
	for _, text := range []string{"", "技改", "xjr", "*"} {
		if _, err := x.Search(ctx, search.Query{Text: text, Limit: 1}); !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("search %q: have %v, want ErrUnavailable", text, err)
		}
	}
	if err := x.Apply(ctx, search.Batch{Upserts: []search.Document{{ID: "a", NameZH: "技改贷"}}, Seq: 3}); !errors.Is(err, search.ErrNotBuilt) {
		t.Errorf("apply: have %v, want ErrNotBuilt", err)
	}
}

func fill(t *testing.T, x *Index, seq int64, ids ...domain.OfferID) {
	t.Helper()
	err := x.Rebuild(context.Background(), seq, func(yield func(search.Document, error) bool) {
		for _, id := range ids {
			if !yield(search.Document{ID: id, Kind: domain.OfferLoan, NameZH: "技改贷"}, nil) {
				return
			}
		}
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnIndexThatIsNotThereIsNeverAnEmptyOne(t *testing.T) {
	o := options(t, meilitest.Shared(t))
	x := open(t, o)
	notBuilt(t, x)
	notBuilt(t, x) // what was tried above has made none
	fill(t, x, 4, "a", "b")
	if seq, err := open(t, o).Seq(context.Background()); seq != 4 || err != nil {
		t.Errorf("opened again it is at %d, %v; want 4", seq, err)
	}
}

func TestAnIndexOfOtherSettingsIsBuiltAnew(t *testing.T) {
	o := options(t, meilitest.Shared(t))
	x := open(t, o)
	fill(t, x, 4, "a")
	task, err := x.admin.Index(x.live).UpdateSettings(context.Background(), &meilisearch.Settings{RankingRules: []string{"words"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.wait(context.Background(), task); err != nil {
		t.Fatal(err)
	}
	again := open(t, o)
	notBuilt(t, again)
	fill(t, again, 5, "a", "b")
	if n, err := again.Count(context.Background()); n != 2 || err != nil {
		t.Errorf("built anew it holds %d, %v; want 2", n, err)
	}
}

func TestARebuildDropsWhatOthersHaveLeft(t *testing.T) {
	o := options(t, meilitest.Shared(t))
	x := open(t, o)
	ctx := context.Background()
	left := []string{x.live + building + "00000000", o.Index + "_0123456789ab", o.Index + "_0123456789ab" + building + "11111111"}
	strangers := o.Index + "_orders"
	for _, name := range append(left, strangers) {
		task, err := x.admin.CreateIndex(ctx, &meilisearch.IndexConfig{Uid: name})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.wait(ctx, task); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, x, 1, "a")
	for _, name := range left {
		if _, err := x.admin.GetIndex(ctx, name); !isCode(err, codeNoIndex) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	if _, err := x.admin.GetIndex(ctx, strangers); err != nil {
		t.Errorf("an index that is not ours is gone: %v", err)
	}
}

func TestSearchesRunWithAKeyThatCanDoNothingElse(t *testing.T) {
	x := open(t, options(t, meilitest.Shared(t)))
	fill(t, x, 1, "a")
	s, err := x.searcher(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Index(x.live).DeleteAllDocuments(context.Background(), nil); !isCode(err, "invalid_api_key") {
		t.Errorf("it may delete: %v", err)
	}
	if _, err := s.Index("other").Search(context.Background(), "", &meilisearch.SearchRequest{}); !isCode(err, "invalid_api_key") {
		t.Errorf("it may search elsewhere: %v", err)
	}
}

func TestAWipedServerIsNoticedAndFilledAgain(t *testing.T) {
	s := meilitest.Start(t)
	x := open(t, options(t, s))
	fill(t, x, 4, "a", "b")
	s.Kill()
	if _, err := x.Search(context.Background(), search.Query{Limit: 1}); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("without a server: %v, want ErrUnavailable", err)
	}
	if err := errors.Join(s.Wipe(), s.Restart()); err != nil {
		t.Fatal(err)
	}
	notBuilt(t, x)
	fill(t, x, 5, "a", "b", "c")
	s.Kill()
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	r, err := x.Search(context.Background(), search.Query{Text: "jigai", Limit: 10})
	if err != nil || r.Total != 3 {
		t.Errorf("after a kill it finds %d, %v; want what was there", r.Total, err)
	}
}

func TestALargeBatchMovesThePositionWithItsLastPart(t *testing.T) {
	x := &Index{o: Options{Words: loadWords(t)}}
	long := strings.Repeat("很长的说明文字，", 200_000)
	b := search.Batch{Seq: 7, Deletes: []domain.OfferID{"gone/one"}}
	for _, id := range []domain.OfferID{"a", "b", "c", "d"} {
		b.Upserts = append(b.Upserts, search.Document{ID: id, Text: []string{long}})
	}
	parts, err := x.parts(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) < 2 {
		t.Fatalf("%d part, want several", len(parts))
	}
	for i, p := range parts {
		if have := strings.Contains(string(p), `"key":"position"`); have != (i == len(parts)-1) {
			t.Errorf("part %d of %d has the position: %v", i+1, len(parts), have)
		}
	}
}
