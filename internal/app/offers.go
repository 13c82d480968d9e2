package app

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

// Offer answers an offer: a published one to everyone, a draft or a withdrawn
// one to its provider alone; offer_not_found otherwise.
func (a *App) Offer(ctx context.Context, actor domain.Actor, id domain.OfferID) (domain.Offer, error) {
	o, err := a.Store.Offer(ctx, id)
	if err != nil {
		return domain.Offer{}, err
	}
	action := readOf(o)
	if err := a.Policy.Allow(actor, action, policy.OfferTarget(o.Provider)); err != nil {
		a.Denied(ctx, actor, action, string(id), err)
		return domain.Offer{}, domain.NotFound("offer", string(id))
	}
	return o, nil
}

// OwnOffers lists the offers of the actor's provider in every state asked
// for, by id.
func (a *App) OwnOffers(ctx context.Context, actor domain.Actor, states []domain.OfferState, page Page) (items []domain.Offer, next string, err error) {
	provider, err := a.ownProvider(ctx, actor, policy.OfferReadUnpublished)
	if err != nil {
		return nil, "", err
	}
	return a.Store.Offers(ctx, store.OfferFilter{Provider: provider.ID, States: states}, page)
}

// CreateOffer drafts an offer of the actor's provider. Whatever the input
// says of provider, state and source, these are what they are: the provider's
// own word of today. Errors: the faults of the offer.
func (a *App) CreateOffer(ctx context.Context, actor domain.Actor, o domain.Offer) (domain.Offer, error) {
	provider, err := a.ownProvider(ctx, actor, policy.OfferCreate)
	if err != nil {
		return domain.Offer{}, err
	}
	if err := a.allow(ctx, actor, policy.OfferCreate, policy.OfferTarget(provider.ID), "offers", nil); err != nil {
		return domain.Offer{}, err
	}
	id, earlier, made, err := madeBefore(ctx, a, "off_", a.Store.Offer)
	if err != nil || made {
		return earlier, err
	}
	o.ID, o.Version, o.State = id, 0, domain.OfferDraft
	a.vouch(&o, provider)
	if err := a.Rules.CheckOffer(o); err != nil {
		return domain.Offer{}, err
	}
	return a.saveOffer(ctx, actor, policy.OfferCreate, o)
}

// UpdateOffer replaces an offer of the actor's provider; its state stays. The
// input carries the version that was read. Errors: offer_not_found, denied,
// offer_from_catalogue, offer_changed, the faults of the offer.
func (a *App) UpdateOffer(ctx context.Context, actor domain.Actor, o domain.Offer) (domain.Offer, error) {
	stored, err := a.offerFor(ctx, actor, o.ID, policy.OfferUpdate)
	if err != nil {
		return domain.Offer{}, err
	}
	if err := stale("offer", string(o.ID), o.Version, stored.Version); err != nil {
		return domain.Offer{}, err
	}
	o.State = stored.State
	a.vouch(&o, a.Rules.Providers[stored.Provider])
	if err := a.Rules.CheckOffer(o); err != nil {
		return domain.Offer{}, err
	}
	return a.saveOffer(ctx, actor, policy.OfferUpdate, o)
}

// PublishOffer makes an offer of the actor's provider be found and matched.
// It is checked once more, since the rule data may have changed. Errors: as
// for UpdateOffer, and offer_move_not_allowed.
func (a *App) PublishOffer(ctx context.Context, actor domain.Actor, id domain.OfferID) (domain.Offer, error) {
	return a.moveOffer(ctx, actor, id, policy.OfferPublish, domain.OfferPublished)
}

// WithdrawOffer ends that. Errors: as for PublishOffer.
func (a *App) WithdrawOffer(ctx context.Context, actor domain.Actor, id domain.OfferID) (domain.Offer, error) {
	return a.moveOffer(ctx, actor, id, policy.OfferWithdraw, domain.OfferWithdrawn)
}

func (a *App) moveOffer(ctx context.Context, actor domain.Actor, id domain.OfferID, action policy.Action, to domain.OfferState) (domain.Offer, error) {
	o, err := a.offerFor(ctx, actor, id, action)
	if err != nil {
		return domain.Offer{}, err
	}
	before := o.State
	if err := o.Move(to, a.now()); err != nil {
		return domain.Offer{}, err
	}
	if to == domain.OfferPublished {
		if err := a.Rules.CheckOffer(o); err != nil {
			return domain.Offer{}, err
		}
	}
	return a.saveOffer(ctx, actor, action, o, unpublished(before, o)...)
}

// offerFor loads an offer that the actor may change. One that they cannot
// even read does not exist for them.
func (a *App) offerFor(ctx context.Context, actor domain.Actor, id domain.OfferID, action policy.Action) (domain.Offer, error) {
	o, err := a.Store.Offer(ctx, id)
	if err != nil {
		return domain.Offer{}, err
	}
	target := policy.OfferTarget(o.Provider)
	var hidden error
	if a.Policy.Allow(actor, readOf(o), target) != nil {
		hidden = domain.NotFound("offer", string(id))
	}
	if err := a.allow(ctx, actor, action, target, string(id), hidden); err != nil {
		return domain.Offer{}, err
	}
	if o.Catalogue {
		err := domain.NewError(domain.KindDenied, "offer_from_catalogue", domain.Facts{"id": string(id)})
		a.note(ctx, actor, action, string(id), err)
		return domain.Offer{}, err
	}
	return o, nil
}

// unpublished is the event that an offer's withdrawal leaves beside its save
// where it was published before.
func unpublished(before domain.OfferState, o domain.Offer) []domain.Event {
	if before != domain.OfferPublished || o.State == domain.OfferPublished {
		return nil
	}
	return []domain.Event{{Type: domain.OfferUnpublished, ID: string(o.ID), At: o.UpdatedAt}}
}

func (a *App) saveOffer(ctx context.Context, actor domain.Actor, action policy.Action, o domain.Offer, more ...domain.Event) (domain.Offer, error) {
	events := append([]domain.Event{{Type: domain.OfferSaved, ID: string(o.ID), At: o.UpdatedAt}}, more...)
	saved, err := a.Store.SaveOffer(ctx, o, events...)
	if err != nil {
		return domain.Offer{}, err
	}
	a.note(ctx, actor, action, string(o.ID), nil)
	return saved, nil
}

// vouch marks the offer as its provider's own word of today.
func (a *App) vouch(o *domain.Offer, provider domain.Provider) {
	o.Provider, o.Catalogue, o.UpdatedAt = provider.ID, false, a.now()
	o.Source = domain.Source{Kind: "provider", Title: provider.Name.ZH, Date: a.today().String()}
	o.Verified, o.Status = true, domain.StatusCurrent
}

// ownProvider answers the provider that the actor acts for, or denied where
// there is none.
func (a *App) ownProvider(ctx context.Context, actor domain.Actor, action policy.Action) (domain.Provider, error) {
	err := a.Policy.Enter(actor, action)
	provider, known := a.Rules.Providers[actor.Provider]
	if err == nil && !known {
		err = domain.NewError(domain.KindDenied, "no_provider", nil)
	}
	if err != nil {
		a.Denied(ctx, actor, action, "offers", err)
		return domain.Provider{}, err
	}
	return provider, nil
}

// readOf is the action that reading the offer is.
func readOf(o domain.Offer) policy.Action {
	if o.State == domain.OfferPublished {
		return policy.OfferRead
	}
	return policy.OfferReadUnpublished
}
