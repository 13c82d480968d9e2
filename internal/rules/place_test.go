package rules_test

import (
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// home makes residences from pairs of a district and its first day.
func home(t *testing.T, pairs ...string) []domain.Residence {
	t.Helper()
	var out []domain.Residence
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, domain.Residence{District: domain.Code(pairs[i]), From: day(t, pairs[i+1])})
	}
	return out
}

const (
	before = "2025-11-05" // the last day of the old map
	after  = "2025-11-06" // the first day of the new one
)

// On 2025-11-06 500105 became CQ-LJX as a whole; 500112 went to CQ-LJX but for
// five towns, which went to 500109. An offer follows the map of the day, and a
// firm keeps its code until it confirms the new one.
func TestOffersFollowTheMapOfTheDay(t *testing.T) {
	rs := loadConfig(t)
	rows := map[string]struct {
		firm  []domain.Residence
		on    string
		place domain.Code
		want  rules.Truth
	}{
		"before the change a firm lies in its district": {home(t, "500112", "2015-03-01"), before, "500112", yes},
		"and in the city":                                            {home(t, "500112", "2015-03-01"), before, "500000", yes},
		"and not in the district to come":                            {home(t, "500112", "2015-03-01"), before, "CQ-LJX", no},
		"and not in its neighbour":                                   {home(t, "500112", "2015-03-01"), before, "500109", no},
		"a district that stays is the same the day after":            {home(t, "500108", "2015-03-01"), after, "500108", yes},
		"and is none of the changed ones":                            {home(t, "500108", "2015-03-01"), after, "CQ-LJX", no},
		"nor of the abolished ones":                                  {home(t, "500108", "2015-03-01"), after, "500112", no},
		"an unconfirmed code still means its old district":           {home(t, "500105", "2015-03-01"), after, "500105", yes},
		"an unconfirmed code that became one place is certain":       {home(t, "500105", "2015-03-01"), after, "CQ-LJX", yes},
		"and is not in the other abolished one":                      {home(t, "500105", "2015-03-01"), after, "500112", no},
		"and not in what the other one became":                       {home(t, "500105", "2015-03-01"), after, "500109", no},
		"and remains in the city":                                    {home(t, "500105", "2015-03-01"), after, "500000", yes},
		"an unconfirmed code that was split is unknown in the main":  {home(t, "500112", "2015-03-01"), after, "CQ-LJX", unknown},
		"and unknown in the part":                                    {home(t, "500112", "2015-03-01"), after, "500109", unknown},
		"and certain in its old district":                            {home(t, "500112", "2015-03-01"), after, "500112", yes},
		"and certain in the city":                                    {home(t, "500112", "2015-03-01"), after, "500000", yes},
		"and elsewhere not":                                          {home(t, "500112", "2015-03-01"), after, "500105", no},
		"a firm of the old code that registers late is the same":     {home(t, "500112", "2026-11-23"), "2026-11-23", "CQ-LJX", unknown},
		"and means its old district too":                             {home(t, "500112", "2026-11-23"), "2026-11-23", "500112", yes},
		"a confirmed code is certain":                                {home(t, "500112", "2015-03-01", "CQ-LJX", "2026-01-10"), "2026-01-10", "CQ-LJX", yes},
		"and no longer unknown in the part":                          {home(t, "500112", "2015-03-01", "CQ-LJX", "2026-01-10"), "2026-01-10", "500109", no},
		"and remembers its old district":                             {home(t, "500112", "2015-03-01", "CQ-LJX", "2026-01-10"), "2026-01-10", "500112", yes},
		"and has not lain in the other old one":                      {home(t, "500112", "2015-03-01", "CQ-LJX", "2026-01-10"), "2026-01-10", "500105", no},
		"one that confirmed the part is certain there":               {home(t, "500112", "2015-03-01", "500109", "2026-01-10"), "2026-01-10", "500109", yes},
		"and remembers its old district as well":                     {home(t, "500112", "2015-03-01", "500109", "2026-01-10"), "2026-01-10", "500112", yes},
		"and is not in the main one":                                 {home(t, "500112", "2015-03-01", "500109", "2026-01-10"), "2026-01-10", "CQ-LJX", no},
		"a confirmation dated before the change is no move":          {home(t, "500105", "2015-03-01", "CQ-LJX", "2020-01-01"), after, "500105", yes},
		"a newcomer to the main one is taken to lie in the old":      {home(t, "CQ-LJX", "2026-02-01"), "2026-02-01", "500112", yes},
		"in each of them":                                            {home(t, "CQ-LJX", "2026-02-01"), "2026-02-01", "500105", yes},
		"a newcomer to the part is unknown in the old":               {home(t, "500109", "2026-02-01"), "2026-02-01", "500112", unknown},
		"and lay never in the other":                                 {home(t, "500109", "2026-02-01"), "2026-02-01", "500105", no},
		"one that was in the part before the change was not in it":   {home(t, "500109", before), "2026-02-01", "500112", no},
		"one that came on the day of the change is a newcomer":       {home(t, "500109", after), "2026-02-01", "500112", unknown},
		"one that names the new place from before it existed":        {home(t, "CQ-LJX", "2015-03-01"), "2026-02-01", "500112", unknown},
		"one that moved in from elsewhere is unknown in the old":     {home(t, "500101", "2015-03-01", "CQ-LJX", "2026-02-01"), "2026-02-01", "500112", unknown},
		"and certain in the new":                                     {home(t, "500101", "2015-03-01", "CQ-LJX", "2026-02-01"), "2026-02-01", "CQ-LJX", yes},
		"one that moved away before the change is gone":              {home(t, "500105", "2010-01-01", "500101", "2015-03-01"), after, "500105", no},
		"even to where a part of it went later":                      {home(t, "500112", "2010-01-01", "500109", "2015-03-01"), after, "500112", no},
		"a move on the old map's last day is a move":                 {home(t, "500112", "2010-01-01", "500109", before), after, "500112", no},
		"the same a day later confirms the part":                     {home(t, "500112", "2010-01-01", "500109", after), after, "500112", yes},
		"one that moved away after it is gone too":                   {home(t, "500105", "2010-01-01", "500101", "2026-03-01"), "2026-03-01", "500105", no},
		"one that confirmed and then moved away is gone":             {home(t, "500105", "2010-01-01", "CQ-LJX", "2026-01-10", "500101", "2026-03-01"), "2026-03-01", "500105", no},
		"before the change an offer to the new place fits no old":    {home(t, "500105", "2015-03-01"), before, "CQ-LJX", no},
		"a firm that has not said where it is may be anywhere":       {nil, after, "500112", unknown},
		"also in the city":                                           {nil, after, "500000", unknown},
		"a place that is not on the map holds nobody":                {home(t, "500105", "2015-03-01"), after, "999999", no},
		"the year after, nothing has changed for the unconfirmed":    {home(t, "500112", "2015-03-01"), "2026-11-23", "CQ-LJX", unknown},
		"the year after, nothing has changed for the whole":          {home(t, "500105", "2015-03-01"), "2026-11-23", "CQ-LJX", yes},
		"a firm that came from a zone's code is a mover like others": {home(t, "CQ-GX", "2015-03-01", "500109", "2026-02-01"), "2026-02-01", "500112", unknown},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			e := domain.Enterprise{Residences: r.firm, Zone: ptr(domain.ZoneNone)}
			c := one("enterprise.place", domain.OpWithin, oneOf(r.place))
			if have := rs.Judge(c, rs.Facts(e, domain.Need{}, day(t, r.on))); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

func TestAZoneIsUnknownWhereItTouchesAndNothingWasSaid(t *testing.T) {
	rs := loadConfig(t)
	rows := map[string]struct {
		district domain.Code
		zone     *domain.Code
		place    domain.Code
		want     rules.Truth
	}{
		"a zone that touches the district":          {"500106", nil, "CQ-GX", unknown},
		"a zone that does not":                      {"500101", nil, "CQ-GX", no},
		"the zone that the firm says":               {"500106", ptr(domain.Code("CQ-GX")), "CQ-GX", yes},
		"the district beside the zone is kept":      {"500106", ptr(domain.Code("CQ-GX")), "500106", yes},
		"another zone than the firm says":           {"500109", ptr(domain.Code("CQ-GX")), "CQ-LJ", no},
		"no zone, says the firm":                    {"500106", ptr(domain.ZoneNone), "CQ-GX", no},
		"a zone as the place of registration":       {"CQ-GX", nil, "CQ-GX", yes},
		"which lies in the city":                    {"CQ-GX", nil, "500000", yes},
		"but says no district":                      {"CQ-GX", nil, "500106", no},
		"a zone that touches what the place became": {"500112", nil, "CQ-LJ", unknown},
		"a zone that touches the new district":      {"CQ-LJX", nil, "CQ-LJ", unknown},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			e := domain.Enterprise{Residences: []domain.Residence{{District: r.district}}, Zone: r.zone}
			c := one("enterprise.place", domain.OpWithin, oneOf(r.place))
			if have := rs.Judge(c, rs.Facts(e, domain.Need{}, day(t, after))); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

// A code that was split, one part of which was later renamed: no step after
// the split is surer than the split.
func TestAChainOfChangesIsNoSurerThanItsWeakestLink(t *testing.T) {
	files := small(t)
	files[places].Data = append(files[places].Data, []byte(`  - {code: S, name: {zh: 分, en: Split}, parent: R, valid_until: 2020-12-31, successors: [{code: M, part: main}, {code: A, part: part}]}
  - {code: M, name: {zh: 中, en: Middle}, parent: R, valid_from: 2021-01-01, valid_until: 2023-12-31, successors: [{code: N, part: main}]}
  - {code: N, name: {zh: 末, en: Now}, parent: R, valid_from: 2024-01-01}
`)...)
	rs, err := rules.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]struct {
		firm  []domain.Residence
		on    string
		place domain.Code
		want  rules.Truth
	}{
		"after the split the middle is unknown":          {home(t, "S", "2010-01-01"), "2022-01-01", "M", unknown},
		"and what is to come is not yet":                 {home(t, "S", "2010-01-01"), "2022-01-01", "N", no},
		"after the renaming the new name is unknown too": {home(t, "S", "2010-01-01"), "2025-01-01", "N", unknown},
		"and the middle still is":                        {home(t, "S", "2010-01-01"), "2025-01-01", "M", unknown},
		"one that confirmed the middle is certain":       {home(t, "S", "2010-01-01", "M", "2021-05-01"), "2025-01-01", "N", yes},
		"and remembers the first":                        {home(t, "S", "2010-01-01", "M", "2021-05-01"), "2025-01-01", "S", yes},
		"one that confirmed the last remembers it too":   {home(t, "S", "2010-01-01", "N", "2024-05-01"), "2025-01-01", "S", yes},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			c := one("enterprise.place", domain.OpWithin, oneOf(r.place))
			if have := rs.Judge(c, rs.Facts(domain.Enterprise{Residences: r.firm}, domain.Need{}, day(t, r.on))); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

func TestHowNearABranchIs(t *testing.T) {
	rs := loadConfig(t)
	rows := map[string]struct {
		branches []domain.Code
		home     domain.Code
		want     string
	}{
		"branches that are not known":                  {nil, "500112", ""},
		"no branch":                                    {[]domain.Code{}, "500112", "none"},
		"a branch in the same place":                   {[]domain.Code{"500101", "500112"}, "500112", "same"},
		"a branch next door":                           {[]domain.Code{"500101", "500109"}, "500112", "neighbour"},
		"the neighbour is kept when a farther follows": {[]domain.Code{"500109", "500101"}, "500112", "neighbour"},
		"a branch elsewhere in the city":               {[]domain.Code{"500101"}, "500112", "city"},
		"a branch that serves the city":                {[]domain.Code{"500000"}, "500112", "city"},
		"the new district is the same as the old":      {[]domain.Code{"CQ-LJX"}, "500105", "same"},
		"a branch outside the map":                     {[]domain.Code{"999999"}, "500112", "none"},
	}
	field, _ := rs.Field("enterprise.place")
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			e := domain.Enterprise{Residences: []domain.Residence{{District: r.home}}}
			w := rs.Facts(e, domain.Need{}, day(t, after)).Get(field).Where
			if have := rs.Near(r.branches, w, r.home); have != r.want {
				t.Errorf("want %q, have %q", r.want, have)
			}
		})
	}
}
