package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rongqiao/internal/domain"
)

var (
	users         = newKind("user", "users", "email")
	organisations = newKind("organisation", "organisations")
)

// User answers the person with the id.
func (s *Store) User(ctx context.Context, id domain.UserID) (domain.User, error) {
	return document(ctx, s, users, "id", string(id), userDoc.user)
}

// UserByEmail answers the person with the address, as it was stored.
func (s *Store) UserByEmail(ctx context.Context, email string) (domain.User, error) {
	return document(ctx, s, users, "email", email, userDoc.user)
}

// SaveUser saves the person.
func (s *Store) SaveUser(ctx context.Context, u domain.User) (domain.User, error) {
	doc, r, err := userRow(u)
	if err != nil {
		return domain.User{}, err
	}
	version, err := s.saveRow(ctx, users, r, nil)
	if err != nil {
		return domain.User{}, err
	}
	return doc.user(version), nil
}

// Organisation answers the organisation with the id.
func (s *Store) Organisation(ctx context.Context, id domain.OrganisationID) (domain.Organisation, error) {
	return document(ctx, s, organisations, "id", string(id), organisationDoc.organisation)
}

// SaveOrganisation saves the organisation.
func (s *Store) SaveOrganisation(ctx context.Context, o domain.Organisation) (domain.Organisation, error) {
	doc, r, err := organisationRow(o)
	if err != nil {
		return domain.Organisation{}, err
	}
	version, err := s.saveRow(ctx, organisations, r, nil)
	if err != nil {
		return domain.Organisation{}, err
	}
	return doc.organisation(version), nil
}

// Register saves a firm, its organisation and its first person with the
// events in one step, or answers the first conflict in that order.
func (s *Store) Register(ctx context.Context, e domain.Enterprise, o domain.Organisation, u domain.User, events ...domain.Event) error {
	if e.Version != 0 || o.Version != 0 || u.Version != 0 {
		return errors.New("register: want new things, with version 0")
	}
	_, firm, errFirm := enterpriseRow(e)
	_, organisation, errOrganisation := organisationRow(o)
	_, person, errPerson := userRow(u)
	if err := errors.Join(errFirm, errOrganisation, errPerson); err != nil {
		return fmt.Errorf("register: %w", err)
	}
	events = slices.Clone(events)
	err := s.writer.submit(ctx, func(w *session) error {
		if _, err := w.saveEnterprise(firm); err != nil {
			return err
		}
		if _, err := w.save(organisations, organisation); err != nil {
			return err
		}
		if _, err := w.save(users, person); err != nil {
			return err
		}
		return w.leave(events)
	})
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	return nil
}

type userDoc struct {
	ID           domain.UserID         `json:"id"`
	Email        string                `json:"email"`
	Name         string                `json:"name,omitzero"`
	Role         domain.Role           `json:"role"`
	Organisation domain.OrganisationID `json:"organisation"`
	PasswordHash string                `json:"password_hash"`
	Disabled     bool                  `json:"disabled,omitzero"`
	CreatedAt    time.Time             `json:"created_at"`
	SessionsFrom time.Time             `json:"sessions_from,omitzero"`
}

func newUserDoc(u domain.User) userDoc {
	return userDoc{
		ID: u.ID, Email: u.Email, Name: u.Name, Role: u.Role, Organisation: u.Organisation,
		PasswordHash: u.PasswordHash, Disabled: u.Disabled, CreatedAt: u.CreatedAt.UTC(),
		SessionsFrom: u.SessionsFrom.UTC(),
	}
}

func (d userDoc) user(version int64) domain.User {
	return domain.User{
		ID: d.ID, Version: version, Email: d.Email, Name: d.Name, Role: d.Role, Organisation: d.Organisation,
		PasswordHash: d.PasswordHash, Disabled: d.Disabled, CreatedAt: d.CreatedAt,
		SessionsFrom: d.SessionsFrom,
	}
}

func userRow(u domain.User) (userDoc, row, error) {
	doc := newUserDoc(u)
	r, err := newRow(u.ID, u.Version, doc, u.Email)
	return doc, r, err
}

type organisationDoc struct {
	ID         domain.OrganisationID `json:"id"`
	Role       domain.Role           `json:"role"`
	Name       string                `json:"name"`
	Enterprise domain.EnterpriseID   `json:"enterprise,omitzero"`
	Provider   domain.ProviderID     `json:"provider,omitzero"`
	Districts  []domain.Code         `json:"districts,omitzero"`
}

func newOrganisationDoc(o domain.Organisation) organisationDoc {
	return organisationDoc{
		ID: o.ID, Role: o.Role, Name: o.Name, Enterprise: o.Enterprise, Provider: o.Provider, Districts: o.Districts,
	}
}

func (d organisationDoc) organisation(version int64) domain.Organisation {
	return domain.Organisation{
		ID: d.ID, Version: version, Role: d.Role, Name: d.Name,
		Enterprise: d.Enterprise, Provider: d.Provider, Districts: d.Districts,
	}
}

func organisationRow(o domain.Organisation) (organisationDoc, row, error) {
	doc := newOrganisationDoc(o)
	r, err := newRow(o.ID, o.Version, doc)
	return doc, r, err
}
