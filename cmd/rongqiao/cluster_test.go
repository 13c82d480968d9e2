package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/store/mongostore/mongotest"
	"rongqiao/search/meili/meilitest"
)

// cluster is two processes of the command on one MongoDB server and one
// Meilisearch, as a city runs them. A process that was killed comes back at
// its address.
type cluster struct {
	t     *testing.T
	root  *testing.T // for whom the processes run
	meili *meilitest.Server
	env   []string
	ports [2]string
	data  [2]string

	mu       *sync.Mutex
	replicas *[2]*server
}

// The demo stays away: its five hundred firms are slow to load, and slow to
// look through, on the tests' MongoDB server.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t, root: t, meili: meilitest.Start(t), mu: &sync.Mutex{}, replicas: &[2]*server{}}
	c.env = []string{
		"RONGQIAO_STORE=" + mongotest.URI(t), "RONGQIAO_STORE_DATABASE=" + mongotest.Database(t),
		"RONGQIAO_STORE_TIMEOUT=60s", // the tests' server is slow where many ask at once
		"RONGQIAO_SEARCH_URL=" + c.meili.URL, "RONGQIAO_SEARCH_KEY=" + c.meili.Key,
		"RONGQIAO_SIGNING_SECRETS=" + strings.Repeat("a secret of the test ", 3),
	}
	for i := range c.replicas {
		c.ports[i], c.data[i] = freePort(t), t.TempDir()
	}
	c.addPerson("--role", "bank", "--provider", "icbc-chongqing")
	c.addPerson("--role", "regulator")
	for i := range c.replicas {
		c.start(i)
	}
	firm := map[string]string{
		"email": "enterprise@rongqiao.demo", "password": demoPassword, "name": "李明", "enterprise_name": "渝北示例精密机械有限公司",
		"uscc": "91500112MA5U0DEM0H", "founded_on": "2016-04-18", "district": "500112", "industry": "34",
	}
	if status, answer, err := c.replica(0).call("POST", "/api/v1/auth/register", "", firm); err != nil || status != http.StatusCreated {
		t.Fatalf("register a firm: %d %v %v", status, answer, err)
	}
	return c
}

// addPerson runs the verb user, as an operator does beside running servers.
func (c *cluster) addPerson(args ...string) {
	c.t.Helper()
	role := args[1]
	args = append([]string{"user", "--data", c.t.TempDir(), "--email", role + "@rongqiao.demo", "--name", "王芳", "--organisation", role}, args...)
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), childMark+"=1"), c.env...)
	cmd.Stdin = strings.NewReader(demoPassword + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("add a %s: %v: %s", role, err, out)
	}
}

// start starts a replica anew, and waits until it is ready.
func (c *cluster) start(i int) {
	c.t.Helper()
	s := launch(c.root, c.ports[i], append(c.env, fmt.Sprintf("RONGQIAO_REPLICA=r%d", i)), "--data", c.data[i])
	c.mu.Lock()
	c.replicas[i] = s
	c.mu.Unlock()
	begin := time.Now()
	c.replica(i).ready()
	c.t.Logf("replica %d ready after %s", i, time.Since(begin).Round(time.Millisecond))
}

// of is the cluster for a part of the test.
func (c *cluster) of(t *testing.T) *cluster {
	part := *c
	part.t = t
	return &part
}

// replica is one of the two as it runs now.
func (c *cluster) replica(i int) *server {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := *c.replicas[i]
	s.t = c.t
	return &s
}

// kill ends a replica as a power cut would.
func (c *cluster) kill(i int) {
	c.t.Helper()
	s := c.replica(i)
	if err := s.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	_ = s.cmd.Wait()
}

// patience bounds how long a retrying client goes on, and how long a test
// waits for what is to come: far longer than it takes.
const patience = 30 * time.Second

// client is a caller as the platform advises: it keeps to one replica, and
// turns to the other where that does not answer or says that it cannot serve.
// Only reads are repeated.
type client struct {
	c     *cluster
	at    int
	token string
	tries int // beyond the first
}

// read repeats a GET until it is answered, and fails where that takes longer
// than patience.
func (r *client) read(path string) (answer map[string]any, err error) {
	deadline := time.Now().Add(patience)
	for {
		var status int
		status, answer, err = r.c.replica(r.at).call("GET", path, r.token, nil)
		if err == nil && status == http.StatusOK {
			return answer, nil
		}
		if err == nil && status != http.StatusServiceUnavailable {
			return nil, fmt.Errorf("GET %s: %d %v", path, status, answer)
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("GET %s: %d %v: %w", path, status, answer, errors.Join(err, context.DeadlineExceeded))
		}
		r.tries++
		r.at = 1 - r.at
		time.Sleep(20 * time.Millisecond)
	}
}

// await asks until it holds; how long that took is for the log alone.
func await(t *testing.T, what string, holds func() bool) time.Duration {
	t.Helper()
	begin := time.Now()
	for !holds() {
		if time.Since(begin) > patience {
			t.Fatalf("%s: not within %s", what, patience)
		}
		time.Sleep(20 * time.Millisecond)
	}
	took := time.Since(begin)
	t.Logf("%s after %s", what, took.Round(time.Millisecond))
	return took
}

// message is one server-sent event.
type message struct{ id, event, data string }

// listen reads the live updates of a replica into take until ctx ends or the
// stream is cut; after is the last id seen. The first message has an id alone.
func (s *server) listen(ctx context.Context, token, after string, take func(message)) error {
	req, err := http.NewRequestWithContext(ctx, "GET", s.base+"/api/v1/events", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("live updates: %d %s", resp.StatusCode, text)
	}
	return readMessages(resp.Body, take)
}

// readMessages reads the stream's form (HTML Living Standard, 9.2).
func readMessages(from io.Reader, take func(message)) error {
	var m message
	told := true // a heartbeat is a block without an id
	buffer, rest := make([]byte, 4096), []byte(nil)
	for {
		n, err := from.Read(buffer)
		rest = append(rest, buffer[:n]...)
		for {
			line, after, ok := bytes.Cut(rest, []byte("\n"))
			if !ok {
				break
			}
			rest = after
			name, value, _ := strings.Cut(string(line), ":")
			value = strings.TrimPrefix(value, " ")
			switch {
			case len(line) == 0:
				if !told {
					take(m)
					told = true
				}
				m.event, m.data = "", ""
			case name == "id":
				m.id, told = value, false
			case name == "event":
				m.event = value
			case name == "data":
				m.data += value
			}
		}
		if err != nil {
			return err
		}
	}
}

// subject is the id of the thing that a message is about.
func (m message) subject() string {
	var d struct{ ID string }
	_ = json.Unmarshal([]byte(m.data), &d)
	return d.ID
}

// held tells whether the replica says that it holds the lease.
func (s *server) held(lease string) bool {
	resp, err := http.Get(s.base + "/metrics")
	if err != nil {
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	text, _ := io.ReadAll(resp.Body)
	return strings.Contains(string(text), fmt.Sprintf("rongqiao_lease_held{lease=%q} 1\n", lease))
}
