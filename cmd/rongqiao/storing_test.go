package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rongqiao/internal/store/mongostore/mongotest"
)

// onMongo lets the processes of the test use a database of their own.
func onMongo(t *testing.T) {
	t.Helper()
	t.Setenv("RONGQIAO_STORE", mongotest.URI(t))
	t.Setenv("RONGQIAO_STORE_DATABASE", mongotest.Database(t))
}

func TestTwoServersOnOneMongoDBSeeTheSame(t *testing.T) {
	onMongo(t)
	first, second := start(t, t.TempDir()), start(t, t.TempDir())
	for _, s := range []*server{first, second} {
		status, all, err := s.call("GET", "/api/v1/offers?limit=1", "", nil)
		if err != nil || status != http.StatusOK || all["total"] != 133.0 {
			t.Fatalf("%d %v %v", status, all["total"], err)
		}
	}
	firm := map[string]any{
		"email": "someone@firm.example", "password": "a long enough passphrase", "name": "张三",
		"uscc": "91500112MA5U0DEM0H", "enterprise_name": "渝北示例精密机械有限公司", "founded_on": "2016-04-18", "district": "500112", "industry": "34",
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
	text := "store: mongodb://user:secret@127.0.0.1:" + freePort(t) + "/\nstore_connect_timeout: 1s\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "serve", "--config", file, "--data", t.TempDir(), "--addr", "127.0.0.1:0")
	if code != exitFailure || !strings.Contains(errs, "setting store: no server that can be written to answered at 127.0.0.1") || strings.Contains(errs, "secret") {
		t.Errorf("have %d %s", code, errs)
	}
}
