package auth

import "crypto/ed25519"

// HoldSlot takes one of the hasher's turns until release is called.
func HoldSlot(h *Hasher) (release func()) {
	h.slots <- struct{}{}
	return func() { <-h.slots }
}

// NewestKey is the key that signs.
func NewestKey(k *Keyring) (kid string, key ed25519.PrivateKey) {
	newest := k.current.Load().newest()
	return newest.id, newest.private
}

// Thumbprint is how keys are named.
func Thumbprint(key ed25519.PublicKey) string { return thumbprint(key) }

// Remembered is how many verified tokens are kept.
func Remembered(t *Tokens) int { return t.verified.len() }

// Keys is how many keys the limiter keeps.
func Keys(l *Limiter) int { return l.full.len() }
