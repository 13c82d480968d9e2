package auth_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
)

// testClock is a clock that stands until it is moved.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var someone = auth.Claims{ID: "tok_1", User: "usr_1", Session: "ses_1", Role: domain.RoleBank, Organisation: "org_1"}

func issue(t testing.TB, tokens *auth.Tokens) string {
	t.Helper()
	token, _, err := tokens.Issue(someone)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func verify(tokens *auth.Tokens, token string) error {
	_, err := tokens.Verify(token)
	return err
}

// wantCode fails where err does not carry the code; "" wants no error.
func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	var e *domain.Error
	switch {
	case code == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case code != "" && (!errors.As(err, &e) || e.Code != code || e.Kind != domain.KindUnauthorised):
		t.Errorf("%s: error %v, want %s (unauthorised)", what, err, code)
	}
}

func TestIssuedTokenSaysWhoAndUntilWhen(t *testing.T) {
	clock := &testClock{now: morning.Add(300 * time.Millisecond)}
	tokens := auth.NewTokens(keyring(t), auth.TokenSettings{}, clock.Now)
	token, expires, err := tokens.Issue(someone)
	if err != nil {
		t.Fatal(err)
	}
	want := someone
	want.IssuedAt, want.ExpiresAt = morning, morning.Add(10*time.Minute)
	for _, reading := range []string{"first", "remembered"} {
		got, err := tokens.Verify(token)
		if err != nil {
			t.Fatal(err)
		}
		if !got.IssuedAt.Equal(want.IssuedAt) || !got.ExpiresAt.Equal(want.ExpiresAt) || !expires.Equal(want.ExpiresAt) {
			t.Errorf("%s: times %v to %v, said %v; want %v to %v", reading, got.IssuedAt, got.ExpiresAt, expires, want.IssuedAt, want.ExpiresAt)
		}
		got.IssuedAt, got.ExpiresAt = want.IssuedAt, want.ExpiresAt
		if got != want {
			t.Errorf("%s: claims %+v, want %+v", reading, got, want)
		}
	}
}

func TestExpiryBitesToTheSecondEvenWhenRemembered(t *testing.T) {
	clock := &testClock{now: morning}
	tokens := auth.NewTokens(keyring(t), auth.TokenSettings{TTL: time.Minute}, clock.Now)
	token := issue(t, tokens)
	clock.forward(time.Minute - time.Second)
	wantCode(t, "one second before its end", verify(tokens, token), "")
	clock.forward(time.Second)
	wantCode(t, "at its end, remembered", verify(tokens, token), "token_expired")
	fresh := auth.NewTokens(keyring(t), auth.TokenSettings{}, clock.Now)
	wantCode(t, "with another verifier's keys", verify(fresh, token), "token_foreign")
}

