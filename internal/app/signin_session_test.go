package app_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

func (d *desk) refresh(token string) (app.Grant, error) {
	return d.Refresh(context.Background(), token, home)
}

// access is the code that a request with the token is answered.
func access(s *app.SignIn, token string) string {
	_, err := s.Authenticate(context.Background(), token)
	return codeOf(err)
}

func TestRefreshRotates(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	for range 3 {
		d.forward(9 * time.Minute)
		next, err := d.refresh(g.RefreshToken)
		if err != nil {
			t.Fatal(err)
		}
		if next.RefreshToken == g.RefreshToken || next.AccessToken == g.AccessToken || !next.SessionExpiresAt.Equal(g.SessionExpiresAt) {
			t.Errorf("after %+v came %+v", g, next)
		}
		if code := access(d.SignIn, next.AccessToken); code != "" {
			t.Errorf("the new access token: %s", code)
		}
		g = next
	}
	if n := len(d.store.sessions); n != 1 {
		t.Errorf("%d sessions, want the one", n)
	}
}

func TestReuseEndsTheFamily(t *testing.T) {
	d := newDesk(t)
	first := d.mustLogin(t)
	other := d.mustLogin(t)
	second, err := d.refresh(first.RefreshToken)
	if err != nil {
		t.Fatal(err)
	}
	if code := access(d.SignIn, second.AccessToken); code != "" {
		t.Fatal(code)
	}
	_, err = d.refresh(first.RefreshToken)
	wantErr(t, "the used token again", err, domain.KindUnauthorised, "refresh_reused")
	_, err = d.refresh(second.RefreshToken)
	wantErr(t, "the newest token of the family", err, domain.KindUnauthorised, "session_ended")
	for _, token := range []string{first.AccessToken, second.AccessToken} {
		if code := access(d.SignIn, token); code != "session_ended" {
			t.Errorf("an access token of the family: %q, want session_ended at once", code)
		}
	}
	if code := access(d.SignIn, other.AccessToken); code != "" {
		t.Errorf("the person's other session: %q, want it to live on", code)
	}
	if log := d.store.log(); !slices.Contains(log, "auth.refresh usr_1 refresh_reused usr_1") {
		t.Errorf("audit %q tells nothing of the reuse", log)
	}
	if s := d.store.sessions["ses_1"]; s.RevokedFor != "reuse" || s.RevokedAt == nil {
		t.Errorf("session %+v, want it ended for reuse", s)
	}
}

func TestRefreshRefused(t *testing.T) {
	rows := map[string]struct {
		before func(d *desk, g app.Grant) (token string)
		want   string
	}{
		"nothing":                    {func(*desk, app.Grant) string { return "" }, "refresh_invalid"},
		"an access token":            {func(_ *desk, g app.Grant) string { return g.AccessToken }, "refresh_invalid"},
		"a session that nobody has":  {func(_ *desk, g app.Grant) string { return "x" + g.RefreshToken }, "refresh_invalid"},
		"a made-up secret":           {func(_ *desk, g app.Grant) string { return forgedSecret(g.RefreshToken) }, "refresh_reused"},
		"one after logout":           {func(d *desk, g app.Grant) string { must(logOut(d.SignIn, g)); return g.RefreshToken }, "session_ended"},
		"one of a disabled person":   {func(d *desk, g app.Grant) string { must(disable(d)); return g.RefreshToken }, "account_disabled"},
		"one from before a new pass": {func(d *desk, g app.Grant) string { d.forward(1); newPass(d); return g.RefreshToken }, "session_ended"},
		"one at the session's end":   {func(d *desk, g app.Grant) string { d.forward(30 * 24 * time.Hour); return g.RefreshToken }, "session_expired"},
		"one a second before it is taken": {func(d *desk, g app.Grant) string {
			d.forward(30*24*time.Hour - time.Second)
			return g.RefreshToken
		}, ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			token := row.before(d, d.mustLogin(t))
			_, err := d.refresh(token)
			wantErr(t, "refresh", err, domain.KindUnauthorised, row.want)
		})
	}
}

func forgedSecret(token string) string {
	id, _, _ := strings.Cut(token, ".")
	return id + "." + strings.Repeat("A", 43)
}

