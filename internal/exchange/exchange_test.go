package exchange_test

import (
	"os"
	"strings"
	"testing"

	"rongqiao/internal/exchange"
)

func TestLinesAreReadOrToldOf(t *testing.T) {
	good := `{"uscc":"91500112MA5U0DEM0H","id":"need_1","updated_at":"2026-11-23T09:30:00Z","amount_fen":9007199254740993,"extra":[1]}`
	in := strings.Join([]string{
		good, "", "{", `{"id":"x"}`, `{"id":"a/b","uscc":"91500112MA5U0DEM0H","updated_at":"2026-11-23T09:30:00Z"}`,
		`{"id":"x","uscc":"91500112MA5U0DEM0X","updated_at":"2026-11-23T09:30:00Z"}`, `{"id":"x","uscc":"91500112MA5U0DEM0H","updated_at":"yesterday"}`, good + "{}",
	}, "\n")
	records, faults, tooMany, err := exchange.ReadLines(strings.NewReader(in))
	if err != nil || tooMany || len(records) != 1 {
		t.Fatalf("%d records, %v %v", len(records), tooMany, err)
	}
	// Its fields sorted, and an amount that no float64 holds as it was.
	if want := `{"amount_fen":9007199254740993,"extra":[1],"id":"need_1","updated_at":"2026-11-23T09:30:00Z","uscc":"91500112MA5U0DEM0H"}`; records[0].Payload != want {
		t.Errorf("have %s", records[0].Payload)
	}
	var have []string
	for _, f := range faults {
		have = append(have, strings.TrimSpace(strings.Join([]string{string(rune('0' + f.Line)), f.Field, f.Code}, " ")))
	}
	want := "3  json_syntax|4 uscc required|5 id wrong_format|6 uscc uscc_check_character|7 updated_at wrong_format|8  json_syntax"
	if strings.Join(have, "|") != want {
		t.Errorf("have %s", strings.Join(have, "|"))
	}
	if _, _, tooMany, _ := exchange.ReadLines(strings.NewReader(strings.Repeat(good+"\n", exchange.MaxLines+1))); !tooMany {
		t.Error("more than the bound is taken")
	}
	if _, faults, _, _ := exchange.ReadLines(strings.NewReader(`{"id":"` + strings.Repeat("x", exchange.MaxLineKB<<10) + `"}`)); len(faults) != 1 || faults[0].Code != "text_too_long" {
		t.Errorf("a line that is too long: %v", faults)
	}
}

// TestTheDocumentNamesEveryField: docs/exchange.md is what others build on.
func TestTheDocumentNamesEveryField(t *testing.T) {
	text, err := os.ReadFile("../../docs/exchange.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range exchange.Kinds {
		heads := exchange.Head(k)
		if len(heads) < 8 {
			t.Errorf("%s has the fields %v", k, heads)
		}
		row := ""
		for _, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "| `"+string(k)+"` |") {
				row = line
			}
		}
		for _, h := range heads {
			if !strings.Contains(row, "`"+h+"`") {
				t.Errorf("the document does not name %s of %s", h, k)
			}
		}
	}
}
