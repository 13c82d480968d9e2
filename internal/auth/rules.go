package auth

import (
	_ "embed"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rongqiao/internal/domain"
)

// Bounds of a password, in characters (NIST SP 800-63B, 3.1.1.2: a length,
// a list of common ones, and no rule of composition).
const (
	MinPasswordRunes = 10
	MaxPasswordRunes = 128
)

// Bounds of an address (RFC 5321, 4.5.3.1), in bytes.
const (
	maxEmailBytes = 254
	maxLocalBytes = 64
)

//go:embed common_passwords.txt
var commonPasswordsFile string

var commonPasswords = func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonPasswordsFile) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			set[line] = true
		}
	}
	return set
}()

// CheckPassword says why the field's password may not be chosen, or nil:
// password_too_short, password_too_long, password_character, password_common,
// password_is_email. Codes carry min, max and have in characters; none ever
// carries the password.
func CheckPassword(field, password, email string) *domain.FieldError {
	fault := func(code string, facts domain.Facts) *domain.FieldError {
		return &domain.FieldError{Field: field, Code: code, Facts: facts}
	}
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return fault("password_character", nil)
	}
	n := utf8.RuneCountInString(password)
	if n < MinPasswordRunes {
		return fault("password_too_short", domain.Facts{"min": MinPasswordRunes, "have": n})
	}
	if n > MaxPasswordRunes {
		return fault("password_too_long", domain.Facts{"max": MaxPasswordRunes, "have": n})
	}
	plain := strings.ToLower(norm.NFKC.String(password))
	local, _, _ := strings.Cut(email, "@")
	if email != "" && (plain == email || plain == local) {
		return fault("password_is_email", nil)
	}
	if commonPasswords[plain] || monotonous(plain) {
		return fault("password_common", nil)
	}
	return nil
}

// monotonous finds runs such as "aaaaaaaaaa", "1234567890", "abcdefghij" and
// their reverse: every step between neighbours is the same -1, 0 or +1.
func monotonous(s string) bool {
	runes := []rune(s)
	step := runes[1] - runes[0]
	if step < -1 || step > 1 {
		return false
	}
	for i := 2; i < len(runes); i++ {
		if runes[i]-runes[i-1] != step {
			return false
		}
	}
	return true
}

// NormaliseEmail answers the address as it is stored and compared: without
// spaces around it, in lower case. Only plain ASCII addresses are taken, so
// that two that look alike are alike; ok is false for anything else.
func NormaliseEmail(s string) (email string, ok bool) {
	email = strings.ToLower(strings.TrimSpace(s))
	if len(email) > maxEmailBytes || strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", false
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Name != "" || parsed.Address != email {
		return "", false
	}
	local, host, _ := strings.Cut(email, "@")
	if len(local) > maxLocalBytes || strings.ContainsAny(local, `"`) || !hostName(host) {
		return "", false
	}
	return email, true
}

// hostName tells whether s is a domain name of at least two labels (RFC 1123).
func hostName(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(l, func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') }) {
			return false
		}
	}
	return true
}
