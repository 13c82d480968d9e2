package auth_test

import (
	"strings"
	"testing"

	"rongqiao/internal/auth"
)

func TestRefreshTokenComesApart(t *testing.T) {
	token, hash := auth.NewRefreshToken("ses_01")
	session, again, ok := auth.ReadRefreshToken(token)
	if !ok || session != "ses_01" || !auth.SameHash(hash, again) {
		t.Errorf("ReadRefreshToken(%q) = %q, %q, %v; want ses_01, %q", token, session, again, ok, hash)
	}
	if strings.Contains(token, hash) {
		t.Error("the token carries what is stored")
	}
	other, otherHash := auth.NewRefreshToken("ses_01")
	if other == token || auth.SameHash(hash, otherHash) {
		t.Error("two tokens of a session are the same")
	}
}

func TestRefreshTokensThatAreNone(t *testing.T) {
	token, _ := auth.NewRefreshToken("ses_01")
	_, secret, _ := strings.Cut(token, ".")
	const spare = "B" // 000001: the last character's two lowest bits say nothing and must be 0
	rows := map[string]string{
		"nothing":                      "",
		"no dot":                       "ses_01",
		"no session":                   "." + secret,
		"no secret":                    "ses_01.",
		"a short secret":               "ses_01." + secret[:20],
		"a long secret":                "ses_01." + secret + "AAAA",
		"a secret with padding":        token + "=",
		"a secret with spare bits set": "ses_01." + secret[:len(secret)-1] + spare,
		"a line break":                 token + "\n",
		"a very long session":          strings.Repeat("s", 300) + "." + secret,
	}
	for name, token := range rows {
		if session, _, ok := auth.ReadRefreshToken(token); ok {
			t.Errorf("%s: %q was read as one of session %q", name, token, session)
		}
	}
}
