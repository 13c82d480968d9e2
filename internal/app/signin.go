package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"time"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// SignInStore is what signing in asks of the store.
type SignInStore interface {
	store.Accounts
	store.Audit
}

// Vocabulary tells which codes exist.
type Vocabulary interface {
	// HasPlace tells whether a firm can be registered in the place.
	HasPlace(domain.Code) bool
	// HasIndustry tells whether the code is a division of GB/T 4754-2017.
	HasIndustry(domain.Code) bool
}

// SignInSettings bound sessions and attempts; zero values take the defaults.
type SignInSettings struct {
	// SessionTTL is how long after the sign-in a session ends, however often
	// it is refreshed; default 30 days (NIST SP 800-63B, AAL1).
	SessionTTL time.Duration
	// StandingKeptFor is how long another process's end of a session may go
	// unnoticed; default one second, below zero never. See [auth.Guard].
	StandingKeptFor time.Duration
	// PerAccount limits failures to sign in to one account; default 10 in
	// 15 minutes. A success clears them. Attempts under way count.
	PerAccount auth.Limit
	// PerAddress limits failures to sign in or register from one address (for
	// IPv6: one /64); default 100 in 15 minutes.
	PerAddress auth.Limit
}

// Each limiter remembers at most this many accounts or addresses.
const limiterKeys = 100_000

// Passwords hashes passwords and checks them, as auth.Hasher does.
type Passwords interface {
	Hash(ctx context.Context, password string) (string, error)
	Verify(ctx context.Context, password, encoded string) (ok, stale bool, err error)
	VerifyNothing(ctx context.Context, password string) error
}

// SignInDeps are what the use cases of signing in stand on.
type SignInDeps struct {
	Store      SignInStore
	Vocabulary Vocabulary
	Hasher     Passwords
	Tokens     *auth.Tokens
	NewID      func(prefix string) string
	Now        func() time.Time
	Settings   SignInSettings
}

// SignIn holds the use cases of accounts and sessions. It is safe for
// concurrent use.
type SignIn struct {
	store      SignInStore
	vocabulary Vocabulary
	hasher     Passwords
	tokens     *auth.Tokens
	newID      func(prefix string) string
	now        func() time.Time
	sessionTTL time.Duration
	guard      *auth.Guard
	perAccount *auth.Limiter
	perAddress *auth.Limiter
}

// NewSignIn makes the use cases.
func NewSignIn(d SignInDeps) *SignIn {
	set := d.Settings
	if set.SessionTTL <= 0 {
		set.SessionTTL = 30 * 24 * time.Hour
	}
	if set.PerAccount.Attempts <= 0 || set.PerAccount.Per <= 0 {
		set.PerAccount = auth.Limit{Attempts: 10, Per: 15 * time.Minute}
	}
	if set.PerAddress.Attempts <= 0 || set.PerAddress.Per <= 0 {
		set.PerAddress = auth.Limit{Attempts: 100, Per: 15 * time.Minute}
	}
	s := &SignIn{
		store: d.Store, vocabulary: d.Vocabulary, hasher: d.Hasher, tokens: d.Tokens, newID: d.NewID, now: d.Now,
		sessionTTL: set.SessionTTL,
		perAccount: auth.NewLimiter(set.PerAccount, limiterKeys, d.Now),
		perAddress: auth.NewLimiter(set.PerAddress, limiterKeys, d.Now),
	}
	s.guard = auth.NewGuard(s.standing, set.StandingKeptFor, d.Now)
	return s
}

// Grant is what a person gets for signing in. The user comes without the
// password hash.
type Grant struct {
	AccessToken      string
	ExpiresAt        time.Time // of the access token
	ExpiresIn        time.Duration
	RefreshToken     string // good once
	SessionExpiresAt time.Time
	User             domain.User
	Organisation     domain.Organisation
}

// Credentials are what a person signs in with, and the client's address.
type Credentials struct {
	Email    string
	Password string
	Address  string
}

