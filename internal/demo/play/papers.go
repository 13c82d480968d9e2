package play

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// handIn uploads what a provider wants, then says so. The same file again is
// the one that is there.
func (p *Play) handIn(ctx context.Context, f Firm, x apigen.Application) error {
	path := "/applications/" + x.ID
	d := p.die("papers", key(x))
	for _, paper := range []struct{ kind, name string }{{"audit_reports", "审计报告.pdf"}, {"bank_statements", "银行流水.pdf"}, {"contracts", "主要购销合同.pdf"}} {
		if paper.kind == "contracts" && d.chance(50) {
			continue
		}
		query := url.Values{"kind": {paper.kind}, "name": {paper.name}}
		if err := p.act(ctx, f.Account, path+"/documents?"+query.Encode(), file{paper.name, page(paper.kind, f.Enterprise.ID)}); err != nil {
			return err
		}
	}
	return p.act(ctx, f.Account, path+"/hand-in", apigen.Remark{Text: "已补充：" + x.Documents})
}

// page is a PDF of one empty page, another one for another firm.
func page(kind string, firm domain.EnterpriseID) []byte {
	return fmt.Appendf(nil, "%%PDF-1.4\n%% %s %s\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n", kind, firm)
}

const monitored = "double_hundred" // the roster whose firms report their weeks

// weekly is what a firm does once a week: it reports, where it is on the
// roster, and looks after what it is owed.
func (p *Play) weekly(ctx context.Context, f Firm) error {
	today := p.today()
	switch today.Time().Weekday() {
	case time.Tuesday:
		if slices.ContainsFunc(f.Enterprise.Rosters, func(t domain.Title) bool { return t.Code == monitored }) {
			return p.report(ctx, f, domain.WeekOf(today)-7)
		}
	case time.Wednesday:
		return p.collect(ctx, f)
	}
	return nil
}

// report says how a week went; said again it is the same.
func (p *Play) report(ctx context.Context, f Firm, week domain.Date) error {
	d := p.die("week", f.Enterprise.ID, week)
	if d.chance(10) {
		return nil // forgotten
	}
	staff := int32(100)
	if f.Enterprise.Staff != nil {
		staff = *f.Enterprise.Staff
	}
	output := int64(staff) * int64(d.IntN(4_000)+10_000) * 100
	in := apigen.MonitoringInput{
		Week: week.String(), OutputFen: &output, RevenueFen: ptr(output * int64(80+d.IntN(25)) / 100), OrdersFen: ptr(output * int64(5+d.IntN(10))),
		Staff: &staff, PowerKwh: ptr(int64(staff) * int64(60+d.IntN(40))), UtilisationBP: ptr(int32(6_500 + d.IntN(3_000))),
	}
	if d.chance(20) {
		what := oneOf(d, raised)
		in.Troubles, in.Note = &[]string{what.category}, &what.title
	}
	return p.act(ctx, f.Account, "/monitoring", in)
}

var debtors = []string{"重庆某整车制造有限公司", "某工程机械集团股份有限公司", "某区建设投资集团有限公司", "某智能终端科技有限公司", "某轨道交通装备有限公司"}

// collect registers what is owed, now and then, and writes down what comes in.
func (p *Play) collect(ctx context.Context, f Firm) error {
	all, err := list(ctx, p.Client, f.Account, "/receivables", func(x apigen.ReceivableList) ([]apigen.Receivable, *string) { return x.Items, x.NextCursor })
	if err != nil {
		return err
	}
	today, had := p.today(), false
	for _, x := range all {
		had = had || p.dateOf(x.CreatedAt) == today
		d := p.die("settle", f.Enterprise.ID, p.dateOf(x.CreatedAt), len(x.Settlements))
		if domain.ReceivableState(x.State) != domain.ReceivableOpen || p.waited(x.UpdatedAt) < d.wait([2]int{5, 25}, [2]int{15, 35}, [2]int{never, 40}) {
			continue
		}
		part := x.AmountFen - x.SettledFen
		if d.chance(50) {
			part = max(part/2, 1)
		}
		if err := p.act(ctx, f.Account, "/receivables/"+x.ID+"/settle", apigen.DisbursementInput{AmountFen: part, PaidOn: today.String()}); err != nil {
			return err
		}
	}
	d := p.die("owed", f.Enterprise.ID, today)
	if had || d.IntN(1000) >= 20 {
		return nil
	}
	return p.act(ctx, f.Account, "/receivables", apigen.ReceivableInput{
		Debtor: oneOf(d, debtors), AmountFen: int64(20+d.IntN(480)) * int64(domain.Wan), DueOn: (today - domain.Date(d.IntN(240)) + 20).String(),
		Evidence: text("合同 XS-%s，发票和验收单齐全", dayNumber(today)), Plan: ptr(oneOf(d, []string{"", "对方承诺两个月内付清", "已约定分三期支付"})),
	})
}
