package matching

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"rongqiao/internal/domain"
)

// node is a mapping of a YAML file, as it is written.
type node = map[string]any

// oracle holds the rule data's files.
type oracle struct {
	fields map[string]node
	codes  map[string]map[string]node // by vocabulary and code
	rates  []node
	offers map[string]node
}

func readOracle(t *testing.T, dir string) *oracle {
	t.Helper()
	o := &oracle{fields: map[string]node{}, codes: map[string]map[string]node{}, offers: map[string]node{}}
	eachFile(t, dir, "fields*.yaml", func(f node) {
		for _, x := range nodes(f["fields"]) {
			o.fields[fmt.Sprint(x["field"])] = x
		}
	})
	eachFile(t, dir, "vocabularies/*.yaml", func(f node) {
		byCode := map[string]node{}
		for _, x := range nodes(f["entries"]) {
			byCode[text(x["code"])] = x
		}
		o.codes[fmt.Sprint(f["vocabulary"])] = byCode
	})
	eachFile(t, dir, "rates/*.yaml", func(f node) { o.rates = append(o.rates, nodes(f["rows"])...) })
	for _, kind := range []string{"loans", "funds", "awards"} {
		eachFile(t, dir, "catalogue/"+kind+"/*.yaml", func(f node) {
			for _, x := range nodes(f["offers"]) {
				o.offers[fmt.Sprint(x["id"])] = x
			}
		})
	}
	return o
}

func eachFile(t *testing.T, dir, pattern string, take func(node)) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: want files, have %v (%v)", pattern, names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var f node
		if err := yaml.Unmarshal(data, &f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		take(f)
	}
}

// sub is the mapping under a key; an absent one is empty.
func sub(n node, key string) node {
	m, _ := n[key].(node)
	return m
}

func nodes(v any) []node {
	list, _ := v.([]any)
	out := make([]node, len(list))
	for i, x := range list {
		out[i], _ = x.(node)
	}
	return out
}

// texts reads one word or a list of them.
func texts(v any) []string {
	list, ok := v.([]any)
	if !ok {
		return []string{text(v)}
	}
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = text(x)
	}
	return out
}

func text(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

func unitOr(n node, or string) string {
	if u, ok := n["unit"].(string); ok {
		return u
	}
	return or
}

// scales turn written units into yuan, plain ratios and months.
var scales = map[string]*big.Rat{
	"wan": big.NewRat(10_000, 1), "fen": big.NewRat(1, 100), "percent": big.NewRat(1, 100), "bp": big.NewRat(1, 10_000),
}

func quantity(v any, unit string) *big.Rat {
	n, ok := new(big.Rat).SetString(text(v))
	if !ok {
		panic(fmt.Sprintf("the oracle cannot read the number %v", v))
	}
	if s, ok := scales[unit]; ok {
		n.Mul(n, s)
	}
	return n
}

// wanted reads a value by the type of its field.
func wanted(kind, value any, unit string) *big.Rat {
	switch {
	case kind == "flag" && value == true:
		return big.NewRat(1, 1)
	case kind == "flag":
		return new(big.Rat)
	case kind == "day":
		return big.NewRat(int64(dayOf(value)), 1)
	case kind == "months" && unit == "years":
		return new(big.Rat).Mul(quantity(value, ""), big.NewRat(12, 1))
	}
	return quantity(value, unit)
}

func dayOf(v any) domain.Date {
	t, err := time.Parse(time.DateOnly, text(v))
	if err != nil {
		panic(fmt.Sprintf("the oracle cannot read the day %v", v))
	}
	return domain.Date(t.Unix() / 86_400)
}

// base is the loan prime rate in force on the day, as a ratio; nil before the
// first.
func (o *oracle) base(day domain.Date, tenor string) *big.Rat {
	var newest node
	for _, r := range o.rates {
		if on := dayOf(r["effective_on"]); on <= day && (newest == nil || on > dayOf(newest["effective_on"])) {
			newest = r
		}
	}
	if newest == nil {
		return nil
	}
	return quantity(newest[map[string]string{"1y": "y1", "5y": "y5"}[tenor]], "percent")
}

// above tells whether a code is another one or lies over it in the tree.
func (o *oracle) above(vocabulary, over, code string) bool {
	for code != "" {
		if code == over {
			return true
		}
		up := o.codes[vocabulary][code]["parent"]
		if up == nil {
			return false
		}
		code = text(up)
	}
	return false
}

// holds compares codes. "in" takes the code itself, the others take what lies
// over it as well.
func (o *oracle) holds(op string, have known, want []string, vocabulary string) answer {
	if !have.ok {
		return open
	}
	has := func(code string) bool {
		return slices.ContainsFunc(have.codes, func(own string) bool {
			return own == code || (op != "in" && o.above(vocabulary, code, own))
		})
	}
	if op == "contains_all" {
		return answerOf(!slices.ContainsFunc(want, func(c string) bool { return !has(c) }))
	}
	return answerOf(slices.ContainsFunc(want, has))
}
