package selection

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"rongqiao/internal/domain"
)

// exempt says for which bounds a candidate is not counted.
type exempt struct {
	id                 string
	district, industry bool
}

// allows tells whether the set keeps the terms.
func allows(set []Candidate, terms Terms, free exempt) bool {
	if len(set) > terms.Total {
		return false
	}
	districts, industries := map[domain.Code]int{}, map[domain.Code]int{}
	for _, c := range set {
		if !(free.district && c.ID == free.id) {
			districts[c.District]++
		}
		if !(free.industry && c.ID == free.id) {
			industries[c.Industry]++
		}
	}
	keeps := func(have map[domain.Code]int, named map[domain.Code]Bounds, common *int) bool {
		for code, n := range have {
			most := named[code].Cap
			if most == nil {
				most = common
			}
			if most != nil && n > *most {
				return false
			}
		}
		for code, b := range named {
			if have[code] < b.Floor || (b.Cap != nil && b.Floor > *b.Cap) {
				return false
			}
		}
		return true
	}
	return keeps(districts, terms.Districts, terms.DistrictCap) && keeps(industries, terms.Industries, terms.IndustryCap)
}

// beats is the published rule, word by word. Both sets are in the order.
func beats(a, b []Candidate) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	if x, y := total(a), total(b); x != y {
		return x > y
	}
	for i := range a {
		if a[i].ID != b[i].ID {
			return Compare(a[i], b[i]) < 0
		}
	}
	return false
}

func total(set []Candidate) int64 {
	var sum int64
	for _, c := range set {
		sum += c.Score
	}
	return sum
}

// exhaustive tries every set.
func exhaustive(all []Candidate, terms Terms, free exempt) (best []Candidate, found bool) {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, Compare)
	for bits := range 1 << len(sorted) {
		var set []Candidate
		for i, c := range sorted {
			if bits&(1<<i) != 0 {
				set = append(set, c)
			}
		}
		if allows(set, terms, free) && (!found || beats(set, best)) {
			best, found = set, true
		}
	}
	return best, found
}

func ids(set []Candidate) []string {
	out := make([]string, len(set))
	for i, c := range set {
		out[i] = c.ID
	}
	slices.Sort(out)
	return out
}

func most(n int) *int { return &n }

// drawn is a small case with crossing caps and floors, many of them tight, and
// scores that often tie.
func drawn(seed uint64) ([]Candidate, Terms) {
	d := rand.New(rand.NewPCG(seed, 7))
	districts, industries := 1+d.IntN(3), 1+d.IntN(3)
	var all []Candidate
	for k := range 1 + d.IntN(9) {
		all = append(all, Candidate{
			ID: fmt.Sprintf("ent_%d", k), Score: int64(d.IntN(6)) - 1, FoundedOn: domain.Date(d.IntN(3)), USCC: domain.USCC(fmt.Sprint(d.IntN(100), "-", k)),
			District: domain.Code(fmt.Sprint("D", d.IntN(districts))), Industry: domain.Code(fmt.Sprint("I", d.IntN(industries))),
		})
	}
	t := Terms{Total: 1 + d.IntN(6), Districts: map[domain.Code]Bounds{}, Industries: map[domain.Code]Bounds{}}
	if d.IntN(2) == 0 {
		t.DistrictCap = most(d.IntN(4))
	}
	if d.IntN(2) == 0 {
		t.IndustryCap = most(1 + d.IntN(3))
	}
	bounds := func(named map[domain.Code]Bounds, letter string, n int) {
		for k := range n {
			b := Bounds{}
			if d.IntN(3) == 0 {
				b.Floor = 1 + d.IntN(2)
			}
			if d.IntN(2) == 0 {
				b.Cap = most(b.Floor + d.IntN(3))
			}
			if b != (Bounds{}) {
				named[domain.Code(fmt.Sprint(letter, k))] = b
			}
		}
	}
	bounds(t.Districts, "D", districts)
	bounds(t.Industries, "I", industries)
	return all, t
}

const drawnCases = 1000

func TestTheChoiceIsThatOfAnExhaustiveSearch(t *testing.T) {
	feasible, short := 0, 0
	for seed := range uint64(drawnCases) {
		all, terms := drawn(seed)
		want, found := exhaustive(all, terms, exempt{})
		have, err := Choose(all, terms)
		var conflict *Conflict
		switch {
		case found != (err == nil), err != nil && !errors.As(err, &conflict):
			t.Fatalf("case %d: a choice exists: %t, have %v", seed, found, err)
		case err != nil:
			checkConflict(t, seed, all, terms, conflict)
			continue
		}
		feasible++
		if !have.Complete {
			short++
		}
		if !slices.Equal(ids(have.Chosen), ids(want)) || have.Score != total(want) || len(have.Chosen)+len(have.LeftOut) != len(all) {
			t.Fatalf("case %d: have %v of score %d, want %v of score %d", seed, ids(have.Chosen), have.Score, ids(want), total(want))
		}
		if have.Complete != (len(want) == terms.Total) {
			t.Fatalf("case %d: %d of %d, complete: %t", seed, len(want), terms.Total, have.Complete)
		}
	}
	if feasible < drawnCases/3 || short == 0 || feasible == drawnCases {
		t.Errorf("%d of %d cases can be met, %d of them with fewer than asked for: the cases are too much alike", feasible, drawnCases, short)
	}
}

