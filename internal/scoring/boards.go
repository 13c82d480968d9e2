package scoring

import (
	"math/big"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
)

// BoardResult is one board's conditions for a firm: its base and positioning,
// and its standards, of which any one suffices.
type BoardResult struct {
	Board     domain.Code
	Verdict   rules.Truth
	Base      []Result
	Position  []Result
	Standards []StandardResult
}

// StandardResult is one standard on its own.
type StandardResult struct {
	Result
	Progress *domain.BasisPoints // mean of how far its conditions are met, market value left out; nil where a figure is missing
	Years    *int64              // until its amounts are reached at the firm's own growth of three years; nil where they never are, or it is not known
}

// Readiness is how far a firm is from every board.
type Readiness struct {
	Boards  []BoardResult
	Nearest *StandardResult // of all boards; nil where none can be worked out
}

// marketValue is left out of a standard's progress: it comes of pricing an
// issue, and is no figure of the firm.
const marketValue = "enterprise.expected_market_cap"

// farthest is how many years an estimate looks ahead.
const farthest = 10

// Prepare answers, in the facts, the fields that sheets answer: the size class,
// the conditions of an issue, and the nearest listing standard. Call it once
// before Judge.
func Prepare(rs *rules.RuleSet, f *rules.Facts) Readiness { return prepare(rs, f, false) }

// PrepareLean is Prepare without the texts, for many firms: the same fields are
// answered.
func PrepareLean(rs *rules.RuleSet, f *rules.Facts) { prepare(rs, f, true) }

func prepare(rs *rules.RuleSet, f *rules.Facts, lean bool) Readiness {
	var nearest []rules.Field
	for _, field := range rs.Fields {
		switch field.Assessed {
		case "", rules.AssessedByPlatform:
		case rules.FamilyBoard:
			nearest = append(nearest, field)
		default:
			if s, ok := rs.SheetOn(field.Assessed, f.Day); ok {
				f.Put(field, asFact(newJudge(rs, f, lean).sheet(s)))
			}
		}
	}
	r := readiness(rs, f, lean)
	for _, field := range nearest {
		if r.Nearest == nil {
			continue
		}
		switch {
		case field.Type == rules.TypeRate && r.Nearest.Progress != nil:
			f.Put(field, rules.Fact{Known: true, Number: int64(*r.Nearest.Progress), Den: Full})
		case field.Type == rules.TypeCount && r.Nearest.Years != nil:
			f.Put(field, rules.Fact{Known: true, Number: *r.Nearest.Years})
		}
	}
	return r
}

// asFact is a result as the value of a field: the class, or whether it is met.
func asFact(r Result) rules.Fact {
	if r.Sheet.Classes != nil {
		if r.Class != "" {
			return rules.Fact{Known: true, Codes: []domain.Code{r.Class}}
		}
		return rules.Fact{Among: r.Among}
	}
	if r.Verdict == rules.Unknown {
		return rules.Fact{}
	}
	return rules.Fact{Known: true, Number: int64(r.Verdict) / int64(rules.True)}
}

func readiness(rs *rules.RuleSet, f *rules.Facts, lean bool) Readiness {
	var out Readiness
	at := map[domain.Code]int{}
	for _, s := range rs.SheetsOn(f.Day, rules.FamilyBoard) {
		n, ok := at[s.Board]
		if !ok {
			n = len(out.Boards)
			at[s.Board] = n
			out.Boards = append(out.Boards, BoardResult{Board: s.Board})
		}
		b, r := &out.Boards[n], newJudge(rs, f, lean).sheet(s)
		switch s.Part {
		case rules.PartBase:
			b.Base = append(b.Base, r)
		case rules.PartPositioning:
			b.Position = append(b.Position, r)
		default:
			b.Standards = append(b.Standards, standard(r))
		}
	}
	for i := range out.Boards {
		out.Boards[i].decide()
		for n := range out.Boards[i].Standards {
			s := &out.Boards[i].Standards[n]
			if s.Progress != nil && !lean {
				s.Years = years(rs, f, s)
			}
			if s.Progress != nil && s.Applies != rules.False && exchange(rs, s.Sheet.Board) && (out.Nearest == nil || *s.Progress > *out.Nearest.Progress) {
				out.Nearest = s
			}
		}
	}
	if out.Nearest != nil {
		out.Nearest.Years = years(rs, f, out.Nearest)
	}
	return out
}

