package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// childMark makes the test binary be the command itself, so that tests can
// start, end and kill a real process.
const childMark = "RONGQIAO_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(childMark) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// command runs a verb in this process.
func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, env{out: &o, err: &e, getenv: func(string) string { return "" }, now: time.Now})
	return code, o.String(), e.String()
}

// server is a real process of the command.
type server struct {
	t    *testing.T
	cmd  *exec.Cmd
	base string
	log  *bytes.Buffer
}

// start runs serve on a free loopback port and waits until it is ready.
func start(t *testing.T, data string, more ...string) *server {
	t.Helper()
	s := launch(t, freePort(t), nil, append([]string{"--data", data}, more...)...)
	s.ready()
	return s
}

// launch runs serve on a loopback port, with more of an environment.
func launch(t *testing.T, port string, environment []string, args ...string) *server {
	t.Helper()
	s := &server{t: t, base: "http://127.0.0.1:" + port, log: &bytes.Buffer{}}
	s.cmd = exec.Command(os.Args[0], append([]string{"serve", "--addr", "127.0.0.1:" + port}, args...)...)
	s.cmd.Env = append(append(os.Environ(), childMark+"=1", "RONGQIAO_REQUESTS_PER_MINUTE=1000000"), environment...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() })
	return s
}

// ready waits until the server serves.
func (s *server) ready() {
	s.t.Helper()
	for range 2400 { // two minutes: a busy machine loads the demo slowly
		if resp, err := http.Get(s.base + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatalf("the server did not become ready:\n%s", s.log)
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// call makes one request and reads the JSON answer.
func (s *server) call(method, path, token string, body any) (status int, answer map[string]any, err error) {
	var from io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		from = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, s.base+path, from)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	err = json.NewDecoder(resp.Body).Decode(&answer)
	return resp.StatusCode, answer, err
}

func (s *server) login(role string) string {
	s.t.Helper()
	status, answer, err := s.call("POST", "/api/v1/auth/login", "", map[string]string{"email": role + "@rongqiao.demo", "password": demoPassword})
	if err != nil || status != http.StatusOK {
		s.t.Fatalf("log in as %s: %d %v %v", role, status, answer, err)
	}
	return answer["access_token"].(string)
}

func TestExitCodes(t *testing.T) {
	broken := t.TempDir()
	if err := os.CopyFS(broken, os.DirFS("../../testdata/region")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "region.yaml"), []byte("id: x\nname: {zh: x}\nroot: y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := map[string]struct {
		args []string
		code int
		says string
	}{
		"no verb is bad use":             {nil, exitUsage, "usage"},
		"an unknown verb is bad use":     {[]string{"mach"}, exitUsage, "mach"},
		"help is no failure":             {[]string{"help"}, exitOK, "serve"},
		"help of a verb is no failure":   {[]string{"match", "--help"}, exitOK, "--catalogue"},
		"an unknown flag is bad use":     {[]string{"check", "--strict"}, exitUsage, "strict"},
		"the built-in rule data is good": {[]string{"check"}, exitOK, "133 offers"},
		"the measures are counted":       {[]string{"check"}, exitOK, "26 measures, 46 entries, 17 of them pay money"},
		"another region is good":         {[]string{"check", "../../testdata/region"}, exitOK, "offers"},
		"a wrong file is told":           {[]string{"check", broken}, exitFailure, "region.yaml:3"},
		"a missing folder is told":       {[]string{"check", "no-such-folder"}, exitFailure, "no-such-folder"},
		"match without a file":           {[]string{"match"}, exitUsage, "--needs"},
		"match with a missing file":      {[]string{"match", "no-such.yaml"}, exitFailure, "no-such.yaml"},
		"match on a day that is none":    {[]string{"match", "--day", "2026-02-31", "x.yaml"}, exitUsage, "2026-02-31"},
		"health of no server":            {[]string{"health", "--addr", "127.0.0.1:1"}, exitFailure, "127.0.0.1:1"},
		"health without a port":          {[]string{"health", "--addr", "localhost"}, exitUsage, "HOST:PORT"},
		"a move from nowhere":            {[]string{"migrate", "--from", "env:NOWHERE", "--to", "sqlite://x"}, exitUsage, "NOWHERE"},
		"demo on an open address":        {[]string{"serve", "--demo", "--addr", "0.0.0.0:0"}, exitFailure, "loopback"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			code, out, errs := command(t, row.args...)
			if code != row.code || !strings.Contains(out+errs, row.says) {
				t.Errorf("want code %d and %q, have %d:\n%s%s", row.code, row.says, code, out, errs)
			}
		})
	}
}

func TestTheDemoIsKeptAndTheServerEndsCleanly(t *testing.T) {
	data := t.TempDir()
	first := start(t, data, "--demo")
	token := first.login("enterprise")
	status, need, err := first.call("POST", "/api/v1/needs", token, map[string]any{"amount_fen": 100_000_000, "term_months": 12, "purpose": "working_capital"})
	if err != nil || status != http.StatusCreated {
		t.Fatalf("post a need: %d %v %v", status, need, err)
	}
	for _, args := range [][]string{{"health"}, {"health", "--ready"}} {
		if code, _, errs := command(t, append(args, "--addr", strings.TrimPrefix(first.base, "http://"))...); code != exitOK {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := first.cmd.Wait(); err != nil {
		t.Fatalf("want a clean end, have %v:\n%s", err, first.log)
	}
	if info, err := os.Stat(filepath.Join(data, "signing-keys.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("want a key file of mode 0600, have %v %v", info, err)
	}
	second := start(t, data, "--demo")
	token = second.login("enterprise")
	if status, _, err := second.call("GET", fmt.Sprintf("/api/v1/needs/%s", need["id"]), token, nil); err != nil || status != http.StatusOK {
		t.Errorf("the need is gone after a restart: %d %v", status, err)
	}
}

func TestASecondProcessOnTheSameDataIsRefused(t *testing.T) {
	data := t.TempDir()
	first := start(t, data)
	code, _, errs := command(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	if want := fmt.Sprint(first.cmd.Process.Pid); code != exitFailure || !strings.Contains(errs, want) {
		t.Errorf("want a failure that names process %s, have %d %q", want, code, errs)
	}
}

func TestReindexFillsTheIndexAnew(t *testing.T) {
	data := t.TempDir()
	if code, out, errs := command(t, "demo", "--data", data); code != exitOK || !strings.Contains(out, "regulator@rongqiao.demo") {
		t.Fatalf("demo: %d %s%s", code, out, errs)
	}
	code, out, errs := command(t, "reindex", "--data", data)
	if code != exitOK || !strings.Contains(out, "133 offers indexed") {
		t.Errorf("reindex: %d %s%s", code, out, errs)
	}
}

func TestARequestInFlightIsAnsweredBeforeTheEnd(t *testing.T) {
	s := start(t, t.TempDir(), "--demo")
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	body := fmt.Sprintf(`{"email":"agency@rongqiao.demo","password":%q}`, demoPassword)
	head := fmt.Sprintf("POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
	send := func(part string) {
		if _, err := io.WriteString(conn, part); err != nil {
			t.Fatal(err)
		}
	}
	send(head + body[:10])
	time.Sleep(200 * time.Millisecond) // let the server begin to read
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // let it begin to end
	send(body[10:])
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("the request in flight was cut off: %v", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("want 200, have %d", answer.StatusCode)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("want a clean end, have %v:\n%s", err, s.log)
	}
}
