package bleve

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// dimension is a field that is filtered by exact value, and counted.
type dimension int

const (
	byKind dimension = iota
	byProduct
	byProvider
	byDistrict
	byIndustry
	byTier
	byVerified
	dimensions
)

// facetNames are the dimensions' keys in a result.
var facetNames = [dimensions]string{"kind", "product", "provider", "district", "industry", "tier", "verified"}

// none stands for a number that was not published.
const none = math.MinInt64

// row is what filters, facets and sorts need of a document.
type row struct {
	id               string
	codes            [dimensions][]int32 // places in the vocabulary
	amountMin        int64
	amountMax        int64
	termMin, termMax int64
	rateMin          int64
	nameKey          string
	brevity          float64 // what a match in the name counts for: more in a short one
}

// vocabulary numbers the values of each dimension. It only grows: values are
// codes of a small world.
type vocabulary struct {
	places [dimensions]map[string]int32
	values [dimensions][]string
}

func (v *vocabulary) place(d dimension, value string) int32 {
	if p, ok := v.places[d][value]; ok {
		return p
	}
	if v.places[d] == nil {
		v.places[d] = map[string]int32{}
	}
	p := int32(len(v.values[d]))
	v.places[d][value] = p
	v.values[d] = append(v.values[d], value)
	return p
}

// rowCache holds the rows of each segment. Segments never change, so that a
// batch costs the reading of the new segments only.
type rowCache struct {
	mu         sync.Mutex
	vocabulary vocabulary
	segments   map[uint64][]row
}

// table is the rows of a snapshot, by the numbers its documents have there.
type table struct {
	segments [][]row
	offsets  []uint64
	values   [dimensions][]string
	places   func(d dimension, values []string) []int32
}

// of gives the snapshot's rows, reading those of segments not seen before.
func (c *rowCache) of(s *scorch.IndexSnapshot) (*table, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &table{places: c.placesOf}
	kept := make(map[uint64][]row, len(s.Segments()))
	var offset uint64
	for _, segment := range s.Segments() {
		rows, ok := c.segments[segment.Id()]
		if !ok {
			var err error
			if rows, err = c.read(segment); err != nil {
				return nil, fmt.Errorf("read rows of search index: %w", err)
			}
		}
		kept[segment.Id()] = rows
		t.segments, t.offsets = append(t.segments, rows), append(t.offsets, offset)
		offset += uint64(segment.FullSize())
	}
	c.segments = kept
	t.values = c.vocabulary.values
	return t, nil
}

// read takes the rows of all documents, deleted ones too: a search under way
// on an older snapshot may still hit them.
func (c *rowCache) read(segment *scorch.SegmentSnapshot) ([]row, error) {
	rows := make([]row, segment.FullSize())
	for n := range uint64(len(rows)) {
		id, err := segment.DocID(n)
		if err != nil {
			return nil, err
		}
		var stored storedRowOf
		if err := readStored(segment, n, storedRow, &stored); err != nil {
			return nil, fmt.Errorf("offer %s: %w", id, err)
		}
		rows[n] = c.rowOf(string(id), stored)
	}
	return rows, nil
}

func (c *rowCache) rowOf(id string, s storedRowOf) row {
	r := row{
		id: id, nameKey: s.NameKey, brevity: brevity(s.NameTerms),
		amountMin: orNone(s.AmountMin), amountMax: orNone(s.AmountMax),
		termMin: orNone(s.TermMin), termMax: orNone(s.TermMax), rateMin: orNone(s.RateMin),
	}
	verified := "false"
	if s.Verified {
		verified = "true"
	}
	for d, values := range [dimensions][]string{
		byKind: {s.Kind}, byProduct: s.Products, byProvider: {s.Provider}, byDistrict: s.Districts,
		byIndustry: s.Industries, byTier: s.Tiers, byVerified: {verified},
	} {
		for _, v := range values {
			p := c.vocabulary.place(dimension(d), v)
			if v != "" && !slices.Contains(r.codes[d], p) {
				r.codes[d] = append(r.codes[d], p)
			}
		}
	}
	return r
}

// usualName is the number of terms in a usual name.
const usualName = 8

// brevity is 1 for a usual name and grows to 4 for the shortest: the length
// part of BM25 with its usual constant of three quarters.
func brevity(terms int) float64 { return 1 / (0.25 + 0.75*float64(terms)/usualName) }

func orNone(v *int64) int64 {
	if v == nil {
		return none
	}
	return *v
}

// placesOf finds values in the vocabulary; those that no document has are
// left out.
func (c *rowCache) placesOf(d dimension, values []string) []int32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]int32, 0, len(values))
	for _, v := range values {
		if p, ok := c.vocabulary.places[d][v]; ok {
			out = append(out, p)
		}
	}
	return out
}

// size is how many numbers documents of the snapshot have.
func (t *table) size() int {
	n := 0
	for _, rows := range t.segments {
		n += len(rows)
	}
	return n
}

// at finds the row by a document's number in the snapshot.
func (t *table) at(n uint64) (segment int, r *row) {
	i, exact := slices.BinarySearch(t.offsets, n)
	if !exact {
		i--
	}
	return i, &t.segments[i][n-t.offsets[i]]
}

// readStored decodes one stored field of a document.
func readStored(segment *scorch.SegmentSnapshot, n uint64, field string, into any) error {
	var data []byte
	err := segment.VisitDocument(n, func(name string, _ byte, value []byte, _ []uint64) bool {
		if name != field {
			return true
		}
		data = slices.Clone(value)
		return false
	})
	if err != nil {
		return err
	}
	if data == nil {
		return fmt.Errorf("no stored %s", field)
	}
	return json.Unmarshal(data, into)
}
