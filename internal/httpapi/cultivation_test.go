package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

// rankByStaff scores a firm by its staff: easy to see through.
type rankByStaff struct{}

func (r rankByStaff) Rank(e domain.Enterprise, day domain.Date) (app.Ranked, error) {
	if e.Staff == nil {
		return app.Ranked{}, nil
	}
	return r.Again(fmt.Sprint(*e.Staff), day)
}

func (rankByStaff) Again(inputs string, _ domain.Date) (app.Ranked, error) {
	n, err := strconv.ParseInt(inputs, 10, 64)
	return app.Ranked{Score: n, Enough: true, Inputs: inputs}, err
}

func (rankByStaff) Explain(inputs string, _ domain.Date) (app.Explained, error) {
	line := domain.ScoreLine{ID: "staff", Label: domain.Text{ZH: "从业人数", EN: "staff"}, Want: domain.Text{ZH: "越多越好", EN: "the more the better"}, Max: 10_000}
	if inputs == "" {
		return app.Explained{Missing: []app.Lack{{Field: "enterprise.staff", Label: line.Label}}, Lines: []domain.ScoreLine{line}}, nil
	}
	n, err := strconv.ParseInt(inputs, 10, 64)
	line.Points, line.Have = n, domain.Text{ZH: inputs}
	return app.Explained{Lines: []domain.ScoreLine{line}}, err
}

// candidate stores a specialised SME, with its staff for a score.
func (s *stage) candidate(n int, place, industry string, staff int32) domain.EnterpriseID {
	s.t.Helper()
	code, ok := domain.CompleteUSCC(fmt.Sprintf("91500109MA5U0%04d", n))
	if !ok {
		s.t.Fatal("no USCC")
	}
	e := domain.Enterprise{
		ID: domain.EnterpriseID(fmt.Sprintf("ent_c%02d", n)), USCC: code, Name: fmt.Sprintf("候选%02d", n), FoundedOn: domain.Date(10_000 + n),
		Residences: []domain.Residence{{District: domain.Code(place), From: 10_000}}, Industry: domain.Code(industry), Staff: &staff,
		Tiers: []domain.Title{{Code: "srdi_sme", From: 15_000}}, UpdatedAt: s.now(),
	}
	if _, err := s.store.SaveEnterprise(s.t.Context(), e, domain.Event{Type: domain.EnterpriseSaved, ID: string(e.ID), At: s.now()}); err != nil {
		s.t.Fatal(err)
	}
	return e.ID
}

// withCandidates are six firms of two districts and two industries.
func withCandidates(t *testing.T) *stage {
	s := newStage(t)
	for n, c := range []struct {
		place, industry string
		staff           int32
	}{{"500109", "34", 900}, {"500109", "34", 800}, {"500109", "39", 700}, {"500106", "39", 600}, {"500106", "34", 500}, {"500106", "34", 400}} {
		s.candidate(n+1, c.place, c.industry, c.staff)
	}
	return s
}

func (a answer) firms(list string) string {
	var out []string
	for i := range a.at(list).([]any) {
		out = append(out, strings.TrimPrefix(a.at(list, i, "enterprise_id").(string), "ent_c"))
	}
	return strings.Join(out, " ")
}

func TestTheRankingShowsCandidatesBestFirst(t *testing.T) {
	s := withCandidates(t)
	for name, row := range map[string]struct{ query, want, next string }{
		"all":                      {"", "01 02 03 04 05 06", "none"},
		"of a district":            {"?district=500106", "04 05 06", "none"},
		"of two districts":         {"?district=500106&district=500109", "01 02 03 04 05 06", "none"},
		"of an industry":           {"?industry=39", "03 04", "none"},
		"of both":                  {"?industry=39&district=500106", "04", "none"},
		"some firms, side by side": {"?enterprise=ent_c05&enterprise=ent_c01", "01 05", "none"},
		"a page":                   {"?limit=2", "01 02", "2"},
		"the page after":           {"?limit=2&cursor=2&district=500106", "04 05", "5"},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.do("fund_manager", "GET", "/api/v1/rankings/listing"+row.query, nil)
			a.want(http.StatusOK, "")
			if have := a.firms("items"); have != row.want {
				t.Errorf("have %s, want %s", have, row.want)
			}
			if next := a.at("next_cursor"); fmt.Sprint(next) != row.next && (next != nil || row.next != "none") {
				t.Errorf("the next page is %v, want %s", next, row.next)
			}
		})
	}
	a := s.do("regulator", "GET", "/api/v1/rankings/listing?district=500106", nil)
	if a.at("total") != 3.0 || a.at("items", 0, "rank") != 4.0 || a.at("items", 0, "lines", 0, "points") != 600.0 || a.at("items", 0, "stage") != nil {
		t.Errorf("have %s", a.body)
	}
	for _, private := range []string{"financials", "staff\":", "loans", "residences"} {
		if bytes.Contains(a.body, []byte(private)) {
			t.Errorf("the ranking tells of %s", private)
		}
	}
	s.do("fund_manager", "GET", "/api/v1/rankings/listing?cursor=x", nil).want(http.StatusUnprocessableEntity, "cursor_invalid")
	s.do("bank", "GET", "/api/v1/rankings/listing", nil).want(http.StatusForbidden, "denied")
}

