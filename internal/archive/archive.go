// Package archive is the form of a backup: one compressed tar with a manifest
// first, so that a reader knows what must follow before it reads it. It guards
// against loss and damage, not against forgery: whoever can write the file can
// write its hashes.
package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Format is the version of the form; it rises when an older reader could not
// check what a newer writer wrote.
const Format = 1

// The files that a backup may hold, in this order. A name that is not here is
// refused, so no entry can lead out of the folder it is unpacked into.
const (
	Database = "rongqiao.db"
	Keys     = "signing-keys.json"
)

var known = []string{Database, Keys}

// The first entries of the tar. The seal is the manifest's own hash.
const (
	manifestName = "manifest.json"
	sealName     = "manifest.sha256"
	maxManifest  = 1 << 20
)

// Manifest says what is in the archive.
type Manifest struct {
	Format    int       `json:"format"`
	Program   string    `json:"program"`
	Schema    int       `json:"schema"`
	MadeAt    time.Time `json:"made_at"`
	LastEvent int64     `json:"last_event"`
	Tables    []Table   `json:"tables"`
	Files     []File    `json:"files"`
}

// Table is one table of the database.
type Table struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// File is one file of the archive.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Has tells whether the archive holds the file.
func (m Manifest) Has(name string) bool {
	for _, f := range m.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// Rows is how many rows the tables hold in all.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// Size is how many bytes the files hold in all.
func (m Manifest) Size() (n int64) {
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

// FileOf measures the file as it stands in the manifest.
func FileOf(name string, r io.Reader) (File, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return File{}, fmt.Errorf("hash %s: %w", name, err)
	}
	return File{Name: name, Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// check refuses a manifest whose files could not be unpacked.
func (m Manifest) check() error {
	at := 0
	for _, f := range m.Files {
		for at < len(known) && known[at] != f.Name {
			at++
		}
		if at == len(known) {
			return fmt.Errorf("manifest: want the files %v, each once and in this order, have %q", known, f.Name)
		}
		at++
		if f.Size < 0 {
			return fmt.Errorf("manifest: %s: want a size of 0 or more, have %d", f.Name, f.Size)
		}
	}
	if !m.Has(Database) {
		return fmt.Errorf("manifest: want the file %s", Database)
	}
	return nil
}

// parse reads the manifest. The format is looked at first: fields that are
// new to this program would else hide that the file is of a newer one.
func parse(text []byte) (Manifest, error) {
	var format struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(text, &format); err != nil {
		return Manifest{}, fmt.Errorf("manifest: %w", err)
	}
	if format.Format != Format {
		return Manifest{}, fmt.Errorf("manifest: this program reads format %d, the file has format %d: use the program that made it", Format, format.Format)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, fmt.Errorf("manifest: %w", err)
	}
	return m, m.check()
}

// errAltered marks contents that are not those of the manifest.
var errAltered = errors.New("the file was altered or is damaged")
