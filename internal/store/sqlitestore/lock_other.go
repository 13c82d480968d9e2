//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package sqlitestore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// lockDir makes this process the only one on the data directory by creating a
// file that must not exist. Without a kernel lock the file outlives a killed
// process, so the message says to delete it.
func lockDir(dir string) (unlock func() error, err error) {
	name := filepath.Join(dir, lockName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		owner, _ := os.ReadFile(name)
		return nil, fmt.Errorf("%w: %s is used by process %s; stop that one, or delete %s where it no longer runs", ErrInUse, dir, owner, name)
	}
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	if _, err := fmt.Fprint(f, os.Getpid()); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("write the lock file: %w", err)
	}
	return func() error { return errors.Join(f.Close(), os.Remove(name)) }, nil
}
