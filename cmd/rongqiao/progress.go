package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Work below these sizes is over before anyone asks how far it is.
const (
	bytesWorthTelling   = 32 << 20
	recordsWorthTelling = 5_000
)

// progress tells how far a long piece of work is: a bar where someone looks at
// a terminal, a line at every tenth where not, nothing where it is short.
type progress struct {
	bar         *progressbar.ProgressBar
	out         io.Writer
	what        string
	done, total int64
	told        int64 // tenths
}

// newProgress is for work of so many units; it is silent below least of them.
func newProgress(e env, what string, total, least int64) *progress {
	p := &progress{out: io.Discard, what: what, total: total}
	if total < least {
		return p
	}
	p.out = e.err
	if f, ok := e.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.out = io.Discard
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

// set says that so many units are done.
func (p *progress) set(done int64) {
	p.done = done
	if p.bar != nil {
		_ = p.bar.Set64(min(done, p.total)) // a terminal that is gone has nobody to tell
		return
	}
	if tenths := done * 10 / max(p.total, 1); tenths > p.told {
		p.told = tenths
		fmt.Fprintf(p.out, "%s: %d of %d\n", p.what, done, p.total)
	}
}

func (p *progress) add(n int64) { p.set(p.done + n) }

// watched is a reader that counts what is read, and ends with the context.
type watched struct {
	ctx      context.Context // a reader's method takes none
	from     io.Reader
	progress *progress
}

func (w watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.from.Read(p)
	w.progress.add(int64(n))
	return n, err
}