// forge signs claims as a good token would have them, changed by edit.
func forge(t *testing.T, key ed25519.PrivateKey, kid string, edit func(head map[string]any, claims jwt.MapClaims)) string {
	t.Helper()
	claims := jwt.MapClaims{
		"iss": "rongqiao", "aud": "rongqiao-api", "sub": "usr_1", "sid": "ses_1", "role": "bank", "org": "org_1", "jti": "tok_1",
		"iat": morning.Unix(), "nbf": morning.Unix(), "exp": morning.Add(5 * time.Minute).Unix(),
	}
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	token.Header["kid"], token.Header["typ"] = kid, "at+jwt"
	edit(token.Header, claims)
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTokensThatAreNoGood(t *testing.T) {
	keys := keyring(t)
	clock := &testClock{now: morning}
	tokens := auth.NewTokens(keys, auth.TokenSettings{}, clock.Now)
	kid, ours := auth.NewestKey(keys)
	_, theirs, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	claim := func(name string, value any) string {
		return forge(t, ours, kid, func(_ map[string]any, c jwt.MapClaims) { c[name] = value })
	}
	without := func(name string) string {
		return forge(t, ours, kid, func(_ map[string]any, c jwt.MapClaims) { delete(c, name) })
	}
	header := func(name string, value any) string {
		return forge(t, ours, kid, func(h map[string]any, _ jwt.MapClaims) { h[name] = value })
	}
	same := func(map[string]any, jwt.MapClaims) {}
	good := forge(t, ours, kid, same)
	parts := strings.Split(good, ".")

	rows := map[string]struct{ token, want string }{
		"one that is good":                     {good, ""},
		"nothing":                              {"", "token_invalid"},
		"no token at all":                      {"hello", "token_invalid"},
		"two parts":                            {parts[0] + "." + parts[1], "token_invalid"},
		"four parts":                           {good + ".x", "token_invalid"},
		"longer than any":                      {good + strings.Repeat("A", 5000), "token_invalid"},
		"claims changed after signing":         {parts[0] + "." + swap(t, parts[1], `"role":"bank"`, `"role":"regulator"`) + "." + parts[2], "token_invalid"},
		"header changed after signing":         {swap(t, parts[0], `"typ"`, `"typ" `) + "." + parts[1] + "." + parts[2], "token_invalid"},
		"signature cut":                        {good[:len(good)-4], "token_invalid"},
		"signature with spare bits set":        {good[:len(good)-1] + string(good[len(good)-1]+1), "token_invalid"}, // A, Q, g or w: two bits and four spare
		"signature with padding":               {good + "==", "token_invalid"},
		"a line break in it":                   {parts[0] + "." + parts[1] + ".\n" + parts[2], "token_invalid"},
		"no signature":                         {parts[0] + "." + parts[1] + ".", "token_invalid"},
		"signed with another key, our kid":     {forge(t, theirs, kid, same), "token_invalid"},
		"signed with another key, its own kid": {forge(t, theirs, "theirs", same), "token_foreign"},
		"no kid":                               {forge(t, ours, "", same), "token_foreign"},
		"a kid that is a number":               {header("kid", 7), "token_foreign"},
		"alg none":                             {unsigned(t, kid), "token_invalid"},
		"alg HS256 with the public key":        {confused(t, kid, ours.Public().(ed25519.PublicKey)), "token_invalid"},
		"alg said to be HS256":                 {header("alg", "HS256"), "token_invalid"},
		"an alg nobody knows":                  {header("alg", "XX999"), "token_invalid"},
		"a JWT that is no access token":        {header("typ", "JWT"), "token_invalid"},
		"a critical extension":                 {header("crit", []string{"b64"}), "token_invalid"},
		"another issuer":                       {claim("iss", "elsewhere"), "token_foreign"},
		"another audience":                     {claim("aud", "another-api"), "token_foreign"},
		"another audience beside ours":         {claim("aud", []string{"another-api", "rongqiao-api"}), ""},
		"no issuer":                            {without("iss"), "token_invalid"},
		"no audience":                          {without("aud"), "token_invalid"},
		"expired this second":                  {claim("exp", morning.Unix()), "token_expired"},
		"one second left":                      {claim("exp", morning.Unix()+1), ""},
		"no expiry":                            {without("exp"), "token_invalid"},
		"an expiry that is text":               {claim("exp", "never"), "token_invalid"},
		"not valid for another second":         {claim("nbf", morning.Unix()+1), "token_not_yet_valid"},
		"no beginning":                         {without("nbf"), "token_invalid"},
		"no person":                            {without("sub"), "token_invalid"},
		"no session":                           {without("sid"), "token_invalid"},
		"a session that is a number":           {claim("sid", 7), "token_invalid"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			for _, reading := range []string{"first", "second"} { // the second may be remembered
				wantCode(t, reading, verify(tokens, row.token), row.want)
			}
		})
	}
}

// swap rewrites part of a base64url segment without signing it anew.
func swap(t *testing.T, segment, from, to string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil || !strings.Contains(string(text), from) {
		t.Fatalf("segment %s has no %s: %v", text, from, err)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(text), from, to, 1)))
}

func unsigned(t *testing.T, kid string) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{"sub": "usr_1", "sid": "ses_1", "iss": "rongqiao", "aud": "rongqiao-api",
		"nbf": morning.Unix(), "exp": morning.Add(time.Minute).Unix()})
	token.Header["kid"], token.Header["typ"] = kid, "at+jwt"
	text, err := token.SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// confused signs with HMAC under the public key, which everyone has.
func confused(t *testing.T, kid string, public ed25519.PublicKey) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": "usr_1", "sid": "ses_1", "iss": "rongqiao", "aud": "rongqiao-api",
		"nbf": morning.Unix(), "exp": morning.Add(time.Minute).Unix()})
	token.Header["kid"], token.Header["typ"] = kid, "at+jwt"
	text, err := token.SignedString([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestASmallMemoryStillVerifies(t *testing.T) {
	clock := &testClock{now: morning}
	tokens := auth.NewTokens(keyring(t), auth.TokenSettings{CacheSize: 4}, clock.Now)
	var all []string
	for i := range 40 {
		c := someone
		c.ID = string(rune('a' + i))
		token, _, err := tokens.Issue(c)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, token)
	}
	for range 2 {
		for _, token := range all {
			wantCode(t, "each of many", verify(tokens, token), "")
		}
	}
	if n := auth.Remembered(tokens); n > 4 {
		t.Errorf("%d tokens remembered, want at most 4", n)
	}
}

func BenchmarkVerifyToken(b *testing.B) {
	clock := &testClock{now: morning}
	for name, size := range map[string]int{"remembered": 100, "new": 1} {
		b.Run(name, func(b *testing.B) {
			tokens := auth.NewTokens(keyring(b), auth.TokenSettings{CacheSize: size}, clock.Now)
			pair := [2]string{issue(b, tokens)}
			other, _, err := tokens.Issue(auth.Claims{User: "usr_2", Session: "ses_2"})
			if err != nil {
				b.Fatal(err)
			}
			third, _, err := tokens.Issue(auth.Claims{User: "usr_3", Session: "ses_3"})
			if err != nil {
				b.Fatal(err)
			}
			all := []string{pair[0], other, third}
			i := 0
			for b.Loop() {
				if err := verify(tokens, all[i%3]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}
