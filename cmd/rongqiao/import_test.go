package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rongqiao/config"
	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/internal/tabular"
)

const importHeads = "企业名称,统一社会信用代码,成立日期,所在区县,行业代码,从业人员,研发人员,2024年营业收入(万元),2025年营业收入(元),专精特新认定日期,专精特新有效期至,发明专利数\n"

func importUSCC(n int) string {
	code, _ := domain.CompleteUSCC(fmt.Sprintf("915099%02dDEM2%05d", n/100_000, n%100_000))
	return string(code)
}

func importRow(n int, change ...string) string {
	cells := []string{fmt.Sprintf("示例第%d机械有限公司", n), importUSCC(n), "2016/4/18", "北碚区", "34", "120", "12", "1200.5", "13000000.25", "2024年6月1日", "2027-05-31", "7"}
	for i := 0; i+1 < len(change); i += 2 {
		for c, head := range strings.Split(strings.TrimSpace(importHeads), ",") {
			if head == change[i] {
				cells[c] = change[i+1]
			}
		}
	}
	return strings.Join(cells, ",")
}

func importFile(t *testing.T, heads string, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "firms.csv")
	if err := os.WriteFile(path, []byte(heads+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// inFolder opens the data folder, and closes it again.
func inFolder(t *testing.T, data string, do func(*platform)) {
	t.Helper()
	e := env{out: os.Stderr, err: os.Stderr, getenv: func(string) string { return "" }, now: time.Now}
	s, err := config.Load([]string{"--data", data}, e.getenv, e.err)
	if err != nil {
		t.Fatal(err)
	}
	p, err := openBase(context.Background(), s, e)
	if err != nil {
		t.Fatal(err)
	}
	do(p)
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
}

func firmOf(t *testing.T, p *platform, n int) domain.Enterprise {
	t.Helper()
	e, err := p.store.EnterpriseByUSCC(context.Background(), domain.USCC(importUSCC(n)))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAFileOfEnterprises(t *testing.T) {
	data := t.TempDir()
	bad := importFile(t, importHeads, importRow(1), importRow(2, "2025年营业收入(元)", "未审计", "所在区县", "不存在区"), importRow(1), importRow(3, "研发人员", "900"))
	list := filepath.Join(t.TempDir(), "faults.csv")
	code, out, errs := command(t, "import", "enterprises", bad, "--data", data, "--errors", list)
	if code != exitFailure || !strings.Contains(out, "nothing was written") {
		t.Fatalf("one bad row keeps all out: %d %s %s", code, out, errs)
	}
	for _, want := range []string{
		"第 3 行，列“2025年营业收入(元)”: \"未审计\": 不是数字", "第 3 行，列“所在区县”: \"不存在区\"", "第 4 行，列“统一社会信用代码”", "与第 2 行是同一家企业", "第 5 行，列“研发人员”: \"900\": 部分不能大于整体",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("want %s among\n%s", want, errs)
		}
	}
	text, err := os.ReadFile(list)
	if err != nil || strings.Count(string(text), "\n") != 5 || !strings.Contains(string(text), "Not a number") || !strings.Contains(string(text), "不是数字") {
		t.Errorf("the file of faults: %s %v", text, err)
	}
	inFolder(t, data, func(p *platform) {
		if n, err := p.store.CountRecords(context.Background(), store.EnterpriseRecords); n != 0 || err != nil {
			t.Errorf("%d firms were written, %v", n, err)
		}
	})
	if code, out, errs := command(t, "import", "enterprises", "--skip-bad-rows", "--data", data, bad); code != exitOK || !strings.Contains(out, "1 new") {
		t.Fatalf("the good rows: %d %s %s", code, out, errs)
	}
	inFolder(t, data, func(p *platform) {
		e := firmOf(t, p, 1)
		y24, y25 := e.Financials[0], e.Financials[1]
		if e.District() != "500109" || e.Industry != "34" || *e.Staff != 120 || y24.Year != 2024 || *y24.Revenue != 1_200_500_000 || y25.Year != 2025 || *y25.Revenue != 1_300_000_025 ||
			y25.NetProfit != nil || e.Tiers[0].Code != "srdi_sme" || *e.Tiers[0].Until != domain.NewDate(2027, 5, 31) || e.Patents[0] != (domain.PatentCount{Kind: "invention", Count: 7}) || e.Certificates != nil {
			t.Errorf("the firm: %+v", e)
		}
	})
	before := importState(t, data)
	if code, out, _ := command(t, "import", "enterprises", "--data", data, importFile(t, importHeads, importRow(1))); code != exitOK || !strings.Contains(out, "1 unchanged") {
		t.Errorf("a second time: %s", out)
	}
	if importState(t, data) != before {
		t.Error("the second run of the same rows has changed something")
	}
	// Only the columns given change, and an empty cell says nothing.
	part := importFile(t, "信用代码,从业人员,研发人员,2026年净利润(亿元),2026年扣非净利润(万元),2026年研发投入(元),2026年经营现金流净额(万元),2026年加权平均净资产收益率(%)\n", importUSCC(1)+",130,,-0.5,-5100,1000000,-3.5,-8.25")
	if code, out, errs := command(t, "import", "enterprises", "--data", data, part); code != exitOK || !strings.Contains(out, "1 changed") {
		t.Fatalf("in part: %d %s %s", code, out, errs)
	}
	inFolder(t, data, func(p *platform) {
		e := firmOf(t, p, 1)
		if *e.Staff != 130 || *e.RDStaff != 12 || len(e.Financials) != 3 || *e.Financials[2].NetProfit != -50_000_000*domain.Yuan ||
			*e.Financials[2].NetProfitAdjusted != -51_000_000*domain.Yuan || *e.Financials[2].RDInvestment != 1_000_000*domain.Yuan ||
			*e.Financials[2].OperatingCashFlow != -35_000*domain.Yuan || *e.Financials[2].WeightedROE != -825 || e.Version != 2 || e.Name != "示例第1机械有限公司" {
			t.Errorf("in part: %+v", e)
		}
	})
	if code, _, errs := command(t, "import", "enterprises", "--data", data, "--check", importFile(t, "信用代码,从业人员\n", importUSCC(9)+",5")); code != exitFailure || strings.Count(errs, "此项必填") != 4 {
		t.Errorf("a firm that is not there needs more: %s", errs)
	}
}

func TestFiguresThatLookLikeTheWrongUnit(t *testing.T) {
	data := t.TempDir()
	// 13 million yuan and 1,200 万元 agree; 1,300 yuan beside them does not.
	code, out, errs := command(t, "import", "enterprises", "--lang", "en", "--data", data, importFile(t, importHeads, importRow(1), importRow(2, "2025年营业收入(元)", "1300")))
	if code != exitOK || !strings.Contains(out, "2 warnings") || !strings.Contains(errs, "row 3, column “2024年营业收入(万元)”") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	for head, want := range map[string]string{
		"2025年营业收入":     "没有写明单位",
		"营业收入(万元)":      "没有写明年份",
		"2025年营业收入(美元)": "没有写明单位",
	} {
		file := importFile(t, "信用代码,"+head+"\n", importUSCC(1)+",5")
		if code, _, errs := command(t, "import", "enterprises", "--skip-bad-rows", "--data", data, file); code != exitFailure || !strings.Contains(errs, want) {
			t.Errorf("%s: %s", head, errs)
		}
	}
	for cell, want := range map[string]string{"0.0000001": "金额小于一分", "-5": "金额不能为负", "99999999999999": "金额过大"} {
		file := importFile(t, "信用代码,2024年营业收入(万元)\n", importUSCC(1)+","+cell)
		if code, _, errs := command(t, "import", "enterprises", "--data", data, file); code != exitFailure || !strings.Contains(errs, want) {
			t.Errorf("%s: %s", cell, errs)
		}
	}
}

// importState is all that is stored of firms, with the last event.
func importState(t *testing.T, data string) string {
	t.Helper()
	var out strings.Builder
	inFolder(t, data, func(p *platform) {
		err := p.store.Records(context.Background(), store.EnterpriseRecords, func(r store.Record) error {
			fmt.Fprintln(&out, r.ID, r.Version, string(r.Doc))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		seq, err := p.store.LastSeq(context.Background())
		fmt.Fprintln(&out, seq, err)
	})
	return out.String()
}

// failing stops saving after so many firms, as a kill would.
type failing struct {
	store.Store
	left atomic.Int64
}

var errStopped = errors.New("stopped")

func (f *failing) SaveEnterprise(ctx context.Context, e domain.Enterprise, events ...domain.Event) (domain.Enterprise, error) {
	if f.left.Add(-1) < 0 {
		return domain.Enterprise{}, errStopped
	}
	return f.Store.SaveEnterprise(ctx, e, events...)
}

// TestAnImportThatIsCutOff leaves a mark: no other file is taken until the
// same one has been run to its end, and it does only what is left.
func TestAnImportThatIsCutOff(t *testing.T) {
	ctx, data := context.Background(), t.TempDir()
	var rows []string
	for n := range 1500 {
		rows = append(rows, importRow(n))
	}
	file := importFile(t, importHeads, rows...)
	inFolder(t, data, func(p *platform) {
		im, _, err := p.imports()
		if err != nil {
			t.Fatal(err)
		}
		f := &failing{Store: p.store}
		f.left.Store(700)
		im.Store = f
		table, hash, err := openTable(file)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = table.Close() }()
		if _, err := im.Enterprises(ctx, table, app.EnterpriseImport{File: "firms.csv", Hash: hash}); !errors.Is(err, errStopped) {
			t.Errorf("want the failure, have %v", err)
		}
	})
	other := importFile(t, importHeads, importRow(9000))
	code, _, errs := command(t, "import", "enterprises", "--data", data, other)
	if code != exitFailure || !strings.Contains(errs, "import_unfinished") || !strings.Contains(errs, "firms.csv") {
		t.Errorf("another file meanwhile: %d %s", code, errs)
	}
	if code, out, errs := command(t, "import", "enterprises", "--data", data, file); code != exitOK || !strings.Contains(out, "800 new, 0 changed, 700 unchanged") {
		t.Errorf("the rest: %d %s %s", code, out, errs)
	}
	before := importState(t, data)
	if code, out, _ := command(t, "import", "enterprises", "--data", data, file); code != exitOK || !strings.Contains(out, "1500 unchanged") {
		t.Errorf("once more: %s", out)
	}
	if importState(t, data) != before {
		t.Error("a run of what is there already has changed something")
	}
	if code, _, errs := command(t, "import", "enterprises", "--data", data, other); code != exitOK {
		t.Errorf("another file afterwards: %s", errs)
	}
}

// TestARowIsMergedAnewWhereSomeoneElseSavesTheFirm between the check and the
// write: what the other has changed stays.
func TestARowIsMergedAnewWhereSomeoneElseSavesTheFirm(t *testing.T) {
	ctx, data := context.Background(), t.TempDir()
	if code, _, errs := command(t, "import", "enterprises", "--data", data, importFile(t, importHeads, importRow(1))); code != exitOK {
		t.Fatal(errs)
	}
	inFolder(t, data, func(p *platform) {
		im, _, err := p.imports()
		if err != nil {
			t.Fatal(err)
		}
		im.Store = &meddling{Store: p.store}
		table, err := tabular.Open(importFile(t, "信用代码,从业人员\n", importUSCC(1)+",130"), tabular.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = table.Close() }()
		report, err := im.Enterprises(ctx, table, app.EnterpriseImport{File: "a.csv", Hash: "h"})
		if err != nil || report.Changed != 1 {
			t.Errorf("have %+v %v", report, err)
		}
		if e := firmOf(t, p, 1); *e.Staff != 130 || *e.RDStaff != 44 {
			t.Errorf("staff %d, R&D staff %d", *e.Staff, *e.RDStaff)
		}
	})
}

// meddling saves a firm just before the first save of it.
type meddling struct {
	store.Store
	done bool
}

func (m *meddling) SaveEnterprise(ctx context.Context, e domain.Enterprise, events ...domain.Event) (domain.Enterprise, error) {
	if !m.done {
		m.done = true
		stored, err := m.Enterprise(ctx, e.ID)
		if err != nil {
			return domain.Enterprise{}, err
		}
		many := int32(44)
		stored.RDStaff = &many
		if _, err := m.Store.SaveEnterprise(ctx, stored); err != nil {
			return domain.Enterprise{}, err
		}
	}
	return m.Store.SaveEnterprise(ctx, e, events...)
}
