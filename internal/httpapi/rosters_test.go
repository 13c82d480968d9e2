package httpapi

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/xuri/excelize/v2"

	"rongqiao/internal/domain"
)

func init() { openapi3filter.RegisterBodyDecoder(typeXLSX, openapi3filter.FileBodyDecoder) }

const entriesPath = "/api/v1/rosters/entries"

func listing(who string) map[string]any {
	return map[string]any{
		"roster": "whitelist", "uscc": uscc(who), "name": who + " 精密机械有限公司", "valid_from": "2026-01-01", "source": "示例通知〔2026〕1号",
	}
}

// TestAFirmOnARoster walks an entry's life: added, seen by those whom it
// concerns, in the firm's profile, ended, corrected, struck out.
func TestAFirmOnARoster(t *testing.T) {
	s := newStage(t)
	added := s.do("regulator", "POST", entriesPath, listing("firm A"))
	added.want(http.StatusCreated, "")
	one := entriesPath + "/" + added.at("id").(string)
	if added.at("enterprise_id") != s.firm["firm A"] || added.at("in_force") != true || added.at("periods", 0, "added_by") != "regulator" {
		t.Errorf("added: %s", added.body)
	}
	s.settle()
	profile := s.do("firm A", "GET", "/api/v1/enterprises/me", nil)
	if profile.at("rosters", 0, "code") != "whitelist" || profile.at("rosters", 0, "from") != "2026-01-01" || profile.at("rosters", 0, "until") != nil {
		t.Errorf("profile: %s", profile.body)
	}
	before := s.everything()
	s.settle() // what was done once changes nothing more
	if s.everything() != before {
		t.Error("following again has changed something")
	}
	s.do("regulator", "POST", entriesPath, with(listing("firm A"), "valid_from", "2026-05-01")).want(http.StatusConflict, "roster_overlap")
	s.do("regulator", "POST", one+"/end", map[string]any{"version": 9, "period": 0, "last_day": "2026-10-31", "reason": "x"}).want(http.StatusConflict, "roster_entry_changed")
	s.do("regulator", "POST", one+"/end", map[string]any{"version": 1, "period": 0, "last_day": "2026-10-31", "reason": ""}).want(http.StatusUnprocessableEntity, "required")
	s.do("regulator", "POST", one+"/end", map[string]any{"version": 1, "period": 3, "last_day": "2026-10-31", "reason": "x"}).want(http.StatusUnprocessableEntity, "out_of_range")
	ended := s.do("regulator", "POST", one+"/end", map[string]any{"version": 1, "period": 0, "last_day": "2026-10-31", "reason": "复核未通过"})
	ended.want(http.StatusOK, "")
	if ended.at("in_force") != false || ended.at("periods", 0, "end_reason") != "复核未通过" || ended.at("changes", 1, "kind") != "ended" || ended.at("changes", 1, "before", "valid_to") != nil {
		t.Errorf("ended: %s", ended.body)
	}
	s.do("regulator", "POST", one+"/end", map[string]any{"version": 2, "period": 0, "last_day": "2026-11-01", "reason": "x"}).want(http.StatusConflict, "roster_period_over")
	again := s.do("regulator", "POST", entriesPath, with(listing("firm A"), "valid_from", "2026-11-01"))
	again.want(http.StatusCreated, "")
	if again.at("id") != added.at("id") || again.at("shown") != 1.0 {
		t.Errorf("a second period: %s", again.body)
	}
	fixed := with(with(with(listing("firm A"), "version", 3), "period", 1), "reason", "日期录错")
	delete(fixed, "roster")
	delete(fixed, "uscc")
	s.do("regulator", "POST", one+"/correct", with(fixed, "valid_from", "2026-10-01")).want(http.StatusConflict, "roster_overlap")
	s.do("regulator", "POST", one+"/correct", with(with(fixed, "valid_from", "2026-11-02"), "valid_to", "2026-11-01")).want(http.StatusUnprocessableEntity, "date_before_start")
	s.do("regulator", "POST", one+"/correct", with(fixed, "valid_from", "2026-11-02")).want(http.StatusOK, "")
	s.do("regulator", "POST", one+"/correct", with(with(fixed, "version", 4), "strike", true)).want(http.StatusOK, "")
	s.do("regulator", "POST", one+"/correct", with(with(fixed, "version", 5), "strike", true)).want(http.StatusConflict, "roster_period_struck")
	s.settle()
	profile = s.do("firm A", "GET", "/api/v1/enterprises/me", nil)
	if len(profile.at("rosters").([]any)) != 1 || profile.at("rosters", 0, "until") != "2026-10-31" {
		t.Errorf("profile: %s", profile.body)
	}
	history := s.do("firm A", "GET", one, nil)
	history.want(http.StatusOK, "")
	if len(history.at("changes").([]any)) != 5 || history.at("changes", 4, "kind") != "struck" || !strings.HasPrefix(history.at("changes", 4, "by").(string), "usr_") {
		t.Errorf("history, without the names of the authority's people: %s", history.body)
	}
	firm := s.do("agency", "GET", "/api/v1/enterprises/"+s.firm["firm A"]+"/rosters", nil)
	firm.want(http.StatusOK, "")
	if firm.at("items", 0, "id") != added.at("id") {
		t.Errorf("of the firm: %s", firm.body)
	}
	noted := map[string]int{}
	for _, e := range must(s.store.AuditEntries(t.Context(), 0, 1000))(t) {
		if e.Outcome == "ok" && e.Target == added.at("id") {
			noted[e.Action]++
		}
	}
	if noted["roster.add"] != 2 || noted["roster.end"] != 1 || noted["roster.correct"] != 2 {
		t.Errorf("in the audit log: %v", noted)
	}
}

