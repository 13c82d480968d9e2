package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// table is a Markdown table.
type table struct {
	head []string
	rows [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) String() string {
	var b strings.Builder
	line := func(cells []string) {
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	line(t.head)
	rule := make([]string, len(t.head))
	for i := range rule {
		rule[i] = "---:"
	}
	rule[0] = "---"
	line(rule)
	for _, r := range t.rows {
		line(r)
	}
	return b.String()
}

// replaceSection puts text between the document's markers of that name.
func replaceSection(doc []byte, name, text string) ([]byte, error) {
	from, to := "<!-- bench:"+name+" -->\n", "<!-- /bench:"+name+" -->"
	head, rest, ok := bytes.Cut(doc, []byte(from))
	_, tail, closed := bytes.Cut(rest, []byte(to))
	if !ok || !closed {
		return nil, fmt.Errorf("want the markers %q and %q", strings.TrimSpace(from), to)
	}
	return bytes.Join([][]byte{head, []byte(from), []byte(text), []byte(to), tail}, nil), nil
}

// writeSections puts all texts into the file, or none.
func writeSections(file string, texts []section) error {
	doc, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, s := range texts {
		if doc, err = replaceSection(doc, s.name, s.text); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return os.WriteFile(file, doc, 0o644)
}

// section is what one part found, as Markdown.
type section struct{ name, text string }

// circumstances says on what, when and how a part was measured.
func circumstances(ctx context.Context, command string, load string) string {
	return fmt.Sprintf("Measured on %s with `%s`, at commit %s, on %s; load average when it began: %s.\n",
		time.Now().Format(time.DateOnly), command, commit(ctx), machine(), load)
}

func machine() string {
	return fmt.Sprintf("%d × %s, %s of memory, %s/%s, %s",
		runtime.NumCPU(), procField("/proc/cpuinfo", "model name"), memory(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// procField answers a field of a file under /proc; "unknown" elsewhere.
func procField(file, field string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == field {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func memory() string {
	var kib int
	if _, err := fmt.Sscan(procField("/proc/meminfo", "MemTotal"), &kib); err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%d GiB", (kib+1<<19)>>20)
}

func loadAverage() string {
	data, err := os.ReadFile("/proc/loadavg")
	if first, _, ok := strings.Cut(string(data), " "); err == nil && ok {
		return first
	}
	return "unknown"
}

// commit names the checkout, and says where files differ from it.
func commit(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	name := strings.TrimSpace(string(out))
	changes, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--untracked-files=no", "--", "..", ":!../docs").Output()
	if err != nil || len(changes) > 0 {
		name += " with changes"
	}
	return name
}
