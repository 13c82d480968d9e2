// Package tabular reads tables that people keep in spreadsheets: CSV (UTF-8
// with or without a byte order mark, UTF-16 with one, GB18030; commas or tabs)
// and XLSX. Rows come one after the other, so that memory does not depend on
// how many there are; headings are found by name, in any order; and every
// fault says where it is, as the user sees the file.
package tabular

import (
	"errors"
	"io"
	"os"
	"strings"
	"unicode"

	"rongqiao/internal/domain"
)

// Limits keep a file from taking more than it should. A zero part is the
// default one.
type Limits struct {
	FileSize int64 // bytes; 64 MiB
	Unpacked int64 // bytes of an XLSX once unpacked; 1 GiB
	Rows     int   // below the headings, blank ones too; 200,000
	Columns  int   // 500
	Cell     int   // characters of one cell; 2,000
}

func (l Limits) complete() Limits {
	if l.FileSize == 0 {
		l.FileSize = 64 << 20
	}
	if l.Unpacked == 0 {
		l.Unpacked = 1 << 30
	}
	if l.Rows == 0 {
		l.Rows = 200_000
	}
	if l.Columns == 0 {
		l.Columns = 500
	}
	if l.Cell == 0 {
		l.Cell = 2000
	}
	return l
}

// Row is one row of a table. Cells that are not there are empty; all are
// trimmed.
type Row struct {
	Number int // as a spreadsheet shows it; the headings are mostly in row 1
	Cells  []string
}

// Blank tells that nothing stands in the row.
func (r Row) Blank() bool {
	for _, c := range r.Cells {
		if c != "" {
			return false
		}
	}
	return true
}

// Cell answers the cell of a column, "" where the row is shorter.
func (r Row) Cell(column int) string {
	if column < len(r.Cells) {
		return r.Cells[column]
	}
	return ""
}

// Fault is one thing wrong with a file: where, what stands there, and why it
// cannot be taken. The code has a text in each language, as every error has.
type Fault struct {
	Row    int    // 0: the file as a whole
	Column string // the heading as it is written; empty: the row as a whole
	Value  string
	Code   string
	Facts  domain.Facts
	// Warning: it looks wrong, and is taken as it stands.
	Warning bool
}

// Table is an open file. It can be read more than once.
type Table struct {
	file   *os.File
	limits Limits
	sheet  *sheet // of an XLSX; nil: CSV
	form   csvForm
	Days   DayForm // how its days are written as numbers
}

// What files of other kinds begin with.
const (
	zipMark = "PK\x03\x04"
	oleMark = "\xd0\xcf\x11\xe0" // XLS, and anything with a password
)

// Open opens a file. What cannot be read as a table is an input error of the
// field "file"; anything else is a failure of the machine.
func Open(path string, limits Limits) (_ *Table, err error) {
	limits = limits.complete()
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t := &Table{file: f, limits: limits}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	switch {
	case info.IsDir():
		return nil, refused("file_unreadable", nil)
	case info.Size() == 0:
		return nil, refused("file_empty", nil)
	case info.Size() > limits.FileSize:
		return nil, refused("file_too_large", domain.Facts{"max_mib": limits.FileSize >> 20})
	}
	head := make([]byte, 4)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch string(head[:n]) {
	case oleMark:
		return nil, refused("file_old_excel", nil)
	case zipMark:
		t.sheet, t.Days, err = openSheet(f, info.Size(), limits)
	default:
		t.form, err = csvFormOf(f)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Close lets the file go, and what was unpacked from it.
func (t *Table) Close() error {
	var err error
	if t.sheet != nil {
		err = t.sheet.close()
	}
	return errors.Join(err, t.file.Close())
}

// Rows hands over the rows from the first on, headings and blank ones too, and
// stops at the first error of use, which it answers. Faults of the file are
// input errors with the row in their facts.
func (t *Table) Rows(use func(Row) error) error {
	read := t.csvRows
	if t.sheet != nil {
		read = t.sheet.rows
	}
	seen, headed := 0, false
	return read(func(r Row) error {
		if seen++; seen > t.limits.Rows+1 {
			return refused("too_many_rows", domain.Facts{"max": t.limits.Rows})
		}
		if len(r.Cells) > t.limits.Columns {
			return refused("too_many_columns", domain.Facts{"row": r.Number, "max": t.limits.Columns, "have": len(r.Cells)})
		}
		for i, c := range r.Cells {
			if len(c) > t.limits.Cell && len([]rune(c)) > t.limits.Cell {
				return refused("cell_too_long", domain.Facts{"row": r.Number, "max": t.limits.Cell})
			}
			r.Cells[i] = trim(c)
		}
		if !headed && r.Blank() {
			return nil
		}
		headed = true
		return use(r)
	})
}

func refused(code string, facts domain.Facts) error { return domain.Invalid(code, "file", facts) }

// trim drops the spaces around a text, also those that only look like some.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
}
