package auth

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"rongqiao/internal/domain"
)

// TokenSettings are what access tokens are made with; zero values take the
// defaults.
type TokenSettings struct {
	Issuer    string        // iss, default "rongqiao"
	Audience  string        // aud, default "rongqiao-api"
	TTL       time.Duration // life of a token, default 10 minutes
	CacheSize int           // verified tokens remembered, default 10,000
}

// clockSkew is how far another process's clock may lag behind the one that
// signed: a token is valid that long before it was made. Its end is exact.
const clockSkew = 10 * time.Second

// maxTokenBytes bounds what is looked at; our own tokens have about 600.
const maxTokenBytes = 4096

// tokenType keeps any other JWT signed with the same keys from being taken
// for an access token (RFC 9068, 2.1).
const tokenType = "at+jwt"

// Claims are what an access token says.
type Claims struct {
	ID           string
	User         domain.UserID
	Session      domain.SessionID
	Role         domain.Role
	Organisation domain.OrganisationID
	IssuedAt     time.Time
	ExpiresAt    time.Time
}

// wireClaims is the form inside the token.
type wireClaims struct {
	jwt.RegisteredClaims
	Session      string `json:"sid"`
	Role         string `json:"role"`
	Organisation string `json:"org"`
}

// Tokens makes and verifies access tokens. It remembers those it has verified
// by their SHA-256, since a signature costs more than the rest of a request;
// nothing is remembered past its expiry or past a change of the keys. It is
// safe for concurrent use.
type Tokens struct {
	keys     *Keyring
	settings TokenSettings
	now      func() time.Time
	parser   *jwt.Parser

	mu       sync.Mutex
	verified *recent[[sha256.Size]byte, verifiedToken]
}

type verifiedToken struct {
	claims Claims
	by     *ring
}

// NewTokens makes the signer and verifier over a keyring.
func NewTokens(keys *Keyring, s TokenSettings, now func() time.Time) *Tokens {
	if s.Issuer == "" {
		s.Issuer = "rongqiao"
	}
	if s.Audience == "" {
		s.Audience = "rongqiao-api"
	}
	if s.TTL <= 0 {
		s.TTL = 10 * time.Minute
	}
	if s.CacheSize <= 0 {
		s.CacheSize = 10_000
	}
	return &Tokens{
		keys: keys, settings: s, now: now,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithStrictDecoding(),
			jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired(),
			jwt.WithIssuer(s.Issuer), jwt.WithAudience(s.Audience), jwt.WithTimeFunc(now)),
		verified: newRecent[[sha256.Size]byte, verifiedToken](s.CacheSize),
	}
}

// Issue signs a token for the claims' ID, user, session, role and
// organisation; the times are set here. expires is when it stops being good,
// to the second.
func (t *Tokens) Issue(c Claims) (token string, expires time.Time, err error) {
	now := t.now().UTC().Truncate(time.Second)
	expires = now.Add(t.settings.TTL)
	key := t.keys.current.Load().newest()
	unsigned := jwt.NewWithClaims(jwt.SigningMethodEdDSA, wireClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: t.settings.Issuer, Audience: jwt.ClaimStrings{t.settings.Audience}, Subject: string(c.User), ID: c.ID,
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now.Add(-clockSkew)), ExpiresAt: jwt.NewNumericDate(expires),
		},
		Session: string(c.Session), Role: string(c.Role), Organisation: string(c.Organisation),
	})
	unsigned.Header["kid"], unsigned.Header["typ"] = key.id, tokenType
	token, err = unsigned.SignedString(key.private)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("auth: sign an access token: %w", err)
	}
	return token, expires, nil
}

// Verify answers what the token says, or why it is no good: token_expired,
// token_not_yet_valid, token_foreign (another key, issuer or audience),
// token_invalid (anything else). It does not know whether the session still
// stands; [Guard] does.
func (t *Tokens) Verify(token string) (Claims, error) {
	if len(token) > maxTokenBytes || strings.ContainsAny(token, "\r\n") { // base64 decoders pass over line breaks
		return Claims{}, tokenError("token_invalid")
	}
	sum, by := sha256.Sum256([]byte(token)), t.keys.current.Load()
	t.mu.Lock()
	known, ok := t.verified.get(sum)
	t.mu.Unlock()
	if ok && known.by == by {
		if t.now().Before(known.claims.ExpiresAt) {
			return known.claims, nil
		}
		return Claims{}, tokenError("token_expired")
	}
	claims, err := t.parse(token, by)
	if err != nil {
		return Claims{}, err
	}
	t.mu.Lock()
	t.verified.put(sum, verifiedToken{claims, by})
	t.mu.Unlock()
	return claims, nil
}

var errForeignKey = errors.New("no such key")

func (t *Tokens) parse(token string, by *ring) (Claims, error) {
	var wire wireClaims
	parsed, err := t.parser.ParseWithClaims(token, &wire, func(head *jwt.Token) (any, error) {
		if typ, _ := head.Header["typ"].(string); typ != tokenType {
			return nil, jwt.ErrTokenMalformed
		}
		if _, critical := head.Header["crit"]; critical { // RFC 7515, 4.1.11: none is understood here
			return nil, jwt.ErrTokenMalformed
		}
		kid, _ := head.Header["kid"].(string)
		key, ok := by.byID[kid]
		if !ok {
			return nil, errForeignKey
		}
		return key, nil
	})
	switch {
	case errors.Is(err, errForeignKey), errors.Is(err, jwt.ErrTokenInvalidIssuer), errors.Is(err, jwt.ErrTokenInvalidAudience):
		return Claims{}, tokenError("token_foreign")
	case errors.Is(err, jwt.ErrTokenExpired):
		return Claims{}, tokenError("token_expired")
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return Claims{}, tokenError("token_not_yet_valid")
	case err != nil, !parsed.Valid, wire.Subject == "", wire.Session == "":
		return Claims{}, tokenError("token_invalid")
	}
	c := Claims{
		ID: wire.ID, User: domain.UserID(wire.Subject), Session: domain.SessionID(wire.Session),
		Role: domain.Role(wire.Role), Organisation: domain.OrganisationID(wire.Organisation), ExpiresAt: wire.ExpiresAt.Time,
	}
	if wire.IssuedAt != nil {
		c.IssuedAt = wire.IssuedAt.Time
	}
	return c, nil
}

func tokenError(code string) error { return domain.NewError(domain.KindUnauthorised, code, nil) }
