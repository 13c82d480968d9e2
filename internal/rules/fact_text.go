package rules

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"rongqiao/internal/domain"
)

// Text writes a known fact of a number or of codes so that ParseFact reads the
// same fact back: "12", "12/10", "root 12/10", "36 months 4", "a,b". Places,
// and what is only partly known, have no such form.
func (f Fact) Text() (string, bool) {
	switch {
	case !f.Known || f.Where != nil:
		return "", false
	case f.Codes != nil:
		own := make([]string, f.Own)
		for i, c := range f.Codes[:f.Own] {
			own[i] = string(c)
		}
		return "{" + strings.Join(own, ",") + "}", true
	case f.Exact != nil:
		return "exact " + f.Exact.RatString(), true
	case f.Root > 1:
		return fmt.Sprintf("root %d/%d", f.Number, f.Den), true
	case f.Den != 0:
		return fmt.Sprintf("%d/%d", f.Number, f.Den), true
	case f.Days > 0:
		return fmt.Sprintf("%d+%d", f.Number, f.Days), true
	}
	return strconv.FormatInt(f.Number, 10), true
}

// ParseFact reads what Text wrote. Errors: any other text.
func ParseFact(text string) (Fact, error) {
	f := Fact{Known: true}
	bad := fmt.Errorf("a fact: want a number, a ratio or {codes}, have %q", text)
	if list, ok := strings.CutPrefix(text, "{"); ok {
		list, ok = strings.CutSuffix(list, "}")
		if !ok {
			return Fact{}, bad
		}
		f.Codes = []domain.Code{}
		for c := range strings.SplitSeq(list, ",") {
			if c != "" {
				f.Codes = append(f.Codes, domain.Code(c))
			}
		}
		f.Own = len(f.Codes)
		return f, nil
	}
	if exact, ok := strings.CutPrefix(text, "exact "); ok {
		r, ok := new(big.Rat).SetString(exact)
		if !ok {
			return Fact{}, bad
		}
		f.Exact = r
		return f, nil
	}
	rest, root := strings.CutPrefix(text, "root ")
	if root {
		f.Root = 2
	}
	whole, den, ratio := strings.Cut(rest, "/")
	whole, days, span := strings.Cut(whole, "+")
	var err error
	if f.Number, err = strconv.ParseInt(whole, 10, 64); err != nil {
		return Fact{}, bad
	}
	if ratio {
		if f.Den, err = strconv.ParseInt(den, 10, 64); err != nil || f.Den <= 0 {
			return Fact{}, bad
		}
	}
	if span {
		n, err := strconv.ParseInt(days, 10, 32)
		if err != nil || n <= 0 || ratio {
			return Fact{}, bad
		}
		f.Days = int32(n)
	}
	if root && !ratio {
		return Fact{}, bad
	}
	return f, nil
}
