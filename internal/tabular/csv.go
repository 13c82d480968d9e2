package tabular

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"rongqiao/internal/domain"
)

// csvForm is how a text file is written.
type csvForm struct {
	encoding encoding.Encoding // nil: UTF-8
	skip     int64             // the byte order mark
	comma    rune
}

// csvFormOf finds it out: by the byte order mark, else UTF-8 where the whole
// file is that, else GB18030. It looks at every byte, and keeps none.
func csvFormOf(f io.ReaderAt) (csvForm, error) {
	form := csvForm{comma: ','}
	head := make([]byte, 64<<10)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return form, err
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		form.skip = 3
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		form.encoding = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		form.encoding = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	}
	if form.encoding == nil {
		if ok, err := isUTF8(form.reader(f)); err != nil {
			return form, err
		} else if !ok {
			form.encoding = simplifiedchinese.GB18030
		}
	}
	text := bufio.NewReader(form.reader(f))
	for i := 0; i < 64<<10; i++ {
		r, _, err := text.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			i = 64 << 10
		case err != nil:
			return form, err
		case r == utf8.RuneError || r == 0:
			return form, refused("file_not_table", nil)
		}
	}
	form.comma, err = commaOf(form.reader(f))
	return form, err
}

func (form csvForm) reader(f io.ReaderAt) io.Reader {
	r := io.Reader(io.NewSectionReader(f, form.skip, 1<<62))
	if form.encoding != nil {
		r = form.encoding.NewDecoder().Reader(r)
	}
	return r
}

func isUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return false, err
		}
		for len(buf) > 0 && (end || utf8.FullRune(buf)) {
			c, size := utf8.DecodeRune(buf)
			if c == utf8.RuneError && size <= 1 {
				return false, nil
			}
			buf = buf[size:]
		}
		if end {
			return true, nil
		}
		buf = append(make([]byte, 0, 64<<10), buf...) // what is left is part of one character
	}
}

// commaOf is what stands more often in the first line, outside quotes.
func commaOf(r io.Reader) (rune, error) {
	text := bufio.NewReader(r)
	commas, tabs, quoted := 0, 0, false
	for range 64 << 10 {
		c, _, err := text.ReadRune()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			commas++
		case c == '\t':
			tabs++
		case c == '\n' && commas+tabs > 0:
			return delimiter(commas, tabs), nil
		}
	}
	return delimiter(commas, tabs), nil
}

func delimiter(commas, tabs int) rune {
	if tabs > commas {
		return '\t'
	}
	return ','
}

// csvRows hands over the rows. A spreadsheet counts a record as one row
// however many lines it takes, and blank lines as rows.
func (t *Table) csvRows(use func(Row) error) error {
	r := csv.NewReader(t.form.reader(t.file))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = t.form.comma, -1, false
	within := 0 // line breaks inside cells so far
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return refused("row_unreadable", domain.Facts{"row": wrong.StartLine - within})
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		row := Row{Number: line - within, Cells: cells}
		for i, c := range cells {
			within += strings.Count(c, "\n")
			// What a writer put before a cell that a spreadsheet would take for a formula.
			if len(c) > 1 && c[0] == '\'' && strings.ContainsRune(formulaMarks, rune(c[1])) {
				cells[i] = c[1:]
			}
			if t.form.encoding != nil && strings.ContainsRune(c, utf8.RuneError) {
				return refused("row_not_text", domain.Facts{"row": row.Number})
			}
		}
		if err := use(row); err != nil {
			return err
		}
	}
}
