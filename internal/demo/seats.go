package demo

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Seat is an organisation with its one person, who still lacks a password.
type Seat struct {
	Organisation domain.Organisation
	Person       domain.User
}

var names = []string{"张伟", "刘洋", "陈静", "杨帆", "黄磊", "周婷", "吴刚", "徐丽", "孙涛", "马超", "朱琳", "胡斌", "郭敏", "何勇", "林芳", "罗军"}

// seat is the i-th of its kind. The key is a part of its ids and of the
// person's address, "<desk>.<key>@rongqiao.demo".
func seat(i int, desk, key string, o domain.Organisation) Seat {
	o.ID = domain.OrganisationID("org_demo_" + key)
	return Seat{o, domain.User{
		ID: domain.UserID("usr_demo_" + key), Email: strings.ToLower(desk + "." + key + "@rongqiao.demo"), Name: names[i%len(names)], Role: o.Role, Organisation: o.ID,
	}}
}

// Agencies makes an agency for each district that stands on the day, but those
// that have one already.
func Agencies(rs *rules.RuleSet, have []domain.Code, day domain.Date) []Seat {
	var out []Seat
	for _, e := range rs.Vocabularies["places"].Entries {
		if !rs.IsDistrict(e.Code) || !e.InForce(day) || slices.Contains(have, e.Code) || e.Code == rs.RootPlace {
			continue
		}
		out = append(out, seat(len(out), "agency", string(e.Code), domain.Organisation{
			Role: domain.RoleAgency, Name: e.Name.ZH + "中小企业服务中心", Districts: []domain.Code{e.Code},
		}))
	}
	return out
}

// Houses makes a seat in each bank and fund manager, but those that have one
// already, so that whoever is applied to can answer.
func Houses(rs *rules.RuleSet, have []domain.ProviderID) []Seat {
	var out []Seat
	for _, id := range slices.Sorted(maps.Keys(rs.Providers)) {
		p := rs.Providers[id]
		if slices.Contains(have, id) {
			continue
		}
		role, desk := domain.RoleBank, "bank"
		if p.Kind == "fund_manager" {
			role, desk = domain.RoleFundManager, "fund"
		}
		out = append(out, seat(len(out), desk, string(id), domain.Organisation{Role: role, Name: p.Name.ZH, Provider: id}))
	}
	return out
}

// Offices makes a seat in each of the firms.
func Offices(firms []domain.Enterprise) []Seat {
	var out []Seat
	for i, f := range firms {
		out = append(out, seat(i, "firm", fmt.Sprintf("%04d", i+1), domain.Organisation{Role: domain.RoleEnterprise, Name: f.Name, Enterprise: f.ID}))
	}
	return out
}
