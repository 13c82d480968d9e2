// Mongowire is a server that speaks MongoDB's wire protocol, for tests: an
// embedded FerretDB over SQLite behind a proxy of our own. It prints its URI
// when it is ready, and ends when its standard input closes, so that it never
// outlives the test that started it, or on SIGTERM.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	dir := flag.String("dir", "", "folder that keeps the data; a temporary one that is removed at the end where it is left out")
	addr := flag.String("addr", "127.0.0.1:0", "HOST:PORT to listen on; port 0 for a free one")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx, *dir, *addr); err != nil {
		fmt.Fprintln(os.Stderr, "mongowire:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, addr string) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "mongowire")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	backend, ended, err := startBackend(ctx, dir)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // however it ends, nobody is there any more
		stop()
	}()
	go func() {
		<-ctx.Done()
		_ = listener.Close() // which ends serve
	}()
	go (&idIndexes{dir: dir, seen: map[string]int64{}}).run(ctx)
	fmt.Printf("mongodb://%s/\n", listener.Addr())
	err = (&proxy{backend: backend}).serve(ctx, listener)
	stop()
	<-ended
	return err
}

// startBackend starts FerretDB on a free loopback port and answers its
// address. ended is closed when it has let its files go.
func startBackend(ctx context.Context, dir string) (addr string, ended <-chan struct{}, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return "", nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, err
	}
	f, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:   slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:  "sqlite",
		// A killed process loses nothing without waiting for the disk; only a power cut would.
		SQLiteURL: (&url.URL{Scheme: "file", Path: strings.TrimSuffix(filepath.ToSlash(dir), "/") + "/", RawQuery: "_pragma=synchronous(off)"}).String(),
	})
	if err != nil {
		return "", nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = f.Run(ctx) // answers nil always
	}()
	u, err := url.Parse(f.MongoDBURI())
	if err != nil {
		return "", nil, err
	}
	return u.Host, done, nil
}
