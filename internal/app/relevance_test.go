package app_test

import (
	"os"
	"path/filepath"
	"testing"

	searchdata "rongqiao/config/search"
	"rongqiao/internal/app"
	"rongqiao/internal/rules"
	"rongqiao/search"
	"rongqiao/search/bleve"
	"rongqiao/search/searchtest"
	"rongqiao/search/words"
)

// What people type finds the right offers among the documents that the
// platform itself makes of the catalogue, not only among the suite's copy.
func TestTheCatalogueIsFoundByWhatPeopleType(t *testing.T) {
	rs, err := rules.Load(os.DirFS("../../config"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := words.Load(searchdata.Files)
	if err != nil {
		t.Fatal(err)
	}
	idx, err := bleve.OpenMemory(w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = idx.Close() })
	var documents []search.Document
	for _, o := range rs.Offers {
		documents = append(documents, app.Document(rs, o))
	}
	searchtest.RelevanceOf(t, idx, documents, filepath.Join("..", "..", "search", "testdata"))
}
