package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/goccy/go-yaml"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi"
	"rongqiao/internal/matching"
	"rongqiao/internal/rules"
)

// matcher answers files with the same rules, checks and forms as the API.
type matcher struct {
	rules  *rules.RuleSet
	engine *matching.Engine
	codec  *httpapi.MatchCodec
	day    domain.Date
	limit  int
	now    func() time.Time
}

// match answers one file with a need and a profile, or many lines of such.
func match(ctx context.Context, args []string, e env) error {
	f := flags("match", "[--json] [--lang en] [--catalogue DIR] [--day YYYY-MM-DD] [--limit N] FILE.yaml\n       rongqiao match --needs FILE.jsonl --out FILE.jsonl [--catalogue DIR] [--day YYYY-MM-DD] [--limit N]", e)
	asJSON := f.Bool("json", false, "print the answer as the API gives it")
	lang := f.String("lang", "zh", "language of the table: zh or en")
	dir := f.String("catalogue", "", "folder of rule data; empty for the built-in")
	day := f.String("day", "", "the day to judge by; empty for today in China")
	limit := f.Int("limit", matching.DefaultItems, "offers to list, at most 500")
	needs := f.String("needs", "", "file with one need and profile per line (JSON)")
	out := f.String("out", "", "file for one answer per line (JSON)")
	if err := parse(f, args, 1); err != nil {
		return err
	}
	if many := *needs != "" || *out != ""; many == (f.NArg() == 1) || (many && (*needs == "" || *out == "")) {
		f.Usage()
		return fmt.Errorf("%w: want either one file, or --needs and --out", config.ErrUsage)
	}
	m, err := newMatcher(*dir, *day, *limit, e.now)
	if err != nil {
		return err
	}
	if *needs != "" {
		return m.many(ctx, *needs, *out, e.out)
	}
	return m.one(f.Arg(0), *asJSON, *lang, e.out)
}

func newMatcher(dir, day string, limit int, now func() time.Time) (*matcher, error) {
	m := &matcher{day: domain.DateOf(now().In(app.ChinaTime)), limit: limit, now: now}
	var err error
	if day != "" {
		if m.day, err = domain.ParseDate(day); err != nil {
			return nil, fmt.Errorf("%w: --day: %w", config.ErrUsage, err)
		}
	}
	if limit < 1 || limit > matching.MaxItems {
		return nil, fmt.Errorf("%w: --limit: want 1 to %d, have %d", config.ErrUsage, matching.MaxItems, limit)
	}
	if m.rules, m.engine, err = compileRules(dir); err != nil {
		return nil, err
	}
	m.codec, err = httpapi.NewMatchCodec()
	return m, err
}

func (m *matcher) one(name string, asJSON bool, lang string, w io.Writer) error {
	text, err := readFile(name)
	if err != nil {
		return err
	}
	body, err := yaml.YAMLToJSON(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	answer, err := m.answer(body)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !asJSON {
		return printAnswer(w, answer, lang)
	}
	data, err := m.codec.Write(answer)
	if err != nil {
		return err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, data, "", "  "); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, indented.String())
	return err
}

// readFile reads a file, or standard input for "-".
func readFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}

// answer checks the input as the API does, and matches it.
func (m *matcher) answer(body []byte) (app.MatchAnswer, error) {
	firm, need, err := m.codec.Read(body)
	if err != nil {
		return app.MatchAnswer{}, err
	}
	if err := app.CheckMatchInput(m.rules, firm, need, m.day); err != nil {
		return app.MatchAnswer{}, err
	}
	start := m.now()
	a, err := m.engine.Match(firm, need, m.day, m.limit)
	return app.MatchAnswer{Match: a, Took: m.now().Sub(start)}, err
}

// maxLine bounds one line of a --needs file.
const maxLine = 1 << 20

// many answers line by line. A line that is wrong gets an error in its place,
// the others their answers; the whole then ends with a failure.
func (m *matcher) many(ctx context.Context, in, out string, w io.Writer) (err error) {
	from, err := os.Open(in)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	lines, buffered := bufio.NewScanner(from), bufio.NewWriter(to)
	lines.Buffer(nil, maxLine)
	n, wrong := 0, 0
	for lines.Scan() && ctx.Err() == nil {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		n++
		data, err := m.line(line)
		if err != nil {
			wrong++
			if data, err = json.Marshal(map[string]any{"line": n, "error": err.Error()}); err != nil {
				return err
			}
		}
		if _, err := buffered.Write(append(data, '\n')); err != nil {
			return err
		}
	}
	if err := errors.Join(lines.Err(), ctx.Err(), buffered.Flush()); err != nil {
		return fmt.Errorf("%s: after line %d: %w", in, n, err)
	}
	fmt.Fprintf(w, "%d needs matched against %d offers, %d lines with errors\n", n-wrong, m.engine.Size(), wrong)
	if wrong > 0 {
		return fmt.Errorf("%s: %d of %d lines could not be matched; %s says why", in, wrong, n, out)
	}
	return nil
}

func (m *matcher) line(line []byte) ([]byte, error) {
	answer, err := m.answer(line)
	if err != nil {
		return nil, err
	}
	return m.codec.Write(answer)
}
