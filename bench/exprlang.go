package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/vm"

	"rongqiao/internal/cost"
	"rongqiao/internal/domain"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
)

// programs are the offers as a rules library holds them: each one expression,
// compiled beforehand and run on one machine over the facts of a need. Since
// verdicts are three-valued, an expression says in turn whether something
// rules the offer out and whether everything holds.
type programs struct {
	rules   *rules.RuleSet
	offers  []domain.Offer // by id
	order   []domain.OfferID
	program []*vm.Program
	machine vm.VM
	facts   *rules.Facts // what the host function for ceilings reads
}

// rowsFunction judges a ceiling that depends on the firm; no expression can
// say it shortly, so the host does, as one would.
const rowsFunction = "ceiling"

// verdictOf are the numbers that the expressions answer.
var verdictOf = []matching.Verdict{matching.Ineligible, matching.Conditional, matching.Eligible, matching.Expired}

func compileAll(m market) (*programs, error) {
	p := &programs{rules: m.rules, offers: slices.Clone(m.offers)}
	slices.SortFunc(p.offers, func(a, b domain.Offer) int { return strings.Compare(string(a.ID), string(b.ID)) })
	p.program = make([]*vm.Program, len(p.offers))
	table, err := lprTable(m.rules)
	if err != nil {
		return nil, err
	}
	env := p.environment(p.rules.Facts(domain.Enterprise{}, domain.Need{}, today))
	errs := make([]error, runtime.NumCPU())
	var all sync.WaitGroup
	for worker := range errs {
		all.Go(func() {
			// The types of the environment are worked out once, not for each program.
			typed := conf.New(env)
			options := []expr.Option{
				func(c *conf.Config) {
					c.EnvObject, c.Env, c.Strict, c.NtCache = env, typed.Env, typed.Strict, typed.NtCache
				},
				expr.AsInt(), expr.Function(rowsFunction, p.ceiling, new(func(int) int)),
			}
			for i := worker; i < len(p.offers) && errs[worker] == nil; i += len(errs) {
				text := written{p.rules, table}.offer(p.offers[i], i)
				compiled, err := expr.Compile(text, options...)
				if err != nil {
					errs[worker] = fmt.Errorf("offer %s: %w", p.offers[i].ID, err)
				}
				p.program[i] = compiled
			}
		})
	}
	all.Wait()
	for _, o := range p.offers {
		p.order = append(p.order, o.ID)
	}
	return p, errors.Join(errs...)
}

func lprTable(rs *rules.RuleSet) (cost.LPRTable, error) {
	rows := make([]cost.LPRRow, len(rs.LPR))
	for i, r := range rs.LPR {
		rows[i] = cost.LPRRow{EffectiveOn: r.EffectiveOn, OneYear: cost.FromBP(r.Y1), FiveYear: cost.FromBP(r.Y5)}
	}
	return cost.NewLPRTable(rows)
}

// verdicts runs every program, in the order of ids.
func (p *programs) verdicts(c ask) ([]matching.Verdict, error) {
	p.facts = p.rules.Facts(c.firm, c.need, today)
	env := p.environment(p.facts)
	out := make([]matching.Verdict, len(p.program))
	for i, program := range p.program {
		v, err := p.machine.Run(program, env)
		if err != nil {
			return nil, fmt.Errorf("offer %s: %w", p.order[i], err)
		}
		out[i] = verdictOf[v.(int)]
	}
	return out, nil
}

func (p *programs) ceiling(args ...any) (any, error) {
	field, _ := p.rules.Field("need.amount")
	c := p.rules.Ceiling(p.offers[args[0].(int)].Terms, p.facts)
	return int(c.JudgeCeiling(domain.Fen(p.facts.Get(field).Number))), nil
}

func name(field string) string { return strings.ReplaceAll(field, ".", "_") }

// environment holds the facts under names; sets are maps, for a quick "in".
func (p *programs) environment(facts *rules.Facts) map[string]any {
	env := map[string]any{"day": int(today)}
	set := func(codes []domain.Code) map[string]bool {
		out := make(map[string]bool, len(codes))
		for _, c := range codes {
			out[string(c)] = true
		}
		return out
	}
	for _, f := range p.rules.Fields {
		n, fact := name(f.Name), facts.Get(f)
		env[n+"_known"] = fact.Known
		switch f.Type {
		case rules.TypePlace:
			yes, maybe := map[string]bool{}, map[string]bool{}
			for c, t := range fact.Where {
				if t == rules.True {
					yes[string(c)] = true
				}
				if t != rules.False {
					maybe[string(c)] = true
				}
			}
			env[n+"_yes"], env[n+"_maybe"] = yes, maybe
		case rules.TypeCode, rules.TypeCodes:
			env[n+"_own"], env[n+"_all"] = set(fact.Codes[:fact.Own]), set(fact.Codes)
		case rules.TypeRate:
			env[n], env[n+"_den"] = int(fact.Number), 1
			if fact.Den != 0 {
				env[n], env[n+"_den"] = int(fact.Number*10_000), int(fact.Den)
			}
		default:
			env[n] = int(fact.Number)
		}
	}
	return env
}

