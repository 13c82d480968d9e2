// Package overview sums up what became of needs: how far they came, how long
// each waited for whom, how much money went where, and who is overdue. It
// works from the things alone and knows no store.
package overview

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"rongqiao/internal/domain"
)

// Input is what is summed up. Needs that were submitted in the period, first
// and last day included, are its cohort: what became of them until now counts,
// whenever it happened. Turns count that ended in the period.
type Input struct {
	From, Until  domain.Date
	Now          time.Time
	Day          func(time.Time) domain.Date // the day of a moment, where the platform works
	Needs        []domain.Need
	Applications []domain.Application
	Bridges      []Bridge
	Appeals      []domain.Appeal // their clocks alone
	Firms        map[domain.EnterpriseID]domain.Enterprise
	Offers       map[domain.OfferID]domain.Offer
	Tiers        []domain.Code // rungs, the lowest first; a firm counts with its highest
}

// Bridge is a bridge with what its clocks say today.
type Bridge struct {
	domain.Bridge
	Overdue bool
}

// Report is the overview. Amounts are in fen.
type Report struct {
	From, Until domain.Date
	At          time.Time
	Funnel      []Stage
	Steps       []Step
	Lines       map[Kind][]Line
	Weeks       []Week
	Declines    []Decline
	Overdue     []Holder
	Bridges     BridgeSums
}

// The stages of the funnel, in their order: each has all that came at least so
// far. A need that was sent to several providers counts once, with the furthest.
const (
	StageSubmitted domain.Code = "submitted"
	StageAccepted  domain.Code = "accepted"
	StageApplied   domain.Code = "applied"
	StageQuoted    domain.Code = "quoted"
	StageTaken     domain.Code = "taken"
	StageApproved  domain.Code = "approved"
	StageSigned    domain.Code = "signed"
	StageDisbursed domain.Code = "disbursed"
)

// Stages lists them in their order.
var Stages = []domain.Code{StageSubmitted, StageAccepted, StageApplied, StageQuoted, StageTaken, StageApproved, StageSigned, StageDisbursed}

// Stage is how many needs came so far, and how much they ask for; of the last
// one, how much was paid out.
type Stage struct {
	Stage  domain.Code
	Needs  int
	Amount domain.Fen
}

// Step is how long those whose turn it was took for a step: the median and the
// ninth decile, nearest rank, of turns that ended.
type Step struct {
	Step     domain.Code
	Turns    int
	P50, P90 time.Duration
	Late     int // of them, after they were due
}

// Kind is what amounts are broken down by.
type Kind string

// The kinds.
const (
	ByDistrict Kind = "district"
	ByTier     Kind = "tier"
	ByProduct  Kind = "product"
	ByProvider Kind = "provider"
)

// Kinds lists them.
var Kinds = []Kind{ByDistrict, ByTier, ByProduct, ByProvider}

// Line is one group of the cohort. By product and provider, needs and what they
// ask for count with each to which they were sent; money counts once.
type Line struct {
	Code      domain.Code // empty: no title
	Needs     int
	Asked     domain.Fen
	Deals     int // applications of which money was paid out
	Disbursed domain.Fen
	Rate      *domain.BasisPoints // yearly with all fees, weighted by what was paid out; nil: nothing was, or nothing was priced
}

// Week is what happened in seven days from a Monday on; the first and the last
// may be cut by the period.
type Week struct {
	From      domain.Date
	Submitted int
	Disbursed domain.Fen
}

// Decline is how often a reason was given in the period.
type Decline struct {
	Reason domain.Code
	Times  int
}

// Holder is somebody whose turns are overdue now.
type Holder struct {
	Role   domain.Role
	Name   string
	Turns  int
	Oldest time.Time // when the first of them was due
}

// BridgeSums are the bridges that were asked for in the period.
type BridgeSums struct {
	Asked, Declined, Returned, Out, Overdue int
	OutAmount                               domain.Fen // outside now
	MedianDays                              *int       // charged, of those that came back
}

// Compute works the report out.
func Compute(in Input) Report {
	c := computing{Input: in, report: Report{From: in.From, Until: in.Until, At: in.Now, Lines: map[Kind][]Line{}}, of: map[domain.NeedID][]domain.Application{}}
	for _, x := range in.Applications {
		c.of[x.NeedID] = append(c.of[x.NeedID], x)
	}
	c.cohort()
	c.steps()
	c.weeks()
	c.declines()
	c.overdue()
	c.bridges()
	return c.report
}

type computing struct {
	Input
	report Report
	of     map[domain.NeedID][]domain.Application
}

