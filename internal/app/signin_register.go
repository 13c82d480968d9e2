package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
)

// Bounds of a person's name, in characters.
const (
	minPersonName = 1
	maxPersonName = 100
)

// ChinaTime is the zone of the platform's days; China has one and no summer
// time.
var ChinaTime = time.FixedZone("UTC+8", 8*60*60)

// Registration is what a firm's first person gives.
type Registration struct {
	Email          string
	Password       string
	Name           string // the person's
	USCC           domain.USCC
	EnterpriseName string
	District       domain.Code
	Industry       domain.Code
	FoundedOn      domain.Date
	Address        string // of the client
}

// Register makes a firm, its organisation and its first person, in one step,
// and signs the person in. Faults of the input come all at once under the
// fields email, password, name and enterprise.uscc, .name, .district, .industry
// and .founded_on; email_taken and enterprise_registered (conflict) come alone.
func (s *SignIn) Register(ctx context.Context, r Registration) (Grant, error) {
	now := s.now().UTC()
	user, err := s.newUser(NewUser{Email: r.Email, Password: r.Password, Name: r.Name, Role: domain.RoleEnterprise})
	firm := s.newEnterprise(r, now)
	if err := joinFaults(err, s.checkEnterprise(firm, now)); err != nil {
		return Grant{}, err
	}
	from := network(r.Address)
	if wait, ok := s.perAddress.Take(from); !ok {
		return Grant{}, tooMany(wait)
	}
	if user.PasswordHash, err = s.hasher.Hash(ctx, r.Password); err != nil {
		return Grant{}, err
	}
	organisation := domain.Organisation{
		ID: domain.OrganisationID(s.newID("org_")), Role: domain.RoleEnterprise, Name: firm.Name, Enterprise: firm.ID,
	}
	user.Organisation = organisation.ID
	err = s.store.Register(ctx, firm, organisation, user, domain.Event{Type: domain.EnterpriseSaved, ID: string(firm.ID), At: now})
	if err != nil {
		return Grant{}, taken(err)
	}
	s.perAddress.GiveBack(from)
	if err := s.audited(ctx, nil, entryOf(user, "auth.register", r.Address)); err != nil {
		return Grant{}, err
	}
	return s.startSession(ctx, user)
}

// newEnterprise is the firm as it registers. What is known of its residence is
// that it stands today: since when, the profile may say.
func (s *SignIn) newEnterprise(r Registration, now time.Time) domain.Enterprise {
	return domain.Enterprise{
		ID: domain.EnterpriseID(s.newID("ent_")), USCC: domain.USCC(strings.ToUpper(strings.TrimSpace(string(r.USCC)))),
		Name: strings.TrimSpace(r.EnterpriseName), FoundedOn: r.FoundedOn, Industry: r.Industry,
		Residences: []domain.Residence{{District: r.District, From: domain.DateOf(now.In(ChinaTime))}}, UpdatedAt: now,
	}
}

func (s *SignIn) checkEnterprise(e domain.Enterprise, now time.Time) error {
	var faults []domain.FieldError
	if err := e.Validate(domain.DateOf(now.In(ChinaTime))); err != nil {
		var invalid *domain.Error
		if !errors.As(err, &invalid) {
			return fmt.Errorf("register: %w", err)
		}
		faults = append(faults, invalid.Fields...)
	}
	if !s.vocabulary.HasPlace(e.District()) {
		faults = append(faults, fault("district", "unknown_district", domain.Facts{"have": string(e.District())}))
	}
	if !s.vocabulary.HasIndustry(e.Industry) {
		faults = append(faults, fault("industry", "unknown_industry", domain.Facts{"have": string(e.Industry)}))
	}
	for i := range faults {
		faults[i].Field = "enterprise." + faults[i].Field
	}
	return faultsOf(faults)
}

// checkPerson answers the e-mail as it is stored, or the faults of the three.
func checkPerson(email, password, name string) (string, error) {
	var faults []domain.FieldError
	normal, ok := auth.NormaliseEmail(email)
	if !ok {
		faults = append(faults, fault("email", "email_invalid", nil))
	}
	if f := auth.CheckPassword("password", password, normal); f != nil {
		faults = append(faults, *f)
	}
	switch n := utf8.RuneCountInString(name); {
	case n < minPersonName || n > maxPersonName:
		faults = append(faults, fault("name", "name_length", domain.Facts{"min": minPersonName, "max": maxPersonName, "have": n}))
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		faults = append(faults, fault("name", "name_character", nil))
	}
	return normal, faultsOf(faults)
}

func fault(field, code string, facts domain.Facts) domain.FieldError {
	return domain.FieldError{Field: field, Code: code, Facts: facts}
}

func faultsOf(faults []domain.FieldError) error {
	if len(faults) == 0 {
		return nil
	}
	return domain.InvalidFields(faults...)
}

// joinFaults makes one input error of several. Any other error comes first.
func joinFaults(errs ...error) error {
	var faults []domain.FieldError
	for _, err := range errs {
		var invalid *domain.Error
		switch {
		case err == nil:
		case errors.As(err, &invalid) && invalid.Kind == domain.KindInvalid:
			faults = append(faults, invalid.Fields...)
		default:
			return err
		}
	}
	return faultsOf(faults)
}

// taken says what of a registration exists already.
func taken(err error) error {
	var e *domain.Error
	if errors.As(err, &e) && e.Kind == domain.KindConflict {
		switch e.Code {
		case "user_exists":
			return conflictAt("email", "email_taken")
		case "enterprise_exists":
			return conflictAt("enterprise.uscc", "enterprise_registered")
		}
	}
	return fmt.Errorf("register: %w", err)
}

func conflictAt(field, code string) error {
	e := domain.NewError(domain.KindConflict, code, nil)
	e.Fields = []domain.FieldError{fault(field, code, nil)}
	return e
}
