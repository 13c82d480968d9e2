package play

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

var raised = []struct{ category, title, text string }{
	{"power", "园区用电紧张", "夏季错峰期间产线频繁限电，希望协调保障连续生产负荷。"},
	{"power", "增容申请进度慢", "新增设备需要增容，已提交两个月，希望协调加快。"},
	{"gas", "天然气价格上浮", "热处理用气成本上升明显，希望了解工业用气优惠政策。"},
	{"land", "扩建用地指标", "二期扩建用地尚未落实，希望协调用地指标。"},
	{"labour", "旺季招工难", "急需数控操作工三十名，希望组织校企对接。"},
	{"transport", "重型车辆通行受限", "物流车辆白天禁行影响交付，希望办理通行证。"},
	{"arrears", "货款被长期拖欠", "客户验收后超过半年未付款，希望协调清欠。"},
	{"financing", "续贷审批时间长", "到期贷款续贷材料已交齐，迟迟没有结果。"},
	{"other", "环评手续咨询", "技改项目环评等级拿不准，希望有部门指导。"},
}

var answers = []string{"已协调相关单位现场办理，问题已解决。", "已纳入本月重点协调事项，两周内完成。", "相关政策和办理窗口已告知企业，并安排专人对接。", "经核实暂不具备条件，已说明原因并给出替代方案。"}

// raise whistles on some days, and says what the answers are worth.
func (p *Play) raise(ctx context.Context, f Firm) error {
	all, err := list(ctx, p.Client, f.Account, "/appeals", func(x apigen.AppealList) ([]apigen.Appeal, *string) { return x.Items, x.NextCursor })
	if err != nil {
		return err
	}
	today, had := p.today(), false
	for _, x := range all {
		had = had || p.dateOf(x.CreatedAt) == today
		d := p.die("rate", f.Enterprise.ID, p.dateOf(x.CreatedAt), len(x.Moves))
		if domain.AppealState(x.State) != domain.AppealAnswered || p.waited(x.UpdatedAt) < d.wait([2]int{1, 50}, [2]int{3, 30}, [2]int{never, 20}) {
			continue
		}
		path := "/appeals/" + x.ID
		if d.chance(12) {
			err = p.act(ctx, f.Account, path+"/reopen", apigen.AppealStep{Text: ptr("问题仍未解决，请继续协调。")})
		} else {
			err = p.act(ctx, f.Account, path+"/rate", apigen.AppealRating{Rating: int32(d.wait([2]int{5, 45}, [2]int{4, 30}, [2]int{3, 15}, [2]int{2, 6}, [2]int{1, 4}))})
		}
		if err != nil {
			return err
		}
	}
	d := p.die("raise", f.Enterprise.ID, today)
	if had || d.IntN(1000) >= 8 {
		return nil
	}
	what := oneOf(d, raised)
	return p.act(ctx, f.Account, "/appeals", apigen.AppealInput{Category: what.category, Title: what.title, Text: what.text})
}

// answerAppeals takes up what was raised, and answers it, now and then late.
func (p *Play) answerAppeals(ctx context.Context, who Account) error {
	for _, state := range []domain.AppealState{domain.AppealRaised, domain.AppealHandled} {
		all, err := list(ctx, p.Client, who, "/appeals?state="+string(state), func(x apigen.AppealList) ([]apigen.Appeal, *string) { return x.Items, x.NextCursor })
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.Turn == nil || !x.Turn.Mine {
				continue
			}
			d := p.die("appeal", who.Email, x.Enterprise.ID, p.dateOf(x.CreatedAt), len(x.Moves))
			path, days := "/appeals/"+x.ID, 1
			if state == domain.AppealRaised {
				if !who.City {
					days = d.wait([2]int{1, 85}, [2]int{never, 15})
				}
				if p.waited(x.Turn.Since) >= days {
					err = p.act(ctx, who, path+"/accept", apigen.AppealStep{})
				}
			} else if p.waited(x.Turn.Since) >= d.wait([2]int{1, 15}, [2]int{2, 25}, [2]int{4, 30}, [2]int{5, 20}, [2]int{8, 10}) {
				err = p.act(ctx, who, path+"/answer", apigen.AppealStep{Text: ptr(oneOf(d, answers))})
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}
