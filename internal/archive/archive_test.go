package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var contents = map[string]string{Database: strings.Repeat("pages of the store ", 40), Keys: `{"keys": []}`}

func manifest() Manifest {
	m := Manifest{
		Format: Format, Program: "test", Schema: 2, MadeAt: time.Date(2026, 11, 23, 9, 30, 0, 125e6, time.UTC), LastEvent: 7,
		Tables: []Table{{"needs", 3, "00"}},
	}
	for _, name := range known {
		f, _ := FileOf(name, strings.NewReader(contents[name]))
		m.Files = append(m.Files, f)
	}
	return m
}

func openContents(name string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(contents[name])), nil
}

func good(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, manifest(), openContents); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func anything(Manifest) error { return nil }

// wantWhole asks for the manifest and the files that were written.
func wantWhole(t *testing.T, m Manifest, dir string) {
	t.Helper()
	if !reflect.DeepEqual(m, manifest()) {
		t.Errorf("want %v, have %v", manifest(), m)
	}
	for name, want := range contents {
		have, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(have) != want {
			t.Errorf("%s: have %q, %v", name, have, err)
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: want mode 0600, have %v", name, info)
		}
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	m, err := Extract(bytes.NewReader(good(t)), dir, anything)
	if err != nil {
		t.Fatal(err)
	}
	wantWhole(t, m, dir)
}

func TestTheReaderMayRefuseTheManifestBeforeAnythingIsWritten(t *testing.T) {
	dir, no := t.TempDir(), errors.New("no")
	if _, err := Extract(bytes.NewReader(good(t)), dir, func(Manifest) error { return no }); !errors.Is(err, no) {
		t.Errorf("want the refusal, have %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("want nothing written, have %v", left)
	}
}

func TestAFileThatChangesMeanwhileIsAnError(t *testing.T) {
	err := Write(io.Discard, manifest(), func(name string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(strings.ToUpper(contents[name]))), nil
	})
	if err == nil || !strings.Contains(err.Error(), "changed") {
		t.Errorf("want an error, have %v", err)
	}
}

func TestEveryCutIsFound(t *testing.T) {
	whole := good(t)
	for n := range whole {
		if _, err := Extract(bytes.NewReader(whole[:n]), t.TempDir(), anything); err == nil || !strings.Contains(err.Error(), "cut off") {
			t.Errorf("cut after %d of %d bytes: want it said, have %v", n, len(whole), err)
		}
	}
}

// A flipped bit is an error, or it lies where no content does: in the time of
// the compression's header, say.
func TestNoFlippedBitChangesWhatIsRead(t *testing.T) {
	whole := good(t)
	found := 0
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1 << (i % 8)
		dir := t.TempDir()
		m, err := Extract(bytes.NewReader(damaged), dir, anything)
		if err != nil {
			found++
			continue
		}
		wantWhole(t, m, dir)
	}
	if found < len(whole)*95/100 {
		t.Errorf("only %d of %d flips were found: the test shows little", found, len(whole))
	}
}

// entry is one entry of a tar made by hand.
type entry struct {
	header tar.Header
	body   string
}

func plainEntry(name, body string) entry {
	return entry{tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600}, body}
}

// entries are those of a good archive with the manifest changed, and sealed.
func entries(t *testing.T, change func(*Manifest)) []entry {
	t.Helper()
	m := manifest()
	change(&m)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return []entry{
		plainEntry(manifestName, string(text)), plainEntry(sealName, string(seal(text))),
		plainEntry(Database, contents[Database]), plainEntry(Keys, contents[Keys]),
	}
}

func pack(t *testing.T, list []entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	for _, e := range list {
		h := e.header
		h.Size = int64(len(e.body))
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOddArchivesAreRefusedAndSayWhy(t *testing.T) {
	same := func(*Manifest) {}
	with := func(change func([]entry) []entry) []byte { return pack(t, change(entries(t, same))) }
	manifested := func(change func(*Manifest)) []byte { return pack(t, entries(t, change)) }
	rows := map[string]struct {
		file []byte
		says string
	}{
		"an empty file":                   {nil, "cut off"},
		"a text":                          {[]byte("this is no backup at all"), "another kind of file"},
		"a compressed text":               {pack(t, nil)[:4], "cut off"},
		"a tar of something else":         {pack(t, []entry{plainEntry("photo.jpg", "x")}), "rongqiao backup"},
		"a tar without entries":           {pack(t, nil), "rongqiao backup"},
		"a newer format":                  {manifested(func(m *Manifest) { m.Format = 2 }), "format 2"},
		"a manifest without a database":   {manifested(func(m *Manifest) { m.Files = m.Files[1:] }), Database},
		"a manifest that leads outside":   {manifested(func(m *Manifest) { m.Files[1].Name = "../evil" }), "../evil"},
		"a manifest with a file twice":    {manifested(func(m *Manifest) { m.Files[1] = m.Files[0] }), Database},
		"a manifest in another order":     {manifested(func(m *Manifest) { m.Files[0], m.Files[1] = m.Files[1], m.Files[0] }), Database},
		"a negative size":                 {manifested(func(m *Manifest) { m.Files[0].Size = -1 }), "size"},
		"another size than the manifest":  {manifested(func(m *Manifest) { m.Files[0].Size-- }), "bytes of the manifest"},
		"another hash than the manifest":  {manifested(func(m *Manifest) { m.Files[0].SHA256 = m.Files[1].SHA256 }), "hash is not that"},
		"a manifest that is not sealed":   {with(func(e []entry) []entry { e[0].body += " "; return e }), "manifest"},
		"a manifest that is no JSON":      {pack(t, []entry{plainEntry(manifestName, "x"), plainEntry(sealName, string(seal([]byte("x"))))}), "manifest"},
		"a manifest without end":          {pack(t, []entry{plainEntry(manifestName, strings.Repeat(" ", maxManifest+1))}), "at most"},
		"an entry that leads outside":     {with(func(e []entry) []entry { e[2].header.Name = "../" + Database; return e }), "../"},
		"an absolute entry":               {with(func(e []entry) []entry { e[2].header.Name = "/" + Database; return e }), "/" + Database},
		"a link instead of a file":        {with(func(e []entry) []entry { return linkAt(e, tar.TypeSymlink) }), "plain file"},
		"a hard link instead of a file":   {with(func(e []entry) []entry { return linkAt(e, tar.TypeLink) }), "plain file"},
		"a device instead of a file":      {with(func(e []entry) []entry { return linkAt(e, tar.TypeChar) }), "plain file"},
		"a file missing":                  {with(func(e []entry) []entry { return e[:3] }), "cut off"},
		"files in another order":          {with(func(e []entry) []entry { e[2], e[3] = e[3], e[2]; return e }), "want the plain file " + Database},
		"a file that nobody listed":       {with(func(e []entry) []entry { return append(e, plainEntry("more", "x")) }), "no more entries"},
		"a file twice":                    {with(func(e []entry) []entry { return append(e, e[2]) }), "no more entries"},
		"bytes behind its end":            {append(good(t), 'x'), "follows the end"},
		"a second archive behind its end": {append(good(t), good(t)...), "follows the end"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "in")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if _, err := Extract(bytes.NewReader(row.file), dir, anything); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("want %q, have %v", row.says, err)
			}
			if around, _ := os.ReadDir(parent); len(around) != 1 {
				t.Errorf("something was written outside: %v", around)
			}
		})
	}
}

func linkAt(e []entry, kind byte) []entry {
	e[2] = entry{tar.Header{Typeflag: kind, Name: Database, Linkname: "elsewhere", Mode: 0o600}, ""}
	return e
}
