package policy_test

import (
	"encoding/csv"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// shipped is the table that the platform runs with.
func shipped(t *testing.T) *policy.Policy {
	t.Helper()
	text, err := os.ReadFile("../../config/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The people of testdata/expected.csv.
var people = []struct {
	letter string
	actor  domain.Actor
}{
	{"E", domain.Actor{User: "usr_e", Role: domain.RoleEnterprise, Organisation: "org_e", Enterprise: "ent_a"}},
	{"B", domain.Actor{User: "usr_b", Role: domain.RoleBank, Organisation: "org_b", Provider: "prv_bank"}},
	{"F", domain.Actor{User: "usr_f", Role: domain.RoleFundManager, Organisation: "org_f", Provider: "prv_fund"}},
	{"A", domain.Actor{User: "usr_a", Role: domain.RoleAgency, Organisation: "org_a", Districts: []domain.Code{"500103", "500112"}}},
	{"R", domain.Actor{User: "usr_r", Role: domain.RoleRegulator, Organisation: "org_r"}},
	{"N", domain.Actor{}},
}

var targets = map[string]policy.Target{
	"nothing":     {},
	"own_session": {}, // its user is whoever asks
	"own_notice":  {}, // its addressee is the organisation of whoever asks
	"session_E":   {User: "usr_e"},
	"session_B":   {User: "usr_b"},
	"ent_a":       {Enterprise: "ent_a", District: "500112"},
	"ent_b":       {Enterprise: "ent_b", District: "500112"},
	"ent_c":       {Enterprise: "ent_c", District: "500106"},
	"offer_bank":  {Provider: "prv_bank"},
	"offer_fund":  {Provider: "prv_fund"},
}

func expected(t *testing.T) (columns []string, rows [][]string) {
	t.Helper()
	f, err := os.Open("testdata/expected.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	reader := csv.NewReader(f)
	reader.Comment = '#'
	all, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0][1:], all[1:]
}

func TestEveryRoleActionAndTarget(t *testing.T) {
	p := shipped(t)
	columns, rows := expected(t)
	if len(columns) != len(targets) {
		t.Fatalf("%d targets are expected, %d are known", len(columns), len(targets))
	}
	walked := map[policy.Action]bool{}
	for _, row := range rows {
		action := policy.Action(row[0])
		walked[action] = true
		for i, name := range columns {
			target, ok := targets[name]
			if !ok {
				t.Fatalf("no target %q", name)
			}
			want := strings.NewReplacer("*", "EBFARN", "-", "").Replace(row[i+1])
			got := ""
			for _, who := range people {
				if name == "own_session" {
					target.User = who.actor.User
				}
				if name == "own_notice" && who.actor.Organisation != "" {
					target.Addressee = domain.ToOrganisation(who.actor.Organisation)
				}
				if checkAllow(t, p, who.actor, action, target) {
					got += who.letter
				}
			}
			if got != want {
				t.Errorf("%s to %s is allowed to %q, want %q", action, name, got, want)
			}
		}
	}
	for _, action := range policy.Actions {
		if !walked[action] {
			t.Errorf("action %s has no row in testdata/expected.csv", action)
		}
	}
	if len(walked) != len(policy.Actions)+1 {
		t.Errorf("%d actions are expected, want the %d of the table and public", len(walked), len(policy.Actions))
	}
}

// checkAllow tells whether it is allowed, and fails where the refusal is not
// the one of who asks, or where the first gate is narrower than the second.
func checkAllow(t *testing.T, p *policy.Policy, who domain.Actor, action policy.Action, target policy.Target) bool {
	t.Helper()
	err := p.Allow(who, action, target)
	enter := p.Enter(who, action)
	if err == nil {
		if enter != nil || (who.SignedIn() && !p.MayEver(who.Role, action)) {
			t.Errorf("%s may do %s but does not pass the first gate: %v", who.Role, action, enter)
		}
		return true
	}
	kind, code := domain.KindDenied, "denied"
	if !who.SignedIn() {
		kind, code = domain.KindUnauthorised, "not_signed_in"
	}
	for _, err := range []error{err, enter} {
		var e *domain.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != kind || e.Code != code) {
			t.Errorf("%s is refused %s with %v, want %s", who.Role, action, err, code)
		}
	}
	return false
}

func TestMayEver(t *testing.T) {
	p := shipped(t)
	_, rows := expected(t)
	for _, row := range rows {
		anywhere := strings.Join(row[1:], "")
		for _, who := range people[:5] {
			want := strings.Contains(anywhere, who.letter) || strings.Contains(anywhere, "*")
			if got := p.MayEver(who.actor.Role, policy.Action(row[0])); got != want {
				t.Errorf("MayEver(%s, %s) = %v, want %v", who.actor.Role, row[0], got, want)
			}
		}
	}
	if p.MayEver(domain.RoleRegulator, "need.delete") || p.MayEver("admin", policy.NeedRead) {
		t.Error("an action or a role that is in no row passes the first gate")
	}
}

func TestUnknownActionsAreDenied(t *testing.T) {
	p := shipped(t)
	for _, who := range people {
		if p.Allow(who.actor, "need.delete", policy.Target{Enterprise: "ent_a", District: "500112"}) == nil {
			t.Errorf("%s may do an action that is in no row", who.letter)
		}
	}
}

// A person whose organisation lacks what the scope speaks of owns nothing,
// also where the target lacks it too.
func TestEmptyOwnsNothing(t *testing.T) {
	p := shipped(t)
	rows := map[string]struct {
		actor  domain.Actor
		action policy.Action
		target policy.Target
	}{
		"an enterprise person without an enterprise": {domain.Actor{User: "u", Role: domain.RoleEnterprise}, policy.NeedRead, policy.Target{}},
		"a bank person without a provider":           {domain.Actor{User: "u", Role: domain.RoleBank}, policy.OfferUpdate, policy.Target{}},
		"an agency without districts":                {domain.Actor{User: "u", Role: domain.RoleAgency}, policy.NeedRead, policy.Target{Enterprise: "ent_a"}},
		"an agency whose districts hold an empty code": {
			domain.Actor{User: "u", Role: domain.RoleAgency, Districts: []domain.Code{""}}, policy.NeedRead, policy.Target{Enterprise: "ent_a"}},
		"one's own user on another's enterprise": {people[0].actor, policy.NeedRead, policy.Target{User: "usr_e", Enterprise: "ent_b"}},
		"one's own enterprise, another's user":   {people[0].actor, policy.AuthSession, policy.Target{User: "usr_b", Enterprise: "ent_a"}},
	}
	for name, row := range rows {
		if err := p.Allow(row.actor, row.action, row.target); !domain.IsKind(err, domain.KindDenied) {
			t.Errorf("%s: %v, want denied", name, err)
		}
	}
}

func TestReach(t *testing.T) {
	p := shipped(t)
	rows := map[string]struct {
		actor  domain.Actor
		action policy.Action
		want   policy.Reach
		code   string
	}{
		"an enterprise lists its own needs":           {people[0].actor, policy.NeedList, policy.Reach{Enterprise: "ent_a"}, ""},
		"a bank lists no needs":                       {people[1].actor, policy.NeedList, policy.Reach{}, "denied"},
		"a fund manager lists its own drafts":         {people[2].actor, policy.OfferReadUnpublished, policy.Reach{Provider: "prv_fund"}, ""},
		"an agency lists its districts":               {people[3].actor, policy.NeedList, policy.Reach{Districts: []domain.Code{"500103", "500112"}}, ""},
		"a regulator lists everything":                {people[4].actor, policy.NeedList, policy.Reach{All: true}, ""},
		"nobody lists needs":                          {domain.Actor{}, policy.NeedList, policy.Reach{}, "not_signed_in"},
		"everyone searches offers":                    {domain.Actor{}, policy.OfferSearch, policy.Reach{All: true}, ""},
		"an agency without districts lists nothing":   {domain.Actor{User: "u", Role: domain.RoleAgency}, policy.NeedList, policy.Reach{}, "denied"},
		"an enterprise person without one, no needs":  {domain.Actor{User: "u", Role: domain.RoleEnterprise}, policy.NeedList, policy.Reach{}, "denied"},
		"a bank person without a provider, no drafts": {domain.Actor{User: "u", Role: domain.RoleBank}, policy.OfferReadUnpublished, policy.Reach{}, "denied"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			got, err := p.Reach(row.actor, row.action)
			code := ""
			if e := (*domain.Error)(nil); errors.As(err, &e) {
				code = e.Code
			}
			if code != row.code || !reflect.DeepEqual(got, row.want) {
				t.Errorf("Reach = %+v, %v; want %+v, %q", got, err, row.want, row.code)
			}
		})
	}
}
