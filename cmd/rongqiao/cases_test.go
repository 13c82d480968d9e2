package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// handCase is a case worked by hand: testdata/cases says what comes out, and
// in a sentence why.
type handCase struct {
	Name      string              `yaml:"name"`
	Catalogue string              `yaml:"catalogue"` // region or config
	Day       string              `yaml:"day"`
	Input     any                 `yaml:"input"`
	Want      map[string]handWant `yaml:"want"`
	Best      *[]string           `yaml:"best"` // the combination; left out: not looked at
	Worked    string              `yaml:"worked"`
}

// handWant is what is said of one offer; what is left out is not looked at.
// Unmet 0 says that the offer is no near miss.
type handWant struct {
	Verdict string   `yaml:"verdict"`
	Unmet   *int     `yaml:"unmet"`
	Advice  []string `yaml:"advice"`
	From    string   `yaml:"from"`
}

// shownAnswer is as much of the printed answer as a case looks at.
type shownAnswer struct {
	Evaluated int
	Counts    struct{ Eligible, Conditional, Ineligible, Expired int }
	Items     []struct {
		Offer   struct{ ID string }
		Verdict string
	}
	NearMisses []struct {
		Offer struct{ ID string }
		Unmet []struct {
			Advice     struct{ ZH, EN string }
			Changeable bool
			From       *string
		}
	} `json:"near_misses"`
	Best *struct{ Offers []string }
}

// leastCases keeps cases from getting lost.
const leastCases = 100

func TestCasesWorkedByHand(t *testing.T) {
	cases := readCases(t)
	for group, names := range grouped(cases) {
		answers := matchMany(t, group, names, cases)
		for i, name := range names {
			c, a := cases[name], answers[i]
			t.Run(name, func(t *testing.T) {
				if n := a.Counts; len(a.Items) != n.Eligible+n.Conditional || len(a.Items)+n.Ineligible+n.Expired != a.Evaluated {
					t.Errorf("the counts do not add up: %d items of %d offers, %+v", len(a.Items), a.Evaluated, n)
				}
				for _, id := range slices.Sorted(maps.Keys(c.Want)) {
					a.check(t, c, id)
				}
				if c.Best != nil && (a.Best == nil || !slices.Equal(*c.Best, a.Best.Offers)) {
					t.Errorf("want the combination %v, have %+v\n%s", *c.Best, a.Best, c.Worked)
				}
			})
		}
	}
}

func TestOneFileIsAnsweredLikeALineOfMany(t *testing.T) {
	cases := readCases(t)
	name := "two-changes"
	group := caseGroup{cases[name].Catalogue, cases[name].Day}
	input, err := yaml.Marshal(cases[name].Input)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "input.yaml")
	if err := os.WriteFile(file, input, 0o600); err != nil {
		t.Fatal(err)
	}
	var one shownAnswer
	if err := json.Unmarshal(runMatch(t, group, "--json", file), &one); err != nil {
		t.Fatal(err)
	}
	if many := matchMany(t, group, []string{name}, cases)[0]; !reflect.DeepEqual(one, many) {
		t.Errorf("one file: %+v\none line: %+v", one, many)
	}
}

// caseGroup are cases that one run of the command answers.
type caseGroup struct{ catalogue, day string }

func grouped(cases map[string]handCase) map[caseGroup][]string {
	out := map[caseGroup][]string{}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		g := caseGroup{cases[name].Catalogue, cases[name].Day}
		out[g] = append(out[g], name)
	}
	return out
}

func readCases(t *testing.T) map[string]handCase {
	t.Helper()
	names, err := filepath.Glob("../../testdata/cases/*.yaml")
	if err != nil || len(names) < leastCases {
		t.Fatalf("want at least %d cases, have %d (%v)", leastCases, len(names), err)
	}
	out := map[string]handCase{}
	for _, name := range names {
		out[strings.TrimSuffix(filepath.Base(name), ".yaml")] = readCase(t, name)
	}
	return out
}

func readCase(t *testing.T, name string) handCase {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var c handCase
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&c); err != nil {
		t.Fatal(err)
	}
	if c.Name == "" || c.Worked == "" || len(c.Want) == 0 {
		t.Fatal("a case has a name, what is wanted, and how that follows")
	}
	return c
}

var catalogues = map[string]string{"region": "../../testdata/region", "config": "../../config"}

// matchMany asks the command line, as an engineer would.
func matchMany(t *testing.T, g caseGroup, names []string, cases map[string]handCase) []shownAnswer {
	t.Helper()
	var lines bytes.Buffer
	for _, name := range names {
		line, err := json.Marshal(cases[name].Input)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	in, out := filepath.Join(t.TempDir(), "in.jsonl"), filepath.Join(t.TempDir(), "out.jsonl")
	if err := os.WriteFile(in, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	runMatch(t, g, "--needs", in, "--out", out)
	written, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	answers := make([]shownAnswer, len(names))
	for decode, i := json.NewDecoder(written), 0; i < len(answers); i++ {
		if err := decode.Decode(&answers[i]); err != nil {
			t.Fatalf("answer %d of %v: %v", i+1, g, err)
		}
	}
	return answers
}

func runMatch(t *testing.T, g caseGroup, more ...string) []byte {
	t.Helper()
	var out, faults bytes.Buffer
	e := env{out: &out, err: &faults, getenv: func(string) string { return "" }, now: time.Now}
	args := append([]string{"match", "--catalogue", catalogues[g.catalogue], "--day", g.day, "--limit", "500"}, more...)
	if code := run(context.Background(), args, e); code != exitOK {
		t.Fatalf("exit code %d: %s", code, faults.String())
	}
	return out.Bytes()
}

// verdict of an offer: what is listed says it. What is not is ineligible or
// expired; the answer only counts those, so that a case which wants an offer
// expired names every one that is.
func (a shownAnswer) verdict(c handCase, id string) string {
	for _, item := range a.Items {
		if item.Offer.ID == id {
			return item.Verdict
		}
	}
	expired := 0
	for _, w := range c.Want {
		if w.Verdict == "expired" {
			expired++
		}
	}
	if c.Want[id].Verdict == "expired" && a.Counts.Expired == expired {
		return "expired"
	}
	return "ineligible"
}

func (a shownAnswer) check(t *testing.T, c handCase, id string) {
	t.Helper()
	want := c.Want[id]
	if have := a.verdict(c, id); have != want.Verdict {
		t.Errorf("%s: want %s, have %s\n%s", id, want.Verdict, have, c.Worked)
	}
	var advice, from []string
	unmet := 0
	for _, miss := range a.NearMisses {
		if miss.Offer.ID != id {
			continue
		}
		unmet = len(miss.Unmet)
		for _, u := range miss.Unmet {
			advice = append(advice, u.Advice.EN, u.Advice.ZH)
			if u.From != nil && !u.Changeable {
				from = append(from, *u.From)
			}
		}
	}
	if want.Unmet != nil && *want.Unmet != unmet {
		t.Errorf("%s: want %d changes, have %d: %v\n%s", id, *want.Unmet, unmet, advice, c.Worked)
	}
	for _, line := range want.Advice {
		if !slices.Contains(advice, line) {
			t.Errorf("%s: want the advice %q, have %q\n%s", id, line, advice, c.Worked)
		}
	}
	if want.From != "" && !slices.Equal([]string{want.From}, from) {
		t.Errorf("%s: want it from %s, have %v\n%s", id, want.From, from, c.Worked)
	}
	if want.Verdict != "ineligible" && unmet > 0 {
		t.Errorf("%s: %s and yet a near miss: %v", id, want.Verdict, advice)
	}
}
