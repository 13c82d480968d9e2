package play

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// declined are reasons of the vocabulary with a clerk's sentence.
var declined = []struct{ reason, text string }{
	{"not_in_scope", "企业成立年限未达到该产品要求。"},
	{"weak_repayment", "近一年经营性现金流不足以覆盖本息。"},
	{"security_short", "现有抵押物扣除在先抵押后价值不足。"},
	{"high_debt", "资产负债率高于本行准入上限。"},
	{"credit_record", "近两年存在逾期记录，需先提供结清证明。"},
	{"no_quota", "本季度该产品额度已用完，下季度可再申请。"},
	{"out_of_area", "企业所在区县暂无经办网点。"},
}

var wanted = []string{"近三年审计报告和最近一期财务报表", "主要购销合同和近六个月银行流水", "抵押物权属证明和评估报告", "纳税申报表和社保缴纳证明"}

// house answers what waits for a bank or a fund manager.
func (p *Play) house(ctx context.Context, who Account) error {
	queue, err := list(ctx, p.Client, who, "/queue/applications?mine=true", func(q apigen.ApplicationQueue) ([]apigen.QueuedApplication, *string) {
		return q.Items, q.NextCursor
	})
	if err != nil {
		return err
	}
	for _, q := range queue {
		if err := p.decide(ctx, who, q.Application); err != nil {
			return err
		}
	}
	later, err := p.applications(ctx, who, "?state=documents&state=disbursed")
	if err != nil {
		return err
	}
	for _, x := range later {
		if err := p.lookAfter(ctx, who, x); err != nil {
			return err
		}
	}
	bridges, err := p.bridges(ctx, who)
	if err != nil {
		return err
	}
	for _, b := range bridges {
		if err := p.bridge(ctx, who, b); err != nil {
			return err
		}
	}
	return nil
}

// decide makes the move that an application waits for, when its day has come.
func (p *Play) decide(ctx context.Context, who Account, x apigen.Application) error {
	if x.Turn == nil {
		return nil
	}
	d := p.die("house", key(x), x.State, len(x.Moves))
	ready := func(waits ...[2]int) bool { return p.waited(x.Turn.Since) >= d.wait(waits...) }
	path := "/applications/" + x.ID
	today := p.today().String()
	switch domain.ApplicationState(x.State) {
	case domain.ApplicationSent:
		if !ready([2]int{1, 62}, [2]int{2, 24}, [2]int{4, 9}, [2]int{7, 5}) {
			return nil
		}
		if d.chance(15) {
			return p.decline(ctx, who, d, path)
		}
		return p.act(ctx, who, path+"/accept", nil)
	case domain.ApplicationAccepted:
		if x.Documents == "" && d.chance(25) {
			if !ready([2]int{1, 1}) {
				return nil
			}
			return p.act(ctx, who, path+"/want-documents", apigen.DocumentsWanted{Documents: oneOf(d, wanted)})
		}
		if !ready([2]int{1, 18}, [2]int{2, 30}, [2]int{3, 24}, [2]int{5, 18}, [2]int{7, 10}) {
			return nil
		}
		if err := p.readProfile(ctx, who, x); err != nil {
			return err
		}
		if d.chance(13) {
			return p.decline(ctx, who, d, path)
		}
		return p.quote(ctx, who, d, x)
	case domain.ApplicationTaken:
		if !ready([2]int{2, 25}, [2]int{3, 30}, [2]int{5, 25}, [2]int{7, 12}, [2]int{9, 8}) {
			return nil
		}
		if d.chance(9) {
			return p.decline(ctx, who, d, path)
		}
		return p.act(ctx, who, path+"/approve", apigen.Remark{Text: "审批通过，请按报价条件签约。"})
	case domain.ApplicationApproved:
		if ready([2]int{1, 40}, [2]int{2, 35}, [2]int{4, 18}, [2]int{7, 7}) {
			contract := text("%s-%s-%04d", x.OfferID, dayNumber(p.today()), d.IntN(10_000))
			return p.act(ctx, who, path+"/sign", apigen.Signing{Contract: contract, SignedOn: today})
		}
	case domain.ApplicationSigned:
		if ready([2]int{1, 60}, [2]int{2, 30}, [2]int{5, 10}) {
			amount := taken(x).AmountFen
			if d.chance(25) {
				amount = amount / 10 * 6
			}
			return p.act(ctx, who, path+"/disburse", apigen.DisbursementInput{AmountFen: amount, PaidOn: today})
		}
	}
	return nil
}

