package rules

import (
	"slices"

	"rongqiao/internal/domain"
)

// Whereabouts answers, for every place of the vocabulary, whether an
// enterprise lies in it by the map of the day.
//
// The city's map changes, and a firm keeps its code until it confirms the new
// one. An offer bound to a place follows the map of the day:
//
//   - the firm's own code, and every place above it, is certain;
//   - a code abolished before the day stands for what it became: certain where
//     it became one place, unknown where it was split, until the firm confirms;
//   - an offer bound to an abolished place still means the firms that lay in it
//     and have not moved away; a firm that began in the successor after the
//     change is taken to lie in it where the successor is the main one, and is
//     unknown where only a part of the old area went there; so is one that came
//     from elsewhere, or that names the successor for a time before it existed;
//   - a development zone cuts across districts: unknown for a firm whose
//     district the zone touches and that has not said which zone it is in.
type Whereabouts map[domain.Code]Truth

func (rs *RuleSet) whereabouts(e domain.Enterprise, day domain.Date) Whereabouts {
	places := rs.Vocabularies[placesVocabulary]
	w := Whereabouts{}
	home := e.District()
	if home == "" {
		for _, p := range places.Entries {
			w[p.Code] = Unknown
		}
		return w
	}
	w.put(places, home, True)
	w.followMap(places, home, day, True)
	w.rememberHistory(places, e, day)
	w.zones(places, e)
	return w
}

// put raises a place and all above it to at least t.
func (w Whereabouts) put(places *Vocabulary, c domain.Code, t Truth) {
	for _, up := range places.Lineage(c) {
		w[up] = max(w[up], t)
	}
}

// followMap takes an abolished home to the places that it became: as sure as
// the way there, and no surer than unknown past a split.
func (w Whereabouts) followMap(places *Vocabulary, home domain.Code, day domain.Date, sure Truth) {
	e, ok := places.Entry(home)
	if !ok || !e.ended(day) {
		return
	}
	if len(e.Successors) > 1 {
		sure = Unknown
	}
	for _, s := range e.Successors {
		w.put(places, s.Code, sure)
		w.followMap(places, s.Code, day, sure)
	}
}

// rememberHistory answers for abolished places: those that the firm lay in and
// has not left, and those of which its present home is a successor.
func (w Whereabouts) rememberHistory(places *Vocabulary, e domain.Enterprise, day domain.Date) {
	home := e.District()
	// A district given again is no move.
	residences := slices.CompactFunc(slices.Clone(e.Residences), func(a, b domain.Residence) bool { return a.District == b.District })
	for _, old := range places.Entries {
		if !old.ended(day) {
			continue
		}
		if stayed(places, residences, old) {
			w.put(places, old.Code, True)
			continue
		}
		for _, s := range old.Successors {
			if s.Code == home {
				w[old.Code] = max(w[old.Code], settled(places, residences, old, s))
			}
		}
	}
}

// stayed tells whether the firm lay in the place when it ended, and has since
// only confirmed what the place became.
func stayed(places *Vocabulary, residences []domain.Residence, old Entry) bool {
	heirs := places.heirs(old.Code)
	there := false
	for i, r := range residences {
		left := false // for another place before the end; a new name dated early is no move
		if i+1 < len(residences) {
			next := residences[i+1]
			e, _ := places.Entry(next.District)
			left = next.From <= *old.ValidUntil && e.InForce(next.From)
		}
		switch {
		case r.District == old.Code:
			there = !left
		case !slices.Contains(heirs, r.District):
			there = false
		}
	}
	return there
}

// settled answers whether a firm at home in the successor lies in the area of
// the abolished place.
func settled(places *Vocabulary, residences []domain.Residence, old Entry, s Successor) Truth {
	home := residences[len(residences)-1]
	if len(residences) > 1 {
		before := residences[len(residences)-2].District
		if slices.Contains(places.heirs(before), home.District) {
			return False // it came with another place that became this one
		}
	}
	if home.From <= *old.ValidUntil {
		if e, _ := places.Entry(home.District); e.ValidFrom != nil && home.From < *e.ValidFrom {
			return Unknown // known by the new place alone, from before there was one
		}
		return False
	}
	if s.Part == "main" && len(residences) == 1 {
		return True
	}
	return Unknown
}

func (w Whereabouts) zones(places *Vocabulary, e domain.Enterprise) {
	if e.Zone != nil {
		if *e.Zone != domain.ZoneNone {
			w.put(places, *e.Zone, True)
		}
		return
	}
	for _, z := range places.Entries {
		for _, d := range z.LiesIn {
			if w[d] != False && z.Code != e.District() {
				w[z.Code] = max(w[z.Code], Unknown)
			}
		}
	}
}

// Near tells how near one of the branches is to the firm: "same" place,
// "neighbour", "city" for anywhere else under a shared root, "none" for no
// branch known to serve it, or "" where the branches are not known.
func (rs *RuleSet) Near(branches []domain.Code, w Whereabouts, home domain.Code) string {
	if branches == nil {
		return ""
	}
	places := rs.Vocabularies[placesVocabulary]
	best := "none"
	h, _ := places.Entry(home)
	for _, b := range branches {
		switch e, _ := places.Entry(b); {
		case w[b] == True && b != rs.RootPlace:
			return "same"
		case slices.Contains(h.Neighbours, b) || slices.Contains(e.Neighbours, home):
			best = "neighbour"
		case best != "neighbour" && e.Code != "":
			best = "city"
		}
	}
	return best
}
