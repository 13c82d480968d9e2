package responseclock

import (
	"slices"
	"testing"

	"rongqiao/internal/domain"
)

func TestTheNearestAgencyComesFirst(t *testing.T) {
	places := load(t).Vocabularies["places"]
	agency := func(id string, districts ...domain.Code) domain.Organisation {
		return domain.Organisation{ID: domain.OrganisationID(id), Districts: districts}
	}
	beibei, shapingba, wanzhou, fuling := agency("b", "500109"), agency("s", "500106"), agency("w", "500101"), agency("f", "500102")
	for _, row := range []struct {
		name     string
		home     domain.Code
		agencies []domain.Organisation
		want     []domain.OrganisationID
	}{
		{"its own district's", "500109", []domain.Organisation{wanzhou, shapingba, beibei}, []domain.OrganisationID{"b", "s", "w"}},
		{"a neighbour before one that is nearer by the map only", "500106", []domain.Organisation{wanzhou, beibei, fuling}, []domain.OrganisationID{"b", "f", "w"}},
		{"of those elsewhere by distance", "500103", []domain.Organisation{wanzhou, fuling}, []domain.OrganisationID{"f", "w"}},
		{"the nearest of the districts that it serves", "500109", []domain.Organisation{agency("x", "500101", "500109"), shapingba}, []domain.OrganisationID{"x", "s"}},
		{"two for one district by id", "500109", []domain.Organisation{agency("z", "500109"), beibei}, []domain.OrganisationID{"b", "z"}},
		{"without districts last", "500109", []domain.Organisation{agency("a"), wanzhou}, []domain.OrganisationID{"w", "a"}},
		{"a district that nobody knows", "999999", []domain.Organisation{wanzhou, beibei}, []domain.OrganisationID{"b", "w"}},
	} {
		given := slices.Clone(row.agencies)
		var have []domain.OrganisationID
		for _, a := range Nearest(places, row.home, row.agencies) {
			have = append(have, a.ID)
		}
		if !slices.Equal(have, row.want) {
			t.Errorf("%s: have %v, want %v", row.name, have, row.want)
		}
		for i := range given {
			if given[i].ID != row.agencies[i].ID {
				t.Errorf("%s: the list that was given is in another order", row.name)
			}
		}
	}
}

// 渝中区 to 万州区 is about 228 km as the crow flies, by the seats' coordinates.
func TestDistanceIsThatOfTheSeats(t *testing.T) {
	places := load(t).Vocabularies["places"]
	n := NearnessOf(places, "500103", []domain.Code{"500101"})
	if n.Rank != 2 || n.Km < 220 || n.Km > 236 {
		t.Errorf("have %+v", n)
	}
}
