package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/xuri/excelize/v2"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/tabular"
)

// importedSeed draws the firms of the files.
const importedSeed = 17

// importHeads are headings that the verb import reads.
var importHeads = []string{
	"统一社会信用代码", "企业名称", "成立日期", "所在区县", "行业代码", "从业人员", "研发人员",
	"2024年营业收入(万元)", "2024年研发费用(万元)", "2025年营业收入(万元)", "2025年研发费用(万元)", "2025年资产总额(万元)", "2025年负债总额(万元)",
}

// importPart times the verb import on files of made-up firms, each into an
// empty store, beside a program that only reads the same file and puts its
// cells into a bare SQLite table: what a loader without any check would take.
func importPart(ctx context.Context, b *bench) (string, error) {
	rs, err := loadRules()
	if err != nil {
		return "", err
	}
	today := domain.DateOf(time.Now())
	var lines [][]string
	for _, e := range demo.Firms(importedSeed, min(100_000, b.enterprises), demo.RegionOf(rs, today), today) {
		lines = append(lines, importLine(e))
	}
	write := func(yield func([]string) error) error {
		if err := yield(importHeads); err != nil {
			return err
		}
		for _, l := range lines {
			if err := yield(l); err != nil {
				return err
			}
		}
		return nil
	}
	t := &table{head: []string{"file", "size", "import: check and store", "peak memory", "the same file again", "read and insert, nothing checked", "the import takes that many times as long"}}
	for _, kind := range []string{"csv", "xlsx"} {
		path := filepath.Join(b.dir, "firms."+kind)
		size, err := writeTable(path, write)
		if err != nil {
			return "", err
		}
		data := filepath.Join(b.dir, "import-"+kind)
		first, peak, err := importVerb(ctx, b, path, data)
		if err != nil {
			return "", err
		}
		again, _, err := importVerb(ctx, b, path, data)
		if err != nil {
			return "", err
		}
		bare, err := loadBare(ctx, path, filepath.Join(b.dir, kind+".db"), len(lines))
		if err != nil {
			return "", err
		}
		t.add(fmt.Sprintf("%s, %s firms", strings.ToUpper(kind), whole(len(lines))), fmt.Sprintf("%d MB", size/1_000_000),
			span(first), peak, span(again), span(bare), times(first, bare))
	}
	return t.String(), nil
}

func importLine(e domain.Enterprise) []string {
	cells := []string{string(e.USCC), e.Name, e.FoundedOn.String(), string(e.District()), string(e.Industry), count(e.Staff), count(e.RDStaff)}
	years := map[int]domain.FinancialYear{}
	for _, y := range e.Financials {
		years[y.Year] = y
	}
	last := years[2025]
	for _, f := range []*domain.Fen{years[2024].Revenue, years[2024].RDExpense, last.Revenue, last.RDExpense, last.TotalAssets, last.TotalLiabilities} {
		if f == nil {
			cells = append(cells, "")
			continue
		}
		cells = append(cells, strconv.FormatFloat(float64(*f)/float64(domain.Wan), 'f', 6, 64))
	}
	return cells
}

func count[T ~int | ~int32 | ~int64](n *T) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

func writeTable(path string, rows func(func([]string) error) error) (size int64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	if filepath.Ext(path) == ".csv" {
		err = tabular.WriteCSV(f, rows)
	} else {
		err = tabular.WriteXLSX(f, "企业", rows)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// importVerb runs the verb, and answers its time and peak memory.
func importVerb(ctx context.Context, b *bench, path, data string) (time.Duration, string, error) {
	verb := exec.CommandContext(ctx, b.binary, "import", "enterprises", "--data", data, path)
	var told strings.Builder
	verb.Stderr = &told
	start := time.Now()
	if err := verb.Run(); err != nil {
		text := told.String()
		return 0, "", fmt.Errorf("import %s: %w: %s", filepath.Base(path), err, text[max(0, len(text)-2000):])
	}
	return time.Since(start), peakMemory(verb.ProcessState), nil
}

// peakMemory is the most memory that a process has held.
func peakMemory(p *os.ProcessState) string {
	if usage, ok := p.SysUsage().(*syscall.Rusage); ok {
		return fmt.Sprintf("%d MB", usage.Maxrss/1000)
	}
	return "not known"
}

// loadBare reads every cell and inserts it, a thousand rows to a transaction.
func loadBare(ctx context.Context, path, database string, want int) (_ time.Duration, err error) {
	start := time.Now()
	db, err := openSQLite(database)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	marks := strings.Repeat(",?", len(importHeads))[1:]
	if _, err := db.ExecContext(ctx, "CREATE TABLE firms (c"+strings.Join(numbers(len(importHeads)), ", c")+")"); err != nil {
		return 0, err
	}
	var tx *sql.Tx
	rows := 0
	insert := func(cells []string) error {
		if rows%1000 == 0 {
			if tx != nil {
				if err := tx.Commit(); err != nil {
					return err
				}
			}
			if tx, err = db.BeginTx(ctx, nil); err != nil {
				return err
			}
		}
		rows++
		given := make([]any, len(importHeads))
		for i := range given {
			if i < len(cells) {
				given[i] = cells[i]
			}
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO firms VALUES ("+marks+")", given...)
		return err
	}
	if err := eachLine(path, insert); err != nil {
		return 0, err
	}
	if tx != nil {
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	if rows != want+1 {
		return 0, fmt.Errorf("%s: have %d rows, want %d", filepath.Base(path), rows, want+1)
	}
	return time.Since(start), nil
}

func numbers(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = strconv.Itoa(i)
	}
	return out
}

func eachLine(path string, use func([]string) error) (err error) {
	if filepath.Ext(path) == ".csv" {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		r := csv.NewReader(f)
		r.ReuseRecord = true
		for {
			cells, err := r.Read()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := use(cells); err != nil {
				return err
			}
		}
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		if err := use(cells); err != nil {
			return err
		}
	}
	return rows.Error()
}
