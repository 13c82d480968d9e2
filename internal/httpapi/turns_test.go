package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

// clockwork does what the response clock does now, and lets all follow.
func (s *stage) clockwork() int {
	s.t.Helper()
	s.settle()
	c := &app.Clockwork{Turns: s.app.Turns(), Desk: s.app.Desk, Store: s.store, Now: s.now, Log: s.app.Log}
	n, err := c.Once(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	s.settle()
	return n
}

func (s *stage) submitted(who string) string {
	s.t.Helper()
	id := s.newNeed(who)
	s.do(who, "POST", "/api/v1/needs/"+id+"/submit", nil).want(http.StatusOK, "")
	s.settle()
	return id
}

// until moves the clock to the moment and signs everybody in again.
func (s *stage) until(moment time.Time) {
	s.t.Helper()
	s.forward(moment.Sub(s.now()))
	for _, who := range []string{"firm A", "firm B", "agency", "agency B", "regulator", "bank", "other bank"} {
		s.login(who, strings.ToLower(strings.ReplaceAll(who, " ", "-"))+"@example.com")
	}
}

func chinaTime(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2026, month, day, hour, minute, 0, 0, app.ChinaTime)
}

// TestANeedGoesUpTheChain: the district's agency, the next nearest, the city;
// each has its whole time, and every step stands in the history once.
func TestANeedGoesUpTheChain(t *testing.T) {
	s := newStage(t) // Monday 2026-11-23, ten in the morning
	id := s.submitted("firm A")
	need := func(who string) answer { return s.do(who, "GET", "/api/v1/needs/"+id, nil) }
	turn := func(who string, want map[string]any) {
		s.t.Helper()
		have, _ := need(who).at("turn").(map[string]any)
		for k, v := range want {
			if have[k] != v {
				s.t.Errorf("%s: %s: have %v, want %v", who, k, have[k], v)
			}
		}
	}
	turn("firm A", map[string]any{
		"step": "agency_accepts", "role": "agency", "holder_name": "北碚服务机构", "officer_name": "agency", "mine": false, "level": 0.0,
		"due_at": "2026-11-25T09:30:00Z", "soon_at": "2026-11-24T09:30:00Z", "state": "on_time", "working_days_left": 2.0, "provisional": false,
	})
	turn("agency", map[string]any{"mine": true})
	need("agency B").want(http.StatusNotFound, "need_not_found")
	if n := s.clockwork(); n != 0 {
		t.Errorf("the clock changed %d needs before anything was due", n)
	}

	s.until(chinaTime(11, 25, 9, 0))
	if n := s.clockwork(); n != 1 {
		t.Errorf("due soon: %d needs changed", n)
	}
	turn("firm A", map[string]any{"state": "due_soon", "working_days_left": 0.0})
	if n := s.clockwork(); n != 0 {
		t.Error("that it is due soon was said twice")
	}

	s.until(chinaTime(11, 25, 17, 31))
	s.clockwork()
	turn("agency B", map[string]any{"holder_name": "沙坪坝服务机构", "level": 1.0, "mine": true, "due_at": "2026-11-27T09:30:00Z"})
	if have := s.do("agency B", "GET", "/api/v1/queue/needs?mine=true", nil); have.at("total") != 1.0 || have.at("items", 0, "need", "id") != id {
		t.Errorf("agency B's queue: %s", have.body)
	}
	if have := s.do("agency", "GET", "/api/v1/queue/needs?mine=true", nil); have.at("total") != 0.0 {
		t.Errorf("what was let pass is still the first agency's turn: %s", have.body)
	}
	s.do("agency B", "GET", "/api/v1/needs/"+id+"/matches", nil).want(http.StatusOK, "")

	// Nothing runs for ten days: what was missed is done once, late, and the next has its whole time.
	s.until(chinaTime(12, 7, 12, 0))
	s.clockwork()
	turn("firm A", map[string]any{"role": "regulator", "holder_name": "市级主管部门", "level": 2.0, "due_at": "2026-12-09T09:30:00Z", "state": "on_time"})
	if n := s.clockwork(); n != 0 {
		t.Error("a missed step was done twice")
	}
	s.until(chinaTime(12, 10, 12, 0))
	s.clockwork()
	s.clockwork()
	turn("firm A", map[string]any{"role": "regulator", "level": 2.0, "state": "overdue", "working_days_left": -1.0})

	var lines []string
	for _, e := range need("firm A").at("turns").([]any) {
		m := e.(map[string]any)
		due, _ := m["due_at"].(string)
		lines = append(lines, strings.Join([]string{m["at"].(string), m["change"].(string), m["holder_name"].(string), due}, " "))
	}
	want := `2026-11-23T02:00:00Z started 北碚服务机构 2026-11-25T09:30:00Z
2026-11-25T01:00:00Z due_soon 北碚服务机构 2026-11-25T09:30:00Z
2026-11-25T09:31:00Z overdue 北碚服务机构 2026-11-25T09:30:00Z
2026-11-25T09:31:00Z escalated 沙坪坝服务机构 2026-11-27T09:30:00Z
2026-12-07T04:00:00Z overdue 沙坪坝服务机构 2026-11-27T09:30:00Z
2026-12-07T04:00:00Z escalated 市级主管部门 2026-12-09T09:30:00Z
2026-12-10T04:00:00Z overdue 市级主管部门 2026-12-09T09:30:00Z`
	if have := strings.Join(lines, "\n"); have != want {
		t.Errorf("history:\n%s\nwant\n%s", have, want)
	}
	if n := s.audited("need.let_pass"); n != 3 {
		t.Errorf("%d turns let pass in the audit log, want 3", n)
	}
	s.do("regulator", "POST", "/api/v1/needs/"+id+"/pass-on", map[string]any{"reason": "无处可转"}).want(http.StatusConflict, "turn_nobody_left")
	s.do("regulator", "POST", "/api/v1/needs/"+id+"/accept", nil).want(http.StatusOK, "")
}

