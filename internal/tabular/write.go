package tabular

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// formulaMarks begin what a spreadsheet takes for a formula.
const formulaMarks = "=+-@\t\r"

// WriteCSV writes the rows as UTF-8 with a byte order mark, by which Excel
// knows it. A cell that a spreadsheet would take for a formula gets an
// apostrophe before it, which this package drops again.
func WriteCSV(w io.Writer, rows func(yield func([]string) error) error) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	err := rows(func(cells []string) error {
		safe := make([]string, len(cells))
		for i, c := range cells {
			safe[i] = AsText(c)
		}
		return out.Write(safe)
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

// AsText is the cell of a CSV file such that no spreadsheet takes it for a formula.
func AsText(cell string) string {
	if cell != "" {
		for _, m := range formulaMarks {
			if rune(cell[0]) == m {
				return "'" + cell
			}
		}
	}
	return cell
}

// WriteXLSX writes the rows into one sheet, every cell as text, which no
// spreadsheet takes for a formula.
func WriteXLSX(w io.Writer, sheet string, rows func(yield func([]string) error) error) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return fmt.Errorf("name the sheet: %w", err)
	}
	stream, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	number := 0
	err = rows(func(cells []string) error {
		number++
		values := make([]any, len(cells))
		for i, c := range cells {
			values[i] = c
		}
		at, err := excelize.CoordinatesToCellName(1, number)
		if err != nil {
			return err
		}
		return stream.SetRow(at, values)
	})
	if err != nil {
		return err
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}