// written turns conditions into expressions.
type written struct {
	rules *rules.RuleSet
	lpr   cost.LPRTable
}

// condition is what rules an offer out and what holds; with neither, unknown.
type condition struct{ no, yes string }

func all(list []condition) condition {
	var no, yes []string
	for _, c := range list {
		no, yes = append(no, "("+c.no+")"), append(yes, "("+c.yes+")")
	}
	if len(list) == 0 {
		return condition{"false", "true"}
	}
	return condition{strings.Join(no, " || "), strings.Join(yes, " && ")}
}

func anyOf(list []condition) condition {
	var no, yes []string
	for _, c := range list {
		no, yes = append(no, "("+c.no+")"), append(yes, "("+c.yes+")")
	}
	return condition{strings.Join(no, " && "), strings.Join(yes, " || ")}
}

func (w written) offer(o domain.Offer, i int) string {
	list := w.criteria(append(rules.Implied(o), o.Criteria...))
	if low := w.lowest(o.Terms.Rate); low != nil {
		const have, known = "need_rate_ceiling", "need_rate_ceiling_known"
		under := fmt.Sprintf("%s < %d * %s_den", have, *low, have)
		list = append(list, condition{known + " && " + under, "!" + known + " || !(" + under + ")"})
	}
	if len(o.Terms.AmountRows) > 0 {
		call := fmt.Sprintf("%s(%d)", rowsFunction, i)
		list = append(list, condition{call + " == 0", call + " == 2"})
	}
	c := all(list)
	if len(o.Judgements) > 0 {
		c.yes = "false"
	}
	dates := "false"
	if o.ValidFrom != nil {
		dates += fmt.Sprintf(" || day < %d", *o.ValidFrom)
	}
	if o.ValidUntil != nil {
		dates += fmt.Sprintf(" || day > %d", *o.ValidUntil)
	}
	return fmt.Sprintf("(%s) ? 3 : (%s) ? 0 : (%s) ? 2 : 1", dates, c.no, c.yes)
}

// lowest is the lowest rate that is published, in basis points.
func (w written) lowest(r *domain.Rate) *domain.BasisPoints {
	switch {
	case r == nil || r.Basis == domain.RateDailyFee:
		return nil
	case r.Basis != domain.RateLPRSpread:
		return r.Min
	}
	quote, err := w.lpr.At(today, cost.Tenor(r.LPRTenor))
	if err != nil || r.SpreadMin == nil {
		return nil
	}
	sum := max(domain.BasisPoints(quote.Rate/100)+*r.SpreadMin, 0)
	return &sum
}

func (w written) criteria(list []domain.Criterion) []condition {
	out := make([]condition, 0, len(list))
	for _, c := range list {
		if len(c.Routes) == 0 {
			out = append(out, w.criterion(c))
			continue
		}
		var routes []condition
		for _, r := range c.Routes {
			one := all(w.criteria(r.Criteria))
			if len(r.Judgements) > 0 {
				one.yes = "false"
			}
			routes = append(routes, one)
		}
		out = append(out, anyOf(routes))
	}
	return out
}

func (w written) criterion(c domain.Criterion) condition {
	field, _ := w.rules.Field(c.Field)
	want, ok := rules.Wanted(c, today)
	if !ok {
		return condition{"false", "true"}
	}
	n := name(c.Field)
	in := func(set, join string) string {
		var out []string
		for _, code := range want.Codes {
			out = append(out, fmt.Sprintf("%q in %s", code, set))
		}
		return strings.Join(out, join)
	}
	if field.Type == rules.TypePlace {
		return condition{"!(" + in(n+"_maybe", " || ") + ")", in(n+"_yes", " || ")}
	}
	var holds string
	switch c.Op {
	case domain.OpIsKnown:
		return condition{"false", n + "_known"}
	case domain.OpIn:
		holds = in(n+"_own", " || ")
	case domain.OpWithin, domain.OpContainsAny:
		holds = in(n+"_all", " || ")
	case domain.OpContainsAll:
		holds = in(n+"_all", " && ")
	default:
		holds = fmt.Sprintf("%s %s %d", n, c.Op, want.Number)
		if field.Type == rules.TypeRate {
			holds += " * " + n + "_den"
		}
	}
	return condition{fmt.Sprintf("%s_known && !(%s)", n, holds), fmt.Sprintf("%s_known && (%s)", n, holds)}
}