// audited counts the entries of an action.
func (s *stage) audited(action string) int {
	s.t.Helper()
	n := 0
	for _, e := range must(s.store.AuditEntries(s.t.Context(), 0, 10_000))(s.t) {
		if e.Action == action {
			n++
		}
	}
	return n
}

// TestAnAgencyAccepts: then it is the firm's turn, without a limit, and the
// clock is still.
func TestAnAgencyAccepts(t *testing.T) {
	s := newStage(t)
	id := s.submitted("firm A")
	path := "/api/v1/needs/" + id
	for who, code := range map[string]string{"firm A": "denied", "bank": "denied", "agency B": "need_not_found"} {
		status := http.StatusForbidden
		if code == "need_not_found" {
			status = http.StatusNotFound
		}
		s.do(who, "POST", path+"/accept", nil).want(status, code)
	}
	s.do("agency", "POST", "/api/v1/needs/"+s.newNeed("firm A")+"/accept", nil).want(http.StatusConflict, "need_move_not_allowed")
	a := s.do("agency", "POST", path+"/accept", nil)
	a.want(http.StatusOK, "")
	if a.at("state") != "accepted" || a.at("turn", "step") != "firm_applies" || a.at("turn", "role") != "enterprise" || a.at("turn", "due_at") != nil ||
		a.at("turn", "state") != "unlimited" || a.at("accepted_at") != "2026-11-23T02:00:00Z" {
		t.Errorf("accepted: %s", a.body)
	}
	if done := a.at("turns", 1); done.(map[string]any)["change"] != "done" || done.(map[string]any)["officer_name"] != "agency" || done.(map[string]any)["by_clock"] != false {
		t.Errorf("who accepted it: %v", done)
	}
	s.do("agency", "POST", path+"/accept", nil).want(http.StatusConflict, "need_move_not_allowed")
	s.do("agency", "POST", path+"/pass-on", map[string]any{"reason": "x"}).want(http.StatusConflict, "turn_not_yours")
	s.until(chinaTime(12, 20, 12, 0))
	if n := s.clockwork(); n != 0 {
		t.Errorf("an accepted need was handed on: %d", n)
	}
	for state, total := range map[string]float64{"submitted": 0, "accepted": 1} {
		if have := s.do("agency", "GET", "/api/v1/queue/needs?state="+state, nil); have.at("total") != total {
			t.Errorf("%s: %s", state, have.body)
		}
	}
	w := s.do("firm A", "POST", path+"/withdraw", nil)
	if w.at("turn") != nil || w.at("turns", 3, "change") != "ended" {
		t.Errorf("withdrawn: %s", w.body)
	}
}

