package app_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

func registration() app.Registration {
	uscc, _ := domain.CompleteUSCC("91500112MA5U0DEM0")
	return app.Registration{
		Email: "Finance@Example.com", Password: "a-long-pass-phrase", Name: " 李明 ", USCC: uscc,
		EnterpriseName: "渝北示例精密机械有限公司", District: "500112", Industry: "34", FoundedOn: domain.NewDate(2016, 4, 18), Address: home,
	}
}

func TestRegister(t *testing.T) {
	d := newDesk(t)
	r := registration()
	r.USCC = domain.USCC(" " + strings.ToLower(string(r.USCC)))
	g, err := d.Register(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	actor, err := d.Authenticate(context.Background(), g.AccessToken)
	if err != nil || actor.Role != domain.RoleEnterprise || actor.Enterprise != "ent_1" || actor.Enterprise != g.Organisation.Enterprise {
		t.Errorf("actor %+v, %v", actor, err)
	}
	firm := d.store.enterprises["ent_1"]
	if firm.USCC != registration().USCC || firm.Name != r.EnterpriseName || firm.Industry != "34" || firm.FoundedOn != r.FoundedOn {
		t.Errorf("firm %+v", firm)
	}
	if want := (domain.Residence{District: "500112", From: domain.NewDate(2026, 11, 23)}); len(firm.Residences) != 1 || firm.Residences[0] != want {
		t.Errorf("residences %v, want %v", firm.Residences, want)
	}
	if user := g.User; user.Email != "finance@example.com" || user.Name != "李明" || user.PasswordHash != "" {
		t.Errorf("user %+v", user)
	}
	if len(d.store.events) != 1 || d.store.events[0].Type != domain.EnterpriseSaved || d.store.events[0].ID != "ent_1" {
		t.Errorf("events %v, want that the enterprise was saved", d.store.events)
	}
	if log := d.store.log(); !slices.Contains(log, "auth.register usr_2 ok usr_2") {
		t.Errorf("audit %q", log)
	}
	if _, err := d.login("finance@example.com", r.Password); err != nil {
		t.Errorf("and then to sign in: %v", err)
	}
}

func TestRegisterRefusesBadInput(t *testing.T) {
	rows := map[string]struct {
		edit func(r *app.Registration)
		want []string // field code
	}{
		"a wrong check character": {func(r *app.Registration) { r.USCC = r.USCC[:17] + "0" }, []string{"enterprise.uscc uscc_check_character"}},
		"a short code":            {func(r *app.Registration) { r.USCC = "915001" }, []string{"enterprise.uscc uscc_length"}},
		"an unknown district":     {func(r *app.Registration) { r.District = "999999" }, []string{"enterprise.district unknown_district"}},
		"an unknown industry":     {func(r *app.Registration) { r.Industry = "99" }, []string{"enterprise.industry unknown_industry"}},
		"a founding day tomorrow": {func(r *app.Registration) { r.FoundedOn = domain.NewDate(2026, 11, 24) }, []string{"enterprise.founded_on date_in_future"}},
		"a firm without a name":   {func(r *app.Registration) { r.EnterpriseName = " " }, []string{"enterprise.name name_length"}},
		"a person without a name": {func(r *app.Registration) { r.Name = " " }, []string{"name name_length"}},
		"a name with a line break": {func(r *app.Registration) { r.Name = "李\n明" },
			[]string{"name name_character"}},
		"an e-mail that is none": {func(r *app.Registration) { r.Email = "finance" }, []string{"email email_invalid"}},
		"a short password":       {func(r *app.Registration) { r.Password = "short" }, []string{"password password_too_short"}},
		"the e-mail as password": {func(r *app.Registration) { r.Password = "finance@example.com" }, []string{"password password_is_email"}},
		"everything at once": {func(r *app.Registration) { *r = app.Registration{Address: home} }, []string{
			"email email_invalid", "password password_too_short", "name name_length", "enterprise.uscc uscc_length",
			"enterprise.name name_length", "enterprise.district unknown_district", "enterprise.industry unknown_industry"}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			r := registration()
			row.edit(&r)
			_, err := d.Register(context.Background(), r)
			var e *domain.Error
			if !errors.As(err, &e) || e.Kind != domain.KindInvalid {
				t.Fatalf("error %v, want an input error", err)
			}
			var got []string
			for _, f := range e.Fields {
				got = append(got, f.Field+" "+f.Code)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("faults %q, want %q", got, row.want)
			}
			if len(d.store.users) != 1 || len(d.store.enterprises) != 0 || len(d.store.sessions) != 0 || len(d.store.audit) != 1 {
				t.Error("something was changed")
			}
		})
	}
}

func TestFoundedTodayInChina(t *testing.T) {
	d := newDesk(t)
	d.forward(9 * 60 * 60 * 1e9) // 17:00 UTC is 01:00 of the next day there
	r := registration()
	r.FoundedOn = domain.NewDate(2026, 11, 24)
	if _, err := d.Register(context.Background(), r); err != nil {
		t.Error(err)
	}
}

