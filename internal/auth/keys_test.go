package auth_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/auth"
)

var morning = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func keyring(t testing.TB) *auth.Keyring {
	t.Helper()
	return openKeyring(t, filepath.Join(t.TempDir(), "keys.json"))
}

func openKeyring(t testing.TB, path string) *auth.Keyring {
	t.Helper()
	k, err := auth.OpenKeyring(path, morning)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeyFileIsMadeOnceForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "keys.json")
	first := openKeyring(t, path).JWKS()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %#o, want 0600", info.Mode().Perm())
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".signing-keys-*")); len(left) != 0 {
		t.Errorf("drafts are left behind: %v", left)
	}
	if again := openKeyring(t, path).JWKS(); len(first.Keys) != 1 || again.Keys[0] != first.Keys[0] {
		t.Errorf("second start has keys %v, want the first start's %v", again, first)
	}
}

func TestKeyFileMadeByManyAtOnceIsOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	var wait sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wait.Go(func() {
			k, err := auth.OpenKeyring(path, morning)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = k.JWKS().Keys[0].ID
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("starts at once hold different keys: %v", ids)
		}
	}
}

func TestKeyFileRefused(t *testing.T) {
	good := filepath.Join(t.TempDir(), "keys.json")
	openKeyring(t, good)
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	_, seed, _ := strings.Cut(string(text), `"seed": "`)
	seed, _, _ = strings.Cut(seed, `"`)
	rows := map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"a file that the group may read":    {string(text), 0o640, "run chmod 600"},
		"a file that everyone may read":     {string(text), 0o604, "run chmod 600"},
		"a file that the group may write":   {string(text), 0o620, "run chmod 600"},
		"no JSON":                           {"secret", 0o600, "invalid character"},
		"no key":                            {`{"keys": []}`, 0o600, "want at least one key"},
		"an unknown member":                 {strings.Replace(string(text), `"kid"`, `"kind"`, 1), 0o600, "unknown field"},
		"a seed that is too short":          {strings.Replace(string(text), seed, seed[:8], 1), 0o600, "keys[0].seed"},
		"a name that is not the thumbprint": {strings.Replace(string(text), `"kid": "`, `"kid": "x`, 1), 0o600, "keys[0].kid"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys.json")
			if err := os.WriteFile(path, []byte(row.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, row.mode); err != nil {
				t.Fatal(err)
			}
			_, err := auth.OpenKeyring(path, morning)
			if err == nil || !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), path) {
				t.Fatalf("error %v, want one with %q and the path", err, row.want)
			}
			if strings.Contains(err.Error(), seed) {
				t.Error("the error carries the secret")
			}
		})
	}
	if _, err := auth.OpenKeyring(t.TempDir(), morning); err == nil || !strings.Contains(err.Error(), "plain file") {
		t.Errorf("a folder in the file's place: %v", err)
	}
}

func TestRotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	clock := &testClock{now: morning}
	mine, other := openKeyring(t, path), openKeyring(t, path)
	tokens := auth.NewTokens(mine, auth.TokenSettings{}, clock.Now)
	elsewhere := auth.NewTokens(other, auth.TokenSettings{}, clock.Now)
	before := issue(t, tokens)
	clock.forward(time.Minute)
	if err := mine.Rotate(clock.Now(), 10*time.Minute); err != nil {
		t.Fatal(err)
	}
	after := issue(t, tokens)

	if keys := mine.JWKS().Keys; len(keys) != 2 || keys[0].ID == keys[1].ID {
		t.Fatalf("JWKS after a rotation: %v, want two keys", keys)
	}
	wantCode(t, "a token of the old key still verifies", verify(tokens, before), "")
	wantCode(t, "a token of the new key verifies", verify(tokens, after), "")
	wantCode(t, "a process that has not reloaded does not know the new key", verify(elsewhere, after), "token_foreign")
	if err := other.Reload(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "after a reload it does", verify(elsewhere, after), "")

	clock.forward(9*time.Minute - time.Second)
	if err := mine.Rotate(clock.Now(), 10*time.Minute); err != nil {
		t.Fatal(err)
	}
	if n := len(mine.JWKS().Keys); n != 3 {
		t.Errorf("%d keys while the oldest may still have tokens out, want 3", n)
	}
	clock.forward(time.Minute + time.Second)
	wantCode(t, "its tokens end by themselves", verify(tokens, before), "token_expired")
	if err := mine.Rotate(clock.Now(), 10*time.Minute); err != nil {
		t.Fatal(err)
	}
	if n := len(mine.JWKS().Keys); n != 3 {
		t.Errorf("%d keys after the oldest was dropped and one added, want 3", n)
	}
}

func TestADroppedKeyEndsItsTokensEvenRememberedOnes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	clock := &testClock{now: morning}
	keys := openKeyring(t, path)
	tokens := auth.NewTokens(keys, auth.TokenSettings{}, clock.Now)
	token := issue(t, tokens)
	wantCode(t, "before", verify(tokens, token), "")
	for range 2 { // the first replaces the key, the second drops it
		clock.forward(time.Second)
		if err := keys.Rotate(clock.Now(), 0); err != nil {
			t.Fatal(err)
		}
	}
	wantCode(t, "after", verify(tokens, token), "token_foreign")
}

func TestAReloadThatFailsKeepsTheKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	keys := openKeyring(t, path)
	before := keys.JWKS().Keys[0]
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := keys.Reload(); err == nil {
		t.Error("a damaged file was taken")
	}
	if after := keys.JWKS().Keys[0]; after != before {
		t.Errorf("keys changed to %v", after)
	}
}

func TestJWKSHoldsPublicKeysOnly(t *testing.T) {
	key := keyring(t).JWKS().Keys[0]
	x, err := base64.RawURLEncoding.DecodeString(key.X)
	if err != nil || len(x) != ed25519.PublicKeySize {
		t.Errorf("x %q is no Ed25519 key: %v", key.X, err)
	}
	key.X, key.ID = "", ""
	if want := (auth.JWK{Type: "OKP", Curve: "Ed25519", Use: "sig", Algorithm: "EdDSA"}); key != want {
		t.Errorf("key %+v, want %+v", key, want)
	}
}

func TestThumbprintIsThatOfTheRFC(t *testing.T) { // RFC 8037, appendix A.3
	x, err := base64.RawURLEncoding.DecodeString("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := auth.Thumbprint(x), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"; got != want {
		t.Errorf("thumbprint %q, want %q", got, want)
	}
}
