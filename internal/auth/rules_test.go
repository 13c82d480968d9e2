package auth_test

import (
	"strings"
	"testing"

	"rongqiao/internal/auth"
)

func TestCheckPassword(t *testing.T) {
	const email = "li.lei.finance@example.com"
	rows := map[string]struct{ password, want string }{
		"the demo password is fine":                 {"demo-rongqiao", ""},
		"ten characters are enough":                 {"x7-kq!2mzp", ""},
		"nine are not":                              {"x7-kq!2mz", "password_too_short"},
		"ten Chinese characters are enough":         {"春江潮水连海平海上明月", ""},
		"nine Chinese characters are not":           {"春江潮水连海平海上", "password_too_short"},
		"128 characters are fine":                   {strings.Repeat("ab", 64), ""},
		"129 are not":                               {strings.Repeat("ab", 64) + "a", "password_too_long"},
		"no digits, capitals or signs are asked":    {"correcthorsebattery", ""},
		"spaces are fine":                           {"correct horse battery", ""},
		"a common one is refused":                   {"password123", "password_common"},
		"a common one in capitals is refused":       {"PassWord123", "password_common"},
		"a common one in full width is refused":     {"ｐａｓｓｗｏｒｄ１２３", "password_common"},
		"one character repeated is refused":         {"aaaaaaaaaa", "password_common"},
		"a rising run is refused":                   {"abcdefghijk", "password_common"},
		"a falling run is refused":                  {"9876543210", "password_common"},
		"the e-mail is refused":                     {"Li.Lei.Finance@example.com", "password_is_email"},
		"the part before the @ is refused":          {"li.lei.finance", "password_is_email"},
		"a tab is refused":                          {"x7-kq!2mzp\t", "password_character"},
		"what is not UTF-8 is refused":              {"x7-kq!2mzp\xff", "password_character"},
		"the word of the platform and digits is no": {"Rongqiao2026", "password_common"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			got := ""
			if f := auth.CheckPassword("password", row.password, email); f != nil {
				got = f.Code
				if f.Field != "password" {
					t.Errorf("field %q, want password", f.Field)
				}
				for _, v := range f.Facts {
					if v == row.password {
						t.Error("the facts carry the password")
					}
				}
			}
			if got != row.want {
				t.Errorf("CheckPassword(%q) = %q, want %q", row.password, got, row.want)
			}
		})
	}
}

func TestNormaliseEmail(t *testing.T) {
	rows := map[string]struct{ given, want string }{
		"a plain one stays":                 {"a.b+c@example.com", "a.b+c@example.com"},
		"capitals and spaces go":            {"  Bank@Rongqiao.Demo ", "bank@rongqiao.demo"},
		"a name before it is refused":       {"Li <li@example.com>", ""},
		"angle brackets are refused":        {"<li@example.com>", ""},
		"a comment is refused":              {"li@example.com(work)", ""},
		"quotes are refused":                {`"li"@example.com`, ""},
		"two signs are refused":             {"a@b@example.com", ""},
		"no sign is refused":                {"example.com", ""},
		"no name is refused":                {"@example.com", ""},
		"no domain is refused":              {"li@", ""},
		"a host without a dot is refused":   {"li@localhost", ""},
		"an address literal is refused":     {"li@[127.0.0.1]", ""},
		"an empty label is refused":         {"li@example..com", ""},
		"a label with a hyphen end is no":   {"li@-example.com", ""},
		"an underscore in the domain is no": {"li@exa_mple.com", ""},
		"two dots in a row are refused":     {"li..lei@example.com", ""},
		"letters that only look Latin":      {"аdmin@example.com", ""},
		"a space inside is refused":         {"li lei@example.com", ""},
		"a line break is refused":           {"li@example.com\nBcc: x@example.com", ""},
		"the longest name fits":             {strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},
		"one more does not":                 {strings.Repeat("a", 65) + "@example.com", ""},
		"a whole over 254 bytes is refused": {"a@" + strings.Repeat("b.", 130) + "com", ""},
		"nothing is refused":                {"", ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			got, ok := auth.NormaliseEmail(row.given)
			if got != row.want || ok != (row.want != "") {
				t.Errorf("NormaliseEmail(%q) = %q, %v; want %q", row.given, got, ok, row.want)
			}
		})
	}
}