func TestTheRankingFollowsFirmsAndRecords(t *testing.T) {
	s := withCandidates(t)
	first := s.do("regulator", "GET", "/api/v1/rankings/listing", nil)
	first.want(http.StatusOK, "")
	s.candidate(7, "500106", "39", 950)
	e := must(s.store.Enterprise(t.Context(), "ent_c02"))(t)
	e.Tiers = []domain.Title{}
	if _, err := s.store.SaveEnterprise(t.Context(), e, domain.Event{Type: domain.EnterpriseSaved, ID: "ent_c02", At: s.now()}); err != nil {
		t.Fatal(err)
	}
	a := s.do("regulator", "GET", "/api/v1/rankings/listing", nil)
	if have := a.firms("items"); have != "07 01 03 04 05 06" {
		t.Errorf("have %s", have)
	}
	body := map[string]any{"enterprise_id": "ent_c02", "board": "bse", "on": "2026-11-02"}
	s.do("fund_manager", "POST", "/api/v1/candidacies", body).want(http.StatusCreated, "")
	a = s.do("regulator", "GET", "/api/v1/rankings/listing", nil)
	if have := a.firms("items"); have != "07 01 02 03 04 05 06" || a.at("items", 2, "stage") != "reserve" {
		t.Errorf("a firm with a record is a candidate: have %s", a.body)
	}
	s.forward(40 * 365 * 24 * time.Hour) // another day: all is scored anew
	s.login("regulator", "regulator@example.com")
	s.do("regulator", "GET", "/api/v1/rankings/listing", nil).want(http.StatusOK, "")
}

