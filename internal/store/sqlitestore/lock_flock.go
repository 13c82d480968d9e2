//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package sqlitestore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lockDir makes this process the only one on the data directory. The lock is
// the kernel's, so it ends with the process however that ends; the file stays
// behind and holds the last owner's process id for the message to the next.
func lockDir(dir string) (unlock func() error, err error) {
	name := filepath.Join(dir, lockName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer func() { _ = f.Close() }()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, inUse(dir, name)
		}
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	if err := writePID(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("write the lock file: %w", err)
	}
	return f.Close, nil
}

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

func inUse(dir, name string) error {
	owner := "another process"
	if text, err := os.ReadFile(name); err == nil {
		if pid := strings.TrimSpace(string(text)); pid != "" {
			owner = "process " + pid
		}
	}
	return fmt.Errorf("%w: %s is used by %s, and SQLite serves one process; stop that one, choose another data directory, or give several processes a MongoDB store (setting store)", ErrInUse, dir, owner)
}
