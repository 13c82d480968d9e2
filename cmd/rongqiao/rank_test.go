package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func runRank(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	code = run(t.Context(), append([]string{"rank"}, args...), env{out: &o, err: &e, getenv: func(string) string { return "" }, now: func() time.Time { return at }})
	return code, o.String(), e.String()
}

func TestRankChoosesAmongMadeUpFirms(t *testing.T) {
	caps := filepath.Join(t.TempDir(), "caps.yaml")
	if err := os.WriteFile(caps, []byte("total: 20\ndistrict_cap: 2\nindustries: [{code: '39', floor: 3, cap: 5}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runRank(t, "--generate", "2000", "--caps", caps, "--json", "--limit", "5")
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var have struct {
		Ranking   struct{ Items []struct{ Score int64 } }
		Shortlist struct {
			Chosen  []struct{ District, Industry string }
			LeftOut []struct{ Reasons []string } `json:"left_out"`
		}
	}
	if err := json.Unmarshal([]byte(out), &have); err != nil {
		t.Fatal(err)
	}
	districts, floor := map[string]int{}, 0
	for _, c := range have.Shortlist.Chosen {
		districts[c.District]++
		if c.Industry == "39" {
			floor++
		}
	}
	for d, n := range districts {
		if n > 2 {
			t.Errorf("%d of %s", n, d)
		}
	}
	if len(have.Shortlist.Chosen) != 20 || floor < 3 || floor > 5 || len(have.Ranking.Items) != 5 || len(have.Shortlist.LeftOut) != 5 || len(have.Shortlist.LeftOut[0].Reasons) == 0 {
		t.Errorf("have %d chosen, %d of the floor, %s", len(have.Shortlist.Chosen), floor, out)
	}
	again := func() string {
		_, out, _ := runRank(t, "--generate", "2000", "--total", "3", "--lang", "en")
		return out
	}
	if a, b := again(), again(); a != b || !strings.Contains(a, "3 chosen") {
		t.Errorf("have %s and %s", a, b)
	}
}

func TestRankRefusesBadTerms(t *testing.T) {
	for name, text := range map[string]string{"an unknown key": "totals: 3\n", "a cap below its floor": "districts: [{code: '500109', floor: 3, cap: 1}]\n"} {
		file := filepath.Join(t.TempDir(), "caps.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := runRank(t, "--generate", "10", "--caps", file); code == exitOK || errs == "" {
			t.Errorf("%s: exit %d, %s", name, code, errs)
		}
	}
}
