package main

import (
	"fmt"
	"io"
	"os"
)

// progressStep is how many offers lie between two lines where no terminal is
// there to write over one.
const progressStep = 10_000

// progress shows how far something long is: in one line of a terminal, or in a
// few lines of a log.
type progress struct {
	out      io.Writer
	what     string
	terminal bool
	shown    int
}

func newProgress(out io.Writer, what string) *progress {
	p := &progress{out: out, what: what}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// step tells how many are done.
func (p *progress) step(done int) {
	switch {
	case p.terminal:
		fmt.Fprintf(p.out, "\r%s: %d offers", p.what, done)
	case done-p.shown >= progressStep:
		fmt.Fprintf(p.out, "%s: %d offers\n", p.what, done)
	default:
		return
	}
	p.shown = done
}

func (p *progress) end() {
	if p.terminal && p.shown > 0 {
		fmt.Fprintln(p.out)
	}
}
