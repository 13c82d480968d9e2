package mongostore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/record"
)

var (
	users         = kind{noun: "user", coll: collUsers, unique: "email", byKey: userByEmail}
	organisations = kind{noun: "organisation", coll: collOrganisations}
)

// User answers the person with the id.
func (s *Store) User(ctx context.Context, id domain.UserID) (domain.User, error) {
	return read(ctx, s, users, oneByID.filter(is("_id", string(id))), string(id), record.User.User)
}

// UserByEmail answers the person with the address, as it was stored.
func (s *Store) UserByEmail(ctx context.Context, email string) (domain.User, error) {
	return read(ctx, s, users, userByEmail.filter(is("email", email)), email, record.User.User)
}

// UsersOf answers the people of the organisation, by id.
func (s *Store) UsersOf(ctx context.Context, id domain.OrganisationID) ([]domain.User, error) {
	found, err := several(ctx, s, users, peopleOf, is(userOrganisation, string(id)), record.User.User)
	slices.SortFunc(found, func(a, b domain.User) int { return cmp.Compare(a.ID, b.ID) })
	return found, err
}

// OrganisationsIn answers those of the role, by id.
func (s *Store) OrganisationsIn(ctx context.Context, role domain.Role) ([]domain.Organisation, error) {
	found, err := several(ctx, s, organisations, organisationsOf, is(organisationRole, string(role)), record.Organisation.Organisation)
	slices.SortFunc(found, func(a, b domain.Organisation) int { return cmp.Compare(a.ID, b.ID) })
	return found, err
}

// OrganisationsFor answers those that read for the addressee, by id.
func (s *Store) OrganisationsFor(ctx context.Context, to domain.Addressee) ([]domain.Organisation, error) {
	kind, id := to.Parts()
	by, ok := map[string]query{"organisation": oneByID, "enterprise": organisationsOfFirm, "provider": organisationsOfProvider}[kind]
	if !ok {
		return nil, fmt.Errorf("read organisations: no addressee %q", to)
	}
	found, err := several(ctx, s, organisations, by, is(by.where[0], id), record.Organisation.Organisation)
	slices.SortFunc(found, func(a, b domain.Organisation) int { return cmp.Compare(a.ID, b.ID) })
	return found, err
}

// several answers the few things that a condition finds.
func several[D, T any](ctx context.Context, s *Store, k kind, q query, condition bson.E, as func(D, int64) T) ([]T, error) {
	if err := notIfOver(ctx); err != nil {
		return nil, fmt.Errorf("read %s: %w", k.coll, err)
	}
	things, err := s.settledOnes(ctx, k, q.filter(condition, is("version", op("$gt", int64(0)))))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.coll, fault(ctx, err))
	}
	return decodeAll(k, things, as)
}

// SaveUser saves the person.
func (s *Store) SaveUser(ctx context.Context, u domain.User) (domain.User, error) {
	doc := record.NewUser(u)
	version, err := s.save(ctx, users, userRow(doc, u.Version), nil)
	if err != nil {
		return domain.User{}, err
	}
	return doc.User(version), nil
}

func userRow(doc record.User, version int64) row {
	return row{id: string(doc.ID), version: version, doc: doc, columns: userColumns(doc)}
}

func userColumns(doc record.User) bson.D { return bson.D{is("email", doc.Email)} }

// Organisation answers the organisation with the id.
func (s *Store) Organisation(ctx context.Context, id domain.OrganisationID) (domain.Organisation, error) {
	return read(ctx, s, organisations, oneByID.filter(is("_id", string(id))), string(id), record.Organisation.Organisation)
}

// SaveOrganisation saves the organisation.
func (s *Store) SaveOrganisation(ctx context.Context, o domain.Organisation) (domain.Organisation, error) {
	doc := record.NewOrganisation(o)
	version, err := s.save(ctx, organisations, row{id: string(doc.ID), version: o.Version, doc: doc}, nil)
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
	if err := notIfOver(ctx); err != nil {
		return fmt.Errorf("register: %w", err)
	}
	organisation := record.NewOrganisation(o)
	err := s.saveAll(ctx, []part{
		{kind: enterprises, row: enterpriseRow(record.NewEnterprise(e), 0)},
		{kind: organisations, row: row{id: string(o.ID), doc: organisation}},
		{kind: users, row: userRow(record.NewUser(u), 0)},
	}, events)
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	return nil
}