func newPass(d *desk) { must(d.SetPassword(context.Background(), bankMail, "another-rongqiao")) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func TestTwoRefreshesOfOneTokenAtOnce(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	var winner app.Grant
	d.store.beforeSaveSession = func() { // the other one overtakes between reading and saving
		var err error
		if winner, err = d.elsewhere().Refresh(context.Background(), g.RefreshToken, home); err != nil {
			t.Error(err)
		}
	}
	_, err := d.refresh(g.RefreshToken)
	wantErr(t, "the one that lost", err, domain.KindConflict, "refresh_raced")
	next, err := d.refresh(winner.RefreshToken)
	wantErr(t, "the winner's token goes on", err, "", "")
	if code := access(d.SignIn, next.AccessToken); code != "" {
		t.Errorf("and gives access: %s", code)
	}
	_, err = d.refresh(g.RefreshToken)
	wantErr(t, "the loser tries the same token again", err, domain.KindUnauthorised, "refresh_reused")
}

func TestManyRefreshesOfOneTokenHaveOneWinnerAtMost(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	var wait sync.WaitGroup
	codes := make([]string, 20)
	for i := range codes {
		wait.Go(func() {
			_, err := d.refresh(g.RefreshToken)
			codes[i] = codeOf(err)
		})
	}
	wait.Wait()
	won := 0
	for _, c := range codes {
		switch c {
		case "":
			won++
		case "refresh_raced", "refresh_reused", "session_ended":
		default:
			t.Errorf("unexpected answer %q", c)
		}
	}
	if won != 1 {
		t.Errorf("%d refreshes of one token were granted, want 1", won)
	}
}

func TestALogoutThatOvertakesARefresh(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	d.store.beforeSaveSession = func() { must(logOut(d.SignIn, g)) }
	_, err := d.refresh(g.RefreshToken)
	wantErr(t, "refresh", err, domain.KindUnauthorised, "session_ended")
}

func TestARefreshThatOvertakesALogout(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	var next app.Grant
	d.store.beforeSaveSession = func() { next, _ = d.refresh(g.RefreshToken) }
	wantErr(t, "logout", logOut(d.SignIn, g), "", "")
	if code := access(d.SignIn, next.AccessToken); code != "session_ended" {
		t.Errorf("the token of the refresh: %q, want session_ended", code)
	}
}

func TestLogout(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	g, other := d.mustLogin(t), d.mustLogin(t)
	if code := access(d.SignIn, g.AccessToken); code != "" {
		t.Fatal(code)
	}
	who, err := d.Authenticate(ctx, g.AccessToken)
	wantErr(t, "authenticate", err, "", "")
	wantErr(t, "logout", d.Logout(ctx, who, home), "", "")
	if code := access(d.SignIn, g.AccessToken); code != "session_ended" {
		t.Errorf("the access token after logout: %q, want session_ended at once", code)
	}
	if code := access(d.SignIn, other.AccessToken); code != "" {
		t.Errorf("the other session: %q, want it to live on", code)
	}
	wantErr(t, "logout again", d.Logout(ctx, who, home), "", "")
	log := d.store.log()
	if last := log[len(log)-1]; last != "auth.logout usr_1 ok usr_1" || strings.Count(strings.Join(log, "\n"), "auth.logout") != 1 {
		t.Errorf("audit %q, want one logout at the end", log)
	}
}

// A session that someone else ends: at once in the process that does it, after
// a second in every other.
func TestEndsBite(t *testing.T) {
	ctx := context.Background()
	rows := map[string]struct {
		end  func(s *app.SignIn, g app.Grant) error
		want string
	}{
		"logout":         {logOut, "session_ended"},
		"disabling":      {func(s *app.SignIn, _ app.Grant) error { return s.SetDisabled(ctx, bankMail, true) }, "account_disabled"},
		"a new password": {func(s *app.SignIn, _ app.Grant) error { return s.SetPassword(ctx, bankMail, "another-rongqiao") }, "session_ended"},
		"a reuse": {func(s *app.SignIn, g app.Grant) error {
			_, err := s.Refresh(ctx, forgedSecret(g.RefreshToken), home)
			if codeOf(err) != "refresh_reused" {
				return errors.New("no reuse: " + codeOf(err))
			}
			return nil
		}, "session_ended"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			g := d.mustLogin(t)
			there := d.elsewhere()
			d.forward(time.Second)
			if a, b := access(d.SignIn, g.AccessToken), access(there, g.AccessToken); a != "" || b != "" {
				t.Fatal(a, b)
			}
			if err := row.end(there, g); err != nil {
				t.Fatal(err)
			}
			if code := access(there, g.AccessToken); code != row.want {
				t.Errorf("in the process that did it: %q, want %q at once", code, row.want)
			}
			d.forward(time.Second)
			if code := access(d.SignIn, g.AccessToken); code != row.want {
				t.Errorf("in another process a second later: %q, want %q", code, row.want)
			}
		})
	}
}

func TestAnEndIsSavedThoughTheClientHangsUp(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	gone, hangUp := context.WithCancel(context.Background())
	hangUp()
	_, err := d.Refresh(gone, forgedSecret(g.RefreshToken), home)
	wantErr(t, "refresh", err, domain.KindUnauthorised, "refresh_reused")
	if d.store.sessions["ses_1"].RevokedAt == nil || len(d.store.audit) != 3 {
		t.Errorf("session %+v and %d audit entries, want it ended and told", d.store.sessions["ses_1"], len(d.store.audit))
	}
}

func TestAuthenticateKnowsThePersonOfToday(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	o := d.store.organisations["org_1"]
	o.Provider = "prv_merged"
	if _, err := d.store.SaveOrganisation(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	actor, err := d.Authenticate(context.Background(), g.AccessToken)
	if err != nil || actor.Provider != "prv_merged" {
		t.Errorf("provider %q, %v; want what the store says, not the token", actor.Provider, err)
	}
	wantErr(t, "no token", errOf(d.Authenticate(context.Background(), "")), domain.KindUnauthorised, "not_signed_in")
	d.forward(10 * time.Minute)
	wantErr(t, "a token at its end", errOf(d.Authenticate(context.Background(), g.AccessToken)), domain.KindUnauthorised, "token_expired")
}

func errOf[T any](_ T, err error) error { return err }

func TestPurgeDropsWhatEndedByItself(t *testing.T) {
	d := newDesk(t)
	d.mustLogin(t)
	d.forward(29 * 24 * time.Hour)
	d.mustLogin(t)
	d.forward(25 * time.Hour)
	if n, err := d.PurgeSessions(context.Background()); n != 1 || err != nil || len(d.store.sessions) != 1 {
		t.Errorf("dropped %d, %v, %d left; want 1 and 1", n, err, len(d.store.sessions))
	}
}

// logOut ends the session that the grant is of.
func logOut(s *app.SignIn, g app.Grant) error {
	ctx := context.Background()
	who, err := s.Authenticate(ctx, g.AccessToken)
	if err != nil {
		return err
	}
	return s.Logout(ctx, who, home)
}
