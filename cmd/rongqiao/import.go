package main

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi"
	"rongqiao/internal/tabular"
)

// errRows says that the file was looked at to its end and rows are at fault.
var errRows = errors.New("rows are at fault, each is told above")

// importVerb takes a file of a noun into the store.
func importVerb(ctx context.Context, args []string, e env) error {
	const words = "enterprises [--check] [--skip-bad-rows] [--errors FILE.csv] [--lang en] [--abandon] [--data DIR] [--config FILE] FILE.xlsx|FILE.csv"
	f := flags("import", words, e)
	at := whereFlags(f, e)
	o := importing{
		check: f.Bool("check", false, "look at every row and write nothing"),
		skip:  f.Bool("skip-bad-rows", false, "take the good rows where some are bad; else one bad row keeps all out"),
		fault: f.String("errors", "", "also write the faults into this CSV file"),
		lang:  f.String("lang", "zh", "language of the faults: zh or en"),
		drop:  f.Bool("abandon", false, "give up what an import of another file, cut off midway, has left to do"),
	}
	if len(args) == 0 || args[0] != "enterprises" {
		f.Usage()
		return fmt.Errorf("%w: want import enterprises FILE", config.ErrUsage)
	}
	// Flags may stand on either side of the file.
	file, rest := "", args[1:]
	for len(rest) > 0 {
		if err := f.Parse(rest); err != nil {
			return config.Usage(err)
		}
		if rest = f.Args(); len(rest) > 0 {
			if file != "" {
				f.Usage()
				return fmt.Errorf("%w: want one file, have %s and %s", config.ErrUsage, file, rest[0])
			}
			file, rest = rest[0], rest[1:]
		}
	}
	if file == "" || (*o.lang != "zh" && *o.lang != "en") {
		f.Usage()
		return fmt.Errorf("%w: want a file, and zh or en for --lang", config.ErrUsage)
	}
	o.file = file
	return at.open(ctx, e, openBase, func(p *platform) error { return o.run(ctx, p, e) })
}

// importing is what the flags say.
type importing struct {
	file        string
	check, skip *bool
	fault, lang *string
	drop        *bool
}

func (o importing) run(ctx context.Context, p *platform, e env) (err error) {
	im, texts, err := p.imports()
	if err != nil {
		return err
	}
	t, hash, err := openTable(o.file)
	if err != nil {
		return said(err, texts, *o.lang)
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	told, closeTold, err := o.tellFaults(e, texts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeTold()) }()
	start := e.now()
	report, err := im.Enterprises(ctx, t, app.EnterpriseImport{
		File: filepath.Base(o.file), Hash: hash, Abandon: *o.drop,
		ImportOptions: app.ImportOptions{Check: *o.check, SkipBad: *o.skip, OnFault: told, Progress: importProgress(e)},
	})
	if domain.IsKind(err, domain.KindConflict) {
		return said(err, texts, *o.lang)
	}
	if err != nil {
		return fmt.Errorf("%w; what was written stays, and running the same file again does the rest", err)
	}
	return o.conclude(e, report, e.now().Sub(start))
}

// said is the error in the words of the texts, where it is one of ours.
func said(err error, texts httpapi.Texts, lang string) error {
	var refused *domain.Error
	if !errors.As(err, &refused) {
		return err
	}
	facts := refused.Facts
	if len(refused.Fields) > 0 {
		facts = refused.Fields[0].Facts
	}
	return fmt.Errorf("%s (%s)", texts.Text(refused.Code, facts).In(lang), refused.Code)
}

// imports are the use cases of files, with the built-in headings.
func (p *platform) imports() (*app.Imports, httpapi.Texts, error) {
	heads, err := tabular.LoadMapping(config.Files, "import/enterprises.yaml")
	if err != nil {
		return nil, nil, err
	}
	columns, err := app.NewEnterpriseColumns(p.rules, heads)
	if err != nil {
		return nil, nil, err
	}
	dir, err := fs.Sub(config.Files, "texts")
	if err != nil {
		return nil, nil, err
	}
	texts, err := httpapi.LoadTexts(dir)
	return &app.Imports{Store: p.store, Rules: p.rules, Columns: columns, Now: p.now, NewID: p.ids}, texts, err
}

