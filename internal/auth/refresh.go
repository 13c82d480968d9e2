package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"rongqiao/internal/domain"
)

const secretBytes = 32

// maxRefreshBytes bounds what is looked at; our own tokens have about 75.
const maxRefreshBytes = 256

var secretCoding = base64.RawURLEncoding.Strict()

// NewRefreshToken answers a refresh token of the session, "<session>.<secret>",
// and the hash that alone is stored. The secret has 256 random bits, so a
// plain SHA-256 keeps it.
func NewRefreshToken(session domain.SessionID) (token, hash string) {
	secret := make([]byte, secretBytes)
	rand.Read(secret)
	return string(session) + "." + secretCoding.EncodeToString(secret), hashSecret(secret)
}

// ReadRefreshToken takes a refresh token apart; ok is false where it is none.
func ReadRefreshToken(token string) (session domain.SessionID, hash string, ok bool) {
	id, text, found := strings.Cut(token, ".")
	// The decoder passes over line breaks; a token is written one way only.
	if !found || id == "" || len(token) > maxRefreshBytes || strings.ContainsAny(token, "\r\n") {
		return "", "", false
	}
	secret, err := secretCoding.DecodeString(text)
	if err != nil || len(secret) != secretBytes {
		return "", "", false
	}
	return domain.SessionID(id), hashSecret(secret), true
}

// SameHash compares two hashes of refresh tokens in constant time.
func SameHash(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func hashSecret(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:])
}
