package tabular

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"rongqiao/internal/domain"
)

func fileOf(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readAll(t *testing.T, path string, limits Limits) ([]Row, error) {
	t.Helper()
	table, err := Open(path, limits)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	var rows []Row
	for range 2 { // it can be read again
		rows = nil
		if err := table.Rows(func(r Row) error {
			rows = append(rows, r)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func code(err error) string {
	var refused *domain.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return fmt.Sprint(err)
}

func TestTextFiles(t *testing.T) {
	text := "名称,数\n 融桥 ,1\n"
	want := []Row{{1, []string{"名称", "数"}}, {2, []string{"融桥", "1"}}}
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(text)
	gbTabs, _ := simplifiedchinese.GB18030.NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	for name, row := range map[string]struct {
		data string
		want []Row
	}{
		"UTF-8":                                {text, want},
		"with a byte order mark":               {"\ufeff" + text, want},
		"GB18030":                              {gb, want},
		"GB18030 with tabs":                    {gbTabs, want},
		"UTF-16 with tabs, as Excel writes it": {utf16, want},
		"lines end as on Windows":              {strings.ReplaceAll(text, "\n", "\r\n"), want},
		"no line end at the end":               {strings.TrimSuffix(text, "\n"), want},
		"blank lines count as rows":            {"\n\n名称,数\n\n融桥,1\n", []Row{{3, want[0].Cells}, {5, want[1].Cells}}},
		"a cell of two lines is in one row":    {"名称,数\n\"融\n桥\",1\nb,2\n", []Row{{1, want[0].Cells}, {2, []string{"融\n桥", "1"}}, {3, []string{"b", "2"}}}},
		"rows of other lengths":                {"名称,数\na\nb,1,2\n", []Row{{1, want[0].Cells}, {2, []string{"a"}}, {3, []string{"b", "1", "2"}}}},
		"commas in a quoted heading":           {"\"a,b\"\tc\n", []Row{{1, []string{"a,b", "c"}}}},
		"an apostrophe before a formula goes":  {"名称,数\n'=1+1,'a\n", []Row{{1, want[0].Cells}, {2, []string{"=1+1", "'a"}}}},
	} {
		rows, err := readAll(t, fileOf(t, []byte(row.data)), Limits{})
		if err != nil || !reflect.DeepEqual(rows, row.want) {
			t.Errorf("%s: have %v %v, want %v", name, rows, err, row.want)
		}
	}
}

func TestWorkbooks(t *testing.T) {
	book := excelize.NewFile()
	cells := map[string]any{"A2": "名称", "B2": "金额", "C2": "日期", "A4": " 融桥 ", "B4": 1234.56, "C4": 45356, "A5": 0.1 + 0.2, "B5": "=1+1", "D5": "0012"}
	for at, v := range cells {
		if err := book.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	style, _ := book.NewStyle(&excelize.Style{NumFmt: 14}) // shown as a day
	if err := book.SetCellStyle("Sheet1", "C4", "C4", style); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	rows, err := readAll(t, path, Limits{})
	want := []Row{{2, []string{"名称", "金额", "日期"}}, {3, nil}, {4, []string{"融桥", "1234.56", "45356"}}, {5, []string{"0.3", "=1+1", "", "0012"}}}
	if err != nil || fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("have %v %v, want %v", rows, err, want)
	}
}

// packed is a zip file whose parts are so many zero bytes.
func packed(t *testing.T, parts map[string]int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	for name, size := range parts {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(part, zeros{}, size); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestFilesThatAreRefused(t *testing.T) {
	small := Limits{FileSize: 1000, Rows: 2, Columns: 3, Cell: 10}
	for name, row := range map[string]struct {
		data   []byte
		limits Limits
		code   string
	}{
		"nothing":                         {nil, Limits{}, "file_empty"},
		"too large":                       {make([]byte, 1001), small, "file_too_large"},
		"an old Excel, or one locked":     {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Limits{}, "file_old_excel"},
		"a picture":                       {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), Limits{}, "file_not_table"},
		"half of a zip":                   {packed(t, map[string]int64{"xl/workbook.xml": 100})[:40], Limits{}, "file_damaged"},
		"a zip that is no workbook":       {packed(t, map[string]int64{"word/document.xml": 100}), Limits{}, "file_not_table"},
		"a zip bomb":                      {packed(t, map[string]int64{"xl/workbook.xml": 10, "xl/worksheets/sheet1.xml": 30 << 20}), Limits{}, "file_bomb"},
		"more than may be unpacked":       {packed(t, map[string]int64{"xl/workbook.xml": 10, "x": 2 << 20}), Limits{Unpacked: 1 << 20}, "file_bomb"},
		"a workbook without its parts":    {packed(t, map[string]int64{"xl/workbook.xml": 10}), Limits{}, "file_damaged"},
		"too many rows":                   {[]byte("a\n1\n2\n3\n"), small, "too_many_rows"},
		"too many columns":                {[]byte("a,b,c,d\n"), small, "too_many_columns"},
		"a cell that is too long":         {[]byte("a\n12345678901\n"), small, "cell_too_long"},
		"a quotation mark that is open":   {[]byte("a,b\n\"c,d\n"), Limits{}, "row_unreadable"},
		"characters that no encoding has": {append([]byte("a,b\n"+strings.Repeat("c,d\n", 40_000)), 0xff, 0xff, '\n'), Limits{}, "row_not_text"},
	} {
		if _, err := readAll(t, fileOf(t, row.data), row.limits); code(err) != row.code {
			t.Errorf("%s: have %v, want %s", name, err, row.code)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "rongqiao-table-*")); len(left) > 0 {
		t.Errorf("unpacked parts are left behind: %v", left)
	}
}

const mapping = `
units: [{fen: 100, names: [元, yuan]}, {fen: 1000000, names: [万元]}]
columns:
  - {column: uscc, required: true, zh: [统一社会信用代码, 信用代码], en: [USCC]}
  - {column: name, zh: [企业名称], en: [name]}
  - {column: staff, zh: [从业人员], en: [staff]}
  - {column: revenue, money: true, yearly: true, zh: [营业收入], en: [revenue]}
  - {column: audited, yearly: true, zh: [是否审计], en: [audited]}
`

func testMapping(t *testing.T) *Mapping {
	t.Helper()
	m, err := LoadMapping(fstest.MapFS{"m.yaml": {Data: []byte(mapping)}}, "m.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestHeadings(t *testing.T) {
	m := testMapping(t)
	heads, faults := m.Heads(Row{1, []string{
		"备注", "ＵＳＣＣ", " 企业 名称* ", "2025年营业收入（万元）", "营业收入(元)2024年度", "revenue 2023 (yuan)", "2025是否审计", "从业人员", "2022年营业收入(单位:万元)",
	}})
	var have []string
	for _, h := range heads.Known {
		have = append(have, fmt.Sprint(h.At, h.ID, h.Year, int64(h.Unit)))
	}
	want := []string{"1uscc0 0", "2name0 0", "3revenue2025 1000000", "4revenue2024 100", "5revenue2023 100", "6audited2025 0", "7staff0 0", "8revenue2022 1000000"}
	if fmt.Sprint(have) != fmt.Sprint(want) || len(faults) > 0 || fmt.Sprint(heads.Unknown) != "[备注]" {
		t.Errorf("have %v %v %v, want %v", have, faults, heads.Unknown, want)
	}
}

func TestHeadingsAtFault(t *testing.T) {
	m := testMapping(t)
	for name, row := range map[string]struct {
		cells []string
		want  string // column and code of the only fault
	}{
		"money without a unit":           {[]string{"信用代码", "2025年营业收入"}, "2025年营业收入 unit_missing"},
		"a unit that is not known":       {[]string{"信用代码", "2025年营业收入(美元)"}, "2025年营业收入(美元) unit_missing"},
		"a remark in brackets":           {[]string{"信用代码", "从业人员(人)"}, ""},
		"a year's figure without a year": {[]string{"信用代码", "营业收入(万元)"}, "营业收入(万元) year_missing"},
		"a year where none belongs":      {[]string{"信用代码", "2025年从业人员"}, ""},
		"the same column twice":          {[]string{"信用代码", "USCC"}, "USCC column_twice"},
		"the same figure of two years":   {[]string{"信用代码", "2025年营业收入(元)", "2024年营业收入(元)"}, ""},
		"the same figure in two units":   {[]string{"信用代码", "2025年营业收入(元)", "2025年营业收入(万元)"}, "2025年营业收入(万元) column_twice"},
		"a required column is missing":   {[]string{"企业名称"}, "统一社会信用代码 column_missing"},
	} {
		_, faults := m.Heads(Row{1, row.cells})
		have := ""
		for _, f := range faults {
			have += f.Column + " " + f.Code
		}
		if have != row.want {
			t.Errorf("%s: have %q, want %q", name, have, row.want)
		}
	}
}

func TestANameOfTwoColumnsIsRefused(t *testing.T) {
	twice := strings.Replace(mapping, "en: [staff]", "en: [name]", 1)
	if _, err := LoadMapping(fstest.MapFS{"m.yaml": {Data: []byte(twice)}}, "m.yaml"); err == nil || !strings.Contains(err.Error(), `"name"`) {
		t.Errorf("have %v", err)
	}
}
