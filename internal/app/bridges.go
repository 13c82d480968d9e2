package app

import (
	"context"
	"slices"

	"rongqiao/internal/cost"
	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// bridgePurpose is what a bridge is for; bridgeProduct marks a bridge offer.
const (
	bridgePurpose domain.Code = "refinancing"
	bridgeProduct domain.Code = "bridge"
)

// BridgeView is a bridge with what is known of its amount and its clocks.
type BridgeView struct {
	domain.Bridge
	Firm   domain.Enterprise
	Party  domain.Party // of the one who asks; empty for those who look on
	Limits []domain.BridgeLimit
	Clocks BridgeClocks
	// FeeSoFar is what it would cost if it came back today, and after it came
	// back what it did; nil where the money is not out or the rule of days is
	// not known.
	FeeSoFar *domain.Fen
}

// BridgeClocks are the three clocks of a bridge. Nil: not running, or not known.
type BridgeClocks struct {
	DaysToDue        *int // calendar days until the old loan falls due; negative when it is over
	DaysUsed         *int // days charged so far, by the fund's rule; working days where none is known
	DaysMost         *int // the longest use, in working days
	DaysPastPromised *int // calendar days since the renewal was promised
	Overdue          bool // too long out, or the renewal is late
}

// RequestBridge asks a fund for a bridge over the old loan. Errors: the faults
// of the input; offer_not_a_bridge; bridge_not_eligible with the condition that
// the firm is known not to meet; bridge_open_already.
func (a *App) RequestBridge(ctx context.Context, actor domain.Actor, b domain.Bridge) (BridgeView, error) {
	firm, err := a.ownFirm(ctx, actor, policy.BridgeCreate)
	if err != nil {
		return BridgeView{}, err
	}
	e, err := a.Store.Enterprise(ctx, firm)
	if err != nil {
		return BridgeView{}, err
	}
	if err := a.allow(ctx, actor, policy.BridgeCreate, policy.EnterpriseTarget(e), "bridges", nil); err != nil {
		return BridgeView{}, err
	}
	id, _, made, err := madeBefore(ctx, a, "brg_", a.Store.Bridge)
	if err != nil {
		return BridgeView{}, err
	}
	if made {
		return a.Bridge(ctx, actor, id)
	}
	if err := b.CheckRequest(a.today()); err != nil {
		return BridgeView{}, err
	}
	if _, ok := a.Rules.Providers[b.Lender]; !ok {
		return BridgeView{}, domain.Invalid("provider_not_found", "lender_id", domain.Facts{"id": string(b.Lender)})
	}
	o, err := a.bridgeOffer(ctx, b.Fund)
	if err != nil {
		return BridgeView{}, err
	}
	if err := a.bridgeEligible(e, o, b); err != nil {
		return BridgeView{}, err
	}
	open, _, err := a.Store.Bridges(ctx, store.BridgeFilter{Enterprise: firm}, store.Page{Limit: pageOfFirms})
	if err != nil {
		return BridgeView{}, err
	}
	if slices.ContainsFunc(open, func(x domain.Bridge) bool {
		return !x.State.Closed() && x.Contract == b.Contract && x.Lender == b.Lender
	}) {
		return BridgeView{}, domain.NewError(domain.KindConflict, "bridge_open_already", domain.Facts{"contract": b.Contract})
	}
	now := a.now()
	b.ID, b.Version, b.EnterpriseID, b.State = id, 0, firm, domain.BridgeRequested
	b.FundName, b.FundProvider, b.CreatedAt, b.UpdatedAt = o.Name.ZH, o.Provider, now, now
	saved, err := a.Store.SaveBridge(ctx, b, domain.Event{Type: domain.BridgeSaved, ID: string(b.ID), At: now})
	if err != nil {
		return BridgeView{}, err
	}
	a.note(ctx, actor, policy.BridgeCreate, string(b.ID), nil)
	f, err := a.moneyOf(ctx, o.ID, o.Provider)
	if err != nil {
		return BridgeView{}, err
	}
	return a.viewBridge(actor, saved, e, o, f), nil
}

// bridgeOffer is a published offer of a bridge.
func (a *App) bridgeOffer(ctx context.Context, id domain.OfferID) (domain.Offer, error) {
	found, err := a.Store.OffersByID(ctx, []domain.OfferID{id})
	if err != nil {
		return domain.Offer{}, err
	}
	if len(found) == 0 || found[0].State != domain.OfferPublished || !isBridge(found[0]) {
		return domain.Offer{}, domain.Invalid("offer_not_a_bridge", "fund_id", domain.Facts{"have": string(id)})
	}
	return found[0], nil
}

func isBridge(o domain.Offer) bool { return slices.Contains(o.Products, bridgeProduct) }

// bridgeEligible refuses a firm that is known not to meet a condition of the
// fund. That the loan is due and the bank renews is what the bridge itself
// finds out; what is not known is for the fund to judge.
func (a *App) bridgeEligible(e domain.Enterprise, o domain.Offer, b domain.Bridge) error {
	facts := a.bridgeFacts(e, b)
	for _, c := range o.Criteria {
		if a.Rules.Judge(c, facts) == rules.False && c.Field != "enterprise.renewal_committed" && c.Field != "enterprise.loan_due_known" {
			return domain.NewError(domain.KindConflict, "bridge_not_eligible", domain.Facts{
				"criterion": a.Rules.LabelOf(c).ZH, "criterion_en": a.Rules.LabelOf(c).EN, "clause": c.Clause.Document,
			})
		}
	}
	return nil
}

func (a *App) bridgeFacts(e domain.Enterprise, b domain.Bridge) *rules.Facts {
	return a.Rules.Facts(e, domain.Need{EnterpriseID: e.ID, Amount: b.Amount, Term: 1, Purpose: bridgePurpose}, a.today())
}

// Bridge answers a bridge, or bridge_not_found where the actor may not see it.
func (a *App) Bridge(ctx context.Context, actor domain.Actor, id domain.BridgeID) (BridgeView, error) {
	b, e, err := a.bridgeFor(ctx, actor, id, policy.BridgeRead)
	if err != nil {
		return BridgeView{}, err
	}
	o, f, err := a.fundOf(ctx, b)
	if err != nil {
		return BridgeView{}, err
	}
	return a.viewBridge(actor, b, e, o, f), nil
}

// Bridges lists those within the actor's reach, the newest first.
func (a *App) Bridges(ctx context.Context, actor domain.Actor, page Page) (items []BridgeView, next string, err error) {
	reach, err := a.Policy.Reach(actor, policy.BridgeList)
	if err != nil {
		a.Denied(ctx, actor, policy.BridgeList, "bridges", err)
		return nil, "", err
	}
	if !reach.All && reach.Enterprise == "" && reach.Provider == "" {
		return nil, "", nil
	}
	found, next, err := a.Store.Bridges(ctx, store.BridgeFilter{Enterprise: reach.Enterprise, Provider: reach.Provider}, page)
	if err != nil {
		return nil, "", err
	}
	items, err = a.viewBridges(ctx, actor, found)
	return items, next, err
}

// viewBridges adds to each what it stands on, which many share.
func (a *App) viewBridges(ctx context.Context, actor domain.Actor, found []domain.Bridge) (items []BridgeView, err error) {
	ids := map[domain.EnterpriseID]bool{}
	for _, b := range found {
		ids[b.EnterpriseID] = true
	}
	firms, err := readMany(ctx, ids, a.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	if err != nil {
		return nil, err
	}
	type behind struct { // what bridges of one fund share
		offer domain.Offer
		fund  domain.BridgeFund
	}
	funds := map[domain.OfferID]behind{}
	for _, b := range found {
		known, ok := funds[b.Fund]
		if !ok {
			if known.offer, known.fund, err = a.fundOf(ctx, b); err != nil {
				return nil, err
			}
			funds[b.Fund] = known
		}
		items = append(items, a.viewBridge(actor, b, firms[b.EnterpriseID], known.offer, known.fund))
	}
	return items, nil
}

// bridgeFor loads a bridge with its firm and asks whether the actor may do the
// action to it.
func (a *App) bridgeFor(ctx context.Context, actor domain.Actor, id domain.BridgeID, action policy.Action) (domain.Bridge, domain.Enterprise, error) {
	b, err := a.Store.Bridge(ctx, id)
	if err != nil {
		return domain.Bridge{}, domain.Enterprise{}, err
	}
	e, err := a.Store.Enterprise(ctx, b.EnterpriseID)
	if err != nil {
		return domain.Bridge{}, domain.Enterprise{}, err
	}
	hidden := domain.NotFound("bridge", string(id))
	return b, e, a.allow(ctx, actor, action, policy.BridgeTarget(e, b, actor), string(id), hidden)
}

// bridgeParty is the side on which the actor stands. A provider that is both
// lender and fund stands on the side that has a move to make, the lender's
// first.
func bridgeParty(actor domain.Actor, b domain.Bridge) domain.Party {
	switch {
	case actor.Role == domain.RoleEnterprise:
		return domain.PartyEnterprise
	case actor.Provider == "":
		return ""
	case actor.Provider == b.Lender && (actor.Provider != b.FundProvider || len(b.Allowed(domain.PartyLender)) > 0):
		return domain.PartyLender
	case actor.Provider == b.FundProvider:
		return domain.PartyFund
	}
	return ""
}

// fundOf is the offer that the bridge is of, and the money behind it.
func (a *App) fundOf(ctx context.Context, b domain.Bridge) (domain.Offer, domain.BridgeFund, error) {
	o, err := a.Store.Offer(ctx, b.Fund)
	if err != nil {
		return domain.Offer{}, domain.BridgeFund{}, err
	}
	f, err := a.moneyOf(ctx, b.Fund, b.FundProvider)
	return o, f, err
}

// moneyOf is the money behind a bridge offer; nothing at all where nobody has
// entered any.
func (a *App) moneyOf(ctx context.Context, id domain.OfferID, provider domain.ProviderID) (domain.BridgeFund, error) {
	f, err := a.Store.BridgeFund(ctx, id)
	if domain.IsKind(err, domain.KindNotFound) {
		return domain.BridgeFund{ID: id, Provider: provider}, nil
	}
	return f, err
}

// viewBridge adds limits, clocks and fee as they are today.
func (a *App) viewBridge(actor domain.Actor, b domain.Bridge, e domain.Enterprise, o domain.Offer, f domain.BridgeFund) BridgeView {
	free := f.Free()
	if b.State.HoldsMoney() {
		free += b.Amount // its own money is kept back already
	}
	v := BridgeView{Bridge: b, Firm: e, Party: bridgeParty(actor, b), Limits: a.bridgeLimits(b, e, o, f, free)}
	a.clocks(&v, o, f)
	return v
}

func (a *App) bridgeLimits(b domain.Bridge, e domain.Enterprise, o domain.Offer, f domain.BridgeFund, free domain.Fen) []domain.BridgeLimit {
	own := f.OwnShare
	if own == nil {
		own = o.Terms.OwnFunds
	}
	return b.Limits(own, a.Rules.Ceiling(o.Terms, a.bridgeFacts(e, b)).Low, free)
}

// dayRule is how the fund counts days: working or calendar, first and last
// day. known is false where the source and the fund leave one of these open.
func dayRule(o domain.Offer, f domain.BridgeFund) (basis domain.Code, first, last, known bool) {
	basis = f.DayBasis
	if basis == "" && o.Terms.Rate != nil {
		basis = domain.Code(o.Terms.Rate.DayBasis)
	}
	if basis == "" || f.CountsFirst == nil || f.CountsLast == nil {
		return basis, false, true, false
	}
	return basis, *f.CountsFirst, *f.CountsLast, true
}

// charged counts the days from one to the other by the fund's rule; one that is
// paid out and back on the same day counts one day where either end counts.
func (a *App) charged(basis domain.Code, first, last bool, from, to domain.Date) int {
	counts := func(day domain.Date) int {
		if basis == domain.WorkingDay && a.Rules.Clock != nil {
			if working, _ := a.Rules.Clock.IsWorkingDay(day); !working {
				return 0
			}
		}
		return 1
	}
	if from == to {
		if first || last {
			return counts(from)
		}
		return 0
	}
	n := 0
	for day := from; day <= to; day++ {
		if day == from && !first || day == to && !last {
			continue
		}
		n += counts(day)
	}
	return n
}

func (a *App) clocks(v *BridgeView, o domain.Offer, f domain.BridgeFund) {
	today := a.today()
	if !v.State.Closed() && v.OldRepaidOn == nil {
		left := int(v.DueOn - today)
		v.Clocks.DaysToDue = &left
	}
	if o.Terms.MaxWorkingDays != nil {
		most := int(*o.Terms.MaxWorkingDays)
		v.Clocks.DaysMost = &most
	}
	if v.DisbursedOn == nil {
		return
	}
	until := today
	if v.ReturnedOn != nil {
		until = *v.ReturnedOn
	}
	basis, first, last, known := dayRule(o, f)
	if !known && basis == "" {
		basis = domain.WorkingDay
	}
	used := a.charged(basis, first, last, *v.DisbursedOn, until)
	v.Clocks.DaysUsed = &used
	if v.State.Out() {
		// The longest use is told in working days, whatever is charged.
		working := a.charged(domain.WorkingDay, false, true, *v.DisbursedOn, today)
		v.Clocks.Overdue = v.Clocks.DaysMost != nil && working > *v.Clocks.DaysMost
		if v.Commitment != nil && v.RenewedOn == nil && today > v.Commitment.PromisedOn {
			late := int(today - v.Commitment.PromisedOn)
			v.Clocks.DaysPastPromised, v.Clocks.Overdue = &late, true
		}
	}
	v.FeeSoFar = v.Fee
	if v.Fee == nil && known && v.State.Out() {
		v.FeeSoFar = fee(o, v.Amount, used)
	}
}

// fee is the fund's fee for so many days; nil where its rate is not published.
func fee(o domain.Offer, amount domain.Fen, days int) *domain.Fen {
	if o.Terms.Rate == nil || o.Terms.Rate.DailyFee == nil {
		return nil
	}
	f, err := cost.DailyFee(amount, cost.Rate(*o.Terms.Rate.DailyFee), days)
	if err != nil {
		return nil
	}
	return &f
}
