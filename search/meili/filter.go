package meili

import (
	"fmt"
	"strings"

	"rongqiao/search"
)

// quote writes a value so that the server compares it and parses nothing in
// it.
func quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

// stateIs finds the server's documents of one state.
func stateIs(state string) string { return fieldState + " = " + quote(state) }

func in(field string, values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return field + " IN [" + strings.Join(quoted, ", ") + "]"
}

// filter is what a query asks for besides its text: conditions that must all
// hold, each built from values alone.
func filter(q search.Query) []string {
	out := []string{stateIs(stateLive)}
	for _, f := range []struct {
		field   string
		values  []string
		unbound bool // what is bound to nothing passes
	}{
		{facets["kind"], plain(q.Kinds), false},
		{facets["provider"], plain(q.Providers), false},
		{facets["district"], plain(q.Districts), true},
		{facets["industry"], plain(q.Industries), true},
		{facets["tier"], plain(q.Tiers), true},
	} {
		switch {
		case len(f.values) == 0:
		case f.unbound:
			out = append(out, "("+in(f.field, f.values)+" OR "+f.field+" IS EMPTY)")
		default:
			out = append(out, in(f.field, f.values))
		}
	}
	within := func(value int64, least, most string) {
		out = append(out, fmt.Sprintf("%s <= %d", least, value), fmt.Sprintf("(%s >= %d OR %s IS NULL)", most, value, most))
	}
	if q.Amount != nil {
		within(int64(*q.Amount), fieldAmountMin, fieldAmountMax)
	}
	if q.Term != nil {
		within(int64(*q.Term), fieldTermMin, fieldTermMax)
	}
	return out
}

// order is the sort that a query asks for. What lacks the figure comes last in
// either direction. Without a text there is no relevance to break ties by, and
// the server's rules would go on to the length of names.
func order(q search.Query, text bool) []string {
	var out []string
	switch q.Sort {
	case search.SortRate:
		out = append(out, fieldRate+":asc")
	case search.SortAmountDesc:
		out = append(out, fieldAmountMax+":desc")
	case search.SortName:
		out = append(out, fieldNameKey+":asc")
	case search.SortRelevance:
	}
	if !text {
		out = append(out, fieldID+":asc")
	}
	return out
}
