package preview

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"rongqiao/internal/domain"
)

func TestSmallGroupsAreKeptBack(t *testing.T) {
	lines := func(firms ...int) []Line {
		var out []Line
		for i, n := range firms {
			out = append(out, Line{Group: Group{ByDistrict, domain.Code(fmt.Sprint(i))}, Firms: n})
		}
		return out
	}
	rows := map[string]struct {
		firms []int
		shown int
	}{
		"none is small":                               {[]int{9, 7, 5}, 3},
		"one alone would follow from the whole":       {[]int{9, 7, 4}, 1},
		"two hide each other":                         {[]int{9, 4, 3}, 1},
		"a group of its own that is small":            {[]int{4}, 0},
		"all are small":                               {[]int{4, 3, 1}, 0},
		"one group that is large enough stands alone": {[]int{5}, 1},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			shown := 0
			for _, l := range withhold(lines(r.firms...), 5) {
				if !l.Withheld {
					shown++
				} else if l.Firms != 0 || l.After != nil {
					t.Errorf("a figure of a group kept back is told: %+v", l)
				}
			}
			if shown != r.shown {
				t.Errorf("want %d shown, have %d", r.shown, shown)
			}
		})
	}
}

// The order in which firms come does not matter.
func TestTalliesDoNotDependOnTheOrder(t *testing.T) {
	type one struct {
		group   Group
		was, is Outcome
		change  *Change
	}
	var all []one
	outcomes := []Outcome{Met, Conditional, NotMet, Unknown}
	dice := rand.New(rand.NewPCG(1, 2))
	gained, lost := 0, 0
	for i := range 200 {
		o := one{Group{BySize, domain.Code(fmt.Sprint(dice.IntN(3)))}, outcomes[dice.IntN(4)], outcomes[dice.IntN(4)], nil}
		if o.was != o.is {
			o.change = &Change{Enterprise: domain.EnterpriseID(fmt.Sprintf("e%03d", i)), Before: o.was, After: o.is}
		}
		if o.is.good() && !o.was.good() {
			gained++
		}
		if o.was.good() && !o.is.good() {
			lost++
		}
		all = append(all, o)
	}
	run := func() Report {
		tallies := Tallies{MostChanges: 7}
		for _, o := range all {
			tallies.Record([]Group{o.group}, o.was, o.is, o.change)
		}
		return tallies.Report(1)
	}
	first := run()
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if second := run(); !reflect.DeepEqual(first, second) {
		t.Errorf("have %+v and %+v", first, second)
	}
	if first.Firms != 200 || first.All.Gained != gained || first.All.Lost != lost || len(first.Changes) != 7 {
		t.Errorf("want 200 firms, %d gained, %d lost, 7 changes, have %+v", gained, lost, first)
	}
	sum := 0
	for _, l := range first.Lines {
		sum += l.Firms
	}
	if sum != 200 {
		t.Errorf("the groups hold %d of 200", sum)
	}
}
