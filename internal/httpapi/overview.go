package httpapi

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
	"rongqiao/internal/overview"
	"rongqiao/internal/workbook"
)

func (s *server) overviewOf(c *gin.Context) (overview.Report, error) {
	from, err := dayQuery(c, "from")
	if err != nil {
		return overview.Report{}, err
	}
	until, err := dayQuery(c, "until")
	if err != nil {
		return overview.Report{}, err
	}
	return s.App.Overview(c.Request.Context(), actor(c), from, until)
}

func (s *server) getOverview(c *gin.Context) {
	r, err := s.overviewOf(c)
	if err != nil {
		fail(c, err)
		return
	}
	out := apigen.Overview{
		From: dayOf(r.From), Until: dayOf(r.Until), At: r.At.UTC(),
		Funnel: each(r.Funnel, func(x overview.Stage) apigen.OverviewStage {
			return apigen.OverviewStage{Stage: apigen.OverviewStageStage(x.Stage), Needs: int32(x.Needs), AmountFen: int64(x.Amount)}
		}),
		Steps: each(r.Steps, func(x overview.Step) apigen.OverviewStep {
			return apigen.OverviewStep{
				Step: string(x.Step), Name: fromText(s.App.StepName(x.Step)), Turns: int32(x.Turns), P50Minutes: minutes(x.P50), P90Minutes: minutes(x.P90), Late: int32(x.Late),
			}
		}),
		Lines: []apigen.OverviewLine{},
		Weeks: each(r.Weeks, func(x overview.Week) apigen.OverviewWeek {
			return apigen.OverviewWeek{From: dayOf(x.From), Submitted: int32(x.Submitted), DisbursedFen: int64(x.Disbursed)}
		}),
		Declines: each(r.Declines, func(x overview.Decline) apigen.OverviewDecline {
			return apigen.OverviewDecline{Reason: string(x.Reason), Name: fromText(s.App.Name("decline_reasons", x.Reason)), Times: int32(x.Times)}
		}),
		Overdue: each(r.Overdue, func(x overview.Holder) apigen.OverviewHolder {
			return apigen.OverviewHolder{Role: apigen.Role(x.Role), Name: x.Name, Turns: int32(x.Turns), Oldest: x.Oldest.UTC()}
		}),
		Bridges: apigen.OverviewBridges{
			Asked: int32(r.Bridges.Asked), Declined: int32(r.Bridges.Declined), Returned: int32(r.Bridges.Returned), Out: int32(r.Bridges.Out),
			Overdue: int32(r.Bridges.Overdue), OutFen: int64(r.Bridges.OutAmount), MedianDays: as[int32](r.Bridges.MedianDays),
		},
	}
	for _, kind := range overview.Kinds {
		for _, x := range r.Lines[kind] {
			out.Lines = append(out.Lines, apigen.OverviewLine{
				Kind: apigen.OverviewKind(kind), Code: string(x.Code), Name: fromText(s.App.GroupName(kind, x.Code)), Needs: int32(x.Needs), AskedFen: int64(x.Asked),
				Deals: int32(x.Deals), DisbursedFen: int64(x.Disbursed), RateBP: as[int32](x.Rate),
			})
		}
	}
	c.JSON(http.StatusOK, out)
}

func minutes(d time.Duration) int32 { return int32(d.Round(time.Minute) / time.Minute) }

