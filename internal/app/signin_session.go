package app

import (
	"context"
	"fmt"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
)

// Why a session ended, as its RevokedFor says.
const (
	endedByLogout   = "logout"
	endedByReuse    = "reuse"
	endedByDisabled = "disabled"
)

// maxRaces is how often an end is tried again when others change the session
// meanwhile; each loss means that someone else's change was saved.
const maxRaces = 10

// Authenticate answers who acts with the access token: the person as the store
// knows them now, not as the token remembers them. Errors are those of
// [auth.Tokens.Verify] and not_signed_in for no token, session_ended,
// session_expired, account_disabled. An end made by this process bites at
// once, one by another process within StandingKeptFor.
func (s *SignIn) Authenticate(ctx context.Context, accessToken string) (domain.Actor, error) {
	if accessToken == "" {
		return domain.Actor{}, domain.NewError(domain.KindUnauthorised, "not_signed_in", nil)
	}
	claims, err := s.tokens.Verify(accessToken)
	if err != nil {
		return domain.Actor{}, err
	}
	return s.guard.Actor(ctx, claims)
}

// Refresh answers a new access token and a new refresh token for the present
// one, which is then used up.
//
// A token that was used before ends the whole session (refresh_reused): it
// was copied, and nobody can say who holds the copy. So does any made-up
// secret with a true session id, which only the session's own tokens carry.
// Of two refreshes of one token at the same moment one wins; the other is told
// refresh_raced (conflict) and the session lives on, but if it then tries the
// same token again that is a reuse. There is no time of grace: a client must
// let one refresh at a time run, over all its tabs. Other errors:
// refresh_invalid, session_ended, session_expired, account_disabled.
func (s *SignIn) Refresh(ctx context.Context, refreshToken, address string) (Grant, error) {
	id, hash, ok := auth.ReadRefreshToken(refreshToken)
	if !ok {
		return Grant{}, refreshInvalid()
	}
	session, err := s.store.Session(ctx, id)
	if domain.IsKind(err, domain.KindNotFound) {
		return Grant{}, refreshInvalid()
	}
	if err != nil {
		return Grant{}, fmt.Errorf("refresh: %w", err)
	}
	user, err := s.store.User(ctx, session.User)
	if err != nil {
		return Grant{}, fmt.Errorf("refresh: %w", err)
	}
	if err := s.refreshable(ctx, session, user); err != nil {
		return Grant{}, err
	}
	if !auth.SameHash(hash, session.TokenHash) {
		if err := s.endSession(ctx, id, endedByReuse); err != nil {
			return Grant{}, err
		}
		reused := domain.NewError(domain.KindUnauthorised, "refresh_reused", nil)
		return Grant{}, s.audited(ctx, reused, entryOf(user, "auth.refresh", address))
	}
	token, newHash := auth.NewRefreshToken(id)
	session.TokenHash = newHash
	saved, err := s.store.SaveSession(ctx, session)
	if domain.IsKind(err, domain.KindConflict) {
		return Grant{}, s.lostRace(ctx, id)
	}
	if err != nil {
		return Grant{}, fmt.Errorf("refresh: %w", err)
	}
	return s.grant(ctx, user, saved, token)
}

// refreshable tells why a session may not go on, and ends that of a disabled
// person for good.
func (s *SignIn) refreshable(ctx context.Context, session domain.Session, user domain.User) error {
	err := s.stands(session, user)
	if user.Disabled && session.RevokedAt == nil {
		if endErr := s.endSession(ctx, session.ID, endedByDisabled); endErr != nil {
			return endErr
		}
	}
	return err
}

// lostRace says what won: the session's end, or another refresh.
func (s *SignIn) lostRace(ctx context.Context, id domain.SessionID) error {
	session, err := s.store.Session(ctx, id)
	if err != nil {
		return fmt.Errorf("refresh: %w", err)
	}
	if session.RevokedAt != nil {
		return sessionEnded()
	}
	return domain.NewError(domain.KindConflict, "refresh_raced", nil)
}

// Logout ends the session that the actor's token is of, with all its tokens.
// A session that has ended before is no error.
func (s *SignIn) Logout(ctx context.Context, who domain.Actor, address string) error {
	session, err := s.store.Session(ctx, who.Session)
	if domain.IsKind(err, domain.KindNotFound) || (err == nil && session.RevokedAt != nil) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	if err := s.endSession(ctx, who.Session, endedByLogout); err != nil {
		return err
	}
	return s.audited(ctx, nil, domain.AuditEntry{User: who.User, Role: who.Role, Action: "auth.logout", Target: string(who.User), Address: address})
}