func (p *Play) decline(ctx context.Context, who Account, d die, path string) error {
	why := oneOf(d, declined)
	return p.act(ctx, who, path+"/decline", apigen.ClosingInput{Reason: why.reason, Text: why.text})
}

// readProfile reads what the consent opens. One that was taken back or is over
// opens nothing.
func (p *Play) readProfile(ctx context.Context, who Account, x apigen.Application) error {
	if len(x.Consent.Scopes) == 0 || x.Consent.RevokedAt != nil {
		return nil
	}
	var opened apigen.OpenedProfile
	err := p.Client.Get(ctx, who, "/applications/"+x.ID+"/profile", &opened)
	var refused *Refused
	if errors.As(err, &refused) && refused.Status == http.StatusConflict {
		return nil
	}
	return err
}

func (p *Play) quote(ctx context.Context, who Account, d die, x apigen.Application) error {
	var o apigen.Offer
	if err := p.Client.Get(ctx, who, "/offers/"+x.OfferID, &o); err != nil {
		return err
	}
	amount := x.AmountFen / 10 * int64(d.wait([2]int{10, 55}, [2]int{8, 30}, [2]int{6, 15}))
	if most := o.Terms.AmountMaxFen; most != nil {
		amount = min(amount, *most)
	}
	in := apigen.QuoteInput{AmountFen: amount, TermMonths: x.TermMonths, ValidUntil: (p.today() + domain.Date(d.IntN(8)+8)).String()}
	if o.Kind != apigen.OfferKind(domain.OfferFund) {
		in.RateBP = ptr(int32(300 + 5*d.IntN(36)))
		in.Repayment = ptr(apigen.RepaymentMethod(oneOf(d, domain.RepaymentMethods)))
		if o.Terms.GuaranteeRequired != nil && *o.Terms.GuaranteeRequired {
			in.GuaranteeFeeBP = ptr(int32(50 + 10*d.IntN(6)))
		}
	}
	return p.act(ctx, who, "/applications/"+x.ID+"/quote", in)
}

// taken is the quote that the firm took.
func taken(x apigen.Application) apigen.Quote {
	at := slices.IndexFunc(x.Quotes, func(q apigen.Quote) bool { return q.Taken })
	return x.Quotes[max(at, 0)]
}

// lookAfter ends an application whose documents never come, pays the rest of
// what was paid in part, and writes down what came back.
func (p *Play) lookAfter(ctx context.Context, who Account, x apigen.Application) error {
	path := "/applications/" + x.ID
	last := x.Moves[len(x.Moves)-1].At
	d := p.die("after", key(x))
	switch domain.ApplicationState(x.State) {
	case domain.ApplicationDocuments:
		if p.waited(last) >= 14 {
			return p.act(ctx, who, path+"/decline", apigen.ClosingInput{Reason: "documents_missing", Text: "逾期未补充材料，本次申请终止。"})
		}
	case domain.ApplicationDisbursed:
		if left := taken(x).AmountFen - x.DisbursedFen; left > 0 {
			if p.waited(last) < 5 {
				return nil
			}
			return p.act(ctx, who, path+"/disburse", apigen.DisbursementInput{AmountFen: left, PaidOn: p.today().String()})
		}
		out := int(p.Now().Sub(last) / (24 * time.Hour))
		if out >= int(x.TermMonths)*30 || d.chance(30) && out >= 20+d.IntN(30) {
			return p.act(ctx, who, path+"/close", apigen.Repayment{RepaidOn: p.today().String()})
		}
	}
	return nil
}

