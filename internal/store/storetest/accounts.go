package storetest

import (
	"context"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var registerTests = []test{
	{"a firm, its organisation and its person are there with the events", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		e, o, u := enterprises.at(filled[domain.Enterprise](t, full), 0), organisations.at(filled[domain.Organisation](t, full), 0), users.at(filled[domain.User](t, full), 0)
		must(t, s.Register(ctx, e, o, u, enterprises.event(e)))
		firm, err := s.EnterpriseByUSCC(ctx, e.USCC)
		must(t, err)
		wantSame(t, enterprises.at(firm, 0), e)
		organisation, err := s.Organisation(ctx, o.ID)
		must(t, err)
		wantSame(t, organisations.at(organisation, 0), o)
		person, err := s.UserByEmail(ctx, u.Email)
		must(t, err)
		wantSame(t, users.at(person, 0), u)
		if firm.Version == 0 || organisation.Version == 0 || person.Version == 0 {
			t.Error("want versions that are not 0")
		}
		wantEvents(t, s, enterprises.event(e))
		_, err = s.SaveEnterprise(ctx, firm) // and they can be saved on
		must(t, err)
	}},
	{"any conflict keeps all three and the events away", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		must(t, s.Register(ctx, enterprises.sample(1), organisations.sample(1), users.sample(1)))
		for _, c := range []struct {
			name  string
			spoil func(*domain.Enterprise, *domain.Organisation, *domain.User)
			code  string
		}{
			{"the firm's id", func(e *domain.Enterprise, _ *domain.Organisation, _ *domain.User) { e.ID = enterprises.sample(1).ID }, "enterprise_exists"},
			{"the USCC", func(e *domain.Enterprise, _ *domain.Organisation, _ *domain.User) {
				e.USCC = enterprises.sample(1).USCC
			}, "enterprise_exists"},
			{"the organisation's id", func(_ *domain.Enterprise, o *domain.Organisation, _ *domain.User) { o.ID = organisations.sample(1).ID }, "organisation_exists"},
			{"the person's id", func(_ *domain.Enterprise, _ *domain.Organisation, u *domain.User) { u.ID = users.sample(1).ID }, "user_exists"},
			{"the e-mail", func(_ *domain.Enterprise, _ *domain.Organisation, u *domain.User) { u.Email = users.sample(1).Email }, "user_exists"},
			{"the USCC and the e-mail", func(e *domain.Enterprise, _ *domain.Organisation, u *domain.User) {
				e.USCC, u.Email = enterprises.sample(1).USCC, users.sample(1).Email
			}, "enterprise_exists"},
		} {
			e, o, u := enterprises.sample(2), organisations.sample(2), users.sample(2)
			c.spoil(&e, &o, &u)
			err := s.Register(ctx, e, o, u, enterprises.event(e))
			wantError(t, err, domain.KindConflict, c.code)
			_, err = s.Enterprise(ctx, enterprises.sample(2).ID)
			wantError(t, err, domain.KindNotFound, "enterprise_not_found")
			_, err = s.Organisation(ctx, organisations.sample(2).ID)
			wantError(t, err, domain.KindNotFound, "organisation_not_found")
			_, err = s.User(ctx, users.sample(2).ID)
			wantError(t, err, domain.KindNotFound, "user_not_found")
			wantEvents(t, s)
		}
		must(t, s.Register(ctx, enterprises.sample(2), organisations.sample(2), users.sample(2)))
	}},
}

var purgeTests = []test{
	{"sessions that expired before the time go, the others stay", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		before := day.Truncate(time.Second)
		for n, expires := range []time.Time{before.Add(-time.Hour), before.Add(-time.Millisecond), before, before.Add(time.Hour)} {
			v := sessions.sample(n)
			v.ExpiresAt = expires
			_, err := s.SaveSession(ctx, v)
			must(t, err)
		}
		for _, want := range []int{2, 0} {
			dropped, err := s.PurgeSessions(ctx, before.Unix())
			must(t, err)
			if dropped != want {
				t.Errorf("want %d dropped, have %d", want, dropped)
			}
		}
		for n, gone := range []bool{true, true, false, false} {
			_, err := s.Session(ctx, sessions.sample(n).ID)
			if gone {
				wantError(t, err, domain.KindNotFound, "session_not_found")
			} else {
				must(t, err)
			}
		}
	}},
	{"a session that was prolonged stays", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		v := sessions.sample(1)
		v.ExpiresAt = day
		v, err := s.SaveSession(ctx, v)
		must(t, err)
		v.ExpiresAt = day.Add(time.Hour)
		_, err = s.SaveSession(ctx, v)
		must(t, err)
		dropped, err := s.PurgeSessions(ctx, day.Add(time.Minute).Unix())
		must(t, err)
		if dropped != 0 {
			t.Errorf("want none dropped, have %d", dropped)
		}
	}},
}
