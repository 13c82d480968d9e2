package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// HashParams are the costs of one argon2id hash.
type HashParams struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// DefaultHashParams are the first choice of the OWASP Password Storage Cheat
// Sheet: 19 MiB, two passes, one thread.
var DefaultHashParams = HashParams{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1}

// Bounds of parameters, those read from a stored hash included: a damaged row
// must not take the machine's memory.
const (
	maxMemoryKiB = 1024 * 1024
	maxPasses    = 64
	saltBytes    = 16
	sumBytes     = 32
)

// ErrBadHash says that a stored password hash cannot be read.
var ErrBadHash = errors.New("auth: stored password hash is not a PHC string of argon2id version 19")

// Hasher makes and verifies password hashes, a few at a time: each holds
// MemoryKiB while it runs, so a flood of sign-ins waits rather than taking all
// memory. It is safe for concurrent use.
type Hasher struct {
	params HashParams
	slots  chan struct{}
	decoy  string
}

// NewHasher makes a hasher. concurrent is how many hashes run at once; 0 means
// one per processor, as more would only take turns.
func NewHasher(params HashParams, concurrent int) (*Hasher, error) {
	if err := params.check(); err != nil {
		return nil, err
	}
	if concurrent <= 0 {
		concurrent = runtime.GOMAXPROCS(0)
	}
	h := &Hasher{params: params, slots: make(chan struct{}, concurrent)}
	salt, sum := make([]byte, saltBytes), make([]byte, sumBytes)
	rand.Read(salt)
	rand.Read(sum)
	h.decoy = encodeHash(params, salt, sum)
	return h, nil
}

// Hash answers the PHC string of the password under a new salt. It fails only
// where ctx ends while waiting for a turn.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	sum, err := h.sum(ctx, h.params, prepare(password), salt, sumBytes)
	if err != nil {
		return "", err
	}
	return encodeHash(h.params, salt, sum), nil
}

// Verify tells whether the password is the one that was hashed, in constant
// time, and whether the hash was made under other parameters than today's and
// should be made again. A hash that cannot be read is ErrBadHash.
func (h *Hasher) Verify(ctx context.Context, password, encoded string) (ok, stale bool, err error) {
	params, salt, want, err := decodeHash(encoded)
	if err != nil {
		return false, false, err
	}
	if len(password) > MaxPasswordRunes*utf8.UTFMax {
		password = "" // longer than any that was accepted; still costs a hash
	}
	have, err := h.sum(ctx, params, prepare(password), salt, len(want))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(have, want) == 1 && password != ""
	return ok, params != h.params || len(want) != sumBytes || len(salt) != saltBytes, nil
}

// VerifyNothing costs what Verify costs and never succeeds, so that an unknown
// account answers no faster than a known one.
func (h *Hasher) VerifyNothing(ctx context.Context, password string) error {
	_, _, err := h.Verify(ctx, password, h.decoy)
	return err
}

func (h *Hasher) sum(ctx context.Context, p HashParams, password, salt []byte, size int) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("auth: wait for a turn to hash: %w", ctx.Err())
	}
	return argon2.IDKey(password, salt, p.Passes, p.MemoryKiB, p.Threads, uint32(size)), nil
}

// prepare brings the password to one form (NIST SP 800-63B: NFKC before
// hashing), since keyboards differ in how they write the same character.
func prepare(password string) []byte { return norm.NFKC.Bytes([]byte(password)) }

func (p HashParams) check() error {
	switch {
	case p.Threads < 1:
		return fmt.Errorf("auth: argon2id threads: want at least 1, have %d", p.Threads)
	case p.Passes < 1 || p.Passes > maxPasses:
		return fmt.Errorf("auth: argon2id passes: want 1 to %d, have %d", maxPasses, p.Passes)
	case p.MemoryKiB < 8*uint32(p.Threads) || p.MemoryKiB > maxMemoryKiB:
		return fmt.Errorf("auth: argon2id memory in KiB: want %d to %d, have %d", 8*uint32(p.Threads), maxMemoryKiB, p.MemoryKiB)
	}
	return nil
}

var phc = base64.RawStdEncoding.Strict()

func encodeHash(p HashParams, salt, sum []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.MemoryKiB, p.Passes, p.Threads,
		phc.EncodeToString(salt), phc.EncodeToString(sum))
}

func decodeHash(s string) (p HashParams, salt, sum []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return p, nil, nil, ErrBadHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Passes, &p.Threads); err != nil || n != 3 {
		return p, nil, nil, ErrBadHash
	}
	if p.check() != nil || parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", p.MemoryKiB, p.Passes, p.Threads) {
		return p, nil, nil, ErrBadHash
	}
	salt, saltErr := phc.DecodeString(parts[4])
	sum, sumErr := phc.DecodeString(parts[5])
	if saltErr != nil || sumErr != nil || len(salt) < 8 || len(sum) < 16 || len(sum) > 64 {
		return p, nil, nil, ErrBadHash
	}
	return p, salt, sum, nil
}
