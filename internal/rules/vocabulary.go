package rules

import (
	"slices"

	"rongqiao/internal/domain"
)

// Successor is what a code became when the map changed. Part is "main" or
// "part": whether a newcomer to the successor is taken to lie in the old area.
type Successor struct {
	Code domain.Code `yaml:"code"`
	Part string      `yaml:"part"`
	Note string      `yaml:"note"`
}

// Entry is one value of a vocabulary.
type Entry struct {
	Code       domain.Code
	Name       domain.Text
	Parent     domain.Code
	Kind       string
	Lat, Lon   float64
	Neighbours []domain.Code
	ValidFrom  *domain.Date
	ValidUntil *domain.Date // last day
	Successors []Successor
	LiesIn     []domain.Code
	Verified   bool
	Note       string
	Next       domain.Text // what one can do next, of a reason
}

// InForce tells whether the code stands on the day.
func (e Entry) InForce(day domain.Date) bool {
	return (e.ValidFrom == nil || *e.ValidFrom <= day) && (e.ValidUntil == nil || day <= *e.ValidUntil)
}

// ended tells whether the code was abolished before the day.
func (e Entry) ended(day domain.Date) bool { return e.ValidUntil != nil && *e.ValidUntil < day }

// Vocabulary is a closed list of codes, some of them in a tree.
type Vocabulary struct {
	Name    string
	About   domain.Text
	Entries []Entry // in file order
	byCode  map[domain.Code]int
	tree    bool
}

// Entry answers the entry of a code.
func (v *Vocabulary) Entry(c domain.Code) (Entry, bool) {
	if v == nil {
		return Entry{}, false
	}
	i, ok := v.byCode[c]
	if !ok {
		return Entry{}, false
	}
	return v.Entries[i], true
}

// Has tells whether the code is in the vocabulary.
func (v *Vocabulary) Has(c domain.Code) bool {
	_, ok := v.Entry(c)
	return ok
}

// NameOf a code; the code itself where it is not in the vocabulary.
func (v *Vocabulary) NameOf(c domain.Code) domain.Text {
	if e, ok := v.Entry(c); ok {
		return e.Name
	}
	return domain.Text{ZH: string(c)}
}

// Lineage is the code and its ancestors, nearest first.
func (v *Vocabulary) Lineage(c domain.Code) []domain.Code {
	var out []domain.Code
	for e, ok := v.Entry(c); ok; e, ok = v.Entry(e.Parent) {
		out = append(out, e.Code)
		if e.Parent == "" {
			break
		}
	}
	return out
}

// heirs are what the code became when the map changed, and what those became,
// each once.
func (v *Vocabulary) heirs(c domain.Code) []domain.Code {
	var out []domain.Code
	next := []domain.Code{c}
	for len(next) > 0 {
		e, _ := v.Entry(next[0])
		next = next[1:]
		for _, s := range e.Successors {
			if !slices.Contains(out, s.Code) {
				out, next = append(out, s.Code), append(next, s.Code)
			}
		}
	}
	return out
}

// Children are the codes whose parent is c, in file order.
func (v *Vocabulary) Children(c domain.Code) []domain.Code {
	var out []domain.Code
	for _, e := range v.Entries {
		if e.Parent == c && e.Code != c {
			out = append(out, e.Code)
		}
	}
	return out
}
