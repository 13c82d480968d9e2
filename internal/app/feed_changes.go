package app

import (
	"context"
	"fmt"
	"maps"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// change is an event with what decides who may learn of it: the action that
// reading its thing is, and whom the thing belongs to. Without an action it is
// nobody's: the thing is gone, or the event is of no kind that is told.
type change struct {
	domain.Event
	read   policy.Action
	target policy.Target
	also   *policy.Target // of a thing with two providers
}

// visible tells whether the actor may learn of the change: where they may read
// the thing. A withdrawal is told to those who can no longer read the offer,
// as its provider has its OfferSaved.
func (c change) visible(p *policy.Policy, actor domain.Actor) bool {
	if c.read == "" || p.Allow(actor, c.read, c.target) != nil && (c.also == nil || p.Allow(actor, c.read, *c.also) != nil) {
		return false
	}
	return c.Type != domain.OfferUnpublished || p.Allow(actor, policy.OfferReadUnpublished, c.target) != nil
}

// told is the event as people see it: that an offer was withdrawn is a change
// of the offer to them.
func (c change) told() domain.Event {
	if c.Type == domain.OfferUnpublished {
		c.Type = domain.OfferSaved
	}
	return c.Event
}

// owned are the things that events are about, as they are now.
type owned struct {
	offers       map[domain.OfferID]domain.Offer
	needs        map[domain.NeedID]domain.Need
	applications map[domain.ApplicationID]domain.Application
	bridges      map[domain.BridgeID]domain.Bridge
	notices      map[domain.NoticeID]domain.Notice
	appeals      map[domain.AppealID]domain.Appeal
	firms        map[domain.EnterpriseID]domain.Enterprise
}

// changes finds out whom the things of events belong to, as they are now: one
// query for each kind of thing, however many events.
func (f *Feed) changes(ctx context.Context, events []domain.Event) ([]change, error) {
	things, err := f.owned(ctx, events)
	if err != nil {
		return nil, err
	}
	out := make([]change, len(events))
	for i, e := range events {
		out[i] = things.change(e)
	}
	return out, nil
}

func (f *Feed) owned(ctx context.Context, events []domain.Event) (t owned, err error) {
	if t.offers, err = f.offers(ctx, events); err != nil {
		return t, fmt.Errorf("whom offers belong to: %w", err)
	}
	t.applications, err = readMany(ctx, idsOf[domain.ApplicationID](events, domain.ApplicationSaved), f.Store.ApplicationsByID,
		func(x domain.Application) domain.ApplicationID { return x.ID })
	if err != nil {
		return t, fmt.Errorf("whom applications belong to: %w", err)
	}
	t.bridges, err = readMany(ctx, idsOf[domain.BridgeID](events, domain.BridgeSaved), f.Store.BridgesByID,
		func(b domain.Bridge) domain.BridgeID { return b.ID })
	if err != nil {
		return t, fmt.Errorf("whom bridges belong to: %w", err)
	}
	t.notices, err = readMany(ctx, idsOf[domain.NoticeID](events, domain.NoticeSaved), f.Store.NoticesByID,
		func(n domain.Notice) domain.NoticeID { return n.ID })
	if err != nil {
		return t, fmt.Errorf("whom notices are for: %w", err)
	}
	t.appeals, err = readMany(ctx, idsOf[domain.AppealID](events, domain.AppealSaved), f.Store.AppealsByID,
		func(x domain.Appeal) domain.AppealID { return x.ID })
	if err != nil {
		return t, fmt.Errorf("whom appeals belong to: %w", err)
	}
	owners := map[domain.EnterpriseID]bool{}
	for _, x := range t.appeals {
		owners[x.EnterpriseID] = true
	}
	for _, x := range t.applications {
		owners[x.EnterpriseID] = true
	}
	for _, b := range t.bridges {
		owners[b.EnterpriseID] = true
	}
	if t.needs, t.firms, err = f.needsAndFirms(ctx, events, owners); err != nil {
		return t, fmt.Errorf("whom needs and firms belong to: %w", err)
	}
	return t, nil
}

// change says who may learn of the event.
func (t owned) change(e domain.Event) change {
	c := change{Event: e}
	switch e.Type {
	case domain.OfferSaved:
		if o, ok := t.offers[domain.OfferID(e.ID)]; ok {
			c.read, c.target = readOf(o), policy.OfferTarget(o.Provider)
		}
	case domain.OfferUnpublished:
		if o, ok := t.offers[domain.OfferID(e.ID)]; ok {
			c.read, c.target = policy.OfferRead, policy.OfferTarget(o.Provider)
		}
	case domain.NoticeSaved:
		c.read, c.target = policy.NoticeRead, policy.Target{Addressee: t.notices[domain.NoticeID(e.ID)].To}
	case domain.BridgeFundSaved:
		c.read = policy.BridgeFundRead
	case domain.CandidacySaved:
		c.read = policy.CandidacyRead // whoever may read one may read all
	case domain.ShortlistSaved:
		c.read = policy.ShortlistRead
	default:
		t.ofFirm(&c)
	}
	return c
}

// ofFirm says it of what belongs to a firm.
func (t owned) ofFirm(c *change) {
	n, x, b := t.needs[domain.NeedID(c.ID)], t.applications[domain.ApplicationID(c.ID)], t.bridges[domain.BridgeID(c.ID)]
	raised := t.appeals[domain.AppealID(c.ID)]
	owner := map[domain.EventType]domain.EnterpriseID{
		domain.NeedSaved: n.EnterpriseID, domain.EnterpriseSaved: domain.EnterpriseID(c.ID), domain.ApplicationSaved: x.EnterpriseID, domain.BridgeSaved: b.EnterpriseID,
		domain.AppealSaved: raised.EnterpriseID,
	}[c.Type]
	firm, ok := t.firms[owner]
	if !ok {
		return
	}
	switch c.Type {
	case domain.NeedSaved:
		c.read, c.target = policy.NeedRead, policy.NeedTarget(firm, n)
	case domain.EnterpriseSaved:
		c.read, c.target = policy.EnterpriseRead, policy.EnterpriseTarget(firm)
	case domain.ApplicationSaved:
		c.read, c.target = policy.ApplicationRead, policy.ApplicationTarget(firm, x)
		if x.State == domain.ApplicationDraft { // its firm's alone
			c.read, c.target = policy.ApplicationCreate, policy.EnterpriseTarget(firm)
		}
	case domain.AppealSaved:
		c.read, c.target = policy.AppealRead, policy.AppealTarget(firm, raised)
	case domain.BridgeSaved:
		lender := policy.BridgeTarget(firm, b, domain.Actor{Provider: b.Lender})
		c.read, c.target, c.also = policy.BridgeRead, policy.BridgeTarget(firm, b, domain.Actor{}), &lender
	}
}

func (f *Feed) offers(ctx context.Context, events []domain.Event) (map[domain.OfferID]domain.Offer, error) {
	ids := idsOf[domain.OfferID](events, domain.OfferSaved, domain.OfferUnpublished)
	return readMany(ctx, ids, f.Store.OffersByID, func(o domain.Offer) domain.OfferID { return o.ID })
}

// needsAndFirms answers the needs, and their firms with the owners of other
// things and those that were themselves saved.
func (f *Feed) needsAndFirms(ctx context.Context, events []domain.Event, owners map[domain.EnterpriseID]bool) (map[domain.NeedID]domain.Need, map[domain.EnterpriseID]domain.Enterprise, error) {
	needs, err := readMany(ctx, idsOf[domain.NeedID](events, domain.NeedSaved), f.Store.NeedsByID,
		func(n domain.Need) domain.NeedID { return n.ID })
	if err != nil {
		return nil, nil, err
	}
	wanted := idsOf[domain.EnterpriseID](events, domain.EnterpriseSaved)
	maps.Copy(wanted, owners)
	for _, n := range needs {
		wanted[n.EnterpriseID] = true
	}
	firms, err := readMany(ctx, wanted, f.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	return needs, firms, err
}

// idsOf gathers the ids of the events of some types.
func idsOf[ID ~string](events []domain.Event, types ...domain.EventType) map[ID]bool {
	ids := map[ID]bool{}
	for _, e := range events {
		for _, t := range types {
			if e.Type == t {
				ids[ID(e.ID)] = true
			}
		}
	}
	return ids
}

// readMany reads the things with the ids at once, and asks nothing for none.
func readMany[ID ~string, T any](ctx context.Context, ids map[ID]bool, read func(context.Context, []ID) ([]T, error), id func(T) ID) (map[ID]T, error) {
	out := map[ID]T{}
	if len(ids) == 0 {
		return out, nil
	}
	list := make([]ID, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	found, err := read(ctx, list)
	if err != nil {
		return nil, err
	}
	for _, t := range found {
		out[id(t)] = t
	}
	return out, nil
}
