package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"rongqiao/internal/domain"
)

const placesVocabulary = "places"

// RateRow is one step of the loan prime rate, in force from its day.
type RateRow struct {
	EffectiveOn domain.Date
	Y1, Y5      domain.BasisPoints
	Verified    bool
	Source      string
}

// Relation says that two offers exclude each other or may be combined.
type Relation struct {
	Kind     string // excludes or combinable
	A, B     domain.OfferID
	Clause   domain.Clause
	Verified bool
}

// RuleSet is the rule data of one region, read once and never changed.
type RuleSet struct {
	Region       string
	RegionName   domain.Text
	RootPlace    domain.Code
	Vocabularies map[string]*Vocabulary
	Fields       []Field
	Rosters      map[domain.Code]Roster // what is said of those that anything is said of
	Providers    map[domain.ProviderID]domain.Provider
	Offers       []domain.Offer // the catalogue, by id
	Relations    []Relation
	Document     *MeasureDocument // nil: the region has none
	Measures     []Measure        // of the document, by number
	LPR          []RateRow        // by day
	Scorecards   map[string][]byte
	Sheets       []Sheet // in the order of the files
	Cultivation  Cultivation
	Groups       Groups
	Clock        *Clock    // nil: the region limits no turn
	LeftOut      []LeftOut // rules that are known and not applied
	Hash         string    // of all files, for the rules version

	fieldByName map[string]int
}

// versionDigits of the hash are enough to tell two versions apart.
const versionDigits = 16

// Version names the rule data, without the offers that providers have added.
func (rs *RuleSet) Version() string { return rs.Hash[:versionDigits] }

// Field answers a field by name.
func (rs *RuleSet) Field(name string) (Field, bool) {
	i, ok := rs.fieldByName[name]
	if !ok {
		return Field{}, false
	}
	return rs.Fields[i], true
}

// The folders and files of a region's rule data.
var parts = []string{"region.yaml", "fields.yaml", "fields_figures.yaml", "fields_declared.yaml", "vocabularies", "rosters.yaml", "rates", "scorecards", "standards", "catalogue", "measures", "clock"}

// optional are the parts that a region can do without.
var optional = map[string]bool{"fields_figures.yaml": true, "fields_declared.yaml": true, "rosters.yaml": true, "standards": true, "measures": true, "clock": true}

// Load reads a region's rule data. Every fault of one kind of file is told at
// once, each with file, line, entry and field; kinds that build on a faulty
// one are not looked at. A RuleSet comes back only when there is no fault.
func Load(fsys fs.FS) (*RuleSet, error) {
	files, err := readAll(fsys)
	if err != nil {
		return nil, err
	}
	rs := &RuleSet{
		Vocabularies: map[string]*Vocabulary{}, Rosters: map[domain.Code]Roster{}, Providers: map[domain.ProviderID]domain.Provider{},
		Scorecards: map[string][]byte{}, fieldByName: map[string]int{}, Hash: hashFiles(files),
	}
	l := &loader{rs: rs, files: files, taken: map[string]bool{}, seen: map[string]string{}}
	for _, step := range []func(){l.region, l.vocabularies, l.rosters, l.fields, l.rates, l.scorecards, l.sheets, l.providers, l.offers, l.relations, l.measures, l.cultivation, l.leftOut, l.groups, l.clock, l.unread} {
		step()
		if len(l.faults) > 0 {
			return nil, errors.Join(l.faults...)
		}
	}
	return rs, nil
}

func readAll(fsys fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, part := range parts {
		err := fs.WalkDir(fsys, part, func(name string, d fs.DirEntry, err error) error {
			if err == nil && path.Ext(name) == ".yml" {
				return &Fault{File: name, Want: "a name that ends in .yaml"}
			}
			if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
				return err
			}
			files[name], err = fs.ReadFile(fsys, name)
			return err
		})
		if err != nil && !(optional[part] && errors.Is(err, fs.ErrNotExist)) {
			return nil, fmt.Errorf("rule data: want %s: %w", part, err)
		}
	}
	return files, nil
}

// hashFiles is SHA-256 over names and contents in the order of names.
func hashFiles(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range sortedKeys(files) {
		fmt.Fprintf(h, "%s %d\n", name, len(files[name]))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// loader reads one kind of file after the other; later kinds are checked
// against earlier ones.
type loader struct {
	rs          *RuleSet
	files       map[string][]byte
	faults      []error
	taken       map[string]bool   // files that a step has read
	seen        map[string]string // ids of offers, providers and relations, with their files
	derived     []derivedAt
	sheetPlaces []sheetPlace
}

// each runs fn over the files of a folder, or one file, in the order of names.
func (l *loader) each(prefix string, fn func(d *document)) {
	for _, name := range sortedKeys(l.files) {
		if name != prefix && !strings.HasPrefix(name, prefix+"/") {
			continue
		}
		l.taken[name] = true
		d := &document{name: name, data: l.files[name]}
		fn(d)
		l.faults = append(l.faults, d.faults...)
	}
}

// unread notes files that no step took: a folder's name may be mistyped.
func (l *loader) unread() {
	for _, name := range sortedKeys(l.files) {
		if !l.taken[name] {
			l.faults = append(l.faults, &Fault{File: name, Want: "a file or folder that rule data has"})
		}
	}
}

// read decodes a file or notes why not.
func (l *loader) read(d *document, v any) bool {
	if err := d.decode(v); err != nil {
		d.faults = append(d.faults, err)
		return false
	}
	return true
}

// once notes a repeated id.
func (l *loader) once(d *document, path, kind, id string) {
	key := kind + " " + id
	if first, ok := l.seen[key]; ok {
		d.add(path, id, "id", "an id that is used once", "also in "+first)
	}
	l.seen[key] = d.name
}
