package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/store"
)

// apiScopes is the vocabulary of what keys open.
const apiScopes = "api_scopes"

const (
	mostAPIKeys     = 20 // of an organisation, in use
	defaultPerMin   = 600
	oldKeyGoodFor   = 24 * time.Hour
	apiKeyMailbox   = "@api-key.invalid" // of the person that stands for a system; nothing is sent there (RFC 6761)
	apiKeyIDPrefix  = "key_"
	apiKeyPersonPre = "usr_"
)

// APIKeyInput is what is said of a key.
type APIKeyInput struct {
	Name      string
	Scopes    []domain.Code
	PerMinute int // 0: 600
	Until     *domain.Date
}

// APIKeys lists those of the actor's organisation, revoked ones too. No secret
// is in them.
func (a *App) APIKeys(ctx context.Context, actor domain.Actor) ([]domain.APIKey, error) {
	if err := a.allow(ctx, actor, policy.APIKeyRead, policy.OfferTarget(actor.Provider), "", nil); err != nil {
		return nil, err
	}
	return a.apiKeysOf(ctx, actor.Organisation)
}

func (a *App) apiKeysOf(ctx context.Context, organisation domain.OrganisationID) ([]domain.APIKey, error) {
	return readAll(func(page store.Page) ([]domain.APIKey, string, error) {
		return a.Store.APIKeys(ctx, store.APIKeyFilter{Organisation: organisation}, page)
	})
}

// AddAPIKey makes a key for a system of the actor's organisation, and the
// person that stands for it in histories. The token that comes back is shown
// this once. Errors: the faults of the input; api_key_too_many;
// api_key_made_already where the same request was cut off after it had made it.
func (a *App) AddAPIKey(ctx context.Context, actor domain.Actor, in APIKeyInput) (k domain.APIKey, token string, err error) {
	if err := a.allow(ctx, actor, policy.APIKeyManage, policy.OfferTarget(actor.Provider), "", nil); err != nil {
		return domain.APIKey{}, "", err
	}
	id, _, made, err := madeBefore(ctx, a, apiKeyIDPrefix, a.Store.APIKey)
	if made {
		err = domain.NewError(domain.KindConflict, "api_key_made_already", domain.Facts{"id": string(id)})
	}
	if err != nil {
		return domain.APIKey{}, "", err
	}
	now := a.now()
	k = domain.APIKey{
		ID: id, Organisation: actor.Organisation, User: domain.UserID(apiKeyPersonPre + strings.TrimPrefix(string(id), apiKeyIDPrefix)),
		Name: strings.TrimSpace(in.Name), Scopes: in.Scopes, PerMinute: in.PerMinute, Until: in.Until,
		CreatedAt: now, CreatedBy: actor.User, UpdatedAt: now,
	}
	if k.PerMinute == 0 {
		k.PerMinute = defaultPerMin
	}
	if err := k.Check(func(c domain.Code) bool { return a.Rules.Has(apiScopes, c) }, a.today()); err != nil {
		return domain.APIKey{}, "", err
	}
	have, err := a.apiKeysOf(ctx, actor.Organisation)
	if err != nil {
		return domain.APIKey{}, "", err
	}
	if len(slices.DeleteFunc(have, func(k domain.APIKey) bool { return k.RevokedAt != nil })) >= mostAPIKeys {
		return domain.APIKey{}, "", domain.NewError(domain.KindConflict, "api_key_too_many", domain.Facts{"max": mostAPIKeys})
	}
	person := domain.User{
		ID: k.User, Email: strings.ToLower(string(k.ID)) + apiKeyMailbox, Name: k.Name, Role: actor.Role, Organisation: actor.Organisation,
		Disabled: true, CreatedAt: now, // who signs in with a password is another one
	}
	if _, err := a.Store.SaveUser(ctx, person); err != nil && !domain.IsKind(err, domain.KindConflict) {
		return domain.APIKey{}, "", err
	}
	token, k.Hash = auth.NewAPIKey(string(k.ID))
	k, err = a.saveAPIKey(ctx, actor, k)
	return k, token, err
}

