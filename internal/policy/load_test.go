package policy_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"rongqiao/internal/policy"
)

func TestLoadRefuses(t *testing.T) {
	good, err := os.ReadFile("../../config/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Rows are added at the end, so their line is known.
	end := strings.Count(string(good), "\n")
	last := func(row string) string { return string(good) + "  - " + row + "\n" }
	without := func(part string) string {
		var kept []string
		for line := range strings.Lines(string(good)) {
			if !strings.Contains(line, part) {
				kept = append(kept, line)
			}
		}
		return strings.Join(kept, "")
	}
	line := func(n int) string { return "line " + strconv.Itoa(n) + ": " }
	rows := map[string]struct {
		text string
		want []string // in the error
	}{
		"an unknown role": {last("{role: admin, action: need.read, scope: all}"),
			[]string{line(end + 1), `unknown role "admin"`, "enterprise, bank"}},
		"an unknown action": {last("{role: bank, action: need.delete, scope: all}"),
			[]string{line(end + 1), `unknown action "need.delete"`}},
		"an unknown scope": {last("{role: bank, action: need.read, scope: some}"),
			[]string{line(end + 1), `unknown scope "some"`, "all, own, own_offers, own_districts"}},
		"the action public in a row": {last("{role: bank, action: public, scope: all}"),
			[]string{line(end + 1), `unknown action "public"`}},
		"a row given twice": {last("{role: regulator, action: need.read, scope: all}"),
			[]string{line(end + 1), "role regulator has a row for need.read already, on line "}},
		"a second scope for the same role and action": {last("{role: enterprise, action: need.read, scope: all}"),
			[]string{line(end + 1), "role enterprise has a row for need.read already"}},
		"a row for a public action": {last("{role: bank, action: offer.read, scope: all}"),
			[]string{line(end + 1), "action offer.read is public on line "}},
		"a scope that the role can never fill": {last("{role: regulator, action: offer.update, scope: own_offers}"),
			[]string{line(end + 1), "role regulator can never fill it"}},
		"a row without a scope": {last("{role: bank, action: need.read}"),
			[]string{line(end + 1), `unknown scope ""`}},
		"an unknown key": {last("{role: bank, action: need.read, scope: all, when: now}"),
			[]string{"when", strconv.Itoa(end + 1)}},
		"a key given twice": {last("{role: bank, role: agency, action: need.read, scope: all}"),
			[]string{"role", strconv.Itoa(end + 1)}},
		"a role that is a number": {last("{role: 7, action: need.read, scope: all}"),
			[]string{line(end + 1), "want a word"}},
		"a public action given twice": {strings.Replace(string(good), "  - offer.read\n", "  - offer.read\n  - offer.read\n", 1),
			[]string{"line ", "action offer.read is public already, on line "}},
		"an action in no row": {without("action: audit.read"),
			[]string{"action audit.read has no row and is not public", "add {role: "}},
		"an empty file": {"", []string{"action auth.session has no row", "action user.manage has no row"}},
		"no YAML":       {"rows: [", []string{"policy: "}},
		"several faults at once": {without("action: audit.read") + "  - {role: admin, action: need.read, scope: all}\n",
			[]string{"unknown role", "audit.read has no row"}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			_, err := policy.Load([]byte(row.text))
			if err == nil {
				t.Fatal("it was taken")
			}
			for _, want := range row.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}
