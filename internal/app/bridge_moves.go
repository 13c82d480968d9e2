package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// bridgeChange is what a move does beside moving: to the bridge, and to the
// fund's money; it answers whether the fund changed.
type bridgeChange func(b *domain.Bridge, f *domain.BridgeFund) (touchesFund bool, err error)

// CommitBridge is the lending bank's word that it will renew. Errors of this
// and all moves: bridge_not_found, bridge_move_not_allowed, bridge_changed, and
// the faults of the input.
func (a *App) CommitBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, c domain.Commitment) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeCommit, c.Note, func(b *domain.Bridge, _ *domain.BridgeFund) (bool, error) {
		b.Commitment = &c
		return false, c.CheckCommitment(a.today())
	})
}

// ApproveBridge keeps the fund's money back for the bridge. The amount is at
// most the least of what the firm does not raise itself, the commitment, the
// ceiling and what is free; of many approvals at once none takes more than
// there is. Errors: bridge_above_asked; bridge_above_limit with the limit that
// binds.
func (a *App) ApproveBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, amount domain.Fen) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeApprove, "", func(b *domain.Bridge, f *domain.BridgeFund) (bool, error) {
		if amount <= 0 {
			return false, domain.Invalid("amount_not_positive", "amount_fen", domain.Facts{"want": "> 0", "have": int64(amount)})
		}
		if amount > b.Amount {
			return false, domain.Invalid("bridge_above_asked", "amount_fen", domain.Facts{"want": int64(b.Amount), "have": int64(amount)})
		}
		e, err := a.Store.Enterprise(ctx, b.EnterpriseID)
		if err != nil {
			return false, err
		}
		o, err := a.Store.Offer(ctx, b.Fund)
		if err != nil {
			return false, err
		}
		asked := *b
		asked.State = domain.BridgeCommitted
		for _, l := range a.bridgeLimits(asked, e, o, *f) {
			if l.Binds && amount > *l.Amount {
				return false, domain.Invalid("bridge_above_limit", "amount_fen", domain.Facts{"limit": l.Limit, "want": int64(*l.Amount), "have": int64(amount)})
			}
		}
		b.Amount = amount
		return true, f.Reserve(amount)
	})
}

// DisburseBridge writes down that the fund has paid. Errors: date_in_future.
func (a *App) DisburseBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeDisburse, "", func(b *domain.Bridge, _ *domain.BridgeFund) (bool, error) {
		b.DisbursedOn = &on
		return false, domain.CheckPast("on", on, nil, a.today())
	})
}

// RepayOldLoan writes down that the old loan was repaid with the bridge.
func (a *App) RepayOldLoan(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeRepayOld, "", func(b *domain.Bridge, _ *domain.BridgeFund) (bool, error) {
		b.OldRepaidOn = &on
		return false, domain.CheckPast("on", on, b.DisbursedOn, a.today())
	})
}

// RenewLoan writes down that the renewed loan was paid out, straight to the
// fund.
func (a *App) RenewLoan(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeRenew, "", func(b *domain.Bridge, _ *domain.BridgeFund) (bool, error) {
		b.RenewedOn = &on
		return false, domain.CheckPast("on", on, b.OldRepaidOn, a.today())
	})
}

// ReturnBridge writes down that the money came back: it is free again, and the
// fee is worked out by the fund's own rule of days, or stays unknown where that
// rule is.
func (a *App) ReturnBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, on domain.Date) (BridgeView, error) {
	return a.moveBridge(ctx, actor, id, domain.BridgeReturn, "", func(b *domain.Bridge, f *domain.BridgeFund) (bool, error) {
		first := b.DisbursedOn
		if b.RenewedOn != nil {
			first = b.RenewedOn
		}
		if err := domain.CheckPast("on", on, first, a.today()); err != nil {
			return false, err
		}
		o, err := a.Store.Offer(ctx, b.Fund)
		if err != nil {
			return false, err
		}
		b.ReturnedOn = &on
		if basis, counts, last, known := dayRule(o, *f); known {
			days := a.charged(basis, counts, last, *b.DisbursedOn, on)
			b.DaysCharged, b.Fee = &days, fee(o, b.Amount, days)
		}
		f.Release(b.Amount)
		return true, nil
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

func (a *App) endBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, m domain.BridgeMove, vocabulary string, c domain.Closing) (BridgeView, error) {
	held := false
	return a.moveBridgeFrom(ctx, actor, id, m, c.Text, func(b domain.Bridge) { held = b.State.HoldsMoney() }, func(b *domain.Bridge, f *domain.BridgeFund) (bool, error) {
		if !a.Rules.Has(vocabulary, c.Reason) {
			return false, domain.Invalid("unknown_code", "reason", domain.Facts{"vocabulary": vocabulary, "have": c.Reason})
		}
		b.Closing = &c
		if held {
			f.Release(b.Amount)
		}
		return held, nil
	})
}

func (a *App) moveBridge(ctx context.Context, actor domain.Actor, id domain.BridgeID, m domain.BridgeMove, text string, change bridgeChange) (BridgeView, error) {
	return a.moveBridgeFrom(ctx, actor, id, m, text, func(domain.Bridge) {}, change)
}

// fundTries is how often a move is decided anew because the fund's money was
// moved by another one meanwhile.
const fundTries = 50

// moveBridgeFrom makes a move; before sees the bridge as it was. Where the
// fund's money is touched, both are saved in one step, each with its version.
func (a *App) moveBridgeFrom(ctx context.Context, actor domain.Actor, id domain.BridgeID, m domain.BridgeMove, text string, before func(domain.Bridge), change bridgeChange) (BridgeView, error) {
	for try := 1; ; try++ {
		b, e, err := a.bridgeFor(ctx, actor, id, policy.BridgeMove)
		if err != nil {
			return BridgeView{}, err
		}
		person, err := a.Store.User(ctx, actor.User)
		if err != nil {
			return BridgeView{}, err
		}
		f, err := a.fundOf(ctx, b)
		if err != nil {
			return BridgeView{}, err
		}
		before(b)
		now := a.now()
		touches := false
		if err = b.Move(m, bridgeParty(actor, b), actor.User, person.Name, text, now); err == nil {
			touches, err = change(&b, &f)
		}
		if err != nil {
			a.note(ctx, actor, policy.BridgeMove, string(id), err)
			return BridgeView{}, err
		}
		event := domain.Event{Type: domain.BridgeSaved, ID: string(id), At: now}
		if touches {
			f.UpdatedAt = now
			err = a.Store.SaveBridgeAndFund(ctx, b, f, event)
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
		return a.viewBridge(ctx, actor, b, e)
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
	offers, err := PublishedOffers(ctx, a.Store)
	if err != nil {
		return nil, err
	}
	var out []BridgeFundView
	for _, o := range offers {
		v := BridgeFundView{Offer: o}
		if _, err := a.bridgeOffer(ctx, o.ID); err != nil {
			continue
		}
		if v.BridgeFund, err = a.fundOf(ctx, domain.Bridge{Fund: o.ID, FundProvider: o.Provider}); err != nil {
			return nil, err
		}
		v.Money = a.Policy.Allow(actor, policy.BridgeFundUpdate, policy.OfferTarget(o.Provider)) == nil
		out = append(out, v)
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
	stored, err := a.fundOf(ctx, domain.Bridge{Fund: o.ID, FundProvider: o.Provider})
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
