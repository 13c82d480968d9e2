package play

import (
	"cmp"
	"context"
	"math"
	"slices"

	"rongqiao/internal/demo"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

const (
	mostNeeds  = 3   // that a firm has open at a time
	mostRounds = 2   // of applications for one need
	consentFor = 180 // days
)

var notes = map[domain.Code][]string{
	"working_capital":          {"订单增加，备料和工资需要周转。", "旺季备货，补充流动资金。", "下游账期拉长，短期周转。"},
	"equipment":                {"购置数控加工中心，替换旧设备。", "新增一条装配线的设备款。"},
	"technical_transformation": {"产线智能化改造。", "老旧工段技术改造，提升良率。"},
	"expansion":                {"二期厂房建设。", "扩产项目，配套整车客户新车型。"},
	"refinancing":              {"到期流贷续接。"},
	"receivables":              {"应收账款质押，盘活在手账款。"},
	"order":                    {"新签订单备货。"},
	"rd":                       {"新产品研发投入。"},
	"equity":                   {"引入股权投资，优化负债结构。"},
	"green":                    {"节能改造项目。"},
}

// firm asks for money on some days, and goes on with what it has under way.
func (p *Play) firm(ctx context.Context, f Firm) error {
	needs, err := p.needs(ctx, f.Account)
	if err != nil {
		return err
	}
	if err := p.ask(ctx, f, &needs); err != nil {
		return err
	}
	all, err := p.applications(ctx, f.Account, "")
	if err != nil {
		return err
	}
	of := map[string][]apigen.Application{}
	for _, x := range all {
		of[x.NeedID] = append(of[x.NeedID], x)
	}
	for _, n := range needs {
		if err := p.goOn(ctx, f, n, of[n.ID]); err != nil {
			return err
		}
	}
	if err := p.askForBridge(ctx, f); err != nil {
		return err
	}
	if err := p.raise(ctx, f); err != nil {
		return err
	}
	return p.weekly(ctx, f)
}

// ask posts a need on the days on which the firm wants one, once.
func (p *Play) ask(ctx context.Context, f Firm, needs *[]apigen.Need) error {
	today, open := p.today(), 0
	for _, n := range *needs {
		if p.dateOf(n.CreatedAt) == today {
			return nil
		}
		if n.State != apigen.NeedState(domain.NeedWithdrawn) {
			open++
		}
	}
	d := p.die("ask", f.Enterprise.ID, today)
	if d.IntN(1000) >= f.Asks || open >= mostNeeds {
		return nil
	}
	n := demo.NeedOf(p.Seed, d.IntN(math.MaxInt32), f.Enterprise, today)
	in := apigen.NeedInput{
		AmountFen: int64(n.Amount), TermMonths: int32(n.Term), Purpose: string(n.Purpose), Guarantee: n.Guarantee,
	}
	if said := notes[n.Purpose]; len(said) > 0 {
		in.Note = ptr(oneOf(d, said))
	}
	if n.RateCeiling != nil {
		in.RateCeilingBP = ptr(int32(*n.RateCeiling))
	}
	if n.LatestOn != nil {
		in.LatestOn = ptr(n.LatestOn.String())
	}
	if n.Repayment != nil {
		in.Repayment = ptr(apigen.RepaymentMethod(*n.Repayment))
	}
	if n.Collateral != nil {
		offered := []apigen.Collateral{}
		for _, c := range n.Collateral {
			offered = append(offered, apigen.Collateral{Kind: string(c.Kind), AppraisedFen: (*int64)(c.Appraised), PriorLiensFen: (*int64)(c.PriorLiens)})
		}
		in.Collateral = &offered
	}
	if x := n.Project; x != nil {
		in.Project = &apigen.NeedProject{Kind: (*string)(x.Kind), Field: (*string)(x.Field), State: (*string)(x.State), InvestmentFen: (*int64)(x.Investment)}
	}
	var made apigen.Need
	if err := p.Client.Post(ctx, f.Account, "/needs", in, &made); err != nil {
		return err
	}
	*needs = append(*needs, made)
	return nil
}

// goOn takes a need and its applications a step further.
func (p *Play) goOn(ctx context.Context, f Firm, n apigen.Need, of []apigen.Application) error {
	switch domain.NeedState(n.State) {
	case domain.NeedDraft:
		return p.act(ctx, f.Account, "/needs/"+n.ID+"/submit", nil)
	case domain.NeedAccepted:
	default:
		return nil
	}
	open, deal := 0, false
	for _, x := range of {
		state := domain.ApplicationState(x.State)
		if !state.Closed() {
			open++
		}
		deal = deal || x.DisbursedFen > 0 || state == domain.ApplicationSigned || state == domain.ApplicationApproved || state == domain.ApplicationTaken
		if err := p.answer(ctx, f, x); err != nil {
			return err
		}
	}
	if deal {
		return nil
	}
	if open > 0 {
		return p.choose(ctx, f, of)
	}
	return p.apply(ctx, f, n, of)
}

// answer hands in what a provider wants, gives up where it waits too long, and
// now and then takes a consent back once the application is over.
func (p *Play) answer(ctx context.Context, f Firm, x apigen.Application) error {
	d := p.die("firm", key(x), x.State)
	path := "/applications/" + x.ID
	switch domain.ApplicationState(x.State) {
	case domain.ApplicationDocuments:
		if days := d.wait([2]int{1, 30}, [2]int{3, 30}, [2]int{6, 20}, [2]int{11, 10}, [2]int{never, 10}); x.Turn != nil && p.waited(x.Turn.Since) >= days {
			return p.handIn(ctx, f, x)
		}
	case domain.ApplicationSent, domain.ApplicationAccepted:
		if x.Turn != nil && p.waited(x.Turn.Since) >= 8 && d.chance(40) {
			return p.act(ctx, f.Account, path+"/withdraw", apigen.WithdrawalInput{Reason: "too_slow", Text: ptr("等待时间过长，已另寻资金。")})
		}
	case domain.ApplicationDeclined, domain.ApplicationExpired:
		if x.Consent.RevokedAt == nil && len(x.Consent.Scopes) > 0 && p.waited(x.UpdatedAt) >= 1 && d.chance(15) {
			return p.act(ctx, f.Account, path+"/revoke-consent", nil)
		}
	}
	return nil
}

// key is the same for the same application, whichever its id.
func key(x apigen.Application) string {
	return x.Enterprise.ID + " " + x.OfferID + " " + x.CreatedAt.Format("2006-01-02")
}

// choose takes the cheapest of the quotes once the others have had their time.
// Some are turned down, some left to lapse.
func (p *Play) choose(ctx context.Context, f Firm, of []apigen.Application) error {
	type offered struct {
		x apigen.Application
		q apigen.Quote
	}
	var standing []offered
	undecided, longest := 0, 0
	for _, x := range of {
		switch state := domain.ApplicationState(x.State); {
		case state == domain.ApplicationQuoted:
			if q := x.Quotes[len(x.Quotes)-1]; q.Standing {
				standing = append(standing, offered{x, q})
				longest = max(longest, p.waited(q.At))
			}
		case !state.Closed():
			undecided++
		}
	}
	if len(standing) == 0 || longest < 1 || undecided > 0 && longest < 3 {
		return nil
	}
	best := slices.MinFunc(standing, func(a, b offered) int {
		return cmp.Or(cmp.Compare(yearly(a.q), yearly(b.q)), cmp.Compare(b.q.AmountFen, a.q.AmountFen), cmp.Compare(a.x.ID, b.x.ID))
	})
	d := p.die("choose", key(best.x))
	switch kept := d.IntN(100); {
	case kept < 78:
		return p.act(ctx, f.Account, "/applications/"+best.x.ID+"/take", apigen.QuoteChoice{Number: best.q.Number})
	case kept < 90:
		return p.act(ctx, f.Account, "/applications/"+best.x.ID+"/withdraw", apigen.WithdrawalInput{Reason: "terms_unsuitable", Text: ptr("报价高于预算，暂不接受。")})
	}
	return nil
}

func yearly(q apigen.Quote) int32 {
	if q.AnnualisedBP == nil {
		return math.MaxInt32
	}
	return *q.AnnualisedBP
}

// apply asks the best matches that were not asked yet, or gives the need up.
func (p *Play) apply(ctx context.Context, f Firm, n apigen.Need, of []apigen.Application) error {
	days, rounds := map[string]bool{}, 0
	since := n.AcceptedAt
	for i := range of {
		days[of[i].CreatedAt.Format("2006-01-02")] = true
		if since == nil || of[i].UpdatedAt.After(*since) {
			since = &of[i].UpdatedAt
		}
	}
	rounds = len(days)
	if since == nil || p.waited(*since) < 1 {
		return nil
	}
	d := p.die("apply", n.EnterpriseID, p.dateOf(n.CreatedAt), rounds)
	if rounds >= mostRounds || d.chance(4) {
		if d.chance(60) {
			return p.act(ctx, f.Account, "/needs/"+n.ID+"/withdraw", nil)
		}
		return nil
	}
	var found apigen.MatchAnswer
	if err := p.Client.Get(ctx, f.Account, "/needs/"+n.ID+"/matches?limit=60", &found); err != nil {
		return err
	}
	in := apigen.ApplicationInput{
		Consent: apigen.ConsentInput{Scopes: []string{"financials", "tax"}, Purpose: ptr("用于本次融资申请的授信审查。"), Until: (p.today() + consentFor).String()},
		Note:    ptr(n.Note),
	}
	if d.chance(50) {
		in.Consent.Scopes = append(in.Consent.Scopes, "loans", "collateral")
	}
	most := d.wait([2]int{1, 25}, [2]int{2, 40}, [2]int{3, 25}, [2]int{5, 10})
	for _, m := range found.Items {
		asked := slices.ContainsFunc(of, func(x apigen.Application) bool { return x.OfferID == m.Offer.ID })
		answers := slices.ContainsFunc(p.Houses, func(h Account) bool { return string(h.Provider) == m.Offer.Provider.ID })
		bridge := slices.Contains(m.Offer.Products, "bridge") // which is asked for on its own path
		if m.Offer.Kind == apigen.OfferKind(domain.OfferAward) || asked || bridge || !answers || d.chance(25) {
			continue
		}
		if in.OfferIds = append(in.OfferIds, m.Offer.ID); len(in.OfferIds) == most {
			break
		}
	}
	if len(in.OfferIds) == 0 {
		return p.act(ctx, f.Account, "/needs/"+n.ID+"/withdraw", nil)
	}
	return p.act(ctx, f.Account, "/needs/"+n.ID+"/applications", in)
}

const bridgeFund = "cq-bridge-city"

// askForBridge asks the city's fund for a bridge on the days on which an old
// loan of the firm is about to fall due, once; a few think better of it.
func (p *Play) askForBridge(ctx context.Context, f Firm) error {
	have, err := p.bridges(ctx, f.Account)
	if err != nil {
		return err
	}
	for _, b := range have {
		d := p.die("bridge withdraw", f.Enterprise.ID, b.Contract)
		if state := domain.BridgeState(b.State); (state == domain.BridgeRequested || state == domain.BridgeCommitted) && d.chance(5) && p.waited(b.CreatedAt) >= 1 {
			if err := p.act(ctx, f.Account, "/bridges/"+b.ID+"/withdraw", apigen.WithdrawalInput{Reason: "money_found", Text: ptr("已自筹资金归还到期贷款。")}); err != nil {
				return err
			}
		}
	}
	today := p.today()
	d := p.die("bridge", f.Enterprise.ID, today)
	contract := text("流贷〔%d〕%s号", today.Year(), dayNumber(today)[4:])
	if d.IntN(1000) >= 7 || slices.ContainsFunc(have, func(b apigen.Bridge) bool { return b.Contract == contract }) {
		return nil
	}
	principal := domain.Fen(d.IntN(16)+2) * 50 * domain.Wan
	return p.act(ctx, f.Account, "/bridges", apigen.BridgeInput{
		FundID: bridgeFund, LenderID: string(p.lenderOf(f)), PrincipalFen: int64(principal), AmountFen: int64(principal / 10 * 9),
		DueOn: (today + domain.Date(d.IntN(10)+6)).String(), Contract: contract,
	})
}

// lenderOf is the firm's own bank.
func (p *Play) lenderOf(f Firm) domain.ProviderID {
	banks := slices.DeleteFunc(slices.Clone(p.Houses), func(h Account) bool { return h.Fund })
	return oneOf(p.die("bank", f.Enterprise.ID), banks).Provider
}
