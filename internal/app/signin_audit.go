package app

import (
	"context"
	"errors"
	"fmt"

	"rongqiao/internal/domain"
)

// audited adds the entry with the outcome of err, "ok" or its code, and
// answers err. Where the log cannot be written that failure is answered
// instead: nobody signs in unseen, nor by hanging up early.
func (s *SignIn) audited(ctx context.Context, err error, entry domain.AuditEntry) error {
	entry.At, entry.Outcome = s.now().UTC(), "ok"
	if e := (*domain.Error)(nil); errors.As(err, &e) {
		entry.Outcome = e.Code
	}
	lasting, cancel := outlasting(ctx)
	defer cancel()
	if auditErr := s.store.AddAudit(lasting, entry); auditErr != nil {
		return fmt.Errorf("%s: write the audit log: %w", entry.Action, auditErr)
	}
	return err
}

// auditable tells whether err is an answer to the person rather than a fault
// of the platform.
func auditable(err error) bool {
	var e *domain.Error
	return errors.As(err, &e)
}

// entryOf is an entry about what a known person did with their own account.
func entryOf(u domain.User, action, address string) domain.AuditEntry {
	return domain.AuditEntry{User: u.ID, Role: u.Role, Action: action, Target: string(u.ID), Address: address}
}

// loginTarget is whom a failed sign-in was about: the person, or the address
// that was tried. Whoever tried is not known, so the entry has no user.
func loginTarget(meant domain.User, email string) string {
	if meant.ID != "" {
		return string(meant.ID)
	}
	return email
}
