package bleve

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	searchdata "rongqiao/config/search"
	"rongqiao/internal/domain"
	"rongqiao/search"
	"rongqiao/search/searchtest"
	"rongqiao/search/words"
)

func TestConformanceOnDisk(t *testing.T) {
	searchtest.Conformance(t, func(t *testing.T) search.Index {
		x := open(t, t.TempDir(), loadWords(t))
		t.Cleanup(func() { shut(t, x) })
		return x
	})
}

func TestWhatAnEarlierOpeningLeftIsThere(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, 5)
	x := open(t, dir, loadWords(t))
	defer shut(t, x)
	holds(t, x, 5, 1)
	r, err := x.Search(context.Background(), search.Query{Text: "jigai", Limit: 1})
	if err != nil || r.Total != 1 {
		t.Errorf("found %d offers, %v; want 1", r.Total, err)
	}
}

func TestOtherWordsEmptyTheIndex(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, 5)
	other := fstest.MapFS{}
	for _, name := range []string{words.SynonymsFile, words.ReadingsFile, words.TraditionalFile} {
		data, err := searchdata.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		other[name] = &fstest.MapFile{Data: append(data, "\n# changed\n"...)}
	}
	w, err := words.Load(other)
	if err != nil {
		t.Fatal(err)
	}
	for _, opening := range []string{"first", "second"} {
		x := open(t, dir, w)
		if opening == "first" {
			holds(t, x, 0, 0)
			applyOne(t, x, 9)
		} else {
			holds(t, x, 9, 1)
		}
		shut(t, x)
	}
}

func TestADamagedIndexIsMovedAsideAndMadeAnew(t *testing.T) {
	segment := func(t *testing.T, dir string) string {
		t.Helper()
		names, err := filepath.Glob(filepath.Join(dir, "index", "store", "*.zap"))
		if err != nil || len(names) == 0 {
			t.Fatalf("no segment files: %v", err)
		}
		return names[0]
	}
	overwrite := func(t *testing.T, name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, damage := range map[string]func(t *testing.T, dir string){
		"a segment cut short": func(t *testing.T, dir string) {
			if err := os.Truncate(segment(t, dir), 100); err != nil {
				t.Fatal(err)
			}
		},
		"an empty segment": func(t *testing.T, dir string) { overwrite(t, segment(t, dir), nil) },
		"a byte changed within a segment": func(t *testing.T, dir string) {
			data, err := os.ReadFile(segment(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			data[len(data)/2] ^= 0xff
			overwrite(t, segment(t, dir), data)
		},
		"no list of segments": func(t *testing.T, dir string) {
			overwrite(t, filepath.Join(dir, "index", "store", "root.bolt"), bytes.Repeat([]byte("x"), 65536))
		},
		"no description": func(t *testing.T, dir string) {
			overwrite(t, filepath.Join(dir, "index", "index_meta.json"), []byte("{"))
		},
		"a file in place of the folder": func(t *testing.T, dir string) {
			if err := os.RemoveAll(filepath.Join(dir, "index")); err != nil {
				t.Fatal(err)
			}
			overwrite(t, filepath.Join(dir, "index"), []byte("not an index"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for range 2 { // the second time something lies where it is moved to
				write(t, dir, 5)
				damage(t, dir)
				var log bytes.Buffer
				x, err := Open(dir, loadWords(t), slog.New(slog.NewTextHandler(&log, nil)))
				if err != nil {
					t.Fatal(err)
				}
				holds(t, x, 0, 0)
				applyOne(t, x, 6)
				holds(t, x, 6, 1)
				shut(t, x)
				if !strings.Contains(log.String(), "moved aside") {
					t.Errorf("the log does not say so: %s", log.String())
				}
				if _, err := os.Stat(filepath.Join(dir, "index.broken")); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// The lock is the file's, so that a second opening in one process meets it as
// one in another would.
func TestAnIndexThatIsOpenIsLocked(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, 5)
	holder := open(t, dir, loadWords(t))
	if _, err := Open(dir, loadWords(t), slog.New(slog.DiscardHandler)); !errors.Is(err, ErrLocked) {
		t.Errorf("have %v, want %v", err, ErrLocked)
	}
	applyOne(t, holder, 6) // goes on undisturbed
	shut(t, holder)
	x := open(t, dir, loadWords(t))
	defer shut(t, x)
	holds(t, x, 6, 1)
}

func TestAFolderThatMayNotBeWrittenIsAnError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, loadWords(t), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a file is taken for a folder")
	}
}

func open(t *testing.T, dir string, w *words.Words) *Index {
	t.Helper()
	x, err := Open(dir, w, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func shut(t *testing.T, x *Index) {
	t.Helper()
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// write leaves an index with one offer at the position.
func write(t *testing.T, dir string, seq int64) {
	t.Helper()
	x := open(t, dir, loadWords(t))
	applyOne(t, x, seq)
	shut(t, x)
}

func applyOne(t *testing.T, x *Index, seq int64) {
	t.Helper()
	doc := search.Document{ID: "one", Kind: domain.OfferLoan, NameZH: "技改贷", Text: []string{"设备更新"}}
	if err := x.Apply(context.Background(), search.Batch{Upserts: []search.Document{doc}, Seq: seq}); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, x *Index, seq int64, count int) {
	t.Helper()
	haveSeq, err1 := x.Seq(context.Background())
	haveCount, err2 := x.Count(context.Background())
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if haveSeq != seq || haveCount != count {
		t.Errorf("position %d with %d offers, want %d with %d", haveSeq, haveCount, seq, count)
	}
}
