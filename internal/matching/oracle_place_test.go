package matching

import (
	"slices"

	"rongqiao/internal/domain"
)

const places = "places"

// liesIn answers whether the firm lies in a place by the map of the day: its
// registered place and all above it; what that became since it ended, certain
// where it became one place; the places that it lay in before the map changed
// around it; and the development zone that it names.
func (w world) liesIn(place string) answer {
	homes := w.firm.Residences
	if len(homes) == 0 {
		return open
	}
	home := string(homes[len(homes)-1].District)
	return either(answerOf(w.o.above(places, place, home)), w.became(home, place), w.layIn(place), w.zone(place))
}

// ended tells whether a place is off the map on the day, and on which day it
// was last on it.
func (w world) ended(place string) (domain.Date, bool) {
	until := w.o.codes[places][place]["valid_until"]
	if until == nil {
		return 0, false
	}
	return dayOf(until), dayOf(until) < w.day
}

func (w world) successors(place string) []node { return nodes(w.o.codes[places][place]["successors"]) }

// became follows a place that ended to what it became.
func (w world) became(home, place string) answer {
	if _, ended := w.ended(home); !ended {
		return no
	}
	best := no
	for _, s := range w.successors(home) {
		to := text(s["code"])
		best = either(best, answerOf(w.o.above(places, place, to)), w.became(to, place))
	}
	if best == yes && len(w.successors(home)) > 1 {
		return open
	}
	return best
}

// layIn answers for a place that has ended: it still means the firms that lay
// in it at its end and have since only confirmed what it became. A firm that
// began in a successor after the end counts as in it where that is the main
// one. Nobody knows where that is a part, where the firm came from elsewhere,
// or where it names the successor for a time before there was one. A firm that
// came with another place was never in this one.
func (w world) layIn(place string) answer {
	last, ended := w.ended(place)
	if !ended {
		return no
	}
	homes := slices.CompactFunc(slices.Clone(w.firm.Residences), func(a, b domain.Residence) bool { return a.District == b.District })
	if w.confirmed(homes, place, last) {
		return yes
	}
	home := homes[len(homes)-1]
	share, only := w.share(place, string(home.District)), len(homes) == 1
	switch {
	case share == "" || (!only && w.heir(string(homes[len(homes)-2].District), string(home.District))):
		return no
	case home.From <= last && w.began(home):
		return no
	case home.From > last && only && share == "main":
		return yes
	}
	return open
}

// confirmed tells whether the firm left the place with the map alone.
func (w world) confirmed(homes []domain.Residence, place string, last domain.Date) bool {
	for i := len(homes) - 1; i >= 0; i-- {
		if string(homes[i].District) == place {
			return i == len(homes)-1 || homes[i+1].From > last || !w.began(homes[i+1])
		}
		if !w.heir(place, string(homes[i].District)) {
			return false
		}
	}
	return false
}

// began tells whether the place was on the map when the firm came.
func (w world) began(r domain.Residence) bool {
	e := w.o.codes[places][string(r.District)]
	return (e["valid_from"] == nil || dayOf(e["valid_from"]) <= r.From) && (e["valid_until"] == nil || r.From <= dayOf(e["valid_until"]))
}

// heir tells whether a place became another, perhaps by way of a third.
func (w world) heir(place, other string) bool {
	return slices.ContainsFunc(w.successors(place), func(s node) bool {
		return text(s["code"]) == other || w.heir(text(s["code"]), other)
	})
}

// share says which share of a place its successor took: "main", "part", or ""
// where it is none.
func (w world) share(place, successor string) string {
	for _, s := range w.successors(place) {
		if text(s["code"]) == successor {
			return text(s["part"])
		}
	}
	return ""
}

// zone answers for a development zone, which cuts across districts.
func (w world) zone(place string) answer {
	if z := w.firm.Zone; z != nil {
		return answerOf(*z != domain.ZoneNone && w.o.above(places, place, string(*z)))
	}
	touched, _ := w.o.codes[places][place]["lies_in"].([]any)
	for _, d := range touched {
		if w.liesIn(text(d)) != no {
			return open
		}
	}
	return no
}
