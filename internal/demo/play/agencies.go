package play

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

var passedOn = []string{
	"近期申报集中，人手不足，请邻近机构先行对接。",
	"企业主要厂区不在本区县，请邻近机构就近服务。",
	"本机构对该类项目经验不足，请有经验的机构受理。",
}

// agency takes up the needs whose turn it is, hands some on, and lets some
// pass. The city takes up whatever comes to it.
func (p *Play) agency(ctx context.Context, who Account) error {
	waiting, err := list(ctx, p.Client, who, "/queue/needs?mine=true", func(q apigen.NeedQueue) ([]apigen.QueuedNeed, *string) { return q.Items, q.NextCursor })
	if err != nil {
		return err
	}
	for _, q := range waiting {
		n := q.Need
		if n.Turn == nil || !n.Turn.Mine || n.State != apigen.NeedState(domain.NeedSubmitted) {
			continue
		}
		d := p.die("agency", who.Email, n.EnterpriseID, p.dateOf(n.CreatedAt))
		days, hand := d.wait([2]int{1, 66}, [2]int{2, 24}, [2]int{never, 10}), d.chance(4)
		if who.City {
			days, hand = 1, false
		}
		switch {
		case p.waited(n.Turn.Since) < days:
		case hand:
			err = p.act(ctx, who, "/needs/"+n.ID+"/pass-on", apigen.PassOn{Reason: oneOf(d, passedOn)})
		default:
			err = p.act(ctx, who, "/needs/"+n.ID+"/accept", nil)
		}
		if err != nil {
			return err
		}
	}
	return p.answerAppeals(ctx, who)
}
