package auth

import (
	"crypto/rand"
	"strings"
)

// APIKeyMark begins every API key, so that one that leaks is known for what it
// is.
const APIKeyMark = "rqk_"

const apiKeyID = "key_"

// NewAPIKey answers a token with the id, "rqk_<id without key_>.<secret>", and
// the hash that alone is stored, as for a refresh token.
func NewAPIKey(id string) (token, hash string) {
	secret := make([]byte, secretBytes)
	rand.Read(secret)
	return APIKeyMark + strings.TrimPrefix(id, apiKeyID) + "." + secretCoding.EncodeToString(secret), hashSecret(secret)
}

// ReadAPIKey takes a token apart; ok is false where it is none.
func ReadAPIKey(token string) (id, hash string, ok bool) {
	rest, marked := strings.CutPrefix(token, APIKeyMark)
	if !marked {
		return "", "", false
	}
	short, hash, ok := ReadRefreshToken(rest)
	return apiKeyID + string(short), hash, ok
}
