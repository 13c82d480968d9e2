package responseclock

import (
	"cmp"
	"math"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Nearness is how near an agency is to a firm: first those that serve its
// district, then those of a district beside it, then the others by distance.
type Nearness struct {
	Rank int     // 0 serves it, 1 adjacent, 2 elsewhere
	Km   float64 // between the seats of the districts, by the nearest; as the crow flies
}

// Nearest orders agencies by nearness to the district, and by id where two are
// as near. places is the vocabulary of places. The list that is given stays.
func Nearest(places *rules.Vocabulary, district domain.Code, agencies []domain.Organisation) []domain.Organisation {
	near := map[domain.OrganisationID]Nearness{}
	for _, a := range agencies {
		near[a.ID] = NearnessOf(places, district, a.Districts)
	}
	out := slices.Clone(agencies)
	slices.SortFunc(out, func(a, b domain.Organisation) int {
		x, y := near[a.ID], near[b.ID]
		return cmp.Or(cmp.Compare(x.Rank, y.Rank), cmp.Compare(x.Km, y.Km), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// NearnessOf is that of the nearest of the districts served.
func NearnessOf(places *rules.Vocabulary, home domain.Code, served []domain.Code) Nearness {
	best := Nearness{Rank: 2, Km: math.Inf(1)}
	h, _ := places.Entry(home)
	for _, code := range served {
		e, ok := places.Entry(code)
		if !ok {
			continue
		}
		n := Nearness{Rank: 2, Km: km(places, h, e)}
		switch {
		case code == home:
			n = Nearness{}
		case slices.Contains(h.Neighbours, code) || slices.Contains(e.Neighbours, home):
			n.Rank = 1
		}
		if n.Rank < best.Rank || n.Rank == best.Rank && n.Km < best.Km {
			best = n
		}
	}
	return best
}

const earthKm = 6371.0088 // mean radius, IUGG

// km is the great-circle distance of two seats, infinite where one is not known.
func km(places *rules.Vocabulary, a, b rules.Entry) float64 {
	latA, lonA, okA := seat(places, a)
	latB, lonB, okB := seat(places, b)
	if !okA || !okB {
		return math.Inf(1)
	}
	rad := math.Pi / 180
	dLat, dLon := (latB-latA)*rad, (lonB-lonA)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(latA*rad)*math.Cos(latB*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthKm * math.Asin(math.Sqrt(h))
}

// seat is that of the place, else of the first district that it lies in.
func seat(places *rules.Vocabulary, e rules.Entry) (lat, lon float64, ok bool) {
	if e.Lat != 0 || e.Lon != 0 {
		return e.Lat, e.Lon, true
	}
	for _, c := range e.LiesIn {
		if in, there := places.Entry(c); there && (in.Lat != 0 || in.Lon != 0) {
			return in.Lat, in.Lon, true
		}
	}
	return 0, 0, false
}