func TestRegisterTwice(t *testing.T) {
	other, _ := domain.CompleteUSCC("91500112MA5U0DEM1")
	rows := map[string]struct {
		edit        func(r *app.Registration)
		field, code string
	}{
		"the same e-mail": {func(r *app.Registration) { r.USCC = other }, "email", "email_taken"},
		"the same e-mail in capitals": {func(r *app.Registration) { r.USCC, r.Email = other, "FINANCE@EXAMPLE.COM" },
			"email", "email_taken"},
		"the same firm": {func(r *app.Registration) { r.Email = "other@example.com" }, "enterprise.uscc", "enterprise_registered"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			if _, err := d.Register(context.Background(), registration()); err != nil {
				t.Fatal(err)
			}
			r := registration()
			row.edit(&r)
			_, err := d.Register(context.Background(), r)
			wantErr(t, "the second time", err, domain.KindConflict, row.code)
			if e := (*domain.Error)(nil); errors.As(err, &e) && (len(e.Fields) != 1 || e.Fields[0].Field != row.field) {
				t.Errorf("fields %v, want %s", e.Fields, row.field)
			}
			if len(d.store.users) != 2 || len(d.store.enterprises) != 1 {
				t.Error("something was changed")
			}
		})
	}
}

func TestRegisteringIsLimitedToo(t *testing.T) {
	d := newDesk(t)
	r := registration()
	if _, err := d.Register(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if _, err := d.Register(context.Background(), r); codeOf(err) != "enterprise_registered" {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	_, err := d.Register(context.Background(), r)
	wantErr(t, "after a hundred failures", err, domain.KindTooMany, "too_many_attempts")
}

func TestCreateUser(t *testing.T) {
	bank := domain.Organisation{Name: "另一银行", Provider: "prv_2"}
	rows := map[string]struct {
		edit func(n *app.NewUser)
		kind domain.Kind
		want string
	}{
		"a person of a new bank":           {func(n *app.NewUser) {}, "", ""},
		"a person of a stored bank":        {func(n *app.NewUser) { n.Organisation = domain.Organisation{ID: "org_1"} }, "", ""},
		"a firm's person":                  {newIn(domain.RoleEnterprise, domain.Organisation{Name: "厂", Enterprise: "ent_9"}), "", ""},
		"a fund manager's person":          {newIn(domain.RoleFundManager, domain.Organisation{Name: "基金", Provider: "prv_f"}), "", ""},
		"an agency's person":               {newIn(domain.RoleAgency, domain.Organisation{Name: "区", Districts: []domain.Code{"500112"}}), "", ""},
		"a regulator's person":             {newIn(domain.RoleRegulator, domain.Organisation{Name: "局"}), "", ""},
		"an unknown role":                  {newIn("admin", bank), domain.KindInvalid, "role_unknown"},
		"a stored bank for an agency":      {newIn(domain.RoleAgency, domain.Organisation{ID: "org_1"}), domain.KindInvalid, "organisation_mismatch"},
		"an organisation that nobody has":  {newIn(domain.RoleBank, domain.Organisation{ID: "org_9"}), domain.KindNotFound, "organisation_not_found"},
		"an organisation without a name":   {newIn(domain.RoleBank, domain.Organisation{Provider: "prv_2"}), domain.KindInvalid, "organisation_mismatch"},
		"a bank without a provider":        {newIn(domain.RoleBank, domain.Organisation{Name: "行"}), domain.KindInvalid, "organisation_mismatch"},
		"a regulator with districts":       {newIn(domain.RoleRegulator, domain.Organisation{Name: "局", Districts: []domain.Code{"500112"}}), domain.KindInvalid, "organisation_mismatch"},
		"an agency without districts":      {newIn(domain.RoleAgency, domain.Organisation{Name: "区"}), domain.KindInvalid, "organisation_mismatch"},
		"an agency of an unknown district": {newIn(domain.RoleAgency, domain.Organisation{Name: "区", Districts: []domain.Code{"1"}}), domain.KindInvalid, "unknown_district"},
		"an e-mail that is taken":          {func(n *app.NewUser) { n.Email = "BANK@rongqiao.demo" }, domain.KindConflict, "email_taken"},
		"a common password":                {func(n *app.NewUser) { n.Password = "password123" }, domain.KindInvalid, "password_common"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			n := app.NewUser{Email: "new@rongqiao.demo", Password: goodPass, Name: "陈静", Role: domain.RoleBank, Organisation: bank}
			row.edit(&n)
			user, organisation, err := d.CreateUser(context.Background(), n)
			wantErr(t, "create", err, row.kind, row.want)
			if row.want != "" {
				if len(d.store.users) != 1 || len(d.store.organisations) != 1 {
					t.Error("something was changed")
				}
				return
			}
			g, err := d.login(n.Email, n.Password)
			if err != nil || g.User.ID != user.ID || g.Organisation.ID != organisation.ID || g.User.Role != n.Role || user.PasswordHash != "" {
				t.Errorf("signs in as %+v of %+v, %v", g.User, g.Organisation, err)
			}
		})
	}
}

func newIn(role domain.Role, o domain.Organisation) func(n *app.NewUser) {
	return func(n *app.NewUser) { n.Role, n.Organisation = role, o }
}

func TestChangingSomeoneWhoIsNotThere(t *testing.T) {
	d := newDesk(t)
	ctx := context.Background()
	wantErr(t, "disable", d.SetDisabled(ctx, "no@rongqiao.demo", true), domain.KindNotFound, "user_not_found")
	wantErr(t, "disable an e-mail that is none", d.SetDisabled(ctx, "no", true), domain.KindNotFound, "user_not_found")
	wantErr(t, "new password", d.SetPassword(ctx, "no@rongqiao.demo", goodPass), domain.KindNotFound, "user_not_found")
	wantErr(t, "a short one", d.SetPassword(ctx, bankMail, "short"), domain.KindInvalid, "password_too_short")
}
