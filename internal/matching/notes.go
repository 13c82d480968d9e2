package matching

import (
	"fmt"

	"rongqiao/internal/domain"
)

// What is said beside a cost: what was assumed and what was not published.
var (
	noteEquity     = domain.Text{ZH: "股权资金，不计利息；估值与退出条款由双方商定", EN: "equity: no interest; valuation and exit are agreed between the parties"}
	notePool       = domain.Text{ZH: "风险补偿资金，用于弥补银行损失，不直接投给企业", EN: "a risk pool: it covers banks' losses and pays nothing to a firm"}
	noteNoRate     = domain.Text{ZH: "利率未公布，不作估算", EN: "the rate is not published; nothing is estimated"}
	noteDayBasis   = domain.Text{ZH: "计日方式（工作日或自然日）未公布", EN: "whether working or calendar days count is not published"}
	noteFloor      = domain.Text{ZH: "为下限，未写上限", EN: "a floor; no cap is stated"}
	noteCap        = domain.Text{ZH: "为上限，不是承诺金额", EN: "a cap, not a promised amount"}
	noteNoAmount   = domain.Text{ZH: "有资金支持，金额未公布", EN: "with funds; the amount is not published"}
	noteNoFee      = domain.Text{ZH: "担保、评估等费用未公布，未计入", EN: "fees for guarantee, appraisal and the like are not published and not included"}
	noteFeeBase    = domain.Text{ZH: "担保费按合同本金逐年预收估算", EN: "the guarantee fee is reckoned on the contract's principal, paid at the start of each year"}
	noteFloorRate  = domain.Text{ZH: "公布的是起点利率，实际通常更高", EN: "the published rate is a floor; the true rate is usually higher"}
	noteCapRate    = domain.Text{ZH: "公布的是利率上限", EN: "the published rate is a ceiling"}
	noteObserved   = domain.Text{ZH: "为实际观察到的利率，非报价", EN: "a rate seen in practice, not a quotation"}
	noteFullUse    = domain.Text{ZH: "随借随还按额度全部用足全程估算", EN: "revolving use is priced as fully drawn from first to last day"}
	noteSubsidy    = domain.Text{ZH: "贴息先付后补、以审批为准，未计入综合成本", EN: "the subsidy is paid afterwards if granted, and is not inside the total cost"}
	noteMethodOurs = domain.Text{ZH: "还款方式未公布，按您的意愿或同期限常用方式估算", EN: "no repayment method is published; your wish or the usual one for the term is assumed"}
)

func noteNotPriced(err error) domain.Text {
	return domain.Text{ZH: "按所给条件无法计价：" + err.Error(), EN: "cannot be priced on these terms: " + err.Error()}
}

func (p *pricer) notes(t domain.Terms, c Cost) []domain.Text {
	var out []domain.Text
	add := func(when bool, note domain.Text) {
		if when {
			out = append(out, note)
		}
	}
	add(c.LPR != nil && c.LPR.Stale, lprNote(c.LPR))
	add(t.Rate.Basis == domain.RateFrom, noteFloorRate)
	add(t.Rate.Basis == domain.RateCap, noteCapRate)
	add(t.Rate.Basis == domain.RateObserved, noteObserved)
	add(c.Method == domain.Revolving, noteFullUse)
	add(!c.MethodGiven, noteMethodOurs)
	add(!feesKnown(t), noteNoFee)
	add(t.GuaranteeFeeMin != nil || t.GuaranteeFeeMax != nil, noteFeeBase)
	add(c.Subsidy != nil, noteSubsidy)
	return out
}

func lprNote(l *LPRUse) domain.Text {
	if l == nil {
		return domain.Text{}
	}
	return domain.Text{
		ZH: fmt.Sprintf("LPR截至%s（%s期%s），之后的调整未录入", l.EffectiveOn, tenorZH[l.Tenor], l.Rate),
		EN: fmt.Sprintf("LPR as of %s (%s: %s); later steps are not entered", l.EffectiveOn, l.Tenor, l.Rate),
	}
}

var tenorZH = map[string]string{"1y": "1年", "5y": "5年以上"}
