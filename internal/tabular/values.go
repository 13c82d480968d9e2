package tabular

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rongqiao/internal/domain"
)

// Normal is a text as headings and names are compared: full-width characters
// as plain ones, small letters, no spaces, quotation marks or asterisks.
func Normal(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("*“”\"'‘’:_", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// number is what is read as one; the bounds keep a cell from asking for a
// number of a million digits.
var number = regexp.MustCompile(`^([+-]?)(\d{1,30})(\.\d{1,30})?([eE][+-]?\d{1,2})?$`)

// Number reads a decimal number exactly. Thousands may be parted by commas, as
// 1,234,567.
func Number(s string) (*big.Rat, bool) {
	s = strings.ReplaceAll(norm.NFKC.String(s), " ", "")
	s = strings.ReplaceAll(s, "−", "-")
	if grouped.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if !number.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

var grouped = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)

// Money reads an amount in a unit of so many fen. The codes are not_a_number,
// amount_fraction (a part of a fen) and amount_too_large.
func Money(s string, unit domain.Fen) (domain.Fen, *domain.FieldError) {
	v, ok := Number(s)
	if !ok {
		return 0, &domain.FieldError{Code: "not_a_number"}
	}
	n, code := whole(v.Mul(v, new(big.Rat).SetInt64(int64(unit))), int64(domain.MaxFen))
	switch code {
	case "fraction":
		return 0, &domain.FieldError{Code: "amount_fraction"}
	case "too_large":
		return 0, &domain.FieldError{Code: "amount_too_large", Facts: domain.Facts{"want": int64(domain.MaxFen)}}
	}
	return domain.Fen(n), nil
}

// Percent reads a rate in per cent as basis points, "3.65" or "3.65%".
func Percent(s string) (domain.BasisPoints, *domain.FieldError) {
	v, ok := Number(strings.TrimRight(norm.NFKC.String(s), "% "))
	if !ok {
		return 0, &domain.FieldError{Code: "not_a_number"}
	}
	n, code := whole(v.Mul(v, big.NewRat(100, 1)), 1_000_000)
	if code != "" {
		return 0, &domain.FieldError{Code: "out_of_range", Facts: domain.Facts{"want": "-10000 % to 10000 %, two decimals"}}
	}
	return domain.BasisPoints(n), nil
}

// Count reads a whole number of things.
func Count(s string, most int64) (int64, *domain.FieldError) {
	v, ok := Number(s)
	if !ok {
		return 0, &domain.FieldError{Code: "not_a_number"}
	}
	n, code := whole(v, most)
	if code != "" || n < 0 {
		return 0, &domain.FieldError{Code: "count_out_of_range", Facts: domain.Facts{"min": 0, "max": most}}
	}
	return n, nil
}

func whole(v *big.Rat, most int64) (int64, string) {
	if !v.IsInt() {
		return 0, "fraction"
	}
	if n := v.Num(); n.IsInt64() && n.Int64() <= most && n.Int64() >= -most {
		return n.Int64(), ""
	}
	return 0, "too_large"
}

// DayForm is how a file writes days as numbers.
type DayForm struct {
	Serials  bool // a bare number is a day, as Excel counts
	From1904 bool // counted from 1904 and not from 1900
}

// Serials of 1920-01-01 and of 2100-01-01. Numbers outside are years, or
// something else, rather than days.
const (
	firstSerial = 7306
	lastSerial  = 73051
)

var (
	plainDay   = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]0{1,2}:00(?::00)?(?:\.0+)?)?$`)
	chineseDay = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})日?$`)
	bareDay    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
)

// Day reads a day: 2024-03-05, 2024/3/5, 2024.3.5, 2024年3月5日, 20240305, or a
// day number of a spreadsheet. ok is false for anything else, and for days
// that no calendar has.
func (f DayForm) Day(s string) (domain.Date, bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	for _, form := range []*regexp.Regexp{plainDay, chineseDay, bareDay} {
		if m := form.FindStringSubmatch(s); m != nil {
			for i := 2; i <= 3; i++ {
				if len(m[i]) == 1 {
					m[i] = "0" + m[i]
				}
			}
			d, err := domain.ParseDate(m[1] + "-" + m[2] + "-" + m[3])
			return d, err == nil
		}
	}
	if !f.Serials {
		return 0, false
	}
	whole, rest, fraction := strings.Cut(s, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || fraction && strings.Trim(rest, "0123456789") != "" {
		return 0, false
	}
	if f.From1904 {
		n += 1462
	}
	if n < firstSerial || n > lastSerial {
		return 0, false
	}
	return domain.NewDate(1899, 12, 30) + domain.Date(n), true
}

var flags = map[string]bool{
	"是": true, "有": true, "yes": true, "y": true, "true": true, "1": true, "√": true,
	"否": false, "无": false, "no": false, "n": false, "false": false, "0": false, "×": false,
}

// Flag reads a yes or a no.
func Flag(s string) (value, ok bool) {
	value, ok = flags[Normal(s)]
	return value, ok
}
