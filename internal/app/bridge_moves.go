package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// bridgeMoving is a bridge on its way through a move, with all that the move may
// ask about. A change of it says what the move does beside moving.
type bridgeMoving struct {
	*domain.Bridge
	was   domain.BridgeState
	firm  domain.Enterprise
	offer domain.Offer
	fund  domain.BridgeFund
	money bool // the fund's money is moved as well
}

func (m *bridgeMoving) reserve(amount domain.Fen) error {
	m.money = true
	return m.fund.Reserve(amount)
}

func (m *bridgeMoving) release() {
	m.money = true
	m.fund.Release(m.Amount)
}

// CommitBridge is the lending bank's word that it will renew. Errors of this
// and all moves: bridge_not_found, bridge_move_not_allowed, bridge_changed, and
// the faults of the input.
func (a *App) CommitBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, c domain.Commitment) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeCommit, c.Note, func(m *bridgeMoving) error {
		m.Commitment = &c
		return c.CheckCommitment(a.today())
	})
}

// ApproveBridge keeps the fund's money back for the bridge. The amount is at
// most the least of what the firm does not raise itself, the commitment, the
// ceiling and what is free; of many approvals at once none takes more than
// there is. Errors: bridge_above_asked; bridge_above_limit with the limit that
// binds.
func (a *App) ApproveBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, amount domain.Fen) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeApprove, "", func(m *bridgeMoving) error {
		if amount <= 0 {
			return domain.Invalid("amount_not_positive", "amount_fen", domain.Facts{"want": "> 0", "have": int64(amount)})
		}
		if amount > m.Amount {
			return domain.Invalid("bridge_above_asked", "amount_fen", domain.Facts{"want": int64(m.Amount), "have": int64(amount)})
		}
		for _, l := range a.bridgeLimits(*m.Bridge, m.firm, m.offer, m.fund, m.fund.Free()) {
			if l.Binds && amount > *l.Amount {
				return domain.Invalid("bridge_above_limit", "amount_fen", domain.Facts{"limit": l.Limit, "want": int64(*l.Amount), "have": int64(amount)})
			}
		}
		m.Amount = amount
		return m.reserve(amount)
	})
}

// DisburseBridge writes down that the fund has paid. Errors: date_in_future.
func (a *App) DisburseBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeDisburse, "", func(m *bridgeMoving) error {
		m.DisbursedOn = &on
		return domain.CheckPast("on", on, nil, a.today())
	})
}

// RepayOldLoan writes down that the old loan was repaid with the bridge.
func (a *App) RepayOldLoan(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeRepayOld, "", func(m *bridgeMoving) error {
		m.OldRepaidOn = &on
		return domain.CheckPast("on", on, m.DisbursedOn, a.today())
	})
}

// RenewLoan writes down that the renewed loan was paid out, straight to the
// fund.
func (a *App) RenewLoan(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeRenew, "", func(m *bridgeMoving) error {
		m.RenewedOn = &on
		return domain.CheckPast("on", on, m.OldRepaidOn, a.today())
	})
}

// ReturnBridge writes down that the money came back: it is free again, and the
// fee is worked out by the fund's own rule of days, or stays unknown where that
// rule is.
func (a *App) ReturnBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeReturn, "", func(m *bridgeMoving) error {
		first := m.DisbursedOn
		if m.RenewedOn != nil {
			first = m.RenewedOn
		}
		if err := domain.CheckPast("on", on, first, a.today()); err != nil {
			return err
		}
		m.ReturnedOn = &on
		if basis, counts, last, known := dayRule(m.offer, m.fund); known {
			days := a.charged(basis, counts, last, *m.DisbursedOn, on)
			m.DaysCharged, m.Fee = &days, fee(m.offer, m.Amount, days)
		}
		m.release()
		return nil
	})
}

// DeclineBridge ends it for the lender or the fund with a reason and a
// sentence; money that was kept back is free again.
func (a *App) DeclineBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, c domain.Closing) (BridgeView, error) {
	return a.endBridge(ctx, actor, id, domain.BridgeDecline, declineReasons, c)
}

// WithdrawBridge ends it for the firm, while no money has left the fund.
func (a *App) WithdrawBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, c domain.Closing) (BridgeView, error) {
	return a.endBridge(ctx, actor, id, domain.BridgeWithdraw, withdrawReasons, c)
}

func (a *App) endBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, move domain.BridgeMove, vocabulary string, c domain.Closing) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, move, c.Text, func(m *bridgeMoving) error {
		if !a.Rules.Has(vocabulary, c.Reason) {
			return domain.Invalid("unknown_code", "reason", domain.Facts{"vocabulary": vocabulary, "have": c.Reason})
		}
		m.Closing = &c
		if m.was.HoldsMoney() {
			m.release()
		}
		return nil
	})
}

