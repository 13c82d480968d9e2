package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// patience is how long a server may take to be ready.
const patience = time.Minute

// process is a server that runs beside this program, on loopback.
type process struct {
	base  string // http://127.0.0.1:PORT
	ready time.Duration
	cmd   *exec.Cmd
	stdin io.Closer
}

// startServer starts the built server on the data folder and waits until it
// says that it is ready.
func startServer(ctx context.Context, b *bench, data string) (*process, error) {
	binary, err := filepath.Abs(b.binary)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary, "serve", "--demo", "--addr", "127.0.0.1:0", "--data", data)
	cmd.Env = append(os.Environ(), "RONGQIAO_REQUESTS_PER_MINUTE=1000000000", "RONGQIAO_DRAIN=0s")
	return start(ctx, cmd, "/readyz")
}

func startBare(ctx context.Context) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(ctx, exec.CommandContext(ctx, self, bareCommand), "/fixed?size=2&status=200")
}

// start runs the command, reads its address from the line that tells it, and
// asks for the path until that is answered with 200.
func start(ctx context.Context, cmd *exec.Cmd, path string) (_ *process, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	p := &process{cmd: cmd}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if p.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w (make build makes the server)", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.stop())
		}
	}()
	address := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, rest, ok := strings.Cut(lines.Text(), "ready at "); ok {
				address <- strings.Fields(rest)[0]
			}
		}
		close(address)
	}()
	select {
	case base, ok := <-address:
		if !ok {
			return nil, fmt.Errorf("%s ended before it was ready", cmd.Path)
		}
		p.base = base
	case <-ctx.Done():
		return nil, fmt.Errorf("%s is not ready after %s", cmd.Path, patience)
	}
	if err := p.untilAnswered(ctx, path); err != nil {
		return nil, err
	}
	p.ready = time.Since(begun)
	return p, nil
}

func (p *process) untilAnswered(ctx context.Context, path string) error {
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w", p.base+path, ctx.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// stop ends the server as an operator would, and waits for it.
func (p *process) stop() error {
	_ = p.stdin.Close()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	err := p.cmd.Wait()
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.Sys().(syscall.WaitStatus).Signaled() {
		return nil // the bare server does not handle the signal
	}
	return err
}