func terms(total int, more ...any) map[string]any {
	out := map[string]any{"total": total}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

func TestAShortlistFromDraftToFrozen(t *testing.T) {
	s := withCandidates(t)
	a := s.do("fund_manager", "POST", "/api/v1/shortlists", map[string]any{"name": "试选", "terms": terms(3)})
	a.want(http.StatusCreated, "")
	if a.firms("chosen") != "01 02 03" || a.at("state") != "draft" || a.at("left_out_count") != 3.0 {
		t.Fatalf("have %s", a.body)
	}
	path := "/api/v1/shortlists/" + a.at("id").(string)
	changed := map[string]any{"version": a.at("version"), "name": "试选", "terms": terms(3, "district_cap", 2, "industry_cap", 2, "districts", []any{map[string]any{"code": "500106", "floor": 1, "cap": 1}})}
	b := s.do("fund_manager", "PUT", path, changed)
	b.want(http.StatusOK, "")
	if b.firms("chosen") != "01 02 04" || b.firms("left_out") != "03 05 06" {
		t.Fatalf("have %s", b.body)
	}
	// Firm 03 (700): without the cap of its district it would still be behind 01 and 02, as one place is kept for
	// 500106; at 801 firm 02 leaves for it.
	if b.at("left_out", 0, "reasons", 0) != "better" || b.at("left_out", 0, "enough") != 801.0 || b.at("left_out", 0, "instead", 0, "name") != "候选02" {
		t.Errorf("have %v", b.at("left_out", 0))
	}
	s.do("fund_manager", "PUT", path, changed).want(http.StatusConflict, "shortlist_changed")
	s.do("regulator", "POST", path+"/freeze", map[string]any{"version": a.at("version")}).want(http.StatusConflict, "shortlist_changed")
	f := s.do("regulator", "POST", path+"/freeze", map[string]any{"version": b.at("version")})
	f.want(http.StatusOK, "")
	if f.at("state") != "frozen" || f.at("frozen_at") == nil {
		t.Errorf("have %s", f.body)
	}
	// Nothing moves it any more.
	changed["version"] = f.at("version")
	s.do("fund_manager", "PUT", path, changed).want(http.StatusConflict, "shortlist_frozen")
	s.do("regulator", "POST", path+"/freeze", map[string]any{"version": f.at("version")}).want(http.StatusConflict, "shortlist_frozen")
	s.candidate(9, "500109", "34", 5000)
	again := s.do("fund_manager", "GET", path, nil)
	if !bytes.Equal(again.body, f.body) {
		t.Errorf("it has changed: %s, was %s", again.body, f.body)
	}
	r := s.do("regulator", "GET", path+"/replay", nil)
	if r.at("same") != true || r.at("kept") != r.at("again") {
		t.Errorf("have %s", r.body)
	}
	l := s.do("regulator", "GET", "/api/v1/shortlists?state=frozen", nil)
	if l.at("items", 0, "chosen_count") != 3.0 || len(l.at("items").([]any)) != 1 {
		t.Errorf("have %s", l.body)
	}
	audited := map[string]bool{}
	for _, e := range must(s.store.AuditEntries(t.Context(), 0, 1000))(t) {
		if e.Outcome == "ok" && e.Target == a.at("id") {
			audited[e.Action] = true
		}
	}
	for _, action := range []string{"shortlist.create", "shortlist.update", "shortlist.freeze"} {
		if !audited[action] {
			t.Errorf("%s is not in the audit log", action)
		}
	}
}

func TestATamperedListIsFoundByReplay(t *testing.T) {
	s := withCandidates(t)
	a := s.do("regulator", "POST", "/api/v1/shortlists", map[string]any{"name": "冻结", "terms": terms(2), "freeze": true})
	a.want(http.StatusCreated, "")
	l := must(s.store.Shortlist(t.Context(), domain.ShortlistID(a.at("id").(string))))(t)
	l.Result.Chosen[1] = "ent_c06"
	if _, err := s.store.SaveShortlist(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if r := s.do("regulator", "GET", "/api/v1/shortlists/"+string(l.ID)+"/replay", nil); r.at("same") != false {
		t.Errorf("have %s", r.body)
	}
}

func TestShortlistsThatAreRefusedChangeNothing(t *testing.T) {
	s := withCandidates(t)
	for name, row := range map[string]struct {
		who    string
		terms  map[string]any
		status int
		code   string
		says   string
	}{
		"a bank":                       {"bank", terms(3), 403, "denied", ""},
		"nobody":                       {"", terms(3), 401, "not_signed_in", ""},
		"no firms at all":              {"regulator", terms(0), 422, "count_out_of_range", ""},
		"an unknown district":          {"regulator", terms(3, "districts", []any{map[string]any{"code": "999"}}), 422, "unknown_code", ""},
		"a district twice":             {"regulator", terms(3, "districts", []any{map[string]any{"code": "500109"}, map[string]any{"code": "500109"}}), 422, "given_twice", ""},
		"a cap below its floor":        {"regulator", terms(3, "industries", []any{map[string]any{"code": "34", "floor": 3, "cap": 2}}), 422, "bounds_reversed", ""},
		"floors over the total":        {"regulator", terms(3, "districts", []any{map[string]any{"code": "500109", "floor": 2}, map[string]any{"code": "500106", "floor": 2}}), 422, "shortlist_terms_conflict", "总名额 3"},
		"a floor over the candidates":  {"regulator", terms(6, "industries", []any{map[string]any{"code": "39", "floor": 3}}), 422, "shortlist_terms_conflict", "只有 2 家"},
		"a floor over the default cap": {"regulator", terms(6, "district_cap", 1, "districts", []any{map[string]any{"code": "500109", "floor": 2}}), 422, "shortlist_terms_conflict", "北碚区 2"},
		"a key that terms do not have": {"regulator", terms(6, "districts_cap", 1), 422, "unknown_json_field", ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.everything()
			a := s.do(row.who, "POST", "/api/v1/shortlists", map[string]any{"name": "试选", "terms": row.terms})
			a.want(row.status, row.code)
			if !strings.Contains(string(a.body), row.says) {
				t.Errorf("%q is not in %s", row.says, a.body)
			}
			if s.everything() != before {
				t.Error("the store has changed")
			}
		})
	}
	s.do("regulator", "GET", "/api/v1/shortlists/none", nil).want(http.StatusNotFound, "shortlist_not_found")
	s.do("bank", "GET", "/api/v1/shortlists/none/export", nil).want(http.StatusForbidden, "denied")
}

func TestAShortlistIsExportedAsAWorkbook(t *testing.T) {
	s := withCandidates(t)
	e := must(s.store.Enterprise(t.Context(), "ent_c01"))(t)
	e.Name = "=HYPERLINK(\"http://example.com\")"
	if _, err := s.store.SaveEnterprise(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	a := s.do("regulator", "POST", "/api/v1/shortlists", map[string]any{"name": "试选", "terms": terms(2, "district_cap", 1)})
	for lang, want := range map[string][]string{"zh-CN": {"入选企业", "未入选企业", "名额与版本"}, "en": {"Chosen", "Left out", "Terms and versions"}} {
		x := s.do("fund_manager", "GET", "/api/v1/shortlists/"+a.at("id").(string)+"/export", nil, "Accept-Language", lang)
		x.want(http.StatusOK, "")
		f, err := excelize.OpenReader(bytes.NewReader(x.body))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if have := f.GetSheetList(); fmt.Sprint(have) != fmt.Sprint(want) {
			t.Errorf("have the sheets %v", have)
		}
		rows, _ := f.GetRows(want[0])
		if len(rows) != 3 || rows[1][1] != e.Name || rows[2][0] != "4" {
			t.Errorf("have %v", rows)
		}
		if formula, _ := f.GetCellFormula(want[0], "B2"); formula != "" {
			t.Errorf("a name became the formula %q", formula)
		}
		out, _ := f.GetRows(want[1])
		if len(out) != 5 || out[1][8] != "901" {
			t.Errorf("have %v", out)
		}
		last, _ := f.GetRows(want[2])
		if text := fmt.Sprint(last); !strings.Contains(text, a.at("rules_version").(string)) || !strings.Contains(text, "selection/1") {
			t.Errorf("have %v", last)
		}
	}
}

func TestACandidacyGoesItsWay(t *testing.T) {
	s := withCandidates(t)
	a := s.do("fund_manager", "POST", "/api/v1/candidacies", map[string]any{"enterprise_id": "ent_c03", "board": "bse", "on": "2026-01-10", "proof": "入库通知"})
	a.want(http.StatusCreated, "")
	path := "/api/v1/candidacies/" + a.at("id").(string)
	version := a.at("version")
	step := func(who, how string, body map[string]any, status int, code string) answer {
		t.Helper()
		if _, given := body["version"]; !given && how != "/notes" {
			body["version"] = version
		}
		x := s.do(who, "POST", path+how, body)
		x.want(status, code)
		if status < 300 {
			version = x.at("version")
		}
		return x
	}
	if fmt.Sprint(a.at("next_stages")) != "[share_reform]" || a.at("name") != "候选03" {
		t.Errorf("have %s", a.body)
	}
	refused := step("regulator", "/move", map[string]any{"stage": "listed", "on": "2026-02-01"}, 409, "candidacy_move_not_allowed")
	if !strings.Contains(refused.at("detail").(string), "股改") {
		t.Errorf("the stages that may follow are not named: %s", refused.body)
	}
	step("regulator", "/move", map[string]any{"stage": "share_reform", "on": "2026-01-09"}, 422, "date_too_early")
	step("regulator", "/move", map[string]any{"stage": "share_reform", "on": "2027-01-09"}, 422, "date_in_future")
	step("regulator", "/move", map[string]any{"stage": "share_reform", "on": "2026-02-30"}, 422, "date_invalid")
	step("bank", "/move", map[string]any{"stage": "share_reform", "on": "2026-02-01"}, 403, "denied")
	step("regulator", "/move", map[string]any{"stage": "share_reform", "on": "2026-02-01"}, 200, "")
	step("regulator", "/move", map[string]any{"stage": "tutoring_agreement", "on": "2026-02-01"}, 409, "candidacy_move_not_allowed") // the BSE asks for the NEEQ
	p := s.do("fund_manager", "PATCH", path, map[string]any{"version": version, "board": "star"})
	p.want(http.StatusOK, "")
	version = p.at("version")
	s.do("fund_manager", "PATCH", path, map[string]any{"version": version, "board": "nyse"}).want(422, "unknown_code")
	for _, stage := range []string{"tutoring_agreement", "tutoring_filed", "tutoring_accepted"} {
		step("fund_manager", "/move", map[string]any{"stage": stage, "on": "2026-06-01", "proof": "证明"}, 200, "")
	}
	step("fund_manager", "/issues", map[string]any{"issue": "bad_weather", "on": "2026-06-02"}, 422, "unknown_code")
	step("fund_manager", "/issues", map[string]any{"issue": "equity_title", "on": "2026-06-02", "note": "历史代持"}, 200, "")
	step("fund_manager", "/issues", map[string]any{"issue": "equity_title", "on": "2026-06-02"}, 409, "candidacy_issue_open")
	blocked := step("fund_manager", "/move", map[string]any{"stage": "filed", "on": "2026-06-03"}, 409, "candidacy_blocked")
	if !strings.Contains(blocked.at("detail").(string), "股权清晰") {
		t.Errorf("have %s", blocked.body)
	}
	step("regulator", "/issues/close", map[string]any{"issue": "tax", "on": "2026-07-01"}, 409, "candidacy_issue_not_open")
	step("regulator", "/issues/close", map[string]any{"issue": "equity_title", "on": "2026-06-01"}, 422, "date_too_early")
	step("regulator", "/issues/close", map[string]any{"issue": "equity_title", "on": "2026-07-01", "cure": "已还原"}, 200, "")
	step("fund_manager", "/move", map[string]any{"stage": "filed", "on": "2026-07-02", "version": a.at("version")}, 409, "candidacy_changed")
	step("fund_manager", "/move", map[string]any{"stage": "filed", "on": "2026-07-02"}, 200, "")
	step("fund_manager", "/notes", map[string]any{"text": ""}, 422, "required")
	note := step("fund_manager", "/notes", map[string]any{"text": "已约谈实控人"}, 200, "")
	if note.at("notes", 0, "name") != "fund_manager" || note.at("notes", 0, "organisation") != "母基金" || len(note.at("steps").([]any)) != 6 {
		t.Errorf("have %s", note.body)
	}
	list := s.do("regulator", "GET", "/api/v1/candidacies?stage=filed", nil)
	if list.at("items", 0, "name") != "候选03" || list.at("items", 0, "issues", 0, "cure") != "已还原" {
		t.Errorf("have %s", list.body)
	}
	actions := map[string]int{}
	for _, e := range must(s.store.AuditEntries(t.Context(), 0, 1000))(t) {
		if e.Outcome == "ok" && e.Target == a.at("id") {
			actions[e.Action]++
		}
	}
	if fmt.Sprint(actions) != "map[candidacy.create:1 candidacy.issue:2 candidacy.move:6 candidacy.note:1]" {
		t.Errorf("the audit log has %v", actions)
	}
}

func TestCandidaciesThatAreRefused(t *testing.T) {
	s := withCandidates(t)
	body := func(change ...any) map[string]any {
		out := map[string]any{"enterprise_id": "ent_c03", "board": "bse", "on": "2026-01-10"}
		for i := 0; i+1 < len(change); i += 2 {
			out[change[i].(string)] = change[i+1]
		}
		return out
	}
	for name, row := range map[string]struct {
		who    string
		body   map[string]any
		status int
		code   string
	}{
		"an enterprise":                   {"firm A", body(), 403, "denied"},
		"an agency":                       {"agency", body(), 403, "denied"},
		"a firm that is not there":        {"regulator", body("enterprise_id", "nobody"), 404, "enterprise_not_found"},
		"no such board":                   {"regulator", body("board", "nyse"), 422, "unknown_code"},
		"no such stage":                   {"regulator", body("stage", "ready"), 422, "unknown_code"},
		"a record that begins at the end": {"regulator", body("stage", "listed"), 422, "unknown_code"},
		"a day that has not come":         {"regulator", body("on", "2030-01-01"), 422, "date_in_future"},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.everything()
			s.do(row.who, "POST", "/api/v1/candidacies", row.body).want(row.status, row.code)
			if s.everything() != before {
				t.Error("the store has changed")
			}
		})
	}
	s.do("regulator", "POST", "/api/v1/candidacies", body()).want(201, "")
	s.do("regulator", "POST", "/api/v1/candidacies", body()).want(409, "candidacy_exists")
	s.do("regulator", "GET", "/api/v1/candidacies/none", nil).want(404, "candidacy_not_found")
	s.do("bank", "GET", "/api/v1/candidacies", nil).want(403, "denied")
}

func TestTheRulesOfCultivationAreOpen(t *testing.T) {
	a := newStage(t).do("", "GET", "/api/v1/cultivation", nil)
	a.want(http.StatusOK, "")
	var have struct{ Stages, Issues, Boards []any }
	if err := json.Unmarshal(a.body, &have); err != nil || len(have.Stages) != 14 || len(have.Issues) != 21 || len(have.Boards) != 4 {
		t.Errorf("have %d stages, %d issues, %d boards, %v", len(have.Stages), len(have.Issues), len(have.Boards), err)
	}
}
