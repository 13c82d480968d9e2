package auth

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
)

// leastSecret is the length of a signing secret in bytes: as much as the key
// that is made of it.
const leastSecret = 32

// ErrKeysFromSecrets says that a keyring has no file to write: its keys follow
// from the settings.
var ErrKeysFromSecrets = errors.New("auth: the signing keys follow from the signing secrets: change those")

// SharedKeyring makes the keys of secrets that all processes of an installation
// are given alike, so that a token signed by one is good at the others. The
// first secret signs, all verify: a new secret is first added behind the old
// one everywhere, then put before it, and the old one dropped when the last
// token that it signed has ended. A secret is at least 32 bytes, and random:
// the key is derived of it by HKDF (RFC 5869), which makes a weak secret no
// stronger.
func SharedKeyring(secrets []string) (*Keyring, error) {
	if len(secrets) == 0 {
		return nil, errors.New("auth: want at least one signing secret, have none")
	}
	r := &ring{byID: map[string]ed25519.PublicKey{}}
	for i := len(secrets) - 1; i >= 0; i-- { // a ring has the key that signs last
		if len(secrets[i]) < leastSecret {
			return nil, fmt.Errorf("auth: signing secret %d: want at least %d bytes, have %d", i+1, leastSecret, len(secrets[i]))
		}
		seed, err := hkdf.Key(sha256.New, []byte(secrets[i]), nil, "rongqiao signing key 1", ed25519.SeedSize)
		if err != nil {
			return nil, fmt.Errorf("auth: signing secret %d: %w", i+1, err)
		}
		key := signingKey{private: ed25519.NewKeyFromSeed(seed), madeAt: time.Time{}}
		key.id = thumbprint(publicOf(key.private))
		if r.byID[key.id] != nil {
			return nil, fmt.Errorf("auth: signing secret %d is given twice", i+1)
		}
		r.keys, r.byID[key.id] = append(r.keys, key), publicOf(key.private)
	}
	k := &Keyring{}
	k.current.Store(r)
	return k, nil
}
