package domain_test

import (
	"strconv"
	"strings"
	"testing"

	"rongqiao/internal/domain"
)

func TestFenAreWrittenInYuan(t *testing.T) {
	rows := map[string]struct {
		fen  domain.Fen
		want string
	}{
		"nothing":                 {0, "0.00"},
		"a fen":                   {1, "0.01"},
		"ten fen":                 {10, "0.10"},
		"a yuan":                  {domain.Yuan, "1.00"},
		"a fen less than a yuan":  {99, "0.99"},
		"fen are kept":            {123_450, "1234.50"},
		"ten thousand yuan":       {domain.Wan, "10000.00"},
		"a fen owed":              {-1, "-0.01"},
		"a loss keeps its fen":    {-123_456, "-1234.56"},
		"the greatest amount":     {domain.MaxFen, "90000000000000.00"},
		"the greatest loss":       {-domain.MaxFen, "-90000000000000.00"},
		"one fen below the great": {domain.MaxFen - 1, "89999999999999.99"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := r.fen.String(); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

func TestBasisPointsAreWrittenInPerCent(t *testing.T) {
	rows := map[string]struct {
		bp   domain.BasisPoints
		want string
	}{
		"nothing":             {0, "0%"},
		"one":                 {1, "0.01%"},
		"ten":                 {10, "0.1%"},
		"a whole per cent":    {300, "3%"},
		"two decimals":        {365, "3.65%"},
		"one decimal":         {450, "4.5%"},
		"below nothing":       {-25, "-0.25%"},
		"the whole":           {10_000, "100%"},
		"more than the whole": {100_001, "1000.01%"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have := r.bp.String(); have != r.want {
				t.Errorf("want %s, have %s", r.want, have)
			}
		})
	}
}

func TestBasisPointsAreNeverRounded(t *testing.T) {
	for bp := domain.BasisPoints(-20_000); bp <= 20_000; bp++ {
		s := strings.TrimSuffix(bp.String(), "%")
		whole, rest, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
		back, err := strconv.Atoi(whole + (rest + "00")[:2])
		if err != nil || len(rest) > 2 {
			t.Fatalf("%d basis points are written %q", bp, s)
		}
		if strings.HasPrefix(s, "-") {
			back = -back
		}
		if back != int(bp) {
			t.Fatalf("%d basis points are written %q", bp, s)
		}
	}
}

func TestTheGreatestAmountIsExactInJSONAndInSums(t *testing.T) {
	if domain.MaxFen >= 1<<53 {
		t.Error("a JSON number does not hold it")
	}
	if sum := domain.MaxFen * 1000; sum/1000 != domain.MaxFen {
		t.Error("a thousand of them overflow")
	}
}

func TestATextFallsBackToChinese(t *testing.T) {
	both, one := domain.Text{ZH: "重庆", EN: "Chongqing"}, domain.Text{ZH: "重庆"}
	rows := map[string]struct{ have, want string }{
		"English where there is one":     {both.In("en"), "Chongqing"},
		"Chinese when asked":             {both.In("zh-CN"), "重庆"},
		"Chinese for any other language": {both.In("fr"), "重庆"},
		"Chinese where English is empty": {one.In("en"), "重庆"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if r.have != r.want {
				t.Errorf("want %s, have %s", r.want, r.have)
			}
		})
	}
	if one.IsZero() || !(domain.Text{}).IsZero() || (domain.Text{EN: "x"}).IsZero() {
		t.Error("a text is zero only where nothing was written")
	}
}
