package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

var (
	users         = newKind("user", "users", "email", "organisation")
	organisations = newKind("organisation", "organisations", "role")
)

// User answers the person with the id.
func (s *Store) User(ctx context.Context, id domain.UserID) (domain.User, error) {
	return document(ctx, s, users, "id", string(id), record.User.User)
}

// UserByEmail answers the person with the address, as it was stored.
func (s *Store) UserByEmail(ctx context.Context, email string) (domain.User, error) {
	return document(ctx, s, users, "email", email, record.User.User)
}

// UsersOf answers the people of the organisation, by id.
func (s *Store) UsersOf(ctx context.Context, id domain.OrganisationID) ([]domain.User, error) {
	found, err := documents(ctx, s, "SELECT version, doc FROM users WHERE organisation = ? ORDER BY id", []any{string(id)}, record.User.User)
	if err != nil {
		return nil, fmt.Errorf("read users: %w", err)
	}
	return found, nil
}

// OrganisationsIn answers those of the role, by id.
func (s *Store) OrganisationsIn(ctx context.Context, role domain.Role) ([]domain.Organisation, error) {
	found, err := documents(ctx, s, "SELECT version, doc FROM organisations WHERE role = ? ORDER BY id", []any{string(role)}, record.Organisation.Organisation)
	if err != nil {
		return nil, fmt.Errorf("read organisations: %w", err)
	}
	return found, nil
}

// OrganisationsFor answers those that read for the addressee, by id.
func (s *Store) OrganisationsFor(ctx context.Context, to domain.Addressee) ([]domain.Organisation, error) {
	kind, id := to.Parts()
	where, ok := map[string]string{"organisation": "id", "enterprise": "json_extract(doc, '$.enterprise')", "provider": "json_extract(doc, '$.provider')"}[kind]
	if !ok {
		return nil, fmt.Errorf("read organisations: no addressee %q", to)
	}
	found, err := documents(ctx, s, "SELECT version, doc FROM organisations WHERE "+where+" = ? ORDER BY id", []any{id}, record.Organisation.Organisation)
	if err != nil {
		return nil, fmt.Errorf("read organisations: %w", err)
	}
	return found, nil
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
	return doc.User(version), nil
}

// Organisation answers the organisation with the id.
func (s *Store) Organisation(ctx context.Context, id domain.OrganisationID) (domain.Organisation, error) {
	return document(ctx, s, organisations, "id", string(id), record.Organisation.Organisation)
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
	return doc.Organisation(version), nil
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

func userRow(u domain.User) (record.User, row, error) {
	doc := record.NewUser(u)
	r, err := newRow(u.ID, u.Version, doc, u.Email, string(u.Organisation))
	return doc, r, err
}

func organisationRow(o domain.Organisation) (record.Organisation, row, error) {
	doc := record.NewOrganisation(o)
	r, err := newRow(o.ID, o.Version, doc, string(o.Role))
	return doc, r, err
}