func (a *App) saveAPIKey(ctx context.Context, actor domain.Actor, k domain.APIKey) (domain.APIKey, error) {
	saved, err := a.Store.SaveAPIKey(ctx, k, domain.Event{Type: domain.APIKeySaved, ID: string(k.ID), At: a.now()})
	a.note(ctx, actor, policy.APIKeyManage, string(k.ID), err)
	return saved, err
}

// apiKey reads one that the actor may manage.
func (a *App) apiKey(ctx context.Context, actor domain.Actor, id domain.APIKeyID) (domain.APIKey, error) {
	k, err := a.Store.APIKey(ctx, id)
	if err != nil {
		return domain.APIKey{}, err
	}
	hidden := domain.NotFound("api_key", string(id))
	if err := a.allow(ctx, actor, policy.APIKeyManage, policy.OfferTarget(actor.Provider), string(id), hidden); err != nil {
		return domain.APIKey{}, err
	}
	if k.Organisation != actor.Organisation {
		a.note(ctx, actor, policy.APIKeyManage, string(id), hidden)
		return domain.APIKey{}, hidden
	}
	return k, nil
}

// RotateAPIKey gives a key a new secret, shown in the answer alone. The old one
// is good for a day more, though not beyond the key's last day. Errors: api_key_revoked.
func (a *App) RotateAPIKey(ctx context.Context, actor domain.Actor, id domain.APIKeyID) (k domain.APIKey, token string, err error) {
	if k, err = a.apiKey(ctx, actor, id); err != nil {
		return domain.APIKey{}, "", err
	}
	if k.RevokedAt != nil {
		return domain.APIKey{}, "", domain.NewError(domain.KindConflict, "api_key_revoked", nil)
	}
	now := a.now()
	until := now.Add(oldKeyGoodFor)
	if k.Until != nil {
		y, m, d := k.Until.Time().Date()
		if end := time.Date(y, m, d+1, 0, 0, 0, 0, a.Location).UTC(); end.Before(until) {
			until = end
		}
	}
	k.OldHash, k.OldUntil, k.UpdatedAt = k.Hash, &until, now
	token, k.Hash = auth.NewAPIKey(string(k.ID))
	k, err = a.saveAPIKey(ctx, actor, k)
	return k, token, err
}

// RevokeAPIKey ends a key at once. One that is revoked already stays as it is.
func (a *App) RevokeAPIKey(ctx context.Context, actor domain.Actor, id domain.APIKeyID) (domain.APIKey, error) {
	k, err := a.apiKey(ctx, actor, id)
	if err != nil || k.RevokedAt != nil {
		return k, err
	}
	now := a.now()
	k.RevokedAt, k.UpdatedAt, k.OldHash, k.OldUntil = &now, now, "", nil
	return a.saveAPIKey(ctx, actor, k)
}

// AuthenticateKey answers who acts with an API key, and how often a minute it
// may. Errors: api_key_invalid for one that is unknown, revoked or over.
func (a *App) AuthenticateKey(ctx context.Context, token string) (domain.Actor, int, error) {
	invalid := domain.NewError(domain.KindUnauthorised, "api_key_invalid", nil)
	id, hash, ok := auth.ReadAPIKey(token)
	if !ok {
		return domain.Actor{}, 0, invalid
	}
	k, err := a.Store.APIKey(ctx, domain.APIKeyID(id))
	if domain.IsKind(err, domain.KindNotFound) {
		return domain.Actor{}, 0, invalid
	}
	if err != nil {
		return domain.Actor{}, 0, err
	}
	if !k.Good(hash, a.now(), a.today()) {
		return domain.Actor{}, 0, invalid
	}
	o, err := a.Store.Organisation(ctx, k.Organisation)
	if err != nil {
		return domain.Actor{}, 0, err
	}
	if today := a.today(); k.LastUsedOn == nil || *k.LastUsedOn != today {
		k.LastUsedOn = &today
		if _, err := a.Store.SaveAPIKey(ctx, k); err != nil && !domain.IsKind(err, domain.KindConflict) { // another request of the day did
			return domain.Actor{}, 0, err
		}
	}
	return domain.Actor{
		User: k.User, Role: o.Role, Organisation: o.ID, Enterprise: o.Enterprise, Provider: o.Provider, Districts: o.Districts, Key: k.ID, Scopes: k.Scopes,
	}, k.PerMinute, nil
}