func TestWhoSeesRosters(t *testing.T) {
	s := newStage(t)
	ids := map[string]string{}
	for _, who := range []string{"firm A", "firm B", "firm C"} { // the last is not registered
		a := s.do("regulator", "POST", entriesPath, listing(who))
		a.want(http.StatusCreated, "")
		ids[who] = a.at("id").(string)
	}
	for who, want := range map[string][]string{
		"regulator": {"firm A", "firm B", "firm C"}, "agency": {"firm A"}, "firm A": {"firm A"}, "firm B": {"firm B"},
	} {
		list := s.do(who, "GET", entriesPath, nil)
		list.want(http.StatusOK, "")
		if n := len(list.at("items").([]any)); n != len(want) {
			t.Errorf("%s sees %d: %s", who, n, list.body)
			continue
		}
		for i, firm := range want {
			if list.at("items", i, "id") != ids[firm] {
				t.Errorf("%s: %s", who, list.body)
			}
		}
		counts := s.do(who, "GET", "/api/v1/rosters", nil)
		for _, r := range counts.at("items").([]any) {
			r := r.(map[string]any)
			if r["code"] == "whitelist" && r["in_force"] != float64(len(want)) {
				t.Errorf("%s counts %v", who, r)
			}
		}
	}
	rows := map[string]struct {
		who, method, path string
		status            int
		code              string
	}{
		"another firm's entry":                      {"firm B", "GET", entriesPath + "/" + ids["firm A"], 404, "roster_entry_not_found"},
		"an entry of another district":              {"agency", "GET", entriesPath + "/" + ids["firm B"], 404, "roster_entry_not_found"},
		"an entry of a firm that is not registered": {"agency", "GET", entriesPath + "/" + ids["firm C"], 404, "roster_entry_not_found"},
		"an entry that is not there":                {"regulator", "GET", entriesPath + "/ros_none", 404, "roster_entry_not_found"},
		"a bank":                                    {"bank", "GET", "/api/v1/rosters", 403, "denied"},
		"a firm that adds":                          {"firm A", "POST", entriesPath, 403, "denied"},
		"an agency that adds":                       {"agency", "POST", entriesPath, 403, "denied"},
		"an agency that imports":                    {"agency", "POST", "/api/v1/rosters/import?roster=whitelist", 403, "denied"},
		"nobody":                                    {"", "GET", entriesPath, 401, "not_signed_in"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.do(row.who, row.method, row.path, nil).want(row.status, row.code)
		})
	}
}

