package matching

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"testing"

	"rongqiao/internal/domain"
)

// The oracle is a second evaluator, written apart from the first. It reads
// the rule data's files itself and judges from the written rules alone: no
// code of the rules or the matching package is in it. Its figures are others,
// too: yuan, plain ratios and calendar days, all of them fractions without
// rounding. It is slow, and says nothing but the verdict.

// answer is three-valued.
type answer string

const (
	yes  answer = "yes"
	open answer = "open"
	no   answer = "no"
)

// every is "and": one no decides, then one open.
func every(list ...answer) answer {
	switch {
	case slices.Contains(list, no):
		return no
	case slices.Contains(list, open):
		return open
	}
	return yes
}

// either is "or": one yes decides, then one open.
func either(list ...answer) answer {
	switch {
	case slices.Contains(list, yes):
		return yes
	case slices.Contains(list, open):
		return open
	}
	return no
}

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

// world is one firm with one need on one day.
type world struct {
	o    *oracle
	firm domain.Enterprise
	need domain.Need
	day  domain.Date
}

// verdict is the written rule: out of its dates, an offer is expired; one
// condition known not to hold makes it ineligible; one that is not known, or
// something for a person to judge, makes it conditional.
func (w world) verdict(offer node) Verdict {
	if from, ok := offer["valid_from"]; ok && w.day < dayOf(from) {
		return Expired
	}
	if until, ok := offer["valid_until"]; ok && w.day > dayOf(until) {
		return Expired
	}
	all := append(w.terms(offer), w.ceiling(sub(offer, "terms")), w.rate(offer))
	for _, c := range nodes(offer["criteria"]) {
		all = append(all, w.criterion(c))
	}
	switch every(all...) {
	case no:
		return Ineligible
	case yes:
		if offer["judgements"] == nil {
			return Eligible
		}
	case open:
	}
	return Conditional
}

// terms are the conditions that the figures of an offer make.
func (w world) terms(offer node) []answer {
	t := sub(offer, "terms")
	var out []answer
	bound := func(field, op string, v any, unit string) {
		if v != nil {
			out = append(out, compare(op, w.value(field), quantity(v, unit)))
		}
	}
	switch offer["kind"] {
	case "loan":
		amount := sub(t, "amount")
		unit := unitOr(amount, "yuan")
		bound("need.amount", ">=", amount["min"], unit)
		if t["amount_rows"] == nil {
			bound("need.amount", "<=", amount["max"], unit)
		}
		bound("need.term", ">=", sub(t, "term")["min"], "")
		bound("need.term", "<=", sub(t, "term")["max"], "")
		if t["collateral_required"] == true {
			bound("need.collateral_value", ">", 0, "")
		}
		if t["guarantee_required"] == true {
			bound("need.guarantee", "==", 1, "")
		}
	case "fund":
		bound("need.amount", ">=", sub(t, "fund")["ticket_min"], "yuan")
		bound("need.amount", "<=", sub(t, "fund")["ticket_max"], "yuan")
	}
	return out
}

// ceiling answers amount rows. Of those that hold, the one with most
// conditions counts, of two with as many the lower; where none holds, the
// outer bound. Each row that is open is tried as holding and as not.
func (w world) ceiling(terms node) answer {
	if terms["amount_rows"] == nil {
		return yes
	}
	var fits func(rows []node, held []node) answer
	fits = func(rows, held []node) answer {
		if len(rows) == 0 {
			most := w.most(held, sub(terms, "amount"))
			return answerOf(most == nil || w.value("need.amount").n.Cmp(most) <= 0)
		}
		with, without := append(slices.Clone(held), rows[0]), held
		switch w.together(rows[0]["when"]) {
		case yes:
			return fits(rows[1:], with)
		case no:
			return fits(rows[1:], without)
		}
		a, b := fits(rows[1:], with), fits(rows[1:], without)
		if a == b {
			return a
		}
		return open
	}
	return fits(nodes(terms["amount_rows"]), nil)
}

func (w world) most(held []node, outer node) *big.Rat {
	var best node
	for _, row := range held {
		a, b := len(nodes(row["when"])), len(nodes(best["when"]))
		if best == nil || a > b || (a == b && quantity(row["max"], unitOr(row, "yuan")).Cmp(quantity(best["max"], unitOr(best, "yuan"))) < 0) {
			best = row
		}
	}
	if best == nil {
		best = outer
	}
	if best["max"] == nil {
		return nil
	}
	return quantity(best["max"], unitOr(best, "yuan"))
}