func (c *computing) within(t time.Time) bool {
	day := c.Day(t)
	return c.From <= day && day <= c.Until
}

// reached is the place in Stages that an application came to.
func reached(x domain.Application) int {
	furthest := 0
	for _, m := range x.Moves {
		at := 0
		switch m.Move {
		case domain.MoveSend:
			at = 2
		case domain.MoveQuote:
			at = 3
		case domain.MoveTake:
			at = 4
		case domain.MoveApprove:
			at = 5
		case domain.MoveSign:
			at = 6
		case domain.MoveDisburse:
			at = 7
		}
		furthest = max(furthest, at)
	}
	return furthest
}

func (c *computing) cohort() {
	counts := make([]Stage, len(Stages))
	for i, s := range Stages {
		counts[i].Stage = s
	}
	sums := map[Kind]map[domain.Code]*sum{}
	for _, k := range Kinds {
		sums[k] = map[domain.Code]*sum{}
	}
	line := func(k Kind, code domain.Code) *sum {
		if sums[k][code] == nil {
			sums[k][code] = &sum{Line: Line{Code: code}}
		}
		return sums[k][code]
	}
	for _, n := range c.Needs {
		if n.SubmittedAt == nil || !c.within(*n.SubmittedAt) {
			continue
		}
		firm := c.Firms[n.EnterpriseID]
		furthest := 0
		if n.AcceptedAt != nil {
			furthest = 1
		}
		own := []*sum{line(ByDistrict, firm.District()), line(ByTier, c.tierOf(firm))}
		sent := map[*sum]bool{}
		for _, x := range c.of[n.ID] {
			at := reached(x)
			if at == 0 {
				continue // a draft
			}
			furthest = max(furthest, at)
			to := []*sum{line(ByProduct, c.productOf(x.OfferID)), line(ByProvider, domain.Code(x.Provider))}
			for _, s := range to {
				if !sent[s] {
					sent[s] = true
					s.asked(n)
				}
			}
			if paid := x.Disbursed(); paid > 0 {
				counts[7].Amount += paid
				for _, s := range slices.Concat(own, to) {
					s.paid(x, paid)
				}
			}
		}
		for _, s := range own {
			s.asked(n)
		}
		for i := 0; i <= furthest; i++ {
			if counts[i].Needs++; i < 7 {
				counts[i].Amount += n.Amount
			}
		}
	}
	c.report.Funnel = counts
	c.lines(sums)
}

func (c *computing) lines(sums map[Kind]map[domain.Code]*sum) {
	for _, k := range Kinds {
		for _, code := range slices.Sorted(maps.Keys(sums[k])) {
			c.report.Lines[k] = append(c.report.Lines[k], sums[k][code].line())
		}
		slices.SortStableFunc(c.report.Lines[k], func(a, b Line) int {
			return cmp.Or(cmp.Compare(b.Disbursed, a.Disbursed), cmp.Compare(b.Asked, a.Asked))
		})
	}
}

// sum is a line while it is added up.
type sum struct {
	Line
	weighted, priced float64 // basis points times fen, and fen
}

func (s *sum) asked(n domain.Need) { s.Needs, s.Asked = s.Needs+1, s.Asked+n.Amount }

func (s *sum) paid(x domain.Application, amount domain.Fen) {
	s.Deals, s.Disbursed = s.Deals+1, s.Disbursed+amount
	if q := x.TakenQuote(); q != nil && q.Annualised != nil {
		s.weighted += float64(*q.Annualised) * float64(amount)
		s.priced += float64(amount)
	}
}

func (s *sum) line() Line {
	if s.priced > 0 {
		rate := domain.BasisPoints(s.weighted/s.priced + 0.5)
		s.Rate = &rate
	}
	return s.Line
}

// tierOf is the highest rung on which the firm stands today.
func (c *computing) tierOf(firm domain.Enterprise) domain.Code {
	today := c.Day(c.Now)
	for _, rung := range slices.Backward(c.Tiers) {
		if slices.ContainsFunc(firm.Tiers, func(t domain.Title) bool { return t.Code == rung && t.ValidOn(today) }) {
			return rung
		}
	}
	return ""
}

// productOf is the first kind of product of an offer.
func (c *computing) productOf(id domain.OfferID) domain.Code {
	if o := c.Offers[id]; len(o.Products) > 0 {
		return o.Products[0]
	}
	return ""
}

