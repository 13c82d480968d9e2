package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// Keyring holds the keys that access tokens are signed with: the newest
// signs, all verify. It lives in one file that only its owner may read, or
// follows from secrets in the settings. It is safe for concurrent use.
type Keyring struct {
	path    string     // empty: the keys follow from secrets
	change  sync.Mutex // one Rotate or Reload at a time
	current atomic.Pointer[ring]
}

// ring is one reading of the file; it never changes.
type ring struct {
	keys []signingKey // oldest first
	byID map[string]ed25519.PublicKey
}

type signingKey struct {
	id      string
	private ed25519.PrivateKey
	madeAt  time.Time
}

// keyFile is the form on disk.
type keyFile struct {
	Keys []keyEntry `json:"keys"`
}

type keyEntry struct {
	ID     string    `json:"kid"`
	MadeAt time.Time `json:"made_at"`
	Seed   string    `json:"seed"` // base64url of the 32-byte seed of RFC 8032
}

// JWKS is the document that publishes the keys that verify (RFC 7517).
type JWKS struct {
	Keys []JWK `json:"keys"`
}

// JWK is one Ed25519 key (RFC 8037).
type JWK struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

// OpenKeyring reads the key file, or makes it with one new key and mode 0600
// where there is none. Of several processes that start at once, one makes it
// and the others read it. A file that others may read is refused.
func OpenKeyring(path string, now time.Time) (*Keyring, error) {
	k := &Keyring{path: path}
	r, err := readRing(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = writeRing(path, &ring{keys: []signingKey{newKey(now)}}, os.Link); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		r, err = readRing(path)
	}
	if err != nil {
		return nil, err
	}
	k.current.Store(r)
	return k, nil
}

// Rotate adds a new key, which signs from now on, and drops keys that another
// replaced at least keep ago: keep must be no less than the life of a token.
// Other processes take the change up at their next Reload. Two processes must
// not rotate at once.
func (k *Keyring) Rotate(now time.Time, keep time.Duration) error {
	k.change.Lock()
	defer k.change.Unlock()
	if k.path == "" {
		return ErrKeysFromSecrets
	}
	old, err := readRing(k.path)
	if err != nil {
		return err
	}
	next := &ring{}
	for i, key := range old.keys {
		if i+1 == len(old.keys) || now.Sub(old.keys[i+1].madeAt) < keep {
			next.keys = append(next.keys, key)
		}
	}
	next.keys = append(next.keys, newKey(now))
	if err := writeRing(k.path, next, os.Rename); err != nil {
		return err
	}
	return k.load()
}

// Reload reads the file again. On an error the keys stay as they were.
func (k *Keyring) Reload() error {
	k.change.Lock()
	defer k.change.Unlock()
	return k.load()
}

func (k *Keyring) load() error {
	if k.path == "" {
		return ErrKeysFromSecrets
	}
	r, err := readRing(k.path)
	if err != nil {
		return err
	}
	k.current.Store(r)
	return nil
}

// JWKS answers the public keys, the one that signs first.
func (k *Keyring) JWKS() JWKS {
	r := k.current.Load()
	doc := JWKS{Keys: make([]JWK, 0, len(r.keys))}
	for i := len(r.keys) - 1; i >= 0; i-- {
		doc.Keys = append(doc.Keys, publicJWK(r.keys[i].id, r.byID[r.keys[i].id]))
	}
	return doc
}

func (r *ring) newest() signingKey { return r.keys[len(r.keys)-1] }

func newKey(now time.Time) signingKey {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed)
	private := ed25519.NewKeyFromSeed(seed)
	return signingKey{id: thumbprint(publicOf(private)), private: private, madeAt: now.UTC().Truncate(time.Second)}
}

func publicOf(private ed25519.PrivateKey) ed25519.PublicKey {
	return ed25519.PublicKey(private[ed25519.SeedSize:])
}