func TestRosterEntriesAreFiltered(t *testing.T) {
	s := newStage(t)
	s.do("regulator", "POST", entriesPath, listing("firm A")).want(http.StatusCreated, "")
	s.do("regulator", "POST", entriesPath, with(with(listing("firm B"), "roster", "listing_reserve"), "valid_to", "2026-06-30")).want(http.StatusCreated, "")
	s.do("regulator", "POST", entriesPath, listing("firm C")).want(http.StatusCreated, "")
	for query, want := range map[string]int{
		"":                                     3,
		"roster=whitelist":                     2,
		"on=2026-06-30":                        3,
		"on=2026-07-01":                        2,
		"on=2025-12-31":                        0,
		"roster=listing_reserve&on=2026-07-01": 0,
		"q=FIRM+b":                             1,
		"q=" + uscc("firm C")[8:17]:            1,
		"q=nobody":                             0,
		"roster=whitelist&q=firm+C&limit=1":    1,
		"roster=nothing":                       0,
	} {
		a := s.do("regulator", "GET", entriesPath+"?"+query, nil)
		a.want(http.StatusOK, "")
		if n := len(a.at("items").([]any)); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	first := s.do("regulator", "GET", entriesPath+"?limit=2", nil)
	second := s.do("regulator", "GET", entriesPath+"?limit=2&cursor="+first.at("next_cursor").(string), nil)
	if len(second.at("items").([]any)) != 1 || second.at("next_cursor") != nil {
		t.Errorf("the second page: %s", second.body)
	}
}

func TestBadRosterInputChangesNothing(t *testing.T) {
	s := newStage(t)
	before := s.everything()
	for name, row := range map[string]struct {
		body        map[string]any
		field, code string
	}{
		"a roster that nobody keeps":  {with(listing("firm A"), "roster", "nothing"), "roster", "unknown_code"},
		"a USCC with a wrong check":   {with(listing("firm A"), "uscc", uscc("firm A")[:17]+"0"), "uscc", "uscc_check_character"},
		"an end before the beginning": {with(listing("firm A"), "valid_to", "2025-12-31"), "valid_to", "date_before_start"},
		"a day that no calendar has":  {with(listing("firm A"), "valid_from", "2026-02-30"), "valid_from", "date_invalid"},
		"no document":                 {with(listing("firm A"), "source", " "), "source", "required"},
		"a field that is not there":   {with(listing("firm A"), "extra", 1), "extra", "unknown_json_field"},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			a := s.do("regulator", "POST", entriesPath, row.body)
			if a.status != http.StatusUnprocessableEntity || !a.fault(row.field, row.code) {
				t.Errorf("have %s", a.body)
			}
		})
	}
	s.t = t
	if s.everything() != before {
		t.Error("the store has changed")
	}
}

// TestAFirmCannotWriteItsRosters but may send back what it read.
func TestAFirmCannotWriteItsRosters(t *testing.T) {
	s := newStage(t)
	s.do("regulator", "POST", entriesPath, listing("firm A")).want(http.StatusCreated, "")
	s.settle() // the follower saves the firm: version 2
	same := []any{map[string]any{"code": "whitelist", "from": "2026-01-01"}}
	other := []any{map[string]any{"code": "whitelist", "from": "2025-01-01"}}
	more := append(slices.Clone(same), map[string]any{"code": "double_hundred", "from": "2026-01-01"})
	for name, given := range map[string]any{"another day": other, "one more": more, "none": []any{}} {
		a := s.do("firm A", "PUT", "/api/v1/enterprises/me", with(updateBody(2), "rosters", given))
		if a.want(http.StatusUnprocessableEntity, "rosters_kept_by_authority"); !a.fault("rosters", "rosters_kept_by_authority") {
			t.Errorf("%s: %s", name, a.body)
		}
	}
	for i, given := range []any{same, nil} {
		a := s.do("firm A", "PUT", "/api/v1/enterprises/me", with(updateBody(2+i), "rosters", given))
		a.want(http.StatusOK, "")
		if a.at("rosters", 0, "code") != "whitelist" {
			t.Errorf("%v: %s", given, a.body)
		}
	}
	left := updateBody(4)
	delete(left, "rosters")
	if a := s.do("firm A", "PUT", "/api/v1/enterprises/me", left); a.at("rosters", 0, "code") != "whitelist" {
		t.Errorf("left out: %s", a.body)
	}
}

func TestAFirmThatRegistersLaterGetsItsMemberships(t *testing.T) {
	s := newStage(t)
	s.do("regulator", "POST", entriesPath, listing("firm C")).want(http.StatusCreated, "")
	s.settle()
	a := s.do("", "POST", "/api/v1/auth/register", registration("firm C", "500106"))
	a.want(http.StatusCreated, "")
	s.settle()
	if me := s.do(a.at("access_token").(string), "GET", "/api/v1/enterprises/me", nil); me.at("rosters", 0, "code") != "whitelist" {
		t.Errorf("profile: %s", me.body)
	}
}

