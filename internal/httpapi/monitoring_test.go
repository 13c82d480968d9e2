package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// monitoredStage has firm A on the Double Hundred roster.
func monitoredStage(t *testing.T) *stage {
	t.Helper()
	s := newStage(t)
	s.do("regulator", "POST", "/api/v1/rosters/entries", map[string]any{"roster": "double_hundred", "uscc": uscc("firm A"), "name": "甲公司", "valid_from": "2026-01-01", "source": "文件"}).want(http.StatusCreated, "")
	return s
}

func TestAFirmOnTheRosterReportsItsWeek(t *testing.T) {
	s := monitoredStage(t)
	line := func(week string, output int) map[string]any {
		return map[string]any{"week": week, "output_fen": output, "staff": 186, "utilisation_bp": 8200, "troubles": []string{"power"}, "note": "错峰用电"}
	}
	s.do("firm A", "POST", "/api/v1/monitoring", line("2026-11-16", 900_000)).want(http.StatusOK, "")
	s.do("firm A", "POST", "/api/v1/monitoring", line("2026-11-23", 800_000)).want(http.StatusOK, "")
	seq := must(s.store.LastSeq(t.Context()))(t)
	s.do("firm A", "POST", "/api/v1/monitoring", line("2026-11-23", 800_000)).want(http.StatusOK, "")
	if must(s.store.LastSeq(t.Context()))(t) != seq {
		t.Error("the same line again saved something")
	}
	s.do("firm A", "POST", "/api/v1/monitoring", line("2026-11-23", 850_000)).want(http.StatusOK, "") // a correction
	for who, want := range map[string]int{"firm A": 1, "firm B": 0, "agency": 1, "agency B": 0, "regulator": 1} {
		a := s.do(who, "GET", "/api/v1/monitoring", nil)
		a.want(http.StatusOK, "")
		if have := len(a.at("items").([]any)); have != want {
			t.Errorf("%s sees %d lines, want %d", who, have, want)
		}
	}
	sheet := s.do("regulator", "GET", "/api/v1/monitoring?week=2026-11-23", nil)
	if sheet.at("items", 0, "now", "output_fen") != 850_000.0 || sheet.at("items", 0, "before", "output_fen") != 900_000.0 || sheet.at("items", 0, "now", "revenue_fen") != nil {
		t.Errorf("have %s", sheet.body)
	}
	trend := s.do("agency", "GET", "/api/v1/monitoring/"+uscc("firm A"), nil)
	if len(trend.at("items").([]any)) != 2 || trend.at("items", 0, "week") != "2026-11-23" {
		t.Errorf("have %s", trend.body)
	}
	s.do("agency B", "GET", "/api/v1/monitoring/"+uscc("firm A"), nil).want(http.StatusNotFound, "enterprise_not_found")
	s.do("firm B", "GET", "/api/v1/monitoring/"+uscc("firm A"), nil).want(http.StatusNotFound, "enterprise_not_found")
	s.do("bank", "GET", "/api/v1/monitoring", nil).want(http.StatusForbidden, "denied")
	s.do("firm B", "POST", "/api/v1/monitoring", line("2026-11-23", 1)).want(http.StatusConflict, "monitoring_not_on_roster")
	for code, change := range map[string]map[string]any{
		"week_not_monday": {"week": "2026-11-24"}, "date_in_future": {"week": "2026-11-30"}, "date_invalid": {"week": "2026-02-30"},
		"amount_negative": {"output_fen": -1}, "unknown_code": {"troubles": []string{"weather"}}, "quote_rate_out_of_range": {"utilisation_bp": 20_000},
	} {
		body := line("2026-11-23", 1)
		for k, v := range change {
			body[k] = v
		}
		s.do("firm A", "POST", "/api/v1/monitoring", body).want(http.StatusUnprocessableEntity, code)
	}
}

func TestAFileOfTheWeeklySheet(t *testing.T) {
	s := monitoredStage(t)
	file := strings.Join([]string{
		"统一社会信用代码,企业名称,周一日期,产值（万元）,在岗人数,用电量（度）,产能利用率（%）,困难类别,备注",
		uscc("firm A") + ",甲公司,2026-11-18,120.5,186,98000,82.5,用电、用工,错峰",
	}, "\n")
	send := func(who, body, query string) answer {
		return s.do(who, "POST", "/api/v1/monitoring/import"+query, upload(t, "sheet.csv", []byte(body)))
	}
	if a := send("agency", file, "?check=true"); a.at("written") != false || a.at("rows") != 1.0 || a.at("added") != 1.0 {
		t.Errorf("have %s", a.body)
	}
	first := send("agency", file, "")
	first.want(http.StatusOK, "")
	if first.at("written") != true || first.at("added") != 1.0 {
		t.Fatalf("have %s", first.body)
	}
	for body, want := range map[string]string{file: "unchanged", strings.ReplaceAll(file, "186", "190"): "changed"} {
		if a := send("agency", body, "?check=true"); a.at("written") != false || a.at(want) != 1.0 || a.at("added") != 0.0 {
			t.Errorf("looked at again, have %s, want one %s", a.body, want)
		}
	}
	again := send("regulator", file, "")
	if again.at("added") != 0.0 || again.at("unchanged") != 1.0 {
		t.Errorf("the same file again: %s", again.body)
	}
	// A day within the week stands for its Monday; amounts are in ten thousand yuan.
	sheet := s.do("regulator", "GET", "/api/v1/monitoring?week=2026-11-16", nil)
	now := func(field string) any { return sheet.at("items", 0, "now", field) }
	if now("output_fen") != 120_500_000.0 || now("utilisation_bp") != 8250.0 || now("power_kwh") != 98_000.0 || now("district") != "500109" || len(now("troubles").([]any)) != 2 {
		t.Errorf("have %s", sheet.body)
	}
	bad := file + "\n" + uscc("firm B") + ",乙公司,2026-11-16,1,1,1,1,,\n" + uscc("firm A") + ",甲公司,2026-11-16,很多,1,1,1,天气,"
	refused := send("regulator", bad, "")
	if refused.at("written") != false || refused.at("bad") != 2.0 {
		t.Errorf("have %s", refused.body)
	}
	codes := string(refused.body)
	for _, want := range []string{"monitoring_not_on_roster", "unknown_code", "很多"} {
		if !strings.Contains(codes, want) {
			t.Errorf("the report lacks %s: %s", want, codes)
		}
	}
	if a := send("agency B", file, ""); a.at("written") != false || !strings.Contains(string(a.body), "monitoring_not_yours") {
		t.Errorf("have %s", a.body)
	}
	send("firm A", file, "").want(http.StatusForbidden, "denied")
	s.forward(time.Minute)
}
