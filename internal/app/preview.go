package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/preview"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

type (
	// PreviewReport is what one series of sheets comes to for all firms.
	PreviewReport = preview.Report
	// PreviewLine is one group of firms in it.
	PreviewLine = preview.Line
	// PreviewChange is a firm whose outcome changes.
	PreviewChange = preview.Change
	// PreviewOutcome is what a sheet comes to for a firm.
	PreviewOutcome = preview.Outcome
	// Sheet is a rule sheet.
	Sheet = rules.Sheet
	// PreviewTally counts firms by outcome.
	PreviewTally = preview.Tally
)

// Previewed says what sheets would do to the firms, before anybody publishes
// them.
type Previewed struct {
	Day           domain.Date // that the firms are judged on, by both rule sets
	Before, After string      // the rules versions
	Sheets        []rules.Sheet
	Reports       []PreviewReport // one per series of the text, and of boards' standards one each
}

// MostPreviewBytes bounds a text of sheets.
const MostPreviewBytes = 256 << 10

// mostChanges bounds the firms that a preview names.
const mostChanges = 200

// PreviewSheets judges every firm by the rules in force and by the same with
// the sheets of the text in them, on the day on; nil is today, or the first
// day of the sheets where that is later. Nothing is stored or published.
// Errors: rule_sheet_fault for each fault of the text, with line, want and have.
func (a *App) PreviewSheets(ctx context.Context, actor domain.Actor, text []byte, on *domain.Date) (Previewed, error) {
	if err := a.allow(ctx, actor, policy.RulesPreview, policy.Target{}, "rules", nil); err != nil {
		return Previewed{}, err
	}
	after, sheets, err := a.Rules.WithSheets("sheets.yaml", text)
	if err != nil {
		return Previewed{}, sheetFaults(err)
	}
	out := Previewed{Day: a.today(), Before: a.Rules.Version(), After: after.Version(), Sheets: sheets}
	if on != nil {
		out.Day = *on
	} else {
		for _, s := range sheets {
			out.Day = max(out.Day, s.From)
		}
	}
	var tallies []*preview.Sheets
	seen := map[string]bool{}
	for _, s := range sheets {
		if !seen[s.Series] {
			seen[s.Series] = true
			tallies = append(tallies, &preview.Sheets{Before: a.Rules, After: after, Series: s.Series, Day: out.Day, Tallies: preview.Tallies{MostChanges: mostChanges}})
		}
	}
	if err := a.tally(ctx, tallies, out.Day); err != nil {
		return Previewed{}, err
	}
	for _, t := range tallies {
		out.Reports = append(out.Reports, t.Report(a.Rules.Groups.Least))
	}
	a.note(ctx, actor, policy.RulesPreview, "rules/"+out.After, nil)
	return out, nil
}

// Fairness is what the sheets in force do, by groups of firms.
type Fairness struct {
	Day          domain.Date
	RulesVersion string
	Sheets       []rules.Sheet // in the order of Reports
	Reports      []PreviewReport
}

// fairnessFamilies are the kinds of sheets that decide about firms.
var fairnessFamilies = []string{rules.FamilySize, rules.FamilyTier, rules.FamilyCredit, rules.FamilyReserve, rules.FamilyBoard}

// FairnessReport judges every firm by the sheets in force on the day; nil is
// today.
func (a *App) FairnessReport(ctx context.Context, actor domain.Actor, on *domain.Date) (Fairness, error) {
	if err := a.allow(ctx, actor, policy.ReportRead, policy.Target{}, "reports/fairness", nil); err != nil {
		return Fairness{}, err
	}
	out := Fairness{Day: a.today(), RulesVersion: a.Rules.Version()}
	if on != nil {
		out.Day = *on
	}
	var tallies []*preview.Sheets
	for _, s := range a.Rules.SheetsOn(out.Day, fairnessFamilies...) {
		out.Sheets = append(out.Sheets, *s)
		tallies = append(tallies, &preview.Sheets{Before: a.Rules, After: a.Rules, Series: s.Series, Day: out.Day})
	}
	if err := a.tally(ctx, tallies, out.Day); err != nil {
		return Fairness{}, err
	}
	for _, t := range tallies {
		out.Reports = append(out.Reports, t.Report(a.Rules.Groups.Least))
	}
	return out, nil
}

// tally hands every firm to the tallies, page by page, so that only counts
// stay in memory.
func (a *App) tally(ctx context.Context, tallies []*preview.Sheets, day domain.Date) error {
	if len(tallies) == 0 {
		return nil
	}
	before, after := tallies[0].Before, tallies[0].After
	for page := (store.Page{Limit: pageOfFirms}); ; {
		firms, next, err := a.Store.Enterprises(ctx, nil, page)
		if err != nil {
			return err
		}
		var work errgroup.Group
		for part := range slices.Chunk(firms, 50) {
			work.Go(func() error {
				for _, e := range part {
					was := preview.Judge(before, e, day)
					is := was
					if after != before {
						is = preview.Judge(after, e, day)
					}
					for _, t := range tallies {
						t.Add(was, is)
					}
				}
				return ctx.Err()
			})
		}
		if err := work.Wait(); err != nil {
			return err
		}
		if page.After = next; next == "" {
			return nil
		}
	}
}

// sheetFaults turns the faults of a text of sheets into faults of input.
func sheetFaults(err error) error {
	var list []error
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	} else {
		list = []error{err}
	}
	var out []domain.FieldError
	for _, one := range list {
		var f *rules.Fault
		if !errors.As(one, &f) {
			return err
		}
		at := fmt.Sprintf("sheets:%d", f.Line)
		out = append(out, domain.FieldError{Field: at, Code: "rule_sheet_fault", Facts: domain.Facts{
			"line": f.Line, "entry": f.Entry, "field": f.Field, "want": f.Want, "have": f.Have,
		}})
	}
	return domain.InvalidFields(out...)
}