// bridge makes the lender's or the fund's move, when its day has come.
func (p *Play) bridge(ctx context.Context, who Account, b apigen.Bridge) error {
	if len(b.Allowed) == 0 || b.Party == nil {
		return nil
	}
	since := b.CreatedAt
	if len(b.Moves) > 0 {
		since = b.Moves[len(b.Moves)-1].At
	}
	d := p.die("bridge", b.Enterprise.ID, b.Contract, b.State)
	ready := func(waits ...[2]int) bool { return p.waited(since) >= d.wait(waits...) }
	if domain.Party(*b.Party) == domain.PartyLender {
		return p.lender(ctx, who, b, d, ready)
	}
	return p.fund(ctx, who, b, d, ready)
}

// lender promises to renew, or not; then repays the old loan, and renews it,
// some late and a few not at all.
func (p *Play) lender(ctx context.Context, who Account, b apigen.Bridge, d die, ready func(...[2]int) bool) error {
	path, today := "/bridges/"+b.ID, apigen.DoneOn{DoneOn: p.today().String()}
	switch state := domain.BridgeState(b.State); {
	case state == domain.BridgeRequested && ready([2]int{1, 65}, [2]int{2, 25}, [2]int{4, 10}):
		if d.chance(10) {
			return p.act(ctx, who, path+"/decline", apigen.ClosingInput{Reason: "weak_repayment", Text: "本行不再续贷，无法出具续贷承诺。"})
		}
		renewed := b.PrincipalFen / 10 * int64(d.wait([2]int{10, 70}, [2]int{9, 20}, [2]int{8, 10}))
		promised := max(p.today(), dateOf(b.DueOn)) + domain.Date(d.IntN(5)+4)
		return p.act(ctx, who, path+"/commit", apigen.CommitmentInput{AmountFen: renewed, PromisedOn: promised.String(), Note: ptr("续贷已获批，放款时受托支付至周转资金专户。")})
	case state == domain.BridgeDisbursed && ready([2]int{1, 90}, [2]int{2, 10}):
		return p.act(ctx, who, path+"/repay-old", today)
	case state == domain.BridgeOldRepaid && ready([2]int{1, 30}, [2]int{2, 30}, [2]int{4, 20}, [2]int{6, 8}, [2]int{13, 8}, [2]int{never, 4}):
		return p.act(ctx, who, path+"/renew", today)
	}
	return nil
}

// fund approves what its limits allow, or declines; pays, and takes the money
// back.
func (p *Play) fund(ctx context.Context, who Account, b apigen.Bridge, d die, ready func(...[2]int) bool) error {
	path, today := "/bridges/"+b.ID, apigen.DoneOn{DoneOn: p.today().String()}
	switch state := domain.BridgeState(b.State); {
	case state == domain.BridgeCommitted && ready([2]int{1, 75}, [2]int{2, 25}):
		amount := b.AmountFen
		for _, l := range b.Limits {
			if l.AmountFen != nil {
				amount = min(amount, *l.AmountFen)
			}
		}
		if d.chance(6) || amount <= 0 {
			return p.act(ctx, who, path+"/decline", apigen.ClosingInput{Reason: "credit_record", Text: "企业存在未结清的欠息记录，暂不支持。"})
		}
		return p.act(ctx, who, path+"/approve", apigen.BridgeAmount{AmountFen: amount})
	case state == domain.BridgeApproved && ready([2]int{1, 80}, [2]int{2, 20}):
		return p.act(ctx, who, path+"/disburse", today)
	case state == domain.BridgeRenewed && ready([2]int{1, 100}):
		return p.act(ctx, who, path+"/return", today)
	}
	return nil
}

func dateOf(day string) domain.Date {
	d, err := domain.ParseDate(day)
	if err != nil {
		return 0
	}
	return d
}