// checkConflict holds a conflict to its words: what is named suffices for the
// conflict, and the numbers are those of the terms.
func checkConflict(t *testing.T, seed uint64, all []Candidate, terms Terms, c *Conflict) {
	t.Helper()
	if c.Asked() <= c.Room() || len(c.Floors) == 0 {
		t.Errorf("case %d: no conflict: %v", seed, c)
	}
	named := Terms{Total: MaxTotal, Districts: map[domain.Code]Bounds{}, Industries: map[domain.Code]Bounds{}}
	group := map[BoundKind]map[domain.Code]Bounds{OfDistrict: named.Districts, OfIndustry: named.Industries}
	for _, b := range c.Floors {
		x := group[b.Kind][b.Code]
		x.Floor = b.N
		group[b.Kind][b.Code] = x
	}
	for _, b := range c.Limits {
		switch b.Kind {
		case OfTotal:
			named.Total = b.N
		case OfCandidates:
			n := 0
			for _, x := range all {
				if x.District == b.Code && x.Industry == b.Industry {
					n++
				}
			}
			if n != b.N {
				t.Errorf("case %d: %v, have %d", seed, b, n)
			}
		default:
			x := group[b.Kind][b.Code]
			x.Cap = most(b.N)
			group[b.Kind][b.Code] = x
		}
	}
	if _, found := exhaustive(all, named, exempt{}); found {
		t.Errorf("case %d: what is named does not conflict: %v", seed, c)
	}
}

func TestTheOrderOfTheInputChangesNothing(t *testing.T) {
	for seed := range uint64(200) {
		all, terms := drawn(seed)
		want, wantErr := Choose(all, terms)
		d := rand.New(rand.NewPCG(seed, 8))
		for range 5 {
			d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			have, err := Choose(all, terms)
			if fmt.Sprint(err) != fmt.Sprint(wantErr) && (err == nil || wantErr == nil) {
				t.Fatalf("case %d: have %v, want %v", seed, err, wantErr)
			}
			if !reflect.DeepEqual(have, want) {
				t.Fatalf("case %d: have %v, want %v", seed, have, want)
			}
		}
	}
}

func TestTheScoreThatWouldHaveBeenEnough(t *testing.T) {
	tried, never := 0, 0
	for seed := range uint64(drawnCases) {
		all, terms := drawn(seed)
		first, err := Choose(all, terms)
		if err != nil {
			continue
		}
		for _, out := range first.LeftOut {
			at := slices.IndexFunc(all, func(c Candidate) bool { return c.ID == out.ID })
			with := func(score int64) []string {
				changed := slices.Clone(all)
				changed[at].Score = score
				again, err := Choose(changed, terms)
				if err != nil {
					t.Fatal(err)
				}
				return ids(again.Chosen)
			}
			if out.Enough == nil {
				never++
				if slices.Contains(with(MaxScore), out.ID) {
					t.Fatalf("case %d: %s would be in at some score", seed, out.ID)
				}
				continue
			}
			tried++
			in := with(*out.Enough)
			if !slices.Contains(in, out.ID) || slices.Contains(with(*out.Enough-1), out.ID) {
				t.Fatalf("case %d: %s is in at %d: %v; a point below: %v", seed, out.ID, *out.Enough, in, with(*out.Enough-1))
			}
			want := slices.Concat([]string{out.ID}, out.With)
			for _, id := range ids(first.Chosen) {
				if !slices.Contains(out.Instead, id) {
					want = append(want, id)
				}
			}
			slices.Sort(want)
			if !slices.Equal(in, want) {
				t.Fatalf("case %d: with %s in: have %v, want %v", seed, out.ID, in, want)
			}
		}
	}
	if tried < 1000 || never < 50 {
		t.Errorf("only %d scores and %d firms without one were tried", tried, never)
	}
}

func TestTheReasonsAreWhatKeptAFirmOut(t *testing.T) {
	seen := map[Reason]int{}
	for seed := range uint64(drawnCases) {
		all, terms := drawn(seed)
		choice, err := Choose(all, terms)
		if err != nil {
			continue
		}
		for _, out := range choice.LeftOut {
			for _, r := range out.Reasons {
				seen[r]++
			}
			in := func(district, industry bool) bool {
				best, _ := exhaustive(all, terms, exempt{out.ID, district, industry})
				return slices.Contains(ids(best), out.ID)
			}
			has := func(r Reason) bool { return slices.Contains(out.Reasons, r) }
			district, industry := in(true, false), in(false, true)
			if has(ByDistrictCap) != district || has(ByIndustryCap) != industry {
				t.Fatalf("case %d: %s: have %v, but without its district's cap it is in: %t, without its industry's: %t", seed, out.ID, out.Reasons, district, industry)
			}
			if both := !district && !industry && in(true, true); has(ByBothCaps) != both {
				t.Fatalf("case %d: %s: have %v, but without both caps it is in: %t", seed, out.ID, out.Reasons, both)
			}
			if has(ByFloors) && out.Enough != nil || len(out.Reasons) == 0 {
				t.Fatalf("case %d: %s: %v", seed, out.ID, out.Reasons)
			}
		}
	}
	for _, r := range []Reason{ByTotal, ByDistrictCap, ByIndustryCap, ByBothCaps, ByBetter, ByFloors} {
		if seen[r] == 0 {
			t.Errorf("no case for %s", r)
		}
	}
}

