package meili

import (
	"context"
	"os"
	"testing"

	searchdata "rongqiao/config/search"
	"rongqiao/search"
	"rongqiao/search/meili/meilitest"
	"rongqiao/search/searchtest"
	"rongqiao/search/words"
)

func TestMain(m *testing.M) { os.Exit(meilitest.Main(m)) }

func loadWords(t testing.TB) *words.Words {
	t.Helper()
	w, err := words.Load(searchdata.Files)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// openEmpty gives an index built from no offers, on the shared server.
func openEmpty(t *testing.T) search.Index {
	t.Helper()
	s := meilitest.Shared(t)
	x, err := Open(context.Background(), Options{URL: s.URL, Key: s.Key, Index: meilitest.Name(), Words: loadWords(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Reset(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func TestRelevance(t *testing.T) { searchtest.Relevance(t, openEmpty) }

func TestConformance(t *testing.T) { searchtest.Conformance(t, openEmpty) }
