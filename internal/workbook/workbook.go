// Package workbook writes tables as a spreadsheet file (XLSX). A text is always
// a text cell: one that begins like a formula is marked as text besides, so that
// no program that opens the file, or saves it on in another form, works it out.
package workbook

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheet is one table. A cell is a string, an int64 or nil for empty.
type Sheet struct {
	Name   string
	Widths []float64 // of columns, in characters
	Head   []string
	Rows   [][]any
}

// textFormat is the number format "@" of spreadsheets: the cell is text.
const textFormat = 49

// formulaStarts are what programs take for the beginning of a formula.
const formulaStarts = "=+-@\t\r"

// Write writes the sheets in their order.
func Write(w io.Writer, sheets []Sheet) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err := f.NewStyle(&excelize.Style{NumFmt: textFormat})
	if err != nil {
		return fmt.Errorf("make the text style: %w", err)
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("make the style of headings: %w", err)
	}
	for i, s := range sheets {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err == nil {
			err = write(f, s, text, head)
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	_, err = f.WriteTo(w)
	return err
}

func write(f *excelize.File, s Sheet, text, head int) error {
	out, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i, width := range s.Widths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	heads := make([]any, len(s.Head))
	for i, h := range s.Head {
		heads[i] = excelize.Cell{StyleID: head, Value: h}
	}
	if err := out.SetRow("A1", heads); err != nil {
		return err
	}
	for n, row := range s.Rows {
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = v
			if t, ok := v.(string); ok && t != "" && strings.ContainsRune(formulaStarts, rune(t[0])) {
				cells[i] = excelize.Cell{StyleID: text, Value: t}
			}
		}
		at, err := excelize.CoordinatesToCellName(1, n+2)
		if err == nil {
			err = out.SetRow(at, cells)
		}
		if err != nil {
			return err
		}
	}
	return out.Flush()
}
