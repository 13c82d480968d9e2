package domain_test

import (
	"strings"
	"testing"

	"rongqiao/internal/domain"
)

// The valid codes are examples that writings about GB 32100-2015 use.
func TestAUSCCIsChecked(t *testing.T) {
	rows := map[string]struct {
		code domain.USCC
		want string // the code of the fault; empty: none
	}{
		"the usual example":                      {"91350100M000100Y43", ""},
		"another usual example":                  {"91110000600037341L", ""},
		"nothing":                                {"", "uscc_length"},
		"one character short":                    {"91350100M000100Y4", "uscc_length"},
		"one character long":                     {"91350100M000100Y433", "uscc_length"},
		"the old registration number":            {"350100100000001", "uscc_length"},
		"a blank behind it":                      {"91350100M000100Y43 ", "uscc_length"},
		"eighteen Chinese characters":            {domain.USCC(strings.Repeat("码", 18)), "uscc_character"},
		"lower case":                             {"91350100m000100y43", "uscc_character"},
		"the letter I, which the table leaves":   {"91350100I000100Y43", "uscc_character"},
		"the letter O":                           {"91350100O000100Y43", "uscc_character"},
		"the letter S":                           {"91350100S000100Y43", "uscc_character"},
		"the letter V":                           {"91350100V000100Y43", "uscc_character"},
		"the letter Z":                           {"91350100Z000100Y43", "uscc_character"},
		"a full-width digit":                     {"9135010０M000100Y43", "uscc_character"},
		"a byte that is no text":                 {"9135010\xffM000100Y43", "uscc_character"},
		"another check character":                {"91350100M000100Y44", "uscc_check_character"},
		"two neighbours changed places":          {"91350100M000010Y43", "uscc_check_character"},
		"one digit of the body is another":       {"91350200M000100Y43", "uscc_check_character"},
		"the check character is outside its set": {"91350100M000100Y4O", "uscc_character"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			err := r.code.Check()
			switch {
			case r.want == "" && err != nil:
				t.Errorf("want none, have %v", err)
			case r.want != "" && (err == nil || err.Code != r.want || err.Kind != domain.KindInvalid || err.Fields[0].Field != "uscc"):
				t.Errorf("want %s at uscc, have %v", r.want, err)
			}
		})
	}
}

func TestAWrongCheckCharacterSaysWhichWouldFit(t *testing.T) {
	err := domain.USCC("91350100M000100Y44").Check()
	if err == nil || err.Fields[0].Facts["want"] != "3" || err.Fields[0].Facts["have"] != "4" {
		t.Errorf("want 3 instead of 4, have %v", err)
	}
}

// The standard's weights find every single slip of the pen and every two
// neighbours that changed places; one body shows both.
func TestEverySlipOfOneCharacterIsFound(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	good := "91500112MA5U7XY3K"
	code, ok := domain.CompleteUSCC(good)
	if !ok || code.Check() != nil {
		t.Fatalf("no code for %s", good)
	}
	for i := range code {
		for _, c := range alphabet {
			slip := string(code[:i]) + string(c) + string(code[i+1:])
			if err := domain.USCC(slip).Check(); (err == nil) != (slip == string(code)) {
				t.Errorf("%s: %v", slip, err)
			}
		}
		if i > 0 && code[i] != code[i-1] {
			swapped := string(code[:i-1]) + string(code[i]) + string(code[i-1]) + string(code[i+1:])
			if domain.USCC(swapped).Check() == nil {
				t.Errorf("%s was taken", swapped)
			}
		}
	}
}

func TestACodeIsCompletedOnlyFromABody(t *testing.T) {
	rows := map[string]struct {
		body string
		want domain.USCC
		ok   bool
	}{
		"the body of the usual example": {"91350100M000100Y4", "91350100M000100Y43", true},
		"a whole code":                  {"91350100M000100Y43", "", false},
		"a short one":                   {"91350100M000100Y", "", false},
		"a letter outside the table":    {"91350100M000100YO", "", false},
		"nothing":                       {"", "", false},
		"letters of more than one byte": {"913501码码码Y4", "", false},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			if have, ok := domain.CompleteUSCC(r.body); have != r.want || ok != r.ok {
				t.Errorf("want %q %t, have %q %t", r.want, r.ok, have, ok)
			}
		})
	}
}
