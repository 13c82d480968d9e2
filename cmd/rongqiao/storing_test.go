package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rongqiao/internal/store/mongostore/mongotest"
)

// testSecret is what the processes of a test sign with.
var testSecret = strings.Repeat("a secret of tests ", 3)

// onMongo lets the processes of the test use a database of their own.
func onMongo(t *testing.T) {
	t.Helper()
	t.Setenv("RONGQIAO_STORE", mongotest.URI(t))
	t.Setenv("RONGQIAO_STORE_DATABASE", mongotest.Database(t))
	t.Setenv("RONGQIAO_SIGNING_SECRETS", testSecret)
}

func TestTwoServersOnOneMongoDBSeeTheSame(t *testing.T) {
	onMongo(t)
	// A small region: the tests' server takes its time over documents as large as Chongqing's offers.
	first, second := start(t, t.TempDir(), "--rules", "../../testdata/region"), start(t, t.TempDir(), "--rules", "../../testdata/region")
	var totals []any
	for _, s := range []*server{first, second} {
		status, all, err := s.call("GET", "/api/v1/offers?limit=1", "", nil)
		if err != nil || status != http.StatusOK {
			t.Fatal(status, all, err)
		}
		totals = append(totals, all["total"])
	}
	if totals[0] == 0.0 || totals[0] != totals[1] {
		t.Errorf("one has %v offers, the other %v", totals[0], totals[1])
	}
	firm := map[string]any{
		"email": "someone@firm.example", "password": "a long enough passphrase", "name": "张三",
		"uscc": "91500112MA5U0DEM0H", "enterprise_name": "渝北示例精密机械有限公司", "founded_on": "2016-04-18", "district": "FH-NV", "industry": "boats",
	}
	status, answer, err := first.call("POST", "/api/v1/auth/register", "", firm)
	if err != nil || status != http.StatusCreated {
		t.Fatalf("register: %d %v %v", status, answer, err)
	}
	status, answer, err = second.call("POST", "/api/v1/auth/register", "", firm)
	if err != nil || status != http.StatusConflict {
		t.Errorf("register again at the other: %d %v %v", status, answer, err)
	}
	sign := map[string]string{"email": "someone@firm.example", "password": "a long enough passphrase"}
	if status, answer, err = second.call("POST", "/api/v1/auth/login", "", sign); err != nil || status != http.StatusOK {
		t.Errorf("log in at the other: %d %v %v", status, answer, err)
	}
}

func TestAStartWithoutItsMongoDBFailsAndNamesTheSetting(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rongqiao.yaml")
	text := "store: mongodb://user:secret@127.0.0.1:" + freePort(t) + "/\nstore_connect_timeout: 1s\nsigning_secrets: " + testSecret + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "serve", "--config", file, "--data", t.TempDir(), "--addr", "127.0.0.1:0")
	if code != exitFailure || !strings.Contains(errs, "setting store: no server that can be written to answered at 127.0.0.1") || strings.Contains(errs, "secret") {
		t.Errorf("have %d %s", code, errs)
	}
}
