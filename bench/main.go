// Command bench measures the platform against what one would pick instead, in
// the same run, and writes the tables of docs/benchmarks.md. It judges
// nothing: no figure makes it fail, but contestants that answer differently do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// bench is one run of the program.
type bench struct {
	sizes  []int         // how many offers
	budget time.Duration // of one contest
	dir    string        // for databases and indexes; removed at the end
	binary string        // the server

	enterprises int    // of the store that is moved
	migrateTo   string // the address that it is moved to; empty: an embedded store
}

// part measures one thing; its text goes between the markers of its name.
type part struct {
	name string
	run  func(ctx context.Context, b *bench) (string, error)
	asks bool // runs only when it is named
}

var parts = []part{
	{"matching", matchingPart, false},
	{"search", searchPart, false},
	{"store", storePart, false},
	{"http", httpPart, false},
	{"rank", rankPart, false},
	{"import", importPart, false},
	{"checks", checksPart, true},
	{"migrate", migratePart, true},
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == bareCommand {
		if err := serveBare(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	short := flags.Bool("short", false, "1,000 offers and short turns: whether everything runs, not how fast")
	only := flags.String("parts", "", "parts with commas between: matching, search, store, http, rank, import, checks, migrate; empty: all but the last two")
	write := flags.String("write", "", "document to write the tables into; empty: print them alone")
	binary := flags.String("binary", "../bin/rongqiao", "the built server")
	enterprises := flags.Int("enterprises", 100_000, "firms of the store that the part migrate moves")
	migrateTo := flags.String("migrate-to", "", "address of an empty store to move it to; empty: an embedded one")
	work := flags.String("work", "../bin", "folder on the disk to measure")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	b := &bench{sizes: []int{1_000, 10_000, 100_000}, budget: 8 * time.Second, binary: *binary, enterprises: *enterprises, migrateTo: *migrateTo}
	if *short {
		b.sizes, b.budget, b.enterprises = []int{1_000}, 300*time.Millisecond, min(*enterprises, 5_000)
	}
	if err := os.MkdirAll(*work, 0o700); err != nil {
		return err
	}
	folder, err := filepath.Abs(*work)
	if err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp(folder, "bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	command := "go run . " + strings.Join(args, " ")
	var found []section
	for _, p := range chosen {
		start, load := time.Now(), loadAverage()
		fmt.Fprintf(os.Stderr, "bench: %s …\n", p.name)
		text, err := p.run(ctx, b)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintf(os.Stderr, "bench: %s took %s\n", p.name, time.Since(start).Round(time.Second))
		text += "\n" + circumstances(ctx, strings.TrimSpace(command), load)
		fmt.Printf("## %s\n\n%s\n", p.name, text)
		found = append(found, section{p.name, text})
	}
	if *write == "" {
		return nil
	}
	return writeSections(*write, found)
}

func choose(names string) ([]part, error) {
	var out []part
	for _, p := range parts {
		if names == "" && !p.asks {
			out = append(out, p)
		}
	}
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(parts, func(p part) bool { return p.name == name })
		switch {
		case name == "":
		case i < 0:
			return nil, fmt.Errorf("no part %q", name)
		default:
			out = append(out, parts[i])
		}
	}
	return out, nil
}
