package rules

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"

	"rongqiao/internal/domain"
)

// plainDecimal leaves out what big.Rat would read besides: fractions, other
// bases, and exponents, of which a large one takes all memory.
var plainDecimal = regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,40})?$`)

// scaled reads a decimal exactly as a whole number of units, each 1/scale of
// what is written: scaled("3.65", 100) is 365. It refuses what does not come
// out whole, and what does not fit an amount.
func scaled(s string, scale int64) (int64, error) {
	if !plainDecimal.MatchString(s) {
		return 0, fmt.Errorf("want a decimal number, have %q", s)
	}
	r, _ := new(big.Rat).SetString(s)
	r.Mul(r, new(big.Rat).SetInt64(scale))
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, fmt.Errorf("want a number with at most %d decimals that is in range, have %q", len(strconv.FormatInt(scale, 10))-1, s)
	}
	if n := r.Num().Int64(); n <= int64(domain.MaxFen) && n >= -int64(domain.MaxFen) {
		return n, nil
	}
	return 0, fmt.Errorf("want at most %d, have %q", domain.MaxFen, s)
}

// percent reads a rate written in per cent.
func percent(d *document, path, entry, s string) domain.BasisPoints {
	n, err := scaled(s, 100)
	if err != nil || n < -100_000 || n > 100_000 {
		d.add(path, entry, path[lastDot(path):], "per cent with at most two decimals", s)
		return 0
	}
	return domain.BasisPoints(n)
}

// unitScale says how many base units (fen, basis points, months, things) one
// of the written unit is.
var unitScale = map[FieldType]map[string]int64{
	TypeMoney:  {"yuan": 100, "wan": 1_000_000, "fen": 1},
	TypeRate:   {"percent": 100, "bp": 1},
	TypeMonths: {"months": 1, "years": 12},
	TypeCount:  {"": 1, "none": 1, "persons": 1, "items": 1, "points": 1, "years": 1, "months": 1},
}

func unitNames(t FieldType) string {
	out := ""
	for _, name := range sortedKeys(unitScale[t]) {
		if name == "" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += name
	}
	return out
}

// scalar writes what a YAML file held as a plain string.
func scalar(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case int64:
		return strconv.FormatInt(x, 10), true
	case uint64:
		return strconv.FormatUint(x, 10), true
	case int:
		return strconv.Itoa(x), true
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), true
	}
	return "", false
}