func publicJWK(id string, key ed25519.PublicKey) JWK {
	return JWK{Type: "OKP", Curve: "Ed25519", X: base64.RawURLEncoding.EncodeToString(key), ID: id, Use: "sig", Algorithm: "EdDSA"}
}

// thumbprint is the key's name: the SHA-256 of its required members in order
// (RFC 7638; for this kind of key RFC 8037, appendix A.3).
func thumbprint(key ed25519.PublicKey) string {
	x := base64.RawURLEncoding.EncodeToString(key)
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func readRing(path string) (*ring, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("auth: signing keys: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("auth: signing keys: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("auth: signing keys: want a plain file at %s, have %s", path, info.Mode().Type())
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("auth: signing keys: others may use the file %[1]s (mode %#[2]o), and whoever reads it can act as anyone: "+
			"run chmod 600 %[1]s, or remove it so that new keys are made if someone may have read it", path, mode)
	}
	decoder := json.NewDecoder(f)
	decoder.DisallowUnknownFields()
	var file keyFile
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("auth: signing keys: read %s: %w", path, err)
	}
	r, err := file.ring()
	if err != nil {
		return nil, fmt.Errorf("auth: signing keys: read %s: %w", path, err)
	}
	return r, nil
}

func (f keyFile) ring() (*ring, error) {
	if len(f.Keys) == 0 {
		return nil, errors.New("want at least one key, have none; remove the file to have one made")
	}
	r := &ring{byID: map[string]ed25519.PublicKey{}}
	for i, e := range f.Keys {
		seed, err := base64.RawURLEncoding.Strict().DecodeString(e.Seed)
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, fmt.Errorf("keys[%d].seed: want %d bytes in base64url", i, ed25519.SeedSize)
		}
		key := signingKey{id: e.ID, private: ed25519.NewKeyFromSeed(seed), madeAt: e.MadeAt}
		if want := thumbprint(publicOf(key.private)); e.ID != want {
			return nil, fmt.Errorf("keys[%d].kid: want the key's thumbprint %q, have %q", i, want, e.ID)
		}
		if r.byID[e.ID] != nil {
			return nil, fmt.Errorf("keys[%d].kid: %q is given twice", i, e.ID)
		}
		if i > 0 && e.MadeAt.Before(f.Keys[i-1].MadeAt) {
			return nil, fmt.Errorf("keys[%d].made_at: want the oldest key first", i)
		}
		r.keys, r.byID[e.ID] = append(r.keys, key), publicOf(key.private)
	}
	return r, nil
}

// writeRing writes the whole file beside its place and puts it there in one
// step, so that a kill leaves the old file or the new one. place is os.Rename,
// or os.Link to fail where a file is there already.
func writeRing(path string, r *ring, place func(from, to string) error) (err error) {
	file := keyFile{}
	for _, k := range r.keys {
		file.Keys = append(file.Keys, keyEntry{ID: k.id, MadeAt: k.madeAt, Seed: base64.RawURLEncoding.EncodeToString(k.private.Seed())})
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return fmt.Errorf("auth: write signing keys: %w", err)
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("auth: write signing keys: %w", err)
	}
	temp, err := os.CreateTemp(folder, ".signing-keys-*") // mode 0600
	if err != nil {
		return fmt.Errorf("auth: write signing keys: %w", err)
	}
	defer func() {
		if removeErr := os.Remove(temp.Name()); removeErr != nil && !errors.Is(removeErr, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("auth: remove the draft of the signing keys: %w", removeErr))
		}
	}()
	_, writeErr := temp.Write(append(text, '\n'))
	if err := errors.Join(writeErr, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("auth: write signing keys: %w", err)
	}
	if err := place(temp.Name(), path); err != nil {
		return fmt.Errorf("auth: put signing keys in place: %w", err)
	}
	return syncFolder(folder)
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("auth: keep signing keys: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("auth: keep signing keys: %w", err)
	}
	return nil
}
