package rules

import (
	"fmt"
	"strings"
)

// The written form of rule sheets, as config/scorecards and config/standards
// hold them.

type sheetFile struct {
	About  any         `yaml:"about"`
	Sheets []sheetForm `yaml:"sheets"`
}

type sheetForm struct {
	Sheet      string          `yaml:"sheet"`
	Series     string          `yaml:"series"`
	Family     string          `yaml:"family"`
	Title      textForm        `yaml:"title"`
	Note       textForm        `yaml:"note"`
	Document   clauseForm      `yaml:"document"`
	InForce    daysForm        `yaml:"in_force"`
	Verified   *bool           `yaml:"verified"`
	VerifiedOn string          `yaml:"verified_on"`
	Unverified []textForm      `yaml:"unverified"`
	Tier       string          `yaml:"tier"`
	Board      string          `yaml:"board"`
	Part       string          `yaml:"part"`
	Applies    []criterionForm `yaml:"applies"`
	Include    []string        `yaml:"include"`
	Conditions []criterionForm `yaml:"conditions"`
	Judgements []textForm      `yaml:"judgements"`
	Points     *pointsForm     `yaml:"points"`
	Classes    *classesForm    `yaml:"classes"`
	Listed     []listedForm    `yaml:"listed"`
	Limits     []limitForm     `yaml:"limits"`
}

type daysForm struct {
	From  string `yaml:"from"`
	Until string `yaml:"until"`
}

type pointsForm struct {
	Max            int64       `yaml:"max"`
	Pass           *int64      `yaml:"pass"`
	LeastCoverage  int64       `yaml:"least_coverage"`
	FirstComeAfter int64       `yaml:"first_come_after"`
	Groups         []groupForm `yaml:"groups"`
	Direct         []routeForm `yaml:"direct"`
}

type groupForm struct {
	ID         string          `yaml:"id"`
	Label      textForm        `yaml:"label"`
	Max        int64           `yaml:"max"`
	Pass       *int64          `yaml:"pass"`
	Indicators []indicatorForm `yaml:"indicators"`
}

type indicatorForm struct {
	ID      string           `yaml:"id"`
	Label   textForm         `yaml:"label"`
	Reason  textForm         `yaml:"reason"`
	Max     int64            `yaml:"max"`
	Field   string           `yaml:"field"`
	Unit    string           `yaml:"unit"`
	Bands   []bandForm       `yaml:"bands"`
	Options map[string]int64 `yaml:"options"`
	Step    int64            `yaml:"step"`
	Each    int64            `yaml:"each"`
	Best    []indicatorForm  `yaml:"best"`
	Entered bool             `yaml:"entered"`
	Clause  clauseForm       `yaml:"clause"`
}

// bandForm is an interval as mathematics writes it, "[3, 5)", with * for no
// end, and its points.
type bandForm struct {
	In     string `yaml:"in"`
	Points int64  `yaml:"points"`
}

type classesForm struct {
	Sector     string                  `yaml:"sector"`
	Fields     map[string]string       `yaml:"fields"`
	Industries []sectorForm            `yaml:"industries"`
	Order      []string                `yaml:"order"`
	Sectors    []map[string]boundsForm `yaml:"sectors"`
}

type sectorForm struct {
	Sector     string   `yaml:"sector"`
	Industries []string `yaml:"industries"`
}

// boundsForm maps a class to the lower bounds of its figures.
type boundsForm map[string]map[string]any

type listedForm struct {
	ID         string   `yaml:"id"`
	Label      textForm `yaml:"label"`
	Indicators []struct {
		Label textForm `yaml:"label"`
		Field string   `yaml:"field"`
	} `yaml:"indicators"`
}

type limitForm struct {
	Field  string     `yaml:"field"`
	Code   string     `yaml:"code"`
	Amount any        `yaml:"amount"`
	Unit   string     `yaml:"unit"`
	Clause clauseForm `yaml:"clause"`
}

// interval reads "[3, 5)", "(55, 75]", "[10, *)"; the ends are decimals.
func interval(s string) (low, high string, lowIn, highIn bool, err error) {
	bad := fmt.Errorf("an interval such as [3, 5) or (75, *) instead of %q", s)
	if len(s) < 5 || !strings.ContainsRune("[(", rune(s[0])) || !strings.ContainsRune("])", rune(s[len(s)-1])) {
		return "", "", false, false, bad
	}
	low, high, ok := strings.Cut(s[1:len(s)-1], ",")
	if !ok {
		return "", "", false, false, bad
	}
	return strings.TrimSpace(low), strings.TrimSpace(high), s[0] == '[', s[len(s)-1] == ']', nil
}
