package workbook_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"rongqiao/internal/workbook"
)

func TestTextThatLooksLikeAFormulaStaysText(t *testing.T) {
	var out bytes.Buffer
	evil := []any{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "重庆（演示）", int64(-5), nil}
	if err := workbook.Write(&out, []workbook.Sheet{{Name: "甲", Head: []string{"a"}, Rows: [][]any{evil}}, {Name: "乙", Head: []string{"b"}}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if have := f.GetSheetList(); len(have) != 2 || have[0] != "甲" || have[1] != "乙" {
		t.Errorf("have the sheets %v", have)
	}
	for i, v := range evil {
		at, _ := excelize.CoordinatesToCellName(i+1, 2)
		formula, _ := f.GetCellFormula("甲", at)
		kind, _ := f.GetCellType("甲", at)
		value, _ := f.GetCellValue("甲", at)
		text, isText := v.(string)
		if formula != "" || (isText && (value != text || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString))) {
			t.Errorf("%v is the cell %q of type %v with the formula %q", v, value, kind, formula)
		}
		style, _ := f.GetCellStyle("甲", at)
		if marked := style != 0; marked != (i < 5) {
			t.Errorf("%v is marked as text: %t", v, marked)
		}
	}
	if v, _ := f.GetCellValue("甲", "G2"); v != "-5" {
		t.Errorf("a number below zero is %q", v)
	}
}