// openTable opens a file and answers the hash of its bytes.
func openTable(name string) (*tabular.Table, string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, "", err
	}
	t, err := tabular.Open(name, tabular.Limits{})
	return t, hex.EncodeToString(h.Sum(nil)), err
}

// tellFaults prints each fault as a line, and writes it into the file of
// --errors, which a spreadsheet opens.
func (o importing) tellFaults(e env, texts httpapi.Texts) (func(tabular.Fault), func() error, error) {
	line := func(f tabular.Fault) { fmt.Fprintln(e.err, faultLine(f, texts, *o.lang)) }
	if *o.fault == "" {
		return line, func() error { return nil }, nil
	}
	file, err := os.Create(*o.fault)
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.WriteString(file, "\ufeff"); err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	w := csv.NewWriter(file)
	err = w.Write([]string{"行 row", "列 column", "值 value", "代码 code", "级别 level", "说明", "reason"})
	told := func(f tabular.Fault) {
		line(f)
		level, t := "error", texts.Text(f.Code, f.Facts)
		if f.Warning {
			level = "warning"
		}
		// The writer keeps its first error for the end.
		_ = w.Write([]string{strconv.Itoa(f.Row), tabular.AsText(f.Column), tabular.AsText(f.Value), f.Code, level, t.ZH, t.EN})
	}
	return told, func() error {
		w.Flush()
		return errors.Join(w.Error(), file.Close())
	}, err
}

var faultWords = map[string]struct{ row, column, file, warning string }{
	"zh": {row: "第 %d 行", column: "，列“%s”", file: "文件", warning: "（提醒）"},
	"en": {row: "row %d", column: ", column “%s”", file: "file", warning: " (warning)"},
}

func faultLine(f tabular.Fault, texts httpapi.Texts, lang string) string {
	words := faultWords[lang]
	out := words.file
	if f.Row > 0 {
		out = fmt.Sprintf(words.row, f.Row)
	}
	if f.Column != "" {
		out += fmt.Sprintf(words.column, f.Column)
	}
	if f.Value != "" {
		out += fmt.Sprintf(": %q", f.Value)
	}
	if f.Warning {
		out += words.warning
	}
	return out + ": " + texts.Text(f.Code, f.Facts).In(lang)
}

// tellEvery is after how many rows a step of unknown length says where it is.
const tellEvery = 10_000

// importProgress begins a new bar with each step. How many rows there are is
// known once they have been looked at.
func importProgress(e env) func(step string, done, total int) {
	var p *progress
	last := 0
	return func(step string, done, total int) {
		switch {
		case total == 0:
			if done/tellEvery > last/tellEvery {
				fmt.Fprintf(e.err, "%s rows: %d\n", step, done)
			}
			last = done
			return
		case p == nil || p.what != step+" rows":
			p = newProgress(e, step+" rows", int64(total), recordsWorthTelling)
		}
		p.set(int64(done))
	}
}

func (o importing) conclude(e env, r app.ImportReport, took time.Duration) error {
	for _, h := range r.Unknown {
		fmt.Fprintf(e.out, "no such column, nothing is taken from it: %s\n", h)
	}
	fmt.Fprintf(e.out, "%d rows: %d new, %d changed, %d unchanged, %d bad; %d faults, %d warnings; %s\n",
		r.Rows, r.New, r.Changed, r.Unchanged, r.Bad, r.FaultsAll, r.Warnings, took.Round(time.Millisecond))
	switch {
	case r.Written:
		fmt.Fprintln(e.out, "written")
	case *o.check:
		fmt.Fprintln(e.out, "looked at only (--check): nothing was written")
	default:
		fmt.Fprintln(e.out, "nothing was written")
	}
	if r.FaultsAll > 0 && (!r.Written || !*o.skip) {
		return errRows
	}
	return nil
}