func rosterCSV(rows ...string) []byte {
	return []byte("企业名称,统一社会信用代码,入选日期,有效期至,依据文件,区县\n" + strings.Join(rows, "\n") + "\n")
}

func rowOf(who, from, until string) string {
	return strings.Join([]string{who + " 精密机械有限公司", uscc(who), from, until, "示例通知", "北碚"}, ",")
}

func TestAFileOfARoster(t *testing.T) {
	s := newStage(t)
	path := "/api/v1/rosters/import?roster=whitelist"
	bad := rosterCSV(rowOf("firm A", "2026年1月1日", ""), rowOf("firm B", "2026/13/1", ""), rowOf("firm A", "2026-03-01", "2026-04-01"))
	report := s.do("regulator", "POST", path+"&check=true", upload(t, "a.csv", bad))
	report.want(http.StatusOK, "")
	if report.at("written") != false || report.at("rows") != 3.0 || report.at("added") != 1.0 || report.at("bad") != 2.0 || report.at("unknown_columns", 0) != "区县" {
		t.Errorf("report: %s", report.body)
	}
	if report.at("faults", 0, "row") != 3.0 || report.at("faults", 0, "column") != "入选日期" || report.at("faults", 0, "value") != "2026/13/1" ||
		report.at("faults", 0, "code") != "day_unreadable" || report.at("faults", 0, "message", "zh") == "" || report.at("faults", 1, "code") != "roster_overlap" {
		t.Errorf("faults: %s", report.body)
	}
	if all := s.do("regulator", "POST", path, upload(t, "a.csv", bad)); all.at("written") != false {
		t.Errorf("all or nothing: %s", all.body)
	}
	if n := len(s.do("regulator", "GET", entriesPath, nil).at("items").([]any)); n != 0 {
		t.Fatalf("%d entries were written", n)
	}
	good := s.do("regulator", "POST", path+"&skip_bad_rows=true", upload(t, "a.csv", bad))
	if good.at("written") != true || good.at("added") != 1.0 {
		t.Errorf("the good rows: %s", good.body)
	}
	fixed := rosterCSV(rowOf("firm A", "2026-01-01", ""), rowOf("firm B", "20260201", "2026.12.31"))
	second := s.do("regulator", "POST", path, upload(t, "a.csv", fixed))
	if second.at("written") != true || second.at("added") != 1.0 || second.at("unchanged") != 1.0 {
		t.Errorf("mended: %s", second.body)
	}
	before := s.everything()
	if again := s.do("regulator", "POST", path, upload(t, "a.csv", fixed)); again.at("added") != 0.0 || again.at("unchanged") != 2.0 {
		t.Errorf("a second time: %s", again.body)
	}
	if s.everything() != before {
		t.Error("a second run of the same file has changed something")
	}
	imports := 0
	for _, e := range must(s.store.AuditEntries(t.Context(), 0, 1000))(t) {
		if e.Action == "roster.import" && e.Outcome == "ok" {
			imports++
		}
	}
	if imports != 3 {
		t.Errorf("%d imports in the audit log", imports)
	}
}