// PurgeSessions drops sessions that ended by themselves; cmd calls it now and
// then. It answers how many.
func (s *SignIn) PurgeSessions(ctx context.Context) (int, error) {
	dropped, err := s.store.PurgeSessions(ctx, s.now().Unix())
	if err != nil {
		return 0, fmt.Errorf("purge sessions: %w", err)
	}
	return dropped, nil
}

// startSession begins a session of the person and answers its first tokens.
func (s *SignIn) startSession(ctx context.Context, user domain.User) (Grant, error) {
	now := s.now().UTC()
	id := domain.SessionID(s.newID("ses_"))
	token, hash := auth.NewRefreshToken(id)
	session, err := s.store.SaveSession(ctx, domain.Session{
		ID: id, User: user.ID, TokenHash: hash, IssuedAt: now, ExpiresAt: now.Add(s.sessionTTL),
	})
	if err != nil {
		return Grant{}, fmt.Errorf("start a session of %s: %w", user.ID, err)
	}
	return s.grant(ctx, user, session, token)
}

func (s *SignIn) grant(ctx context.Context, user domain.User, session domain.Session, refreshToken string) (Grant, error) {
	organisation, err := s.store.Organisation(ctx, user.Organisation)
	if err != nil {
		return Grant{}, fmt.Errorf("sign in %s: %w", user.ID, err)
	}
	access, expires, err := s.tokens.Issue(auth.Claims{
		ID: s.newID("tok_"), User: user.ID, Session: session.ID, Role: user.Role, Organisation: user.Organisation,
	})
	if err != nil {
		return Grant{}, fmt.Errorf("sign in %s: %w", user.ID, err)
	}
	user.PasswordHash = ""
	return Grant{
		AccessToken: access, ExpiresAt: expires, ExpiresIn: expires.Sub(s.now()), RefreshToken: refreshToken,
		SessionExpiresAt: session.ExpiresAt, User: user, Organisation: organisation,
	}, nil
}

// standing is what the guard asks: whether the session is good, and whose.
func (s *SignIn) standing(ctx context.Context, id domain.SessionID) (auth.Standing, error) {
	session, err := s.store.Session(ctx, id)
	if domain.IsKind(err, domain.KindNotFound) {
		return auth.Standing{}, sessionEnded()
	}
	if err != nil {
		return auth.Standing{}, fmt.Errorf("session %s: %w", id, err)
	}
	user, err := s.store.User(ctx, session.User)
	if err != nil {
		return auth.Standing{}, fmt.Errorf("session %s: %w", id, err)
	}
	if err := s.stands(session, user); err != nil {
		return auth.Standing{}, err
	}
	o, err := s.store.Organisation(ctx, user.Organisation)
	if err != nil {
		return auth.Standing{}, fmt.Errorf("session %s: %w", id, err)
	}
	return auth.Standing{Until: session.ExpiresAt, Actor: domain.Actor{
		User: user.ID, Role: user.Role, Organisation: o.ID, Enterprise: o.Enterprise, Provider: o.Provider,
		Districts: o.Districts, Session: id,
	}}, nil
}

// stands tells whether the person may go on in the session.
func (s *SignIn) stands(session domain.Session, user domain.User) error {
	switch {
	case user.Disabled:
		return accountDisabled()
	case session.RevokedAt != nil, session.IssuedAt.Before(user.SessionsFrom):
		return sessionEnded()
	case !session.Live(s.now()):
		return domain.NewError(domain.KindUnauthorised, "session_expired", nil)
	}
	return nil
}

// endSession saves the session's end and makes it bite. One that has ended
// already, or is gone, stays as it is. A client that hangs up does not stop it.
func (s *SignIn) endSession(ctx context.Context, id domain.SessionID, why string) error {
	ctx = context.WithoutCancel(ctx)
	defer s.guard.Forget(id)
	for range maxRaces {
		session, err := s.store.Session(ctx, id)
		if domain.IsKind(err, domain.KindNotFound) || (err == nil && session.RevokedAt != nil) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("end session %s: %w", id, err)
		}
		now := s.now().UTC()
		session.RevokedAt, session.RevokedFor = &now, why
		if _, err = s.store.SaveSession(ctx, session); err == nil {
			return nil
		}
		if !domain.IsKind(err, domain.KindConflict) {
			return fmt.Errorf("end session %s: %w", id, err)
		}
	}
	return fmt.Errorf("end session %s: others changed it %d times in a row", id, maxRaces)
}

func sessionEnded() error {
	return domain.NewError(domain.KindUnauthorised, "session_ended", nil)
}

func refreshInvalid() error {
	return domain.NewError(domain.KindUnauthorised, "refresh_invalid", nil)
}