// fundTries is how often a move is decided anew because the fund's money was
// moved by another one meanwhile.
const fundTries = 50

// moveBridge makes a move. Where the fund's money is moved, both are saved in
// one step, each with its version.
func (a *App) moveBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, move domain.BridgeMove, text string, change func(*bridgeMoving) error) (BridgeView, error) {
	for try := 1; ; try++ {
		b, e, err := a.bridgeFor(ctx, actor, id, policy.BridgeMove)
		if err != nil {
			return BridgeView{}, err
		}
		person, err := a.Store.User(ctx, actor.User)
		if err != nil {
			return BridgeView{}, err
		}
		o, f, err := a.fundOf(ctx, b)
		if err != nil {
			return BridgeView{}, err
		}
		m := bridgeMoving{Bridge: &b, was: b.State, firm: e, offer: o, fund: f}
		now := a.now()
		if err = b.Move(move, bridgeParty(actor, b), actor.User, person.Name, text, now); err == nil {
			err = change(&m)
		}
		if err != nil {
			a.note(ctx, actor, policy.BridgeMove, string(id), err)
			return BridgeView{}, err
		}
		event := domain.Event{Type: domain.BridgeSaved, ID: string(id), At: now}
		if m.money {
			m.fund.UpdatedAt = now
			err = a.Store.SaveBridgeAndFund(ctx, b, m.fund, event)
			b.Version++
		} else {
			b, err = a.Store.SaveBridge(ctx, b, event)
		}
		if (hasCode(err, "bridge_fund_changed") || hasCode(err, "bridge_fund_exists")) && try < fundTries {
			continue
		}
		if err != nil {
			return BridgeView{}, err
		}
		a.note(ctx, actor, policy.BridgeMove, string(id), nil)
		return a.viewBridge(actor, b, e, o, m.fund), nil
	}
}

// BridgeFundView is a fund with the offer that it stands behind. Its money is
// for the fund and the regulator; Money is false for others.
type BridgeFundView struct {
	domain.BridgeFund
	Offer domain.Offer
	Money bool
}

// BridgeFunds lists the published bridge offers with their funds.
func (a *App) BridgeFunds(ctx context.Context, actor domain.Actor) ([]BridgeFundView, error) {
	if err := a.Policy.Enter(actor, policy.BridgeFundRead); err != nil {
		return nil, err
	}
	var out []BridgeFundView
	for o, err := range published(ctx, a.Store) {
		if err != nil {
			return nil, err
		}
		if !isBridge(o) {
			continue
		}
		f, err := a.moneyOf(ctx, o.ID, o.Provider)
		if err != nil {
			return nil, err
		}
		money := a.Policy.Allow(actor, policy.BridgeFundUpdate, policy.OfferTarget(o.Provider)) == nil
		out = append(out, BridgeFundView{BridgeFund: f, Offer: o, Money: money})
	}
	return out, nil
}

// UpdateBridgeFund enters a fund's money and rules, with where they are from.
// Version is the one that was read, 0 where none was entered. Errors:
// bridge_fund_changed, bridge_fund_below_committed, the faults of the input.
func (a *App) UpdateBridgeFund(ctx context.Context, actor domain.Actor, f domain.BridgeFund) (BridgeFundView, error) {
	o, err := a.bridgeOffer(ctx, f.ID)
	if err != nil {
		return BridgeFundView{}, err
	}
	if err := a.allow(ctx, actor, policy.BridgeFundUpdate, policy.OfferTarget(o.Provider), string(f.ID), nil); err != nil {
		return BridgeFundView{}, err
	}
	stored, err := a.moneyOf(ctx, o.ID, o.Provider)
	if err != nil {
		return BridgeFundView{}, err
	}
	if err := stale("bridge_fund", string(f.ID), f.Version, stored.Version); err != nil {
		return BridgeFundView{}, err
	}
	f.Provider, f.Committed, f.UpdatedBy, f.UpdatedAt = o.Provider, stored.Committed, actor.User, a.now()
	if err := f.Check(); err != nil {
		return BridgeFundView{}, err
	}
	saved, err := a.Store.SaveBridgeFund(ctx, f, domain.Event{Type: domain.BridgeFundSaved, ID: string(f.ID), At: f.UpdatedAt})
	if err != nil {
		return BridgeFundView{}, err
	}
	a.note(ctx, actor, policy.BridgeFundUpdate, string(f.ID), nil)
	return BridgeFundView{BridgeFund: saved, Offer: o, Money: true}, nil
}