func (s *server) exportOverview(c *gin.Context) {
	r, err := s.overviewOf(c)
	var out bytes.Buffer
	lang := s.texts.language(c.GetHeader("Accept-Language"))
	if err == nil {
		err = workbook.Write(&out, s.overviewSheets(r, lang))
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.Header("Content-Language", lang)
	name := fmt.Sprintf("overview-%s-%s.xlsx", r.From, r.Until)
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Data(http.StatusOK, xlsxType, out.Bytes())
}

// overviewWords are what the workbook of an overview says.
var overviewWords = map[string]domain.Text{
	"funnel": {ZH: "需求进展", EN: "Funnel"}, "stage": {ZH: "阶段", EN: "Stage"}, "needs": {ZH: "需求数", EN: "Needs"}, "amount": {ZH: "金额（元）", EN: "Amount (yuan)"},
	"submitted": {ZH: "已提交", EN: "Submitted"}, "accepted": {ZH: "已受理", EN: "Accepted"}, "applied": {ZH: "已申请", EN: "Applied"}, "quoted": {ZH: "已报价", EN: "Quoted"},
	"taken": {ZH: "已接受报价", EN: "Quote taken"}, "approved": {ZH: "已批准", EN: "Approved"}, "signed": {ZH: "已签约", EN: "Signed"}, "disbursed": {ZH: "已放款", EN: "Disbursed"},
	"steps": {ZH: "办理时长", EN: "Response times"}, "step": {ZH: "环节", EN: "Step"}, "turns": {ZH: "办结次数", EN: "Turns"},
	"p50": {ZH: "中位数（小时）", EN: "Median (hours)"}, "p90": {ZH: "九成不超过（小时）", EN: "Ninth decile (hours)"}, "late": {ZH: "逾期次数", EN: "Late"},
	"district": {ZH: "按区县", EN: "By district"}, "tier": {ZH: "按企业梯度", EN: "By tier"}, "product": {ZH: "按产品类型", EN: "By product"}, "provider": {ZH: "按资金方", EN: "By provider"},
	"group": {ZH: "分组", EN: "Group"}, "asked": {ZH: "需求金额（元）", EN: "Asked (yuan)"}, "deals": {ZH: "放款笔数", EN: "Deals"}, "paid": {ZH: "放款金额（元）", EN: "Disbursed (yuan)"},
	"rate":  {ZH: "加权年化综合成本（%）", EN: "Weighted yearly cost (%)"},
	"weeks": {ZH: "每周走势", EN: "By week"}, "week": {ZH: "周一日期", EN: "Monday"}, "declines": {ZH: "不予办理原因", EN: "Reasons of declines"}, "reason": {ZH: "原因", EN: "Reason"}, "times": {ZH: "次数", EN: "Times"},
	"overdue": {ZH: "当前逾期", EN: "Overdue now"}, "holder": {ZH: "责任方", EN: "Whose turn it is"}, "role": {ZH: "身份", EN: "Role"}, "oldest": {ZH: "最早到期（UTC）", EN: "Oldest due (UTC)"},
	"enterprise": {ZH: "企业", EN: "enterprise"}, "bank": {ZH: "银行", EN: "bank"}, "fund_manager": {ZH: "基金管理人", EN: "fund manager"}, "agency": {ZH: "服务机构", EN: "agency"}, "regulator": {ZH: "主管部门", EN: "regulator"},
	"bridges": {ZH: "转贷", EN: "Bridges"}, "item": {ZH: "项目", EN: "Item"}, "value": {ZH: "数值", EN: "Value"},
	"b_asked": {ZH: "申请笔数", EN: "Asked for"}, "b_declined": {ZH: "未获支持", EN: "Declined"}, "b_returned": {ZH: "已归还", EN: "Returned"}, "b_out": {ZH: "使用中", EN: "Outside now"},
	"b_overdue": {ZH: "其中逾期", EN: "Overdue"}, "b_amount": {ZH: "使用中金额（元）", EN: "Outside now (yuan)"}, "b_days": {ZH: "计费天数中位数", EN: "Median days charged"},
	"period": {ZH: "统计区间", EN: "Period"}, "as_of": {ZH: "数据时点（UTC）", EN: "As of (UTC)"},
}

func (s *server) overviewSheets(r overview.Report, lang string) []workbook.Sheet {
	say := func(key string) string { return overviewWords[key].In(lang) }
	heads := func(keys ...string) []string {
		out := make([]string, len(keys))
		for i, k := range keys {
			out[i] = say(k)
		}
		return out
	}
	yuan := func(f domain.Fen) string { return fmt.Sprintf("%d.%02d", f/domain.Yuan, f%domain.Yuan) }
	hours := func(d time.Duration) string { return fmt.Sprintf("%.1f", d.Hours()) }
	funnel := workbook.Sheet{Name: say("funnel"), Widths: []float64{20, 12, 20}, Head: heads("stage", "needs", "amount")}
	for _, x := range r.Funnel {
		funnel.Rows = append(funnel.Rows, []any{say(string(x.Stage)), int64(x.Needs), yuan(x.Amount)})
	}
	funnel.Rows = append(funnel.Rows,
		[]any{say("period"), nil, r.From.String() + " – " + r.Until.String()}, []any{say("as_of"), nil, r.At.UTC().Format(time.DateTime)})
	steps := workbook.Sheet{Name: say("steps"), Widths: []float64{24, 12, 18, 20, 12}, Head: heads("step", "turns", "p50", "p90", "late")}
	for _, x := range r.Steps {
		steps.Rows = append(steps.Rows, []any{s.App.StepName(x.Step).In(lang), int64(x.Turns), hours(x.P50), hours(x.P90), int64(x.Late)})
	}
	sheets := []workbook.Sheet{funnel, steps}
	for _, kind := range overview.Kinds {
		lines := workbook.Sheet{Name: say(string(kind)), Widths: []float64{36, 12, 20, 12, 20, 24}, Head: heads("group", "needs", "asked", "deals", "paid", "rate")}
		for _, x := range r.Lines[kind] {
			row := []any{s.App.GroupName(kind, x.Code).In(lang), int64(x.Needs), yuan(x.Asked), int64(x.Deals), yuan(x.Disbursed), nil}
			if x.Rate != nil {
				row[5] = fmt.Sprintf("%d.%02d", *x.Rate/100, *x.Rate%100)
			}
			lines.Rows = append(lines.Rows, row)
		}
		sheets = append(sheets, lines)
	}
	weeks := workbook.Sheet{Name: say("weeks"), Widths: []float64{16, 12, 20}, Head: heads("week", "submitted", "paid")}
	for _, x := range r.Weeks {
		weeks.Rows = append(weeks.Rows, []any{x.From.String(), int64(x.Submitted), yuan(x.Disbursed)})
	}
	declines := workbook.Sheet{Name: say("declines"), Widths: []float64{36, 12}, Head: heads("reason", "times")}
	for _, x := range r.Declines {
		declines.Rows = append(declines.Rows, []any{s.App.Name("decline_reasons", x.Reason).In(lang), int64(x.Times)})
	}
	overdue := workbook.Sheet{Name: say("overdue"), Widths: []float64{36, 16, 12, 22}, Head: heads("holder", "role", "turns", "oldest")}
	for _, x := range r.Overdue {
		overdue.Rows = append(overdue.Rows, []any{x.Name, say(string(x.Role)), int64(x.Turns), x.Oldest.UTC().Format(time.DateTime)})
	}
	bridges := workbook.Sheet{Name: say("bridges"), Widths: []float64{24, 20}, Head: heads("item", "value"), Rows: [][]any{
		{say("b_asked"), int64(r.Bridges.Asked)}, {say("b_declined"), int64(r.Bridges.Declined)}, {say("b_returned"), int64(r.Bridges.Returned)},
		{say("b_out"), int64(r.Bridges.Out)}, {say("b_overdue"), int64(r.Bridges.Overdue)}, {say("b_amount"), yuan(r.Bridges.OutAmount)}, {say("b_days"), nil},
	}}
	if r.Bridges.MedianDays != nil {
		bridges.Rows[6][1] = int64(*r.Bridges.MedianDays)
	}
	return append(sheets, weeks, declines, overdue, bridges)
}
