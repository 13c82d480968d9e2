package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// checksPart times what a developer waits for. It takes many minutes, so it
// runs only when it is named.
func checksPart(ctx context.Context, b *bench) (string, error) {
	cache := "GOCACHE=" + filepath.Join(b.dir, "go-cache")
	t := &table{head: []string{"check", "took"}}
	for _, c := range []struct {
		name    string
		env     []string
		command []string
	}{
		{"build golangci-lint, empty build cache, modules there", []string{cache},
			[]string{"go", "build", "-modfile=tools/go.mod", "-o", filepath.Join(b.dir, "golangci-lint"), "github.com/golangci/golangci-lint/v2/cmd/golangci-lint"}},
		{"build the binary, empty build cache, modules and portal there", []string{cache + "-binary"},
			[]string{"go", "build", "-trimpath", "-o", filepath.Join(b.dir, "rongqiao"), "./cmd/rongqiao"}},
		{"`make lint-go`, caches warm", nil, []string{"make", "lint-go"}},
		{"`make test`, caches warm, browser there", nil, []string{"make", "test"}},
	} {
		cmd := exec.CommandContext(ctx, c.command[0], c.command[1:]...)
		cmd.Dir, cmd.Env = "..", append(os.Environ(), c.env...)
		start := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w\n%s", c.name, err, out)
		}
		t.add(c.name, time.Since(start).Round(100*time.Millisecond).String())
	}
	return t.String(), nil
}
