package app

import (
	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/scoring"
)

// Ranked is a firm's score for listing cultivation. With the day, Inputs give
// the same score and the same lines again.
type Ranked struct {
	Score  int64  // out of 10,000 of the points that are known
	Enough bool   // enough is known to stand in the ranking
	Inputs string // what the score was made from
}

// Explained is what a score rests on: 10,000 times the points of the lines
// that are known over the most that these give, half up, is the score.
type Explained struct {
	Lines   []domain.ScoreLine
	Missing []Lack
}

// Lack is a field, or a figure of a year, that is not known and would tell more.
type Lack struct {
	Field string
	Label domain.Text
	Paper domain.Text // that shows it
}

// Ranker scores firms for listing cultivation. The same firm and day give the
// same answer; what is not known is never held against the firm.
type Ranker interface {
	Rank(e domain.Enterprise, day domain.Date) (Ranked, error)
	// Again is Rank from inputs alone.
	Again(inputs string, day domain.Date) (Ranked, error)
	Explain(inputs string, day domain.Date) (Explained, error)
}

// cultivationSeries is the sheet that ranks candidates for listing cultivation.
const cultivationSeries = "listing_cultivation"

// SheetRanker ranks by the listing-cultivation sheet in force on the day.
type SheetRanker struct{ Rules *rules.RuleSet }

func (r SheetRanker) sheet(day domain.Date) (*rules.Sheet, error) {
	s, ok := r.Rules.SheetOn(cultivationSeries, day)
	if !ok {
		return nil, domain.NewError(domain.KindConflict, "no_rule_on_day", domain.Facts{"rule": cultivationSeries, "on": day.String()})
	}
	return s, nil
}

// Rank scores a firm. Errors: no_rule_on_day.
func (r SheetRanker) Rank(e domain.Enterprise, day domain.Date) (Ranked, error) {
	s, err := r.sheet(day)
	if err != nil {
		return Ranked{}, err
	}
	facts := r.Rules.Facts(e, domain.Need{}, day)
	scoring.PrepareLean(r.Rules, facts)
	return r.judge(s, facts)
}

// Again scores from inputs. Errors: no_rule_on_day; inputs of another sheet.
func (r SheetRanker) Again(inputs string, day domain.Date) (Ranked, error) {
	s, err := r.sheet(day)
	if err != nil {
		return Ranked{}, err
	}
	facts, err := scoring.FactsOf(r.Rules, s, day, inputs)
	if err != nil {
		return Ranked{}, err
	}
	return r.judge(s, facts)
}

func (r SheetRanker) judge(s *rules.Sheet, facts *rules.Facts) (Ranked, error) {
	inputs, err := scoring.Inputs(r.Rules, s, facts)
	points := scoring.JudgeLean(r.Rules, s, facts).Points
	return Ranked{Score: points.Score, Enough: points.Ranked, Inputs: inputs}, err
}

// Explain says what a score rests on. Errors: no_rule_on_day; inputs of
// another sheet.
func (r SheetRanker) Explain(inputs string, day domain.Date) (Explained, error) {
	s, err := r.sheet(day)
	if err != nil {
		return Explained{}, err
	}
	facts, err := scoring.FactsOf(r.Rules, s, day, inputs)
	if err != nil {
		return Explained{}, err
	}
	result := scoring.Judge(r.Rules, s, facts)
	var out Explained
	for _, name := range result.Missing {
		label, paper := r.Rules.LackingLabel(name)
		out.Missing = append(out.Missing, Lack{name, label, paper})
	}
	for _, g := range result.Points.Groups {
		for _, i := range g.Indicators {
			out.Lines = append(out.Lines, scoreLine(i))
		}
	}
	return out, nil
}

// scoreLine is one indicator; one that is not known has nothing in Have.
func scoreLine(i scoring.IndicatorResult) domain.ScoreLine {
	line := domain.ScoreLine{
		ID: i.Indicator.ID, Label: i.Indicator.Label, Have: i.Have, Want: i.Want,
		Points: i.Points, Max: i.Indicator.Max, Clause: i.Indicator.Clause,
	}
	if !i.Known {
		line.Have = domain.Text{}
	} else if line.Have.IsZero() {
		line.Have = domain.Text{ZH: "无", EN: "none"}
	}
	if line.Want.IsZero() && i.Next != nil {
		line.Want = i.Next.Want
	}
	if line.Clause.Note.IsZero() {
		line.Clause.Note = i.Indicator.Reason
	}
	return line
}
