package rules_test

import (
	"fmt"
	"slices"
	"testing"

	"rongqiao/internal/domain"
)

// GB/T 4754-2017 has 97 divisions, numbered 01 to 97, under 20 sections, A to T.
func TestTheIndustriesAreThoseOfTheStandard(t *testing.T) {
	v := loadConfig(t).Vocabularies["industries"]
	var sections, divisions []domain.Code
	for _, e := range v.Entries {
		if e.Parent == "" {
			sections = append(sections, e.Code)
			continue
		}
		divisions = append(divisions, e.Code)
		if parent, ok := v.Entry(e.Parent); !ok || parent.Parent != "" {
			t.Errorf("%s lies under %s, which is no section", e.Code, e.Parent)
		}
	}
	if len(sections) != 20 || sections[0] != "A" || sections[19] != "T" || !slices.IsSorted(sections) {
		t.Errorf("have sections %v", sections)
	}
	for i := range 97 {
		if want := domain.Code(fmt.Sprintf("%02d", i+1)); i >= len(divisions) || divisions[i] != want {
			t.Fatalf("want division %s at its place, have %v", want, divisions)
		}
	}
	if len(divisions) != 97 {
		t.Errorf("have %d divisions", len(divisions))
	}
	if have := len(v.Children("C")); have != 31 {
		t.Errorf("manufacturing has 31 divisions (13 to 43), have %d", have)
	}
}

// 38 districts and counties by the map before 2025-11-06, three development
// zones, and the district that began on that day.
func TestThePlacesAreThoseOfBothMaps(t *testing.T) {
	rs := loadConfig(t)
	v := rs.Vocabularies["places"]
	kinds := map[string]int{}
	var ended, begun []domain.Code
	for _, e := range v.Entries {
		kinds[e.Kind]++
		if e.ValidUntil != nil {
			ended = append(ended, e.Code)
			if e.ValidUntil.String() != before || len(e.Successors) == 0 {
				t.Errorf("%s ended on %s and became %v", e.Code, e.ValidUntil, e.Successors)
			}
		}
		if e.ValidFrom != nil {
			begun = append(begun, e.Code)
			if e.ValidFrom.String() != after {
				t.Errorf("%s began on %s", e.Code, e.ValidFrom)
			}
		}
		if e.Code != rs.RootPlace && e.Parent != rs.RootPlace {
			t.Errorf("%s lies in %q", e.Code, e.Parent)
		}
	}
	if places := len(v.Entries) - 1 - len(begun); places != 41 || kinds["development_zone"] != 3 {
		t.Errorf("want 41 places and among them 3 zones, have %d and %v", places, kinds)
	}
	if !slices.Equal(ended, []domain.Code{"500105", "500112"}) || !slices.Equal(begun, []domain.Code{"CQ-LJX"}) {
		t.Errorf("have %v ended and %v begun", ended, begun)
	}
}

func TestNeighboursAreNeighboursOfEachOther(t *testing.T) {
	v := loadConfig(t).Vocabularies["places"]
	for _, e := range v.Entries {
		for _, c := range e.Neighbours {
			n, _ := v.Entry(c)
			if !slices.Contains(n.Neighbours, e.Code) || c == e.Code {
				t.Errorf("%s has the neighbour %s, which does not have it", e.Code, c)
			}
		}
		if e.Parent != "" && len(e.Neighbours) == 0 {
			t.Errorf("%s has no neighbour", e.Code)
		}
	}
}

func TestEveryPlaceLiesInTheCity(t *testing.T) {
	for _, e := range loadConfig(t).Vocabularies["places"].Entries {
		if e.Parent != "" && (e.Lat < 28 || e.Lat > 32.3 || e.Lon < 105.2 || e.Lon > 110.3) {
			t.Errorf("%s lies at %g, %g", e.Code, e.Lat, e.Lon)
		}
	}
}

func TestATreeIsWalkedBothWays(t *testing.T) {
	v := loadConfig(t).Vocabularies["industries"]
	if have := v.Lineage("36"); !slices.Equal(have, []domain.Code{"36", "C"}) {
		t.Errorf("have %v", have)
	}
	if have := v.Lineage("nothing"); have != nil {
		t.Errorf("have %v", have)
	}
	if have := v.Children("36"); have != nil {
		t.Errorf("have %v", have)
	}
	if have := v.Children("A"); !slices.Equal(have, []domain.Code{"01", "02", "03", "04", "05"}) {
		t.Errorf("have %v", have)
	}
}
