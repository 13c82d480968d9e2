package storetest

import (
	"context"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var peopleTests = []test{
	{"the people of an organisation, and the organisations of a role, by id", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		for n, role := range []domain.Role{domain.RoleAgency, domain.RoleBank, domain.RoleAgency} {
			o := organisations.sample(n)
			o.Role = role
			saved, err := s.SaveOrganisation(ctx, o)
			must(t, err)
			if n == 2 { // saved again as another's: found there alone
				saved.Role = domain.RoleRegulator
				_, err = s.SaveOrganisation(ctx, saved)
				must(t, err)
			}
		}
		for n, part := range []domain.Organisation{{Enterprise: "e"}, {Provider: "p"}, {Provider: "p"}} {
			o := organisations.sample(3 + n)
			o.Role, o.Enterprise, o.Provider = domain.RoleEnterprise, part.Enterprise, part.Provider
			_, err := s.SaveOrganisation(ctx, o)
			must(t, err)
		}
		for n, of := range []int{1, 0, 1} {
			u := users.sample(2 - n)
			u.Organisation = organisations.sample(of).ID
			_, err := s.SaveUser(ctx, u)
			must(t, err)
		}
		for role, want := range map[domain.Role][]domain.OrganisationID{
			domain.RoleAgency: {organisations.sample(0).ID}, domain.RoleBank: {organisations.sample(1).ID},
			domain.RoleRegulator: {organisations.sample(2).ID}, domain.RoleFundManager: nil,
		} {
			found, err := s.OrganisationsIn(ctx, role)
			must(t, err)
			var have []domain.OrganisationID
			for _, o := range found {
				have = append(have, o.ID)
			}
			wantSame(t, have, want)
		}
		for to, want := range map[domain.Addressee][]domain.OrganisationID{
			domain.ToEnterprise("e"): {organisations.sample(3).ID}, domain.ToProvider("p"): {organisations.sample(4).ID, organisations.sample(5).ID},
			domain.ToOrganisation(organisations.sample(0).ID): {organisations.sample(0).ID}, domain.ToEnterprise("p"): nil, domain.ToOrganisation("nobody"): nil,
		} {
			found, err := s.OrganisationsFor(ctx, to)
			must(t, err)
			var have []domain.OrganisationID
			for _, o := range found {
				have = append(have, o.ID)
			}
			wantSame(t, have, want)
		}
		if _, err := s.OrganisationsFor(ctx, "planet/1"); err == nil {
			t.Error("want an error for what is no addressee")
		}
		for n, want := range [][]domain.UserID{{users.sample(1).ID}, {users.sample(0).ID, users.sample(2).ID}, nil} {
			found, err := s.UsersOf(ctx, organisations.sample(n).ID)
			must(t, err)
			var have []domain.UserID
			for _, u := range found {
				have = append(have, u.ID)
			}
			wantSame(t, have, want)
		}
	}},
}