// exchange tells whether shares of the board are listed; NEEQ is none, but on
// the way to the BSE.
func exchange(rs *rules.RuleSet, board domain.Code) bool {
	e, _ := rs.Vocabularies["boards"].Entry(board)
	return e.Kind == "exchange"
}

// decide: base and positioning, and any one standard that applies. Standards
// that apply to some firms alone stand in place of the rest for those.
func (b *BoardResult) decide() {
	special := slices.ContainsFunc(b.Standards, func(s StandardResult) bool { return len(s.Sheet.Applies) > 0 && s.Applies == rules.True })
	best := rules.False
	for i := range b.Standards {
		s := &b.Standards[i]
		if special != (len(s.Sheet.Applies) > 0) {
			s.Applies = rules.False
			continue
		}
		best = max(best, s.Verdict)
	}
	b.Verdict = best
	for _, r := range slices.Concat(b.Base, b.Position) {
		if r.Applies != rules.False {
			b.Verdict = min(b.Verdict, r.Verdict)
		}
	}
}

func standard(r Result) StandardResult {
	out := StandardResult{Result: r}
	leaves := bestLeaves(r.Conditions)
	var sum, n int64
	known := true
	for _, c := range leaves {
		if c.Criterion.Field == marketValue {
			continue
		}
		p := c.Progress
		switch {
		case c.Outcome == rules.True:
			p = ptr(domain.BasisPoints(Full))
		case c.Outcome == rules.False && p == nil:
			p = ptr(domain.BasisPoints(0))
		}
		if p == nil {
			known = false
			break
		}
		sum, n = sum+int64(*p), n+1
	}
	if known && n > 0 {
		out.Progress = ptr(domain.BasisPoints(sum / n))
	}
	return out
}

// years until all that is asked is there, of a standard whose figures are
// known; nil where it never is.
func years(rs *rules.RuleSet, f *rules.Facts, s *StandardResult) *int64 {
	var most int64
	for _, c := range bestLeaves(s.Conditions) {
		if c.Criterion.Field == marketValue {
			continue
		}
		y, ok := yearsTo(rs, f, c)
		if !ok {
			return nil
		}
		most = max(most, y)
	}
	return &most
}

// bestLeaves are the plain conditions of a standard, of those with several
// ways the way that is met furthest.
func bestLeaves(conditions []Condition) []Condition {
	var out []Condition
	for _, c := range conditions {
		if len(c.Routes) == 0 {
			out = append(out, c)
			continue
		}
		var best []Condition
		var most int64 = -1
		for _, r := range c.Routes {
			leaves := bestLeaves(r.Conditions)
			var sum int64
			for _, l := range leaves {
				switch {
				case l.Outcome == rules.True:
					sum += Full
				case l.Progress != nil:
					sum += int64(*l.Progress)
				}
			}
			if mean := sum / int64(max(len(leaves), 1)); mean > most {
				best, most = leaves, mean
			}
		}
		out = append(out, best...)
	}
	return out
}

// yearsTo is in how many years an amount is reached if it grows as revenue has
// over three years; other conditions must hold already. An estimate, not a
// rule.
func yearsTo(rs *rules.RuleSet, f *rules.Facts, c Condition) (int64, bool) {
	if c.Outcome == rules.True {
		return 0, true
	}
	field, _ := rs.Field(c.Criterion.Field)
	w, ok := rules.Wanted(c.Criterion, f.Day)
	fact := f.Get(field)
	growth, known := rs.Field("enterprise.revenue_compound_growth")
	g := f.Get(growth)
	if !ok || !known || field.Type != rules.TypeMoney || !fact.Known || !g.Known || fact.Floor(field.Type) <= 0 {
		return 0, false
	}
	// In two years revenue grew by Number/Den: compare have·(Number/Den)^(y/2)
	// with want, squared so that odd years are exact too.
	step := big.NewRat(g.Number, g.Den)
	have := new(big.Rat).SetInt64(fact.Floor(field.Type))
	want := new(big.Rat).SetInt64(w.Number)
	have.Mul(have, have)
	want.Mul(want, want)
	if step.Cmp(big.NewRat(1, 1)) <= 0 {
		return 0, false
	}
	for y := int64(1); y <= farthest; y++ {
		if have.Mul(have, step); have.Cmp(want) >= 0 {
			return y, true
		}
	}
	return 0, false
}
