package tabular

import (
	"archive/zip"
	"errors"
	"fmt"
	"math"
	"os"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"rongqiao/internal/domain"
)

// Parts of a workbook above this size are unpacked to a file instead of into
// memory, in bytes.
const inMemory = 4 << 20

// An honest workbook packs to a fifteenth or so; a bomb to a thousandth. Small
// parts may be anything.
const (
	maxRatio   = 200
	freeOfThat = 10 << 20 // bytes
)

// sheet is the first visible sheet of a workbook.
type sheet struct {
	book *excelize.File
	name string
	dir  string // what was unpacked
}

// openSheet looks at the sizes first: they are in the packed file's list, and
// unpacking ends where a part turns out larger than it says.
func openSheet(f *os.File, size int64, limits Limits) (_ *sheet, _ DayForm, err error) {
	packed, err := zip.NewReader(f, size)
	if err != nil {
		return nil, DayForm{}, refused("file_damaged", nil)
	}
	var all uint64
	workbook := false
	for _, part := range packed.File {
		all += part.UncompressedSize64
		workbook = workbook || path.Clean(part.Name) == "xl/workbook.xml"
		if all > uint64(limits.Unpacked) || all > freeOfThat && all/maxRatio > uint64(size) {
			return nil, DayForm{}, refused("file_bomb", domain.Facts{"max_mib": limits.Unpacked >> 20})
		}
	}
	if !workbook {
		return nil, DayForm{}, refused("file_not_table", nil)
	}
	dir, err := os.MkdirTemp("", "rongqiao-table-")
	if err != nil {
		return nil, DayForm{}, err
	}
	s := &sheet{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	s.book, err = excelize.OpenFile(f.Name(), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: inMemory, TmpDir: dir,
	})
	if err != nil {
		return nil, DayForm{}, refused("file_damaged", nil)
	}
	for _, name := range s.book.GetSheetList() {
		if visible, err := s.book.GetSheetVisible(name); err == nil && visible {
			s.name = name
			break
		}
	}
	if s.name == "" {
		return nil, DayForm{}, refused("file_not_table", nil)
	}
	days := DayForm{Serials: true}
	if props, err := s.book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		days.From1904 = *props.Date1904
	}
	return s, days, nil
}

func (s *sheet) rows(use func(Row) error) (err error) {
	rows, err := s.book.Rows(s.name)
	if err != nil {
		return refused("file_damaged", nil)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return refused("row_unreadable", domain.Facts{"row": number})
		}
		for i, c := range cells {
			cells[i] = asShown(c)
		}
		if err := use(Row{Number: number, Cells: cells}); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return refused("file_damaged", nil)
	}
	return nil
}

// exact is how many digits of a number a spreadsheet keeps and shows; what it
// writes behind them comes of its binary fractions.
const exact = 15

// asShown takes a number as the spreadsheet shows it: 1234.56 may be written
// 1234.5599999999999.
func asShown(cell string) string {
	if len(cell) <= exact || strings.Trim(cell, "0123456789+-.eE") != "" || !strings.ContainsAny(cell, ".eE") {
		return cell
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsInf(v, 0) {
		return cell
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', exact-1, 64), 64)
	if err != nil {
		return cell
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

func (s *sheet) close() error {
	var err error
	if s.book != nil {
		err = s.book.Close()
	}
	if rerr := os.RemoveAll(s.dir); rerr != nil {
		err = errors.Join(err, fmt.Errorf("drop what was unpacked: %w", rerr))
	}
	return err
}
