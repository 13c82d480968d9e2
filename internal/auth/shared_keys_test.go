package auth_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/auth"
)

func TestSharedKeys(t *testing.T) {
	first, second := strings.Repeat("first secret ", 4), strings.Repeat("second secret ", 4)
	ring := func(secrets ...string) *auth.Keyring {
		t.Helper()
		k, err := auth.SharedKeyring(secrets)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	ids := func(k *auth.Keyring) (out []string) {
		for _, key := range k.JWKS().Keys {
			out = append(out, key.ID)
		}
		return out
	}
	one := ids(ring(first))
	if len(one) != 1 || one[0] != ids(ring(first))[0] {
		t.Fatalf("two processes with one secret have other keys: %v", one)
	}
	both, swapped := ids(ring(first, second)), ids(ring(second, first))
	if len(both) != 2 || both[0] != one[0] {
		t.Errorf("the first secret does not sign: %v, alone %v", both, one)
	}
	if swapped[0] != both[1] || swapped[1] != both[0] {
		t.Errorf("secrets in the other order give %v after %v", swapped, both)
	}
	if err := ring(first).Rotate(time.Time{}, time.Hour); !errors.Is(err, auth.ErrKeysFromSecrets) {
		t.Errorf("rotating answers %v", err)
	}
	if err := ring(first).Reload(); !errors.Is(err, auth.ErrKeysFromSecrets) {
		t.Errorf("reloading answers %v", err)
	}
}

func TestPoorSigningSecretsAreRefused(t *testing.T) {
	good := strings.Repeat("x", 32)
	for name, c := range map[string]struct {
		secrets []string
		want    string
	}{
		"none":             {nil, "at least one"},
		"one is too short": {[]string{good, good[1:]}, "signing secret 2: want at least 32 bytes, have 31"},
		"twice the same":   {[]string{good, good}, "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := auth.SharedKeyring(c.secrets); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want an error about %q", err, c.want)
			}
		})
	}
}