// rate holds the lowest published rate against the highest that the firm
// accepts; where either is not known, nothing is held against it.
func (w world) rate(offer node) answer {
	r := sub(sub(offer, "terms"), "rate")
	if w.need.RateCeiling == nil || r["basis"] == "daily_fee" {
		return yes
	}
	lowest := new(big.Rat)
	switch {
	case r["basis"] == "lpr_spread" && r["spread_min"] != nil:
		base := w.o.base(w.day, fmt.Sprint(r["lpr"]))
		if base == nil {
			return yes
		}
		lowest.Add(base, quantity(r["spread_min"], "bp"))
	case r["basis"] != "lpr_spread" && r["min"] != nil:
		lowest = quantity(r["min"], "percent")
	default:
		return yes
	}
	return answerOf(lowest.Cmp(big.NewRat(int64(*w.need.RateCeiling), 10_000)) <= 0)
}

// criterion judges one written condition, by the value in force on the day.
func (w world) criterion(c node) answer {
	if routes := nodes(c["routes"]); len(routes) > 0 {
		best := no
		for _, r := range routes {
			one := w.together(r["criteria"])
			if r["judgements"] != nil {
				one = every(one, open)
			}
			best = either(best, one)
		}
		return best
	}
	value, unit := c["value"], unitOr(c, "")
	if dated := nodes(c["values"]); len(dated) > 0 {
		var newest node
		for _, v := range dated {
			if from := dayOf(v["from"]); from <= w.day && (newest == nil || from >= dayOf(newest["from"])) {
				newest = v
			}
		}
		if newest == nil {
			return yes
		}
		value, unit = newest["value"], unitOr(newest, unit)
	}
	field, op := fmt.Sprint(c["field"]), fmt.Sprint(c["op"])
	if w.o.fields[field]["type"] == "place" {
		var where []answer
		for _, p := range texts(value) {
			where = append(where, w.liesIn(p))
		}
		return either(where...)
	}
	have := w.value(field)
	switch op {
	case "in", "within", "contains_any", "contains_all":
		return w.o.holds(op, have, texts(value), fmt.Sprint(w.o.fields[field]["vocabulary"]))
	case "is_known":
		if have.ok {
			return yes
		}
		return open
	}
	return compare(op, have, wanted(w.o.fields[field]["type"], value, unit))
}

func (w world) together(criteria any) answer {
	all := []answer{}
	for _, c := range nodes(criteria) {
		all = append(all, w.criterion(c))
	}
	return every(all...)
}

func TestASecondEvaluatorWrittenApartAgrees(t *testing.T) {
	e := loadEngine(t)
	o := readOracle(t, "../../config")
	seen, compared := map[Verdict]int{}, 0
	for i, a := range population(t, e) {
		days := []domain.Date{today}
		if i%20 == 0 { // by other maps, rates and ages as well
			days = append(days, domain.NewDate(2022, 5, 19), domain.NewDate(2025, 11, 5), domain.NewDate(2025, 11, 6), today.AddMonths(14))
		}
		for _, day := range days {
			got, err := e.Match(a.firm, a.need, day, MaxItems)
			if err != nil {
				t.Fatal(err)
			}
			w := world{o, a.firm, a.need, day}
			compareVerdicts(t, w, got, seen)
			compared += got.Evaluated
		}
	}
	for _, v := range []Verdict{Eligible, Conditional, Ineligible} {
		if seen[v] == 0 {
			t.Errorf("no %s verdict in the whole population: the comparison shows nothing", v)
		}
	}
	t.Logf("%d verdicts compared: %v", compared, seen)
}

// compareVerdicts compares the sets that an answer holds: what is listed, and
// how many are not.
func compareVerdicts(t *testing.T, w world, got Answer, seen map[Verdict]int) {
	t.Helper()
	listed := map[string]Verdict{}
	for _, item := range got.Items {
		listed[string(item.Offer.ID)] = item.Verdict
	}
	want := map[Verdict]int{}
	for id, offer := range w.o.offers {
		v := w.verdict(offer)
		want[v]++
		seen[v]++
		have, ok := listed[id]
		if !ok {
			have = "not listed"
		}
		if out := v == Ineligible || v == Expired; out == ok || (!out && have != v) {
			t.Errorf("firm %s on %s, need %+v, offer %s: the oracle says %s, the engine %s", w.firm.Name, w.day, w.need, id, v, have)
		}
	}
	c := got.Counts
	have := map[Verdict]int{Eligible: c.Eligible, Conditional: c.Conditional, Ineligible: c.Ineligible, Expired: c.Expired}
	maps.DeleteFunc(have, func(_ Verdict, n int) bool { return n == 0 })
	if !maps.Equal(want, have) {
		t.Errorf("firm %s on %s: the oracle counts %v, the engine %v", w.firm.Name, w.day, want, have)
	}
}
