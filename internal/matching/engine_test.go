package matching

import (
	"encoding/json"
	"os"
	"reflect"
	"sync"
	"testing"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

var today = domain.NewDate(2026, 11, 23)

var builtIn = sync.OnceValues(func() (*Engine, error) {
	rs, err := rules.Load(os.DirFS("../../config"))
	if err != nil {
		return nil, err
	}
	return New(rs, rs.Offers)
})

func loadEngine(t testing.TB) *Engine {
	t.Helper()
	e, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type asked struct {
	firm domain.Enterprise
	need domain.Need
}

// population is every demo need, and every demo firm with the flagship's.
func population(t testing.TB, e *Engine) []asked {
	t.Helper()
	firms := demo.Firms(1, 500, demo.RegionOf(e.rs, today), today)
	var out []asked
	byID := map[domain.EnterpriseID]domain.Enterprise{}
	for _, f := range firms {
		byID[f.ID] = f
		out = append(out, asked{f, demo.FlagshipNeed(today)})
	}
	for _, n := range demo.Needs(1, 60, firms, today) {
		firm, ok := byID[n.EnterpriseID]
		if !ok {
			firm = demo.Flagship(today)
		}
		out = append(out, asked{firm, n})
	}
	out = append(out, asked{demo.Flagship(today), demo.FlagshipNeed(today)})
	return out
}

func TestTheEngineAgreesWithThePlainEvaluator(t *testing.T) {
	e := loadEngine(t)
	seen := map[Verdict]int{}
	for _, a := range population(t, e) {
		m := e.matcher(a.firm, a.need, today)
		for _, c := range e.offers {
			plain := Plain(e.rs, *c.offer, m.facts, m.price).Verdict
			if got := m.verdict(c); got != plain {
				t.Fatalf("firm %s, need %+v, offer %s: engine says %s, plain evaluator %s", a.firm.Name, a.need, c.offer.ID, got, plain)
			}
			seen[plain]++
		}
	}
	for _, v := range []Verdict{Eligible, Conditional, Ineligible} {
		if seen[v] == 0 {
			t.Errorf("no %s verdict in the whole population: the comparison shows nothing", v)
		}
	}
	t.Logf("verdicts compared: %v", seen)
}

func TestEveryOfferIsEvaluatedAndCounted(t *testing.T) {
	e := loadEngine(t)
	for _, a := range population(t, e)[:100] {
		got, err := e.Match(a.firm, a.need, today, MaxItems)
		if err != nil {
			t.Fatal(err)
		}
		c := got.Counts
		if got.Evaluated != len(e.rs.Offers) || c.Eligible+c.Conditional+c.Ineligible+c.Expired != got.Evaluated {
			t.Fatalf("evaluated %d of %d offers, counts %+v", got.Evaluated, len(e.rs.Offers), c)
		}
		if len(got.Items) != c.Eligible+c.Conditional {
			t.Fatalf("want %d items, have %d", c.Eligible+c.Conditional, len(got.Items))
		}
	}
}

func TestTheSameQuestionHasTheSameAnswerBitForBit(t *testing.T) {
	e := loadEngine(t)
	again, err := New(e.rs, e.rs.Offers)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range population(t, e)[490:] {
		if first, second := answerBytes(t, e, a), answerBytes(t, again, a); first != second {
			t.Fatalf("two answers differ for %s", a.firm.Name)
		}
	}
}

func answerBytes(t *testing.T, e *Engine, a asked) string {
	t.Helper()
	got, err := e.Match(a.firm, a.need, today, MaxItems)
	if err != nil {
		t.Fatal(err)
	}
	if got.EngineVersion == "" || got.RulesVersion == "" || got.InputsHash == "" {
		t.Fatalf("an answer must name engine, rules and inputs: %q %q %q", got.EngineVersion, got.RulesVersion, got.InputsHash)
	}
	data, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTheVersionsFollowWhatWasAsked(t *testing.T) {
	e := loadEngine(t)
	firm, need := demo.Flagship(today), demo.FlagshipNeed(today)
	base, _ := e.Match(firm, need, today, 1)
	other := need
	other.Amount++
	if got, _ := e.Match(firm, other, today, 1); got.InputsHash == base.InputsHash {
		t.Error("another amount must have another inputs hash")
	}
	changed := e.rs.Offers[0]
	changed.Notes += "."
	next, err := e.With([]domain.Offer{changed})
	if err != nil {
		t.Fatal(err)
	}
	if next.RulesVersion() == e.RulesVersion() {
		t.Error("a changed offer must have another rules version")
	}
	changed = e.rs.Offers[0]
	changed.Version += 7
	if next, _ := e.With([]domain.Offer{changed}); next.RulesVersion() != e.RulesVersion() {
		t.Error("saving an offer unchanged must not change the rules version")
	}
}

func TestAnEngineThatFollowsEqualsOneMadeAnew(t *testing.T) {
	e := loadEngine(t)
	half := len(e.rs.Offers) / 2
	first, err := New(e.rs, e.rs.Offers[:half])
	if err != nil {
		t.Fatal(err)
	}
	gone := e.rs.Offers[0]
	gone.State = domain.OfferWithdrawn
	live := NewLive(first, 1)
	for i, batch := range [][]domain.Offer{e.rs.Offers[half:], {gone}, {e.rs.Offers[0]}} {
		if err := live.Apply(batch, int64(i+2)); err != nil {
			t.Fatal(err)
		}
	}
	if live.Seq() != 4 || live.Engine().Size() != e.Size() || live.Engine().RulesVersion() != e.RulesVersion() {
		t.Fatalf("want the same engine, have seq %d, size %d", live.Seq(), live.Engine().Size())
	}
	a := asked{demo.Flagship(today), demo.FlagshipNeed(today)}
	if !reflect.DeepEqual(answerBytes(t, live.Engine(), a), answerBytes(t, e, a)) {
		t.Error("the answers differ")
	}
}

func TestAnOfferThatTheRulesDoNotAllowChangesNothing(t *testing.T) {
	e := loadEngine(t)
	live := NewLive(e, 1)
	bad := e.rs.Offers[0]
	bad.Criteria = append([]domain.Criterion{{ID: "x", Field: "no.such.field", Op: domain.OpIn}}, bad.Criteria...)
	if err := live.Apply([]domain.Offer{bad}, 2); err == nil {
		t.Fatal("want an error")
	}
	if live.Engine() != e || live.Seq() != 1 {
		t.Error("a refused offer must leave engine and position as they were")
	}
}

func TestPointsAddUpToTheScore(t *testing.T) {
	e := loadEngine(t)
	for _, a := range population(t, e)[480:] {
		got, err := e.Match(a.firm, a.need, today, MaxItems)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range got.Items {
			var points, most domain.BasisPoints
			for _, r := range item.Reasons {
				points += r.Points
				most += r.MaxPoints
			}
			if points != item.Score || (item.Coverage > 0 && most != scoring.Full) {
				t.Fatalf("offer %s: points add up to %d of %d, the score is %d", item.Offer.ID, points, most, item.Score)
			}
		}
	}
}

func TestItemsComeInThePublishedOrder(t *testing.T) {
	e := loadEngine(t)
	for _, a := range population(t, e)[480:] {
		got, _ := e.Match(a.firm, a.need, today, MaxItems)
		for i := 1; i < len(got.Items); i++ {
			x, y := got.Items[i-1], got.Items[i]
			xKnown, yKnown := x.Coverage >= e.card.LeastCoverage, y.Coverage >= e.card.LeastCoverage
			wrong := (x.Verdict == Conditional && y.Verdict == Eligible) ||
				(x.Verdict == y.Verdict && !xKnown && yKnown) ||
				(x.Verdict == y.Verdict && xKnown == yKnown && x.Score < y.Score)
			if wrong {
				t.Fatalf("%s before %s", x.Offer.ID, y.Offer.ID)
			}
		}
	}
}
