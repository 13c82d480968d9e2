package app_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
)

var signInDay = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

const (
	bankMail = "bank@rongqiao.demo"
	goodPass = "demo-rongqiao"
	home     = "203.0.113.7"
)

// places is a vocabulary of two districts and one industry.
type places struct{}

func (places) HasPlace(c domain.Code) bool    { return c == "500112" || c == "500106" }
func (places) HasIndustry(c domain.Code) bool { return c == "34" }

// desk is signing in over a store in memory, with a clock that a test moves.
type desk struct {
	*app.SignIn
	store  *accounts
	deps   app.SignInDeps
	mu     sync.Mutex
	moment time.Time
}

func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.moment
}

func (d *desk) forward(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.moment = d.moment.Add(by)
}

// newDesk has one bank with one person, usr_1.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{store: newAccounts(), moment: signInDay}
	keys, err := auth.OpenKeyring(filepath.Join(t.TempDir(), "keys.json"), d.moment)
	if err != nil {
		t.Fatal(err)
	}
	hasher, err := auth.NewHasher(auth.HashParams{MemoryKiB: 64, Passes: 1, Threads: 1}, 0)
	if err != nil {
		t.Fatal(err)
	}
	d.deps = app.SignInDeps{
		Store: d.store, Vocabulary: places{}, Hasher: hasher, NewID: counting(), Now: d.now,
		Tokens: auth.NewTokens(keys, auth.TokenSettings{}, d.now),
	}
	d.SignIn = app.NewSignIn(d.deps)
	d.addUser(t, bankMail)
	return d
}

// elsewhere is another process on the same store and keys.
func (d *desk) elsewhere() *app.SignIn { return app.NewSignIn(d.deps) }

