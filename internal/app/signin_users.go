package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
)

// NewUser is a person to make, in an organisation that exists or is made with
// them. It is for the operator's command line and the demo, which ask no
// policy.
type NewUser struct {
	Email        string
	Password     string
	Name         string
	Role         domain.Role
	Organisation domain.Organisation // with an ID: that one; without: a new one with this name and reach
}

// CreateUser makes a person and, where it has no ID yet, their organisation.
// Errors: the faults of e-mail, password and name; role_unknown;
// organisation_mismatch where the organisation is not one of the role, or a
// new one lacks what the role needs (an enterprise for enterprise, a provider
// for bank and fund_manager, districts for agency, none of them for
// regulator) or has more; unknown_district; organisation_not_found;
// email_taken.
func (s *SignIn) CreateUser(ctx context.Context, n NewUser) (domain.User, domain.Organisation, error) {
	nobody, none := domain.User{}, domain.Organisation{}
	user, err := s.newUser(n)
	if err != nil {
		return nobody, none, err
	}
	organisation, err := s.organisationFor(ctx, n)
	if err != nil {
		return nobody, none, err
	}
	if _, err := s.store.UserByEmail(ctx, user.Email); err == nil {
		return nobody, none, conflictAt("email", "email_taken") // before an organisation is made for nobody
	} else if !domain.IsKind(err, domain.KindNotFound) {
		return nobody, none, fmt.Errorf("create user: %w", err)
	}
	if user.PasswordHash, err = s.hasher.Hash(ctx, n.Password); err != nil {
		return nobody, none, err
	}
	if organisation.ID == "" {
		organisation.ID = domain.OrganisationID(s.newID("org_"))
		if organisation, err = s.store.SaveOrganisation(ctx, organisation); err != nil {
			return nobody, none, fmt.Errorf("create user: %w", err)
		}
	}
	user.Organisation = organisation.ID
	saved, err := s.store.SaveUser(ctx, user)
	if err != nil {
		return nobody, none, taken(err)
	}
	saved.PasswordHash = ""
	entry := domain.AuditEntry{Action: "user.create", Target: string(saved.ID)}
	return saved, organisation, s.audited(ctx, nil, entry)
}

// newUser is the person without organisation and password hash, or the faults
// of what was given.
func (s *SignIn) newUser(n NewUser) (domain.User, error) {
	name := strings.TrimSpace(n.Name)
	email, err := checkPerson(n.Email, n.Password, name)
	if err != nil {
		return domain.User{}, err
	}
	return domain.User{ID: domain.UserID(s.newID("usr_")), Email: email, Name: name, Role: n.Role, CreatedAt: s.now().UTC()}, nil
}

// organisationFor answers the organisation of the person: the stored one, or
// the new one, checked and without an ID.
func (s *SignIn) organisationFor(ctx context.Context, n NewUser) (domain.Organisation, error) {
	if !slices.Contains(domain.Roles, n.Role) {
		return domain.Organisation{}, domain.Invalid("role_unknown", "role", domain.Facts{"want": domain.Roles, "have": string(n.Role)})
	}
	o := n.Organisation
	if o.ID != "" {
		stored, err := s.store.Organisation(ctx, o.ID)
		if err != nil {
			return domain.Organisation{}, fmt.Errorf("create user: %w", err)
		}
		o = stored
	} else {
		o.Role, o.Name, o.Version = n.Role, strings.TrimSpace(o.Name), 0
	}
	if o.Name == "" || o.Role != n.Role || reachOf(o) != reachOfRole[n.Role] {
		return domain.Organisation{}, domain.Invalid("organisation_mismatch", "organisation", domain.Facts{"role": string(n.Role)})
	}
	for _, d := range o.Districts {
		if !s.vocabulary.HasPlace(d) {
			return domain.Organisation{}, domain.Invalid("unknown_district", "districts", domain.Facts{"have": string(d)})
		}
	}
	return o, nil
}

// reach tells what an organisation reaches by: exactly what its role needs.
type reach struct{ enterprise, provider, districts bool }

var reachOfRole = map[domain.Role]reach{
	domain.RoleEnterprise:  {enterprise: true},
	domain.RoleBank:        {provider: true},
	domain.RoleFundManager: {provider: true},
	domain.RoleAgency:      {districts: true},
	domain.RoleRegulator:   {},
}

func reachOf(o domain.Organisation) reach {
	return reach{enterprise: o.Enterprise != "", provider: o.Provider != "", districts: len(o.Districts) > 0}
}

// SetDisabled turns a person away, with all their sessions, or lets them sign
// in again. It is for the operator, like CreateUser. user_not_found where
// nobody has the e-mail.
func (s *SignIn) SetDisabled(ctx context.Context, email string, disabled bool) error {
	action := "user.enable"
	if disabled {
		action = "user.disable"
	}
	return s.changeUser(ctx, email, action, func(u *domain.User) { u.Disabled = disabled })
}

// SetPassword gives a person a new password and ends their sessions. It is for
// the operator, like CreateUser. Errors: user_not_found, and the faults of a
// password.
func (s *SignIn) SetPassword(ctx context.Context, email, password string) error {
	normal, _ := auth.NormaliseEmail(email)
	if f := auth.CheckPassword("password", password, normal); f != nil {
		return domain.InvalidFields(*f)
	}
	hash, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.changeUser(ctx, email, "user.password", func(u *domain.User) { u.PasswordHash = hash })
}

// changeUser saves a change of a person, which ends their sessions so far.
func (s *SignIn) changeUser(ctx context.Context, email, action string, change func(*domain.User)) error {
	normal, ok := auth.NormaliseEmail(email)
	if !ok {
		return domain.NotFound("user", email)
	}
	user, err := s.store.UserByEmail(ctx, normal)
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	change(&user)
	// A store keeps milliseconds: rounded up, lest a session begun in this one outlive it.
	user.SessionsFrom = s.now().UTC().Truncate(time.Millisecond).Add(time.Millisecond)
	if _, err := s.store.SaveUser(ctx, user); err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	s.guard.ForgetAll()
	s.perAccount.Reset(normal)
	return s.audited(ctx, nil, domain.AuditEntry{Action: action, Target: string(user.ID)})
}
