// Package mongotest gives tests a server that speaks MongoDB's protocol: the
// one that RONGQIAO_TEST_MONGO_URI names, else one of their own, the program
// bin/mongowire. A test is never skipped for want of a server.
package mongotest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// serverVariable names a server to test with in place of bin/mongowire.
const serverVariable = "RONGQIAO_TEST_MONGO_URI"

// program is the server, below the root of the project.
const program = "bin/mongowire"

// shared is the one server of a test binary. It ends with the binary, since
// its standard input is then closed.
var shared struct {
	once   sync.Once
	server *Server // kept, since its standard input closes when nothing holds it any more
	uri    string
	err    error
}

// URI answers the address of the server that all tests of the binary share.
func URI(t testing.TB) string {
	t.Helper()
	shared.once.Do(func() {
		if shared.uri = os.Getenv(serverVariable); shared.uri != "" {
			return
		}
		if shared.server, shared.err = start("", "127.0.0.1:0"); shared.err == nil {
			shared.uri = shared.server.uri
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.uri
}

// Database answers a name that no other test uses, and drops the database
// when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	uri, name := URI(t), "test_"+rand.Text()
	t.Cleanup(func() {
		client, err := mongo.Connect(options.Client().ApplyURI(uri).SetTimeout(20 * time.Second))
		if err != nil {
			t.Error(err)
			return
		}
		ctx := context.Background()
		if err := errors.Join(client.Database(name).Drop(ctx), client.Disconnect(ctx)); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return name
}

// Server is a server of a test's own, which can be killed and started again.
type Server struct {
	dir, addr, uri string
	mu             sync.Mutex
	command        *exec.Cmd
	input          io.Closer
}

// Start starts a server that keeps its data in dir, and kills it when the test
// ends. It is always bin/mongowire: someone else's server is not to be killed.
func Start(t testing.TB, dir string) *Server {
	t.Helper()
	s, err := start(dir, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

// URI is where the server is, also after it was started again.
func (s *Server) URI() string { return s.uri }

// Kill ends the server as a power cut would.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.stop()
}

// Restart starts the server again where it was, on the data that it left.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	again, err := start(s.dir, s.addr)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.command, s.input = again.command, again.input
}

func (s *Server) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.command == nil {
		return
	}
	_ = s.command.Process.Kill() // fails where it has ended already
	_ = s.command.Wait()         // answers that it was killed
	_ = s.input.Close()
	s.command = nil
}

// startWithin bounds how long a server may take to be ready.
const startWithin = time.Minute

func start(dir, addr string) (*Server, error) {
	path, err := findProgram()
	if err != nil {
		return nil, err
	}
	command := exec.Command(path, "--dir", dir, "--addr", addr)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	input, err := command.StdinPipe() // held open; the program ends when it closes
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	late := time.AfterFunc(startWithin, func() { _ = command.Process.Kill() })
	line, err := bufio.NewReader(output).ReadString('\n')
	if !late.Stop() || err != nil {
		_ = command.Process.Kill()
		_ = command.Wait()
		return nil, fmt.Errorf("%s did not start: %w: %s", program, err, complaints.String())
	}
	uri := strings.TrimSpace(line)
	return &Server{
		dir: dir, uri: uri, command: command, input: input,
		addr: strings.TrimSuffix(strings.TrimPrefix(uri, "mongodb://"), "/"),
	}, nil
}

// findProgram looks for the program from the test's folder upwards.
func findProgram() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			path := filepath.Join(dir, filepath.FromSlash(program))
			if _, err := os.Stat(path); err != nil {
				return "", fmt.Errorf("no %s: run make %s, or name a MongoDB server in %s", program, program, serverVariable)
			}
			return path, nil
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("no go.mod above the test's folder, so no %s", program)
		}
		dir = filepath.Dir(dir)
	}
}
