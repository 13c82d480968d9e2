package demo

import (
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Region is what the generator needs to know of a region's vocabularies. The
// order of each list is part of what the seed determines.
type Region struct {
	Name      string          // before a firm's own name
	Districts []domain.Code   // where a firm can be registered on the day
	Abolished []AbolishedCode // districts that ended before the day
	Zones     []Zone
	Divisions []domain.Code // industries, two digits, from manufacturing
}

// AbolishedCode is a district that the map no longer has.
type AbolishedCode struct {
	Code       domain.Code
	LastDay    domain.Date
	Successors []domain.Code // the main one first
}

// Zone is a development zone with the districts that it lies in or touches.
type Zone struct {
	Code   domain.Code
	LiesIn []domain.Code
}

// manufacturing is the section of GB/T 4754-2017 that demo firms come from.
const manufacturing = "C"

// RegionOf reads the region out of the rule data, as of the day.
func RegionOf(rs *rules.RuleSet, today domain.Date) Region {
	r := Region{Name: shortName(rs.RegionName.ZH), Divisions: rs.Vocabularies["industries"].Children(manufacturing)}
	for _, p := range rs.Vocabularies["places"].Entries {
		switch {
		case p.Code == rs.RootPlace || (p.ValidFrom != nil && *p.ValidFrom > today):
		case len(p.LiesIn) > 0:
			r.Zones = append(r.Zones, Zone{Code: p.Code, LiesIn: p.LiesIn})
		case p.InForce(today):
			r.Districts = append(r.Districts, p.Code)
		case len(p.Successors) > 0:
			old := AbolishedCode{Code: p.Code, LastDay: *p.ValidUntil}
			for _, s := range p.Successors {
				old.Successors = append(old.Successors, s.Code)
			}
			r.Abolished = append(r.Abolished, old)
		}
	}
	return r
}

// shortName drops the kind of place that ends a region's name, as firms do.
func shortName(name string) string {
	runes := []rune(name)
	if n := len(runes); n > 2 && (runes[n-1] == '市' || runes[n-1] == '省') {
		return string(runes[:n-1])
	}
	return name
}
