package auth_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rongqiao/internal/auth"
)

// cheap makes hashing fast enough for tests.
var cheap = auth.HashParams{MemoryKiB: 64, Passes: 1, Threads: 1}

func hasher(t testing.TB, p auth.HashParams) *auth.Hasher {
	t.Helper()
	h, err := auth.NewHasher(p, 0)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestVerify(t *testing.T) {
	ctx := context.Background()
	made, err := hasher(t, cheap).Hash(ctx, "Café-融桥-2026")
	if err != nil {
		t.Fatal(err)
	}
	other := auth.HashParams{MemoryKiB: 128, Passes: 1, Threads: 1}
	rows := map[string]struct {
		params    auth.HashParams
		password  string
		ok, stale bool
	}{
		"the same password is right":                         {cheap, "Café-融桥-2026", true, false},
		"the same characters written decomposed are right":   {cheap, "Cafe\u0301-融桥-2026", true, false},
		"another case is wrong":                              {cheap, "café-融桥-2026", false, false},
		"an empty password is wrong":                         {cheap, "", false, false},
		"a password longer than any accepted is wrong":       {cheap, strings.Repeat("x", 100_000), false, false},
		"a hash under other parameters is right but stale":   {other, "Café-融桥-2026", true, true},
		"a wrong password against other parameters is wrong": {other, "no", false, true},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			ok, stale, err := hasher(t, row.params).Verify(ctx, row.password, made)
			if err != nil || ok != row.ok || stale != row.stale {
				t.Errorf("Verify = %v, %v, %v; want %v, %v", ok, stale, err, row.ok, row.stale)
			}
		})
	}
}

func TestNoPasswordNeverMatches(t *testing.T) {
	h := hasher(t, cheap)
	made, err := h.Hash(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"", strings.Repeat("x", 100_000)} {
		if ok, _, err := h.Verify(context.Background(), password, made); ok || err != nil {
			t.Errorf("%d bytes against the hash of nothing: %v, %v; want no", len(password), ok, err)
		}
	}
}

func TestVerifyRefusesDamagedHashes(t *testing.T) {
	const salt, sum = "c2FsdHNhbHRzYWx0c2FsdA", "c3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Vtc3Q"
	rows := map[string]string{
		"empty":                         "",
		"not PHC":                       "secret",
		"another algorithm":             "$argon2i$v=19$m=64,t=1,p=1$" + salt + "$" + sum,
		"an older version":              "$argon2id$v=16$m=64,t=1,p=1$" + salt + "$" + sum,
		"a parameter missing":           "$argon2id$v=19$m=64,t=1$" + salt + "$" + sum,
		"something after parameters":    "$argon2id$v=19$m=64,t=1,p=1x$" + salt + "$" + sum,
		"more memory than the bound":    "$argon2id$v=19$m=4000000,t=1,p=1$" + salt + "$" + sum,
		"no passes":                     "$argon2id$v=19$m=64,t=0,p=1$" + salt + "$" + sum,
		"no threads":                    "$argon2id$v=19$m=64,t=1,p=0$" + salt + "$" + sum,
		"a salt that is not base64":     "$argon2id$v=19$m=64,t=1,p=1$!!$" + sum,
		"a sum too short to mean much":  "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$c3Vt",
		"something after the whole":     "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + sum + "$",
		"a sum with spare bits written": "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + sum[:42] + "R",
	}
	whole := "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + sum
	if _, _, err := hasher(t, cheap).Verify(context.Background(), "secret", whole); err != nil {
		t.Fatalf("the hash that the rows damage is not whole itself: %v", err)
	}
	for name, encoded := range rows {
		t.Run(name, func(t *testing.T) {
			if ok, _, err := hasher(t, cheap).Verify(context.Background(), "secret", encoded); ok || !errors.Is(err, auth.ErrBadHash) {
				t.Errorf("Verify = %v, %v; want ErrBadHash", ok, err)
			}
		})
	}
}

func TestHashIsPHCAndSalted(t *testing.T) {
	h := hasher(t, auth.DefaultHashParams)
	a, errA := h.Hash(context.Background(), "demo-rongqiao")
	b, errB := h.Hash(context.Background(), "demo-rongqiao")
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if a == b {
		t.Error("two hashes of one password are the same: no salt")
	}
	if want := "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(a, want) {
		t.Errorf("hash %q does not start with %q", a, want)
	}
}

func TestHasherWaitsItsTurn(t *testing.T) {
	h, err := auth.NewHasher(cheap, 1)
	if err != nil {
		t.Fatal(err)
	}
	release := auth.HoldSlot(h)
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := h.Hash(ended, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("Hash with every slot taken and ctx ended: %v, want context.Canceled", err)
	}
	if err := h.VerifyNothing(ended, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("VerifyNothing with every slot taken and ctx ended: %v, want context.Canceled", err)
	}
	release()
	if err := h.VerifyNothing(context.Background(), "x"); err != nil {
		t.Errorf("VerifyNothing with a free slot: %v", err)
	}
}

func TestNewHasherRefusesParameters(t *testing.T) {
	rows := map[string]auth.HashParams{
		"threads": {MemoryKiB: 64, Passes: 1},
		"passes":  {MemoryKiB: 64, Threads: 1},
		"memory":  {MemoryKiB: 4, Passes: 1, Threads: 1},
	}
	for word, p := range rows {
		if _, err := auth.NewHasher(p, 1); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("NewHasher(%+v) = %v, want an error naming %s", p, err, word)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	h := hasher(b, auth.DefaultHashParams)
	encoded, err := h.Hash(context.Background(), "demo-rongqiao")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if ok, _, err := h.Verify(context.Background(), "demo-rongqiao", encoded); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
