package httpapi

import (
	"strings"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// registrationNames turns the names of a firm's parts, which the use case
// speaks of, into those of the one flat form.
var registrationNames = strings.NewReplacer("enterprise.name", "enterprise_name", "enterprise.", "")

func toRegistration(in apigen.Registration) (app.Registration, error) {
	var r reader
	out := app.Registration{
		Email: in.Email, Password: in.Password, Name: in.Name,
		USCC: domain.USCC(in.USCC), EnterpriseName: in.EnterpriseName, FoundedOn: r.day("founded_on", in.FoundedOn),
		District: domain.Code(in.District), Industry: domain.Code(in.Industry),
	}
	return out, r.fault()
}

func fromGrant(g app.Grant) apigen.Session {
	return apigen.Session{
		AccessToken: g.AccessToken, RefreshToken: g.RefreshToken, ExpiresIn: int32(g.ExpiresIn.Seconds()),
		User: apigen.User{ID: string(g.User.ID), Email: g.User.Email, Name: g.User.Name, Role: apigen.Role(g.User.Role)},
		Organisation: apigen.Organisation{
			ID: string(g.Organisation.ID), Role: apigen.Role(g.Organisation.Role), Name: g.Organisation.Name,
			EnterpriseID: filled[string](g.Organisation.Enterprise), ProviderID: filled[string](g.Organisation.Provider),
			Districts: each(g.Organisation.Districts, same[apigen.Code, domain.Code]),
		},
	}
}