// Login signs a person in. An unknown account, a wrong password and an e-mail
// that is none all take as long and answer wrong_credentials; a right password
// of a disabled person answers account_disabled; too many failures answer
// too_many_attempts with retry_after in seconds.
func (s *SignIn) Login(ctx context.Context, c Credentials) (Grant, error) {
	attempt, err := s.begin(c)
	if err != nil {
		return Grant{}, err
	}
	user, err := s.check(ctx, attempt.email, c.Password)
	if err != nil {
		attempt.failed(ctx, err)
		if target := loginTarget(user, attempt.email); auditable(err) {
			err = s.audited(ctx, err, domain.AuditEntry{Action: "auth.login", Target: target, Address: c.Address})
		}
		return Grant{}, err
	}
	grant, err := s.startSession(ctx, user)
	if err != nil {
		attempt.failed(ctx, err)
		return Grant{}, err
	}
	attempt.succeeded()
	if err := s.audited(ctx, nil, entryOf(user, "auth.login", c.Address)); err != nil {
		return Grant{}, err
	}
	return grant, nil
}

// check answers the person whose e-mail and password these are. With an error
// it answers the person that was meant, or none.
func (s *SignIn) check(ctx context.Context, email, password string) (domain.User, error) {
	wrong := domain.NewError(domain.KindUnauthorised, "wrong_credentials", nil)
	var user domain.User
	if email != "" {
		var err error
		user, err = s.store.UserByEmail(ctx, email)
		if err != nil && !domain.IsKind(err, domain.KindNotFound) {
			return domain.User{}, fmt.Errorf("sign in: %w", err)
		}
	}
	if user.PasswordHash == "" { // nobody, or a system, which has a key instead
		if err := s.hasher.VerifyNothing(ctx, password); err != nil {
			return user, err
		}
		return user, wrong
	}
	ok, stale, err := s.hasher.Verify(ctx, password, user.PasswordHash)
	switch {
	case err != nil:
		return user, fmt.Errorf("sign in %s: %w", user.ID, err)
	case !ok:
		return user, wrong
	case user.Disabled:
		return user, accountDisabled()
	case stale:
		return s.rehash(ctx, user, password)
	}
	return user, nil
}

// rehash brings the stored hash to today's parameters. Where someone else
// changes the person at the same time, the next sign-in does it.
func (s *SignIn) rehash(ctx context.Context, user domain.User, password string) (domain.User, error) {
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return user, err
	}
	fresh := user
	fresh.PasswordHash = hash
	saved, err := s.store.SaveUser(ctx, fresh)
	if domain.IsKind(err, domain.KindConflict) {
		return user, nil
	}
	if err != nil {
		return user, fmt.Errorf("sign in %s: keep the new hash: %w", user.ID, err)
	}
	return saved, nil
}

// attempt is one try to sign in, counted before it is made.
type attempt struct {
	s              *SignIn
	email, address string
}

func (s *SignIn) begin(c Credentials) (attempt, error) {
	a := attempt{s: s, address: network(c.Address)}
	a.email, _ = auth.NormaliseEmail(c.Email)
	if wait, ok := s.perAddress.Take(a.address); !ok {
		return a, tooMany(wait)
	}
	if a.email == "" {
		return a, nil // no account to guard
	}
	if wait, ok := s.perAccount.Take(a.email); !ok {
		return a, tooMany(wait) // the address has tried, and keeps that count
	}
	return a, nil
}

func (a attempt) succeeded() {
	a.s.perAccount.Reset(a.email)
	a.s.perAddress.GiveBack(a.address)
}

// failed keeps the count, unless it was the platform that failed; a client
// that hung up before the answer has still tried.
func (a attempt) failed(ctx context.Context, err error) {
	if e := (*domain.Error)(nil); errors.As(err, &e) || ctx.Err() != nil {
		return
	}
	a.s.perAccount.GiveBack(a.email)
	a.s.perAddress.GiveBack(a.address)
}

func tooMany(wait time.Duration) error {
	return domain.NewError(domain.KindTooMany, "too_many_attempts", domain.Facts{"retry_after": int(math.Ceil(wait.Seconds()))})
}

func accountDisabled() error {
	return domain.NewError(domain.KindUnauthorised, "account_disabled", nil)
}

// network is what attempts are counted by: the address, or the /64 of an IPv6
// address, since one customer has that many to choose from.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if prefix, err := ip.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return ip.String()
}
