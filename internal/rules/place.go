package rules

import "rongqiao/internal/domain"

// Whereabouts answers, for every place of the vocabulary, whether an
// enterprise lies in it by the map of the day.
//
// The city's map changes, and a firm keeps its code until it confirms the new
// one. An offer bound to a place follows the map of the day:
//
//   - the firm's own code, and every place above it, is certain;
//   - a code abolished before the day stands for what it became: certain where
//     it became one place, unknown where it was split, until the firm confirms;
//   - an offer bound to an abolished place still means the firms that lay in
//     it; a firm that settled in the successor after the change is taken to lie
//     in it where the successor is the main one, and is unknown where only a
//     part of the old area went there;
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
	w.followMap(places, home, day)
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

// followMap takes an abolished home to the places that it became.
func (w Whereabouts) followMap(places *Vocabulary, home domain.Code, day domain.Date) {
	e, ok := places.Entry(home)
	if !ok || e.InForce(day) || len(e.Successors) == 0 {
		return
	}
	t := Unknown
	if len(e.Successors) == 1 {
		t = True
	}
	for _, s := range e.Successors {
		w.put(places, s.Code, t)
		w.followMap(places, s.Code, day)
	}
}

// rememberHistory answers for abolished places, of which the firm's present
// home is a successor.
func (w Whereabouts) rememberHistory(places *Vocabulary, e domain.Enterprise, day domain.Date) {
	home := e.Residences[len(e.Residences)-1]
	for _, old := range places.Entries {
		if old.InForce(day) || old.ValidUntil == nil {
			continue
		}
		lived := false
		for _, r := range e.Residences {
			lived = lived || r.District == old.Code
		}
		if lived {
			w.put(places, old.Code, True)
			continue
		}
		for _, s := range old.Successors {
			if s.Code != home.District || home.From <= *old.ValidUntil || len(e.Residences) > 1 {
				continue
			}
			t := Unknown
			if s.Part == "main" {
				t = True
			}
			w[old.Code] = max(w[old.Code], t)
		}
	}
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
		case contains(h.Neighbours, b) || contains(e.Neighbours, home):
			best = "neighbour"
		case best != "neighbour" && e.Code != "":
			best = "city"
		}
	}
	return best
}

func contains(list []domain.Code, c domain.Code) bool {
	for _, x := range list {
		if x == c {
			return true
		}
	}
	return false
}
