package demo

import (
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// Agency is a district's service agency with its one officer, who still lacks
// a password.
type Agency struct {
	Organisation domain.Organisation
	Officer      domain.User
}

var officerNames = []string{"张伟", "刘洋", "陈静", "杨帆", "黄磊", "周婷", "吴刚", "徐丽", "孙涛", "马超", "朱琳", "胡斌", "郭敏", "何勇", "林芳", "罗军"}

// Agencies makes one for each district that stands on the day, but those that
// have one already.
func Agencies(rs *rules.RuleSet, have []domain.Code, day domain.Date) []Agency {
	var out []Agency
	for _, e := range rs.Vocabularies["places"].Entries {
		if !rs.IsDistrict(e.Code) || !e.InForce(day) || slices.Contains(have, e.Code) || e.Code == rs.RootPlace {
			continue
		}
		o := domain.Organisation{
			ID: domain.OrganisationID("org_demo_" + e.Code), Role: domain.RoleAgency, Name: e.Name.ZH + "中小企业服务中心", Districts: []domain.Code{e.Code},
		}
		out = append(out, Agency{o, domain.User{
			ID: domain.UserID("usr_demo_" + e.Code), Email: "agency." + string(e.Code) + "@rongqiao.demo", Name: officerNames[len(out)%len(officerNames)],
			Role: domain.RoleAgency, Organisation: o.ID,
		}})
	}
	return out
}