// TestATurnIsPassedOnAndReassigned by who has it, and by nobody else.
func TestATurnIsPassedOnAndReassigned(t *testing.T) {
	s := newStage(t)
	id := s.submitted("firm A")
	path := "/api/v1/needs/" + id
	held := must(s.store.Need(t.Context(), domain.NeedID(id)))(t)
	second, _, err := s.signIn.CreateUser(t.Context(), app.NewUser{
		Email: "second@example.com", Password: stagePassword, Name: "second", Role: domain.RoleAgency, Organisation: domain.Organisation{ID: held.Turn.Holder},
	})
	if err != nil {
		t.Fatal(err)
	}
	o := s.do("agency", "GET", path+"/officers", nil)
	if o.want(http.StatusOK, ""); len(o.at("items").([]any)) != 2 || o.at("items", 0, "turns") != 1.0 || o.at("items", 1, "id") != string(second.ID) {
		t.Errorf("officers: %s", o.body)
	}
	if next := must(s.store.Need(t.Context(), domain.NeedID(s.submitted("firm A"))))(t); next.Turn.Officer != second.ID {
		t.Errorf("the next need went to %s, who has more", next.Turn.OfficerName)
	}
	s.do("agency", "POST", path+"/reassign", map[string]any{"officer": "usr_x"}).want(http.StatusUnprocessableEntity, "officer_unknown")
	s.do("regulator", "POST", path+"/reassign", map[string]any{"officer": string(second.ID)}).want(http.StatusConflict, "turn_not_yours")
	s.do("firm A", "GET", path+"/officers", nil).want(http.StatusForbidden, "denied")
	r := s.do("agency", "POST", path+"/reassign", map[string]any{"officer": string(second.ID)})
	if r.want(http.StatusOK, ""); r.at("turn", "officer_name") != "second" || r.at("turn", "due_at") != "2026-11-25T09:30:00Z" || r.at("turns", 1, "change") != "reassigned" {
		t.Errorf("reassigned: %s", r.body)
	}

	for _, bad := range []any{map[string]any{}, map[string]any{"reason": ""}, map[string]any{"reason": strings.Repeat("字", 301)}} {
		if a := s.do("agency", "POST", path+"/pass-on", bad); a.status != http.StatusUnprocessableEntity || !a.fault("reason", a.at("code").(string)) {
			t.Errorf("%v: %s", bad, a.body)
		}
	}
	p := s.do("agency", "POST", path+"/pass-on", map[string]any{"reason": "企业实际经营地在沙坪坝区"})
	if p.want(http.StatusOK, ""); p.at("turn", "holder_name") != "沙坪坝服务机构" || p.at("turn", "level") != 1.0 || p.at("turns", 2, "change") != "passed_on" ||
		p.at("turns", 2, "reason") != "企业实际经营地在沙坪坝区" {
		t.Errorf("passed on: %s", p.body)
	}
	s.do("agency", "POST", path+"/pass-on", map[string]any{"reason": "再转"}).want(http.StatusConflict, "turn_not_yours")
	s.do("agency B", "POST", path+"/accept", nil).want(http.StatusOK, "")
}

// TestANeedOfAnEarlierProgramGetsItsTurn: one that was submitted before there
// was a clock.
func TestANeedOfAnEarlierProgramGetsItsTurn(t *testing.T) {
	s := newStage(t)
	id := s.submitted("firm B")
	n := must(s.store.Need(t.Context(), domain.NeedID(id)))(t)
	n.Turns = domain.Turns{}
	must(s.store.SaveNeed(t.Context(), n, domain.Event{Type: domain.NeedSaved, ID: id, At: s.now()}))(t)
	if s.clockwork() != 1 || s.clockwork() != 0 {
		t.Error("want one turn, once")
	}
	if have := s.do("firm B", "GET", "/api/v1/needs/"+id, nil); have.at("turn", "holder_name") != "沙坪坝服务机构" {
		t.Errorf("have %s", have.body)
	}
}

// TestTwoClocksDoAStepOnce: one that still believes to hold the lease reads
// what the other has saved, and its stale save is refused.
func TestTwoClocksDoAStepOnce(t *testing.T) {
	s := newStage(t)
	id := s.submitted("firm A")
	s.until(chinaTime(11, 25, 18, 0))
	s.settle()
	done := make(chan int, 8)
	for range cap(done) {
		go func() {
			c := &app.Clockwork{Turns: s.app.Turns(), Store: s.store, Now: s.now, Log: s.app.Log}
			n, err := c.Once(t.Context())
			if err != nil {
				t.Error(err)
			}
			done <- n
		}()
	}
	total := 0
	for range cap(done) {
		total += <-done
	}
	n := must(s.store.Need(t.Context(), domain.NeedID(id)))(t)
	if total != 1 || n.Turn.Level != 1 || len(n.History) != 3 {
		t.Errorf("%d times done, level %d, history %+v", total, n.Turn.Level, n.History)
	}
}
