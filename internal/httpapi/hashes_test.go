package httpapi

import (
	"net/http"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store/hashed"
	"rongqiao/internal/store/record"
)

// TestTheAuditLogSaysWhatAThingWasAndBecame: each write has the hash of the
// document before and after it, and the chain goes from one to the next.
func TestTheAuditLogSaysWhatAThingWasAndBecame(t *testing.T) {
	s := newStage(t)
	id := s.newNeed("firm A")
	path := "/api/v1/needs/" + id
	s.do("firm A", "PATCH", path, map[string]any{"version": 1, "term_months": 6}).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/submit", nil).want(http.StatusOK, "")
	s.do("firm A", "POST", path+"/submit", nil).want(http.StatusConflict, "need_move_not_allowed")
	s.do("agency", "POST", path+"/accept", nil).want(http.StatusOK, "")
	var entries []domain.AuditEntry
	for _, e := range must(s.store.AuditEntries(t.Context(), 0, 10_000))(t) {
		if e.Target == id && e.Outcome == "ok" {
			entries = append(entries, e)
		}
	}
	if len(entries) != 4 || entries[0].Action != "need.create" || entries[0].Before != "" {
		t.Fatalf("have %+v", entries)
	}
	for i, e := range entries {
		if len(e.After) != 64 || i > 0 && e.Before != entries[i-1].After {
			t.Errorf("%s: before %q, after %q; the one before it ended at %q", e.Action, e.Before, e.After, entries[max(i-1, 0)].After)
		}
	}
	now := must(s.store.Need(t.Context(), domain.NeedID(id)))(t)
	if last := entries[3].After; last != hashed.Hash(record.NewNeed(now)) {
		t.Errorf("the last hash is %s, the stored need has %s", last, hashed.Hash(record.NewNeed(now)))
	}
}

// TestProtectedReadsAreWrittenDown: an agency and the authority that read a
// firm's profile are in the log with what they read; the firm itself is not.
func TestProtectedReadsAreWrittenDown(t *testing.T) {
	s := newStage(t)
	path := "/api/v1/enterprises/" + s.firm["firm A"]
	for _, who := range []string{"agency", "regulator"} {
		s.do(who, "GET", path, nil).want(http.StatusOK, "")
	}
	s.do("firm A", "GET", "/api/v1/enterprises/me", nil).want(http.StatusOK, "")
	s.do("agency B", "GET", path, nil).want(http.StatusNotFound, "enterprise_not_found")
	e := must(s.store.Enterprise(t.Context(), domain.EnterpriseID(s.firm["firm A"])))(t)
	reads, refused := 0, 0
	for _, x := range must(s.store.AuditEntries(t.Context(), 0, 10_000))(t) {
		if x.Action != "enterprise.read" || x.Target != s.firm["firm A"] {
			continue
		}
		switch {
		case x.Outcome != "ok":
			refused++
		case x.Before != hashed.Hash(record.NewEnterprise(e)) || x.After != "" || x.Role == domain.RoleEnterprise:
			t.Errorf("have %+v", x)
		default:
			reads++
		}
	}
	if reads != 2 || refused != 1 {
		t.Errorf("%d reads and %d refusals, want 2 and 1", reads, refused)
	}
}
