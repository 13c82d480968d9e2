package httpapi

import (
	"net/http"
	"testing"
	"time"

	"rongqiao/internal/app"
)

// told are the notices of someone as "topic kind", the oldest first.
func (s *stage) told(who string) []string {
	s.t.Helper()
	a := s.do(who, "GET", "/api/v1/notices?limit=100", nil)
	a.want(http.StatusOK, "")
	var out []string
	items := a.at("items").([]any)
	for i := len(items) - 1; i >= 0; i-- {
		m := items[i].(map[string]any)
		out = append(out, m["topic"].(string)+" "+m["kind"].(string))
	}
	return out
}

func wantTold(t *testing.T, who string, have []string, want ...string) {
	t.Helper()
	seen := map[string]int{}
	for _, h := range have {
		seen[h]++
	}
	for _, w := range want {
		seen[w]--
	}
	for line, n := range seen {
		if n != 0 {
			t.Errorf("%s: %q is there %+d times more than wanted; have %v", who, line, n, have)
		}
	}
}

// TestEachSideIsToldWhatConcernsIt, once, however often the histories are read.
func TestEachSideIsToldWhatConcernsIt(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	wantTold(t, "agency", s.told("agency"), "need started")
	s.until(chinaTime(11, 25, 18, 0))
	s.clockwork()
	wantTold(t, "agency", s.told("agency"), "need started", "need overdue")
	wantTold(t, "agency B", s.told("agency B"), "need escalated")
	wantTold(t, "firm A", s.told("firm A"), "need escalated")
	s.do("agency B", "POST", "/api/v1/needs/"+need+"/accept", nil).want(http.StatusOK, "")
	id := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", request(s.ownOffer("bank", "甲", 1_000_000_000))).at("items", 0, "id").(string)
	s.do("bank", "POST", "/api/v1/applications/"+id+"/accept", nil).want(http.StatusOK, "")
	s.forward(time.Second) // of one millisecond either may come first
	s.do("bank", "POST", "/api/v1/applications/"+id+"/quote", with(quoteBody(100_000_000), "note", "须开户")).want(http.StatusOK, "")
	s.settle()
	wantTold(t, "bank", s.told("bank"), "application send")
	wantTold(t, "firm A", s.told("firm A"), "need escalated", "need done", "application accept", "application quote")
	wantTold(t, "other bank", s.told("other bank"))
	wantTold(t, "firm B", s.told("firm B"))
	wantTold(t, "regulator", s.told("regulator"))

	// All events read once more, as after a kill before the position was saved: nothing is doubled.
	before := s.told("firm A")
	if err := s.store.SetMeta(t.Context(), "follower.notices", "0"); err != nil {
		t.Fatal(err)
	}
	s.settle()
	wantTold(t, "firm A", s.told("firm A"), before...)

	list := s.do("firm A", "GET", "/api/v1/notices?limit=2", nil)
	if list.at("unread") != 4.0 || list.at("items", 0, "kind") != "quote" || list.at("items", 0, "about") != "甲" || list.at("items", 0, "text") != "须开户" || list.at("next_cursor") == nil {
		t.Errorf("the newest: %s", list.body)
	}
	newest, older := list.at("items", 0, "id").(string), list.at("items", 1, "id").(string)
	seen := func(who, id string, status int, code string) {
		t.Helper()
		s.do(who, "POST", "/api/v1/notices/seen", map[string]any{"up_to": id}).want(status, code)
	}
	unread := func(want float64) {
		t.Helper()
		if have := s.do("firm A", "GET", "/api/v1/notices", nil); have.at("unread") != want {
			t.Errorf("unread: have %v, want %v", have.at("unread"), want)
		}
	}
	seen("firm A", older, http.StatusNoContent, "")
	unread(1)
	seen("firm A", newest, http.StatusNoContent, "")
	seen("firm A", older, http.StatusNoContent, "") // an older one takes nothing back
	unread(0)
	seen("bank", newest, http.StatusNotFound, "notice_not_found")
	seen("firm A", "ntc_none", http.StatusNotFound, "notice_not_found")
	seen("", newest, http.StatusUnauthorized, "not_signed_in")
}

// TestADraftIsToldToNobody, and neither is that it was withdrawn.
func TestADraftIsToldToNobody(t *testing.T) {
	s := newStage(t)
	need := s.submitted("firm A")
	id := s.do("firm A", "POST", "/api/v1/needs/"+need+"/applications", with(request(s.ownOffer("bank", "甲", 1_000_000_000)), "draft", true)).at("items", 0, "id").(string)
	s.do("firm A", "POST", "/api/v1/applications/"+id+"/withdraw", map[string]any{"reason": "plan_changed"}).want(http.StatusOK, "")
	s.settle()
	wantTold(t, "bank", s.told("bank"))
}

// TestTheBridgeTellsItsThreeSides.
func TestTheBridgeTellsItsThreeSides(t *testing.T) {
	s := bridgeStage(t, 1_000_000_000)
	path := "/api/v1/bridges/" + s.committed("JK-1")
	s.do("fund", "POST", path+"/approve", map[string]any{"amount_fen": 450_000_000}).want(http.StatusOK, "")
	s.settle()
	wantTold(t, "bank", s.told("bank"), "bridge request", "bridge approve")
	wantTold(t, "firm A", s.told("firm A"), "bridge commit", "bridge approve")
	wantTold(t, "fund", s.told("fund"), "bridge commit")
}

// TestTwoThatTellAtOnceTellOnce: the lease may be held by two for a moment.
func TestTwoThatTellAtOnceTellOnce(t *testing.T) {
	s := newStage(t)
	s.submitted("firm A")
	events := must(s.store.Events(t.Context(), 0, 1000))(t)
	done := make(chan error, 8)
	for range cap(done) {
		go func() { done <- (&app.NoticeFollower{Store: s.store}).Handle(t.Context(), events) }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	wantTold(t, "agency", s.told("agency"), "need started")
}
