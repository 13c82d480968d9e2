package scoring

import (
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// classes finds the class whose lower bounds the firm reaches all together.
// The sector is the firm's own word, or follows from its industry where that
// leaves no choice. What is not known leaves several classes open.
func (j *judge) classes(t *rules.ClassTable, r *Result) {
	r.Verdict, r.Among = rules.Unknown, t.Order
	sector, ok := j.sector(t)
	if !ok {
		j.lacks(t.SectorField)
		return
	}
	r.Sector = sector
	bounds := t.Sectors[slices.IndexFunc(t.Sectors, func(b rules.SectorBounds) bool { return b.Sector == sector })]
	r.Among = nil
	for _, class := range t.Order {
		outcome := rules.True
		var lines []Condition
		for _, c := range bounds.Classes[class] {
			line := j.line(c)
			outcome = min(outcome, line.Outcome)
			lines = append(lines, line)
		}
		if outcome == rules.False {
			r.Conditions = lines // of the class above, which it does not reach
			continue
		}
		r.Among = append(r.Among, class)
		if outcome == rules.True {
			if len(r.Among) == 1 && len(lines) > 0 {
				r.Conditions = lines
			}
			break
		}
		for _, c := range bounds.Classes[class] {
			if j.rs.Judge(c, j.f) == rules.Unknown {
				j.lacks(c.Field)
			}
		}
		r.Conditions = lines
	}
	if len(r.Among) == 1 {
		r.Class, r.Verdict = r.Among[0], rules.True
	}
}

func (j *judge) sector(t *rules.ClassTable) (domain.Code, bool) {
	field, _ := j.rs.Field(t.SectorField)
	if fact := j.f.Get(field); fact.Known {
		return fact.Codes[0], true
	}
	industry, _ := j.rs.Field("enterprise.industry")
	for _, s := range t.Industries {
		for _, c := range j.f.Get(industry).Codes {
			if slices.Contains(s.Industries, c) {
				return s.Sector, true
			}
		}
	}
	return "", false
}
