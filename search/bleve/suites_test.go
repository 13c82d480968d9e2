package bleve

import (
	"testing"

	searchdata "rongqiao/config/search"
	"rongqiao/search"
	"rongqiao/search/searchtest"
	"rongqiao/search/words"
)

func openMemory(t *testing.T) search.Index {
	t.Helper()
	x, err := OpenMemory(loadWords(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func loadWords(t testing.TB) *words.Words {
	t.Helper()
	w, err := words.Load(searchdata.Files)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestRelevance(t *testing.T) { searchtest.Relevance(t, openMemory) }

func TestConformance(t *testing.T) { searchtest.Conformance(t, openMemory) }