func TestConflictsAreNamed(t *testing.T) {
	firms := []Candidate{
		{ID: "a", Score: 5, District: "N", Industry: "34"}, {ID: "b", Score: 4, District: "N", Industry: "34"},
		{ID: "c", Score: 3, District: "S", Industry: "34"}, {ID: "d", Score: 2, District: "S", Industry: "35"},
	}
	for name, c := range map[string]struct {
		terms Terms
		want  string
	}{
		"floors of districts over the total": {
			Terms{Total: 3, Districts: map[domain.Code]Bounds{"N": {Floor: 2}, "S": {Floor: 2}}},
			"the floors cannot be kept: district N 2, district S 2 ask for 4, but total 3 let in 3",
		},
		"a floor over its own cap": {
			Terms{Total: 3, Districts: map[domain.Code]Bounds{"N": {Floor: 2, Cap: most(1)}}},
			"the floors cannot be kept: district N 2 ask for 2, but district N 1 let in 1",
		},
		"a floor over the candidates there are": {
			Terms{Total: 4, Industries: map[domain.Code]Bounds{"35": {Floor: 2}}},
			"the floors cannot be kept: industry 35 2 ask for 2, but 1 candidates of 35 in S let in 1",
		},
		"a floor where there is no candidate": {
			Terms{Total: 4, Districts: map[domain.Code]Bounds{"W": {Floor: 1}}},
			"the floors cannot be kept: district W 1 ask for 1, but no candidates let in 0",
		},
		"a district's floor against an industry's cap": {
			Terms{Total: 4, Districts: map[domain.Code]Bounds{"N": {Floor: 2}}, Industries: map[domain.Code]Bounds{"34": {Cap: most(1)}}},
			"the floors cannot be kept: district N 2 ask for 2, but industry 34 1 let in 1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Choose(firms, c.terms)
			if err == nil || err.Error() != c.want {
				t.Errorf("have %v, want %s", err, c.want)
			}
		})
	}
}

func TestTermsOutOfRangeAreRefused(t *testing.T) {
	firm := []Candidate{{ID: "a", Score: 1}}
	for name, c := range map[string]struct {
		all   []Candidate
		terms Terms
	}{
		"no total":          {firm, Terms{}},
		"a total too large": {firm, Terms{Total: MaxTotal + 1}},
		"a negative cap":    {firm, Terms{Total: 1, DistrictCap: most(-1)}},
		"a negative floor":  {firm, Terms{Total: 1, Districts: map[domain.Code]Bounds{"N": {Floor: -1}}}},
		"a score too large": {[]Candidate{{ID: "a", Score: MaxScore + 1}}, Terms{Total: 1}},
	} {
		if _, err := Choose(c.all, c.terms); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

// Many makes candidates like those of a large region.
func many(n int) []Candidate {
	d := rand.New(rand.NewPCG(1, 9))
	all := make([]Candidate, n)
	for k := range all {
		all[k] = Candidate{
			ID: fmt.Sprintf("ent_%06d", k), Score: int64(d.IntN(10_001)), FoundedOn: domain.Date(d.IntN(9000)), USCC: domain.USCC(fmt.Sprintf("9150%014d", k)),
			District: domain.Code(fmt.Sprint(500100 + d.IntN(41))), Industry: domain.Code(fmt.Sprint(13 + d.IntN(31))),
		}
	}
	return all
}

func BenchmarkChoose100kCapped(b *testing.B) {
	all := many(100_000)
	terms := Terms{Total: 100, DistrictCap: most(5), IndustryCap: most(8), Districts: map[domain.Code]Bounds{"500109": {Floor: 4, Cap: most(10)}, "500120": {Floor: 3}}, Industries: map[domain.Code]Bounds{"39": {Floor: 6, Cap: most(20)}}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Choose(all, terms); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkChoose100kUncapped(b *testing.B) {
	all := many(100_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Choose(all, Terms{Total: 100}); err != nil {
			b.Fatal(err)
		}
	}
}

// Scores that tie everywhere are the hardest for the tie rule.
func BenchmarkChoose100kTied(b *testing.B) {
	all := many(100_000)
	for k := range all {
		all[k].Score = all[k].Score / 1250 * 1250
	}
	terms := Terms{Total: 100, DistrictCap: most(4), IndustryCap: most(5)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Choose(all, terms); err != nil {
			b.Fatal(err)
		}
	}
}