func (c *computing) steps() {
	type taken struct {
		spans []time.Duration
		late  int
	}
	all := map[domain.Code]*taken{}
	history := func(t domain.Turns) {
		for i, e := range t.History {
			if e.Change != domain.TurnStarted && e.Change != domain.TurnEscalated && e.Change != domain.TurnPassedOn || e.DueAt == nil {
				continue
			}
			for _, later := range t.History[i+1:] {
				if later.Change == domain.TurnWarned || later.Change == domain.TurnLetPass || later.Change == domain.TurnReassigned {
					continue
				}
				if later.Change != domain.TurnEnded && c.within(later.At) { // one that was taken away says nothing of who had it
					if all[e.Step] == nil {
						all[e.Step] = &taken{}
					}
					all[e.Step].spans = append(all[e.Step].spans, later.At.Sub(e.At))
					if later.At.After(*e.DueAt) {
						all[e.Step].late++
					}
				}
				break
			}
		}
	}
	for _, n := range c.Needs {
		history(n.Turns)
	}
	for _, x := range c.Applications {
		history(x.Turns)
	}
	for _, x := range c.Appeals {
		history(x.Turns)
	}
	for _, step := range slices.Sorted(maps.Keys(all)) {
		t := all[step]
		slices.Sort(t.spans)
		c.report.Steps = append(c.report.Steps, Step{Step: step, Turns: len(t.spans), P50: rank(t.spans, 50), P90: rank(t.spans, 90), Late: t.late})
	}
}

// rank is the percentile by nearest rank of values that rise.
func rank[T any](sorted []T, percent int) T { return sorted[(len(sorted)*percent+99)/100-1] }

func (c *computing) weeks() {
	monday := func(d domain.Date) domain.Date { return d - domain.Date((int(d.Time().Weekday())+6)%7) }
	first := monday(c.From)
	for d := first; d <= c.Until; d += 7 {
		c.report.Weeks = append(c.report.Weeks, Week{From: d})
	}
	at := func(d domain.Date) *Week { return &c.report.Weeks[(monday(d)-first)/7] }
	for _, n := range c.Needs {
		if n.SubmittedAt != nil && c.within(*n.SubmittedAt) {
			at(c.Day(*n.SubmittedAt)).Submitted++
		}
	}
	for _, x := range c.Applications {
		for _, d := range x.Disbursements {
			if c.From <= d.On && d.On <= c.Until {
				at(d.On).Disbursed += d.Amount
			}
		}
	}
}

func (c *computing) declines() {
	times := map[domain.Code]int{}
	for _, x := range c.Applications {
		if x.State == domain.ApplicationDeclined && x.Closing != nil && c.within(x.Moves[len(x.Moves)-1].At) {
			times[x.Closing.Reason]++
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(times)) {
		c.report.Declines = append(c.report.Declines, Decline{reason, times[reason]})
	}
	slices.SortStableFunc(c.report.Declines, func(a, b Decline) int { return cmp.Compare(b.Times, a.Times) })
}

func (c *computing) overdue() {
	all := map[string]*Holder{}
	turn := func(t *domain.Turn, name string) {
		if t == nil || t.StateAt(c.Now) != domain.TurnOverdue {
			return
		}
		if t.HolderName != "" {
			name = t.HolderName
		}
		key := string(t.Role) + "\x00" + name
		if all[key] == nil {
			all[key] = &Holder{Role: t.Role, Name: name, Oldest: *t.DueAt}
		}
		h := all[key]
		if h.Turns++; t.DueAt.Before(h.Oldest) {
			h.Oldest = *t.DueAt
		}
	}
	for _, n := range c.Needs {
		if n.State == domain.NeedSubmitted {
			turn(n.Turn, "")
		}
	}
	for _, x := range c.Applications {
		turn(x.Turn, c.Firms[x.EnterpriseID].Name)
	}
	for _, x := range c.Appeals {
		turn(x.Turn, "")
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		c.report.Overdue = append(c.report.Overdue, *all[key])
	}
	slices.SortStableFunc(c.report.Overdue, func(a, b Holder) int { return cmp.Or(cmp.Compare(b.Turns, a.Turns), a.Oldest.Compare(b.Oldest)) })
}

func (c *computing) bridges() {
	var days []int
	sums := &c.report.Bridges
	for _, b := range c.Bridges {
		if !c.within(b.CreatedAt) {
			continue
		}
		sums.Asked++
		switch {
		case b.State == domain.BridgeDeclined:
			sums.Declined++
		case b.State == domain.BridgeReturned:
			if sums.Returned++; b.DaysCharged != nil {
				days = append(days, *b.DaysCharged)
			}
		case b.State.Out():
			sums.Out++
			sums.OutAmount += b.Amount
		}
		if b.Overdue {
			sums.Overdue++
		}
	}
	if slices.Sort(days); len(days) > 0 {
		median := rank(days, 50)
		sums.MedianDays = &median
	}
}
