package rules

import (
	"slices"

	"rongqiao/internal/domain"
)

// Wanted answers the value of a criterion in force on the day; ok is false
// before its first, when the criterion does not apply.
func Wanted(c domain.Criterion, day domain.Date) (w domain.Wanted, ok bool) {
	for i := len(c.Values) - 1; i >= 0; i-- {
		if c.Values[i].From <= day {
			return c.Values[i], true
		}
	}
	return domain.Wanted{}, false
}

// Judge answers one criterion. Routes are alternatives: the best of them
// counts, and one with something for a person to judge is unknown at best.
func (rs *RuleSet) Judge(c domain.Criterion, f *Facts) Truth {
	if len(c.Routes) > 0 {
		best := False
		for _, r := range c.Routes {
			best = max(best, rs.JudgeRoute(r, f))
		}
		return best
	}
	field, ok := rs.Field(c.Field)
	if !ok {
		return Unknown
	}
	w, ok := Wanted(c, f.Day)
	if !ok {
		return True
	}
	return judgeFact(f.Get(field), field.Type, c.Op, w)
}

// JudgeRoute answers one way of meeting a criterion: all its criteria.
func (rs *RuleSet) JudgeRoute(r domain.Route, f *Facts) Truth {
	all := True
	if len(r.Judgements) > 0 {
		all = Unknown
	}
	for _, c := range r.Criteria {
		all = min(all, rs.Judge(c, f))
	}
	return all
}

func judgeFact(fact Fact, t FieldType, op domain.Op, w domain.Wanted) Truth {
	if t == TypePlace {
		best := False
		for _, c := range w.Codes {
			best = max(best, fact.Where[c])
		}
		return best
	}
	// What is not known is never held against a firm, "is known" included:
	// the answer may simply not have been given yet.
	if !fact.Known {
		return fact.partly(t, op, w)
	}
	switch op {
	case domain.OpIsKnown:
		return True
	case domain.OpIn:
		return truth(overlap(fact.Codes[:fact.Own], w.Codes))
	case domain.OpWithin, domain.OpContainsAny:
		return truth(overlap(fact.Codes, w.Codes))
	case domain.OpContainsAll:
		for _, c := range w.Codes {
			if !slices.Contains(fact.Codes, c) {
				return False
			}
		}
		return True
	}
	return truth(numberOp(op, fact.Compare(t, w.Number)))
}

// partly answers from what is known of a value that is not: that it is at most
// a number, or one of some codes.
func (f Fact) partly(t FieldType, op domain.Op, w domain.Wanted) Truth {
	switch {
	case f.AtMost && (op == domain.OpAtLeast || op == domain.OpMore):
		if !numberOp(op, f.Compare(t, w.Number)) {
			return False
		}
	case f.AtMost && (op == domain.OpAtMost || op == domain.OpLess):
		if numberOp(op, f.Compare(t, w.Number)) {
			return True
		}
	case len(f.Among) > 0 && op == domain.OpIn:
		in := 0
		for _, c := range f.Among {
			if slices.Contains(w.Codes, c) {
				in++
			}
		}
		if in == 0 || in == len(f.Among) {
			return truth(in > 0)
		}
	}
	return Unknown
}

func numberOp(op domain.Op, cmp int) bool {
	switch op {
	case domain.OpEqual:
		return cmp == 0
	case domain.OpLess:
		return cmp < 0
	case domain.OpAtMost:
		return cmp <= 0
	case domain.OpMore:
		return cmp > 0
	case domain.OpAtLeast:
		return cmp >= 0
	}
	return false
}

func overlap(have, want []domain.Code) bool {
	for _, c := range want {
		if slices.Contains(have, c) {
			return true
		}
	}
	return false
}

// Unknowns lists the fields on which a criterion with an unknown answer
// hangs, each once.
func (rs *RuleSet) Unknowns(c domain.Criterion, f *Facts) []string {
	seen := map[string]bool{}
	var out []string
	var walk func(c domain.Criterion)
	walk = func(c domain.Criterion) {
		if len(c.Routes) == 0 {
			if rs.Judge(c, f) == Unknown && !seen[c.Field] {
				seen[c.Field] = true
				out = append(out, c.Field)
			}
			return
		}
		for _, r := range c.Routes {
			if rs.JudgeRoute(r, f) != Unknown {
				continue
			}
			for _, sub := range r.Criteria {
				walk(sub)
			}
		}
	}
	if rs.Judge(c, f) == Unknown {
		walk(c)
	}
	return out
}