func (d *desk) addUser(t *testing.T, email string) domain.User {
	t.Helper()
	user, _, err := d.CreateUser(context.Background(), app.NewUser{
		Email: email, Password: goodPass, Name: "王芳", Role: domain.RoleBank,
		Organisation: domain.Organisation{Name: "示例银行", Provider: "prv_bank"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return user
}

func (d *desk) login(email, password string) (app.Grant, error) {
	return d.Login(context.Background(), app.Credentials{Email: email, Password: password, Address: home})
}

func (d *desk) mustLogin(t *testing.T) app.Grant {
	t.Helper()
	g, err := d.login(bankMail, goodPass)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// codeOf is the error's stable code, "" for none, and the text of any other.
func codeOf(err error) string {
	var e *domain.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return err.Error()
}

func wantErr(t *testing.T, what string, err error, kind domain.Kind, code string) {
	t.Helper()
	if codeOf(err) != code || (code != "" && !domain.IsKind(err, kind)) {
		t.Errorf("%s: error %v, want %q of kind %q", what, err, code, kind)
	}
}

func TestLogin(t *testing.T) {
	d := newDesk(t)
	g := d.mustLogin(t)
	if g.User.ID != "usr_1" || g.User.PasswordHash != "" || g.Organisation.Provider != "prv_bank" || g.ExpiresIn != 10*time.Minute {
		t.Errorf("grant %+v", g)
	}
	if !g.SessionExpiresAt.Equal(signInDay.Add(30 * 24 * time.Hour)) {
		t.Errorf("session ends %v, want 30 days on", g.SessionExpiresAt)
	}
	actor, err := d.Authenticate(context.Background(), g.AccessToken)
	want := domain.Actor{User: "usr_1", Role: domain.RoleBank, Organisation: "org_1", Provider: "prv_bank", Session: "ses_1"}
	if err != nil || !reflect.DeepEqual(actor, want) {
		t.Errorf("actor %+v, %v; want %+v", actor, err, want)
	}
	for _, s := range d.store.sessions {
		if strings.Contains(g.RefreshToken, s.TokenHash) || s.TokenHash == "" {
			t.Error("the store holds the refresh token itself, or nothing")
		}
	}
}

func TestLoginRefused(t *testing.T) {
	rows := map[string]struct {
		email, password string
		before          func(d *desk) error
		want, audit     string // the code, and the last audit entry
	}{
		"a right password in another case of the e-mail is taken": {" Bank@Rongqiao.demo", goodPass, nil, "", "auth.login usr_1 ok usr_1"},
		"a wrong password":       {bankMail, "demo-rongqiao2", nil, "wrong_credentials", "auth.login - wrong_credentials usr_1"},
		"an empty password":      {bankMail, "", nil, "wrong_credentials", "auth.login - wrong_credentials usr_1"},
		"an unknown account":     {"no@rongqiao.demo", goodPass, nil, "wrong_credentials", "auth.login - wrong_credentials no@rongqiao.demo"},
		"an e-mail that is none": {"bank", goodPass, nil, "wrong_credentials", "auth.login - wrong_credentials "},
		"a disabled person":      {bankMail, goodPass, disable, "account_disabled", "auth.login - account_disabled usr_1"},
		"a disabled, wrong password": {bankMail, "not-the-one", disable, "wrong_credentials",
			"auth.login - wrong_credentials usr_1"},
		"a person enabled again is taken": {bankMail, goodPass, func(d *desk) error {
			return errors.Join(disable(d), d.SetDisabled(context.Background(), bankMail, false))
		}, "", "auth.login usr_1 ok usr_1"},
		"the old password after a new one": {bankMail, goodPass, func(d *desk) error {
			return d.SetPassword(context.Background(), bankMail, "another-rongqiao")
		}, "wrong_credentials", "auth.login - wrong_credentials usr_1"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			if row.before != nil {
				if err := row.before(d); err != nil {
					t.Fatal(err)
				}
			}
			g, err := d.login(row.email, row.password)
			wantErr(t, "login", err, domain.KindUnauthorised, row.want)
			if row.want != "" && (g.AccessToken != "" || g.RefreshToken != "" || len(d.store.sessions) != 0) {
				t.Error("a refused sign-in left tokens or a session")
			}
			log := d.store.log()
			if last := log[len(log)-1]; last != row.audit {
				t.Errorf("audit %q, want %q", last, row.audit)
			}
		})
	}
}

func disable(d *desk) error { return d.SetDisabled(context.Background(), bankMail, true) }

func TestFailedLoginsDoNotTellAccountsApart(t *testing.T) {
	d := newDesk(t)
	_, known := d.login(bankMail, "not-the-one")
	_, unknown := d.login("no@rongqiao.demo", "not-the-one")
	_, none := d.login("no e-mail", "not-the-one")
	if !reflect.DeepEqual(known, unknown) || !reflect.DeepEqual(known, none) {
		t.Errorf("three different answers: %v, %v, %v", known, unknown, none)
	}
}

func TestAttemptsPerAccount(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	from := func(i int) string { return fmt.Sprintf("198.51.100.%d", i) }
	try := func(i int, email, password string) error {
		_, err := d.Login(ctx, app.Credentials{Email: email, Password: password, Address: from(i)})
		return err
	}
	for i := range 9 {
		wantErr(t, "a wrong password", try(i, bankMail, "not-the-one"), domain.KindUnauthorised, "wrong_credentials")
	}
	wantErr(t, "the tenth attempt, right", try(9, bankMail, goodPass), "", "")
	for i := range 10 {
		wantErr(t, "a wrong password after a success", try(i, bankMail, "not-the-one"), domain.KindUnauthorised, "wrong_credentials")
	}
	err := try(10, bankMail, goodPass)
	wantErr(t, "the right password after ten wrong ones, from elsewhere", err, domain.KindTooMany, "too_many_attempts")
	if e := (*domain.Error)(nil); errors.As(err, &e) && e.Facts["retry_after"] != 90 {
		t.Errorf("retry_after %v, want 90 seconds", e.Facts["retry_after"])
	}
	wantErr(t, "written another way", try(11, " BANK@rongqiao.demo", goodPass), domain.KindTooMany, "too_many_attempts")
	d.forward(90 * time.Second)
	wantErr(t, "after the wait", try(12, bankMail, goodPass), "", "")

	for i := range 10 {
		wantErr(t, "an unknown account", try(i, "no@rongqiao.demo", "x"), domain.KindUnauthorised, "wrong_credentials")
	}
	wantErr(t, "an unknown account is limited as a known one", try(1, "no@rongqiao.demo", "x"), domain.KindTooMany, "too_many_attempts")
}

func TestAttemptsPerAddress(t *testing.T) {
	rows := map[string]struct {
		first func(i int) string
		then  string
		want  string
	}{
		"a hundred failures from one address turn it away": {func(int) string { return home }, home, "too_many_attempts"},
		"another address may go on":                        {func(int) string { return home }, "203.0.113.8", ""},
		"addresses of one IPv6 network count together":     {func(i int) string { return fmt.Sprintf("2001:db8::%x", i+1) }, "2001:db8::ffff", "too_many_attempts"},
		"another IPv6 network may go on":                   {func(i int) string { return fmt.Sprintf("2001:db8::%x", i+1) }, "2001:db8:0:1::1", ""},
		"an IPv4 address written as IPv6 is the same":      {func(int) string { return "::ffff:" + home }, home, "too_many_attempts"},
		"neighbours in IPv4 count each for themselves":     {func(i int) string { return fmt.Sprintf("203.0.113.%d", i+100) }, home, ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			for i := range 100 {
				_, err := d.Login(context.Background(), app.Credentials{
					Email: fmt.Sprintf("n%d@example.com", i), Password: "not-the-one", Address: row.first(i)})
				if codeOf(err) != "wrong_credentials" {
					t.Fatalf("attempt %d: %v", i, err)
				}
			}
			_, err := d.Login(context.Background(), app.Credentials{Email: bankMail, Password: goodPass, Address: row.then})
			wantErr(t, "the next", err, domain.KindTooMany, row.want)
		})
	}
}

func TestSuccessesAreNotCounted(t *testing.T) {
	d := newDesk(t)
	for range 150 {
		d.mustLogin(t)
	}
}

// Attempts are counted before they are made: many at once cannot slip past.
func TestAttemptsAtOnceAreLimited(t *testing.T) {
	d := newDesk(t)
	var wait sync.WaitGroup
	codes := make([]string, 60)
	for i := range codes {
		wait.Go(func() {
			_, err := d.login(bankMail, "not-the-one")
			codes[i] = codeOf(err)
		})
	}
	wait.Wait()
	tried := 0
	for _, c := range codes {
		if c == "wrong_credentials" {
			tried++
		}
	}
	if tried != 10 {
		t.Errorf("%d of 60 wrong passwords at once were tried, want 10", tried)
	}
}

func TestFaultsOfThePlatformAreNotTheClients(t *testing.T) {
	down := errors.New("disk full")
	for _, method := range []string{"UserByEmail", "SaveSession"} {
		d := newDesk(t)
		d.store.fail[method] = down
		for range 150 {
			if _, err := d.login(bankMail, goodPass); !errors.Is(err, down) {
				t.Fatalf("%s fails: login answers %v, want %v", method, err, down)
			}
		}
		delete(d.store.fail, method)
		d.mustLogin(t)
	}
}

// A client that hangs up before the answer has tried all the same.
func TestHangingUpDoesNotSaveAttempts(t *testing.T) {
	d := newDesk(t)
	gone, hangUp := context.WithCancel(context.Background())
	hangUp()
	for range 10 {
		if _, err := d.Login(gone, app.Credentials{Email: bankMail, Password: "not-the-one", Address: home}); err == nil {
			t.Fatal("signed in")
		}
	}
	_, err := d.login(bankMail, "not-the-one")
	wantErr(t, "the eleventh attempt", err, domain.KindTooMany, "too_many_attempts")
}

func TestNobodySignsInUnseen(t *testing.T) {
	d := newDesk(t)
	d.store.fail["AddAudit"] = errors.New("disk full")
	for _, password := range []string{goodPass, "not-the-one"} {
		if g, err := d.login(bankMail, password); !errors.Is(err, d.store.fail["AddAudit"]) || g.AccessToken != "" {
			t.Errorf("password %q without an audit log: %v", password, err)
		}
	}
}

func TestStaleHashIsMadeAgainAtSignIn(t *testing.T) {
	d := newDesk(t)
	before := d.store.users["usr_1"].PasswordHash
	dearer, err := auth.NewHasher(auth.HashParams{MemoryKiB: 128, Passes: 1, Threads: 1}, 0)
	if err != nil {
		t.Fatal(err)
	}
	d.deps.Hasher = dearer
	d.SignIn = d.elsewhere()
	if _, err := d.login(bankMail, "not-the-one"); codeOf(err) != "wrong_credentials" || d.store.users["usr_1"].PasswordHash != before {
		t.Errorf("a wrong password: %v, and the hash must not change", err)
	}
	d.mustLogin(t)
	after := d.store.users["usr_1"].PasswordHash
	if after == before || !strings.Contains(after, "$m=128,") {
		t.Errorf("hash %q, want one under the new parameters", after)
	}
	d.mustLogin(t)
	if again := d.store.users["usr_1"].PasswordHash; again != after {
		t.Error("a hash of today's parameters was made again")
	}
}

func TestIDsRiseAndDiffer(t *testing.T) {
	newID := app.NewIDs(func() time.Time { return signInDay })
	var ids []string
	for range 1000 {
		ids = append(ids, newID("need_"))
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Error("ids of one millisecond do not rise")
	}
	later := app.NewIDs(func() time.Time { return signInDay.Add(time.Millisecond) })("need_")
	if later <= ids[len(ids)-1] || !strings.HasPrefix(later, "need_") || len(later) != len("need_")+26 {
		t.Errorf("%q does not follow %q", later, ids[len(ids)-1])
	}
}
