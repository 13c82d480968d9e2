// Command rongqiao is the whole platform in one binary: the server with its
// portal, and the verbs that an operator or an engineer needs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sort"
	"syscall"
	"time"

	"rongqiao/config"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// env is what a verb has of the world outside.
type env struct {
	out, err io.Writer
	getenv   func(string) string
	now      func() time.Time
	played   bool // people are played: see knownPasswords
}

// verb is one sub-command.
type verb struct {
	about string
	run   func(ctx context.Context, args []string, e env) error
}

var verbs = map[string]verb{
	"serve":   {"start the server with its portal", serve},
	"match":   {"match a need and a profile from a file", match},
	"rank":    {"rank firms for listing cultivation, and choose a shortlist", rank},
	"audit":   {"prove that the audit log is whole, or name its first broken link", auditVerb},
	"replay":  {"score and choose once more from what every stored shortlist keeps", replay},
	"check":   {"check a folder of rule data", check},
	"demo":    {"load the demo firms and accounts into a data folder", demoVerb},
	"user":    {"add a person of any role", user},
	"health":  {"ask a running server whether it lives", health},
	"reindex": {"build the search index anew", reindex},
	"backup":  {"write store and keys into one file, also while a server runs", backup},
	"restore": {"make a data folder from a backup", restore},
	"import":  {"take a file of enterprises (XLSX or CSV)", importVerb},
	"migrate": {"move everything into another store", migrateVerb},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], env{out: os.Stdout, err: os.Stderr, getenv: os.Getenv, now: time.Now})
	stop()
	os.Exit(code)
}

// run picks the verb and turns its error into an exit code.
func run(ctx context.Context, args []string, e env) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		usage(e.out)
		if len(args) == 0 {
			return exitUsage
		}
		return exitOK
	}
	v, ok := verbs[args[0]]
	if !ok {
		fmt.Fprintf(e.err, "rongqiao: no verb %q\n", args[0])
		usage(e.err)
		return exitUsage
	}
	err := v.run(ctx, args[1:], e)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, config.ErrHelp):
		return exitOK
	case errors.Is(err, config.ErrUsage):
		fmt.Fprintln(e.err, "rongqiao:", err)
		return exitUsage
	}
	fmt.Fprintln(e.err, "rongqiao:", err)
	return exitFailure
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Rongqiao 融桥: financing matchmaking\n\nusage: rongqiao VERB [flags]; rongqiao VERB --help says more\n\n")
	names := make([]string, 0, len(verbs))
	for name := range verbs {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(w, "  %-8s  %s\n", name, verbs[name].about)
	}
}
