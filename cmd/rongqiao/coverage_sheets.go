package main

import (
	"fmt"
	"io"
	"strings"

	"rongqiao/internal/rules"
)

// families are the kinds of rule sheets in the order of docs/coverage.md.
var families = []struct{ family, title string }{
	{rules.FamilySize, "Size classes"}, {rules.FamilyTier, "Tiers"}, {rules.FamilyCredit, "Credit value"},
	{rules.FamilyReserve, "Listing reserve and conditions of an issue"}, {rules.FamilyBoard, "Listing standards"},
	{rules.FamilyRanking, "The platform's own ranking"}, {rules.FamilyQueue, "The platform's own queue"},
}

// coverSheets says of every rule sheet from which document it is, when it is in
// force, and how far it was verified.
func coverSheets(w io.Writer, rs *rules.RuleSet) {
	fmt.Fprint(w, "\n## Rule sheets\n\nFrom `config/scorecards` and `config/standards`. Verified: thresholds and points were read at a source other than memory; what was not is named.\n")
	for _, f := range families {
		var rows []string
		for _, s := range rs.Sheets {
			if s.Family == f.family {
				rows = append(rows, sheetRow(s))
			}
		}
		if len(rows) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n### %s (%d)\n\n| sheet | rule | document | in force | verified | not verified |\n|---|---|---|---|---|---|\n%s\n",
			f.title, len(rows), strings.Join(rows, "\n"))
	}
}

func sheetRow(s rules.Sheet) string {
	until := ""
	if s.Until != nil {
		until = s.Until.String()
	}
	verified := "no"
	switch {
	case s.Verified && s.VerifiedOn != "":
		verified = "up to " + s.VerifiedOn
	case s.Verified:
		verified = "yes: the platform's own"
	}
	var open []string
	for _, u := range s.Unverified {
		open = append(open, u.In("en"))
	}
	return fmt.Sprintf("| `%s` | %s | %s %s | %s – %s | %s | %s |", s.ID, cell(s.Title.In("en")), cell(s.Document.Document), cell(s.Document.Article),
		s.From, until, verified, cell(strings.Join(open, "; ")))
}

// coverLeftOut says which rules are known to exist and are not applied.
func coverLeftOut(w io.Writer, rs *rules.RuleSet) {
	if len(rs.LeftOut) == 0 {
		return
	}
	fmt.Fprint(w, "\n## Left out, and why\n\n| rule | document | why |\n|---|---|---|\n")
	for _, l := range rs.LeftOut {
		fmt.Fprintf(w, "| %s | %s | %s |\n", cell(l.Rule.In("en")), cell(l.Document), cell(l.Why.In("en")))
	}
}
