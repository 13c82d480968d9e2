package httpapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// TestRoutesAndSpecificationAgree walks both lists, each by the other. New
// fails where they differ, and so does this test where New no longer looks.
func TestRoutesAndSpecificationAgree(t *testing.T) {
	s := newStage(t)
	known := map[string]bool{}
	for _, r := range (&server{}).routes() {
		op, err := operationOf(s.spec, r.method, r.path)
		if err != nil {
			t.Error(err)
			continue
		}
		known[r.method+" "+op.route.Path] = true
		// Root operations stand on a server of their own.
		if atRoot := len(op.route.PathItem.Servers) > 0; atRoot == isAPI(r.path) {
			t.Errorf("%s: below %s and in the specification below %v", r.path, apiBase, op.route.PathItem.Servers)
		}
		// What the specification calls open is open, and nothing else.
		security := op.route.Operation.Security
		open := security != nil && (len(*security) == 0 || len((*security)[0]) == 0)
		if public := s.app.Policy.IsPublic(r.action); open != public {
			t.Errorf("%s %s: open in the specification: %t, public in the policy: %t", r.method, r.path, open, public)
		}
	}
	for path, item := range s.spec.Paths.Map() {
		for method, op := range item.Operations() {
			if !known[method+" "+path] {
				t.Errorf("%s %s (%s) has no route", method, path, op.OperationID)
			}
			if op.OperationID == "" || op.Summary == "" {
				t.Errorf("%s %s wants an operationId and a summary", method, path)
			}
		}
	}
}

func TestRoutesThatDoNotStart(t *testing.T) {
	s := newStage(t)
	nothing := func(*gin.Context) {}
	rows := map[string]struct {
		add  []route // beside the whole list
		want string  // in the error
	}{
		"a route whose action has no row":               {[]route{{"GET", "/api/v1/needs", "need.dream", nothing}}, `no row of the policy is about "need.dream"`},
		"a route without an action":                     {[]route{{"GET", "/api/v1/needs", "", nothing}}, `no row of the policy is about ""`},
		"a route that is not in the specification":      {[]route{{"GET", "/api/v1/secrets", policy.Public, nothing}}, "GET /api/v1/secrets is not in the specification"},
		"a method that is not in the specification":     {[]route{{"DELETE", "/api/v1/needs", policy.NeedList, nothing}}, "DELETE /api/v1/needs is not in the specification"},
		"operations of the specification with no route": {nil, "operation POST /needs of the specification has no route"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			srv := &server{Deps: Deps{App: s.app}, policy: s.app.Policy}
			list := row.add
			if list == nil {
				for _, r := range srv.routes() {
					if r.path != "/api/v1/needs" {
						list = append(list, r)
					}
				}
			}
			err := srv.mount(gin.New(), list)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("have %v, want %q", err, row.want)
			}
		})
	}
}

// TestRolesByDefaultMayNot asks every route as every role. A role without a
// row for the route's action is denied before anything is read, nobody is
// asked to sign in, and whoever has a row gets past the first gate.
func TestRolesByDefaultMayNot(t *testing.T) {
	s := newStage(t)
	who := map[domain.Role]string{
		domain.RoleEnterprise: "firm A", domain.RoleBank: "bank", domain.RoleFundManager: "fund_manager",
		domain.RoleAgency: "agency", domain.RoleRegulator: "regulator",
	}
	denied := 0
	before := s.everything()
	for _, r := range (&server{}).routes() {
		if r.action == policy.Public || r.path == "/api/v1/auth/logout" || r.streams() {
			continue
		}
		path := strings.ReplaceAll(r.path, ":id", "none")
		open := s.app.Policy.IsPublic(r.action)
		if a := s.do("", r.method, path, nil); open != (a.status != http.StatusUnauthorized) {
			t.Errorf("%s %s as nobody: %d", r.method, path, a.status)
		}
		for role, name := range who {
			a := s.do(name, r.method, path, nil)
			turned := a.status == http.StatusForbidden && a.at("code") == "denied"
			if may := s.app.Policy.MayEver(role, r.action); may == turned {
				t.Errorf("%s %s as %s: %d %s, has a row: %t", r.method, path, role, a.status, a.body, may)
			}
			if turned {
				denied++
			}
		}
	}
	if s.everything() != before {
		t.Error("the store has changed")
	}
	entries := must(s.store.AuditEntries(t.Context(), 0, 1000))(t)
	noted := 0
	for _, e := range entries {
		if e.Outcome == "denied" {
			noted++
			if e.User == "" || e.Action == "" || e.Address == "" {
				t.Errorf("an entry says too little: %+v", e)
			}
		}
	}
	if denied == 0 || noted != denied {
		t.Errorf("%d denials, %d in the audit log", denied, noted)
	}
}