func TestFilesThatCannotBeTaken(t *testing.T) {
	s := newStage(t)
	path := "/api/v1/rosters/import?roster=whitelist"
	before := s.everything()
	rows := map[string]struct {
		path   string
		body   any
		status int
		code   string
	}{
		"a roster that nobody keeps": {"/api/v1/rosters/import?roster=nothing", upload(t, "a.csv", rosterCSV()), 422, "unknown_code"},
		"no roster":                  {"/api/v1/rosters/import", upload(t, "a.csv", rosterCSV()), 422, "required"},
		"an empty file":              {path, upload(t, "a.csv", nil), 422, "file_empty"},
		"a file of an old Excel":     {path, upload(t, "a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), 422, "file_old_excel"},
		"a workbook that is damaged": {path, upload(t, "a.xlsx", []byte("PK\x03\x04 nothing")), 422, "file_damaged"},
		"a file that is too large":   {path, upload(t, "a.csv", bytes.Repeat([]byte("x"), 5<<20+100<<10)), 422, "file_too_large"},
		"JSON":                       {path, map[string]any{}, 415, "content_type_not_form"},
		"a form without a file":      {path, form{"multipart/form-data; boundary=x", []byte("--x--\r\n")}, 422, "file_missing"},
		"a form that breaks off":     {path, form{"multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc")}, 400, "body_unreadable"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s.t = t
			s.do("regulator", "POST", row.path, row.body).want(row.status, row.code)
		})
	}
	for name, row := range map[string]struct{ file, code string }{
		"headings alone":                {string(rosterCSV()), "no_rows"},
		"a required column is missing":  {"企业名称,入选日期\nx,2026-01-01\n", "column_missing"},
		"a column stands twice":         {"企业名称,统一社会信用代码,信用代码\n", "column_twice"},
		"a quotation mark that is open": {"企业名称,统一社会信用代码\n\"x,y\n", "row_unreadable"},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			a := s.do("regulator", "POST", path, upload(t, "a.csv", []byte(row.file)))
			if a.status != 200 || a.at("written") != false || a.at("faults", 0, "code") != row.code {
				t.Errorf("have %s", a.body)
			}
		})
	}
	s.t = t
	if s.everything() != before {
		t.Error("the store has changed")
	}
}

func TestExportedFilesHoldNoFormulas(t *testing.T) {
	s := newStage(t)
	evil := `=HYPERLINK("http://example.com","x")`
	s.do("regulator", "POST", entriesPath, with(with(listing("firm A"), "name", evil), "note", "+1")).want(http.StatusCreated, "")
	csv := s.do("regulator", "GET", "/api/v1/rosters/export?format=csv", nil)
	csv.want(http.StatusOK, "")
	if !strings.Contains(string(csv.body), `"'=HYPERLINK(`) || !strings.Contains(string(csv.body), ",'+1") || !bytes.HasPrefix(csv.body, []byte("\ufeff名单,")) {
		t.Errorf("CSV: %s", csv.body)
	}
	again := s.do("regulator", "POST", "/api/v1/rosters/import?roster=whitelist", upload(t, "back.csv", csv.body))
	if again.at("unchanged") != 1.0 || again.at("written") != true {
		t.Errorf("an export can be imported, and changes nothing: %s", again.body)
	}
	xlsx := s.do("agency", "GET", "/api/v1/rosters/export?on=2026-06-01", nil, "Accept-Language", "en")
	xlsx.want(http.StatusOK, "")
	book, err := excelize.OpenReader(bytes.NewReader(xlsx.body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	value, _ := book.GetCellValue("rosters", "B2")
	formula, _ := book.GetCellFormula("rosters", "B2")
	head, _ := book.GetCellValue("rosters", "C1")
	if value != evil || formula != "" || head != "USCC" || !strings.Contains(xlsx.header.Get("Content-Disposition"), "rosters-2026-06-01.xlsx") {
		t.Errorf("XLSX: %q %q %q %v", value, formula, head, xlsx.header)
	}
	if again := s.do("regulator", "POST", "/api/v1/rosters/import?roster=whitelist", upload(t, "back.xlsx", xlsx.body)); again.at("unchanged") != 1.0 {
		t.Errorf("the workbook: %s", again.body)
	}
	if empty := s.do("firm B", "GET", "/api/v1/rosters/export?format=csv", nil); bytes.Count(empty.body, []byte("\n")) != 1 {
		t.Errorf("another firm exports %s", empty.body)
	}
}

// TestTwoWhoListAFirmAtOnce: whatever the order, no period overlaps.
func TestTwoWhoListAFirmAtOnce(t *testing.T) {
	s := newStage(t)
	done := make(chan error, 8)
	for range 8 {
		go func() {
			_, err := s.app.AddToRoster(t.Context(), domain.Actor{User: "usr_r", Role: domain.RoleRegulator}, "whitelist", domain.USCC(uscc("firm A")),
				domain.RosterTerms{Name: "某某公司", From: 20000, Source: "通知"})
			done <- err
		}()
	}
	won := 0
	for range 8 {
		err := <-done
		if err == nil {
			won++
		} else if !domain.IsKind(err, domain.KindConflict) {
			t.Error(err)
		}
	}
	list := s.do("regulator", "GET", entriesPath, nil)
	if won != 1 || len(list.at("items").([]any)) != 1 || len(list.at("items", 0, "periods").([]any)) != 1 {
		t.Errorf("%d won: %s", won, list.body)
	}
}
