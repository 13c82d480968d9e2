// Package policy says who may do what: one table of role, action and scope,
// read from a file, and no by default. Nothing else in the platform compares
// roles.
package policy

import (
	"maps"
	"slices"

	"rongqiao/internal/domain"
)

// Policy is the table. It never changes once loaded.
type Policy struct {
	public map[Action]bool
	rows   map[domain.Role]map[Action]Scope
	keys   map[domain.Code][]Action // what a scope of an API key opens
}

// Target is what an action is about, by whom it belongs to. Parts that do not
// apply stay empty; an empty part is nobody's own.
type Target struct {
	User       domain.UserID           // whose session
	Enterprise domain.EnterpriseID     // whose profile or need
	District   domain.Code             // the enterprise's residence in force
	Provider   domain.ProviderID       // whose offer
	Handed     []domain.OrganisationID // who has, or has had, the turn on it
	Addressee  domain.Addressee        // whom it is for
}

// EnterpriseTarget is the target of an action on a firm or on one of its needs.
func EnterpriseTarget(e domain.Enterprise) Target {
	return Target{Enterprise: e.ID, District: e.District()}
}

// NeedTarget is the target of an action on a need: it belongs to its firm, and
// whoever was handed it has it too.
func NeedTarget(e domain.Enterprise, n domain.Need) Target {
	t := EnterpriseTarget(e)
	t.Handed = n.Holders()
	return t
}

// ApplicationTarget is the target of an action on an application: it belongs
// to its firm and to the provider that it went to.
func ApplicationTarget(e domain.Enterprise, x domain.Application) Target {
	t := EnterpriseTarget(e)
	t.Provider = x.Provider
	return t
}

// AppealTarget is the target of an action on an appeal: it belongs to its firm,
// and whoever was handed it has it too.
func AppealTarget(e domain.Enterprise, x domain.Appeal) Target {
	t := EnterpriseTarget(e)
	t.Handed = x.Holders()
	return t
}

// BridgeTarget is the target of an action on a bridge: it belongs to its firm,
// to the lending bank and to the fund; for a provider that is either, to it.
func BridgeTarget(e domain.Enterprise, b domain.Bridge, who domain.Actor) Target {
	t := EnterpriseTarget(e)
	if t.Provider = b.FundProvider; who.Provider == b.Lender {
		t.Provider = b.Lender
	}
	return t
}

// OfferTarget is the target of an action on a provider's offer.
func OfferTarget(provider domain.ProviderID) Target { return Target{Provider: provider} }

// Allow answers nil where the actor may do the action to the target, else
// not_signed_in (unauthorised) for nobody, or denied with the action.
func (p *Policy) Allow(actor domain.Actor, action Action, target Target) error {
	if p.IsPublic(action) {
		return nil
	}
	if !actor.SignedIn() {
		return notSignedIn()
	}
	if scope, ok := p.rows[actor.Role][action]; !ok || !covers(scope, actor, target) {
		return denied(action)
	}
	return p.opened(actor, action)
}

// opened refuses a system whose key has no scope for the action.
func (p *Policy) opened(actor domain.Actor, action Action) error {
	if actor.Key == "" || slices.ContainsFunc(actor.Scopes, func(s domain.Code) bool { return slices.Contains(p.keys[s], action) }) {
		return nil
	}
	return domain.NewError(domain.KindDenied, "api_key_scope_missing", domain.Facts{"action": string(action), "have": actor.Scopes})
}

// KeyScopes are the scopes that an API key can have, in no order.
func (p *Policy) KeyScopes() []domain.Code { return slices.Collect(maps.Keys(p.keys)) }

// MayEver tells whether the role has a row for the action, whatever the
// target: the first gate, before anything is read.
func (p *Policy) MayEver(role domain.Role, action Action) bool {
	_, ok := p.rows[role][action]
	return ok || p.IsPublic(action)
}

// Enter is MayEver for an actor, with the errors of Allow.
func (p *Policy) Enter(actor domain.Actor, action Action) error {
	switch {
	case p.IsPublic(action):
		return nil
	case !actor.SignedIn():
		return notSignedIn()
	case !p.MayEver(actor.Role, action):
		return denied(action)
	}
	return p.opened(actor, action)
}

// IsPublic tells whether the action is open to all, signed in or not.
func (p *Policy) IsPublic(action Action) bool { return action == Public || p.public[action] }

// Reach says what a list may show an actor: everything, or what belongs to
// the enterprise, the provider or the districts named.
type Reach struct {
	All        bool
	Enterprise domain.EnterpriseID
	Provider   domain.ProviderID
	Districts  []domain.Code
}

// Reach answers how far the actor's lists of an action go, so that a query
// asks for no more. An actor without what the scope speaks of (an agency with
// no districts) is denied rather than shown everything.
func (p *Policy) Reach(actor domain.Actor, action Action) (Reach, error) {
	if err := p.Enter(actor, action); err != nil {
		return Reach{}, err
	}
	if p.IsPublic(action) {
		return Reach{All: true}, nil
	}
	switch scope := p.rows[actor.Role][action]; {
	case scope == All:
		return Reach{All: true}, nil
	case scope == Own && actor.Enterprise != "":
		return Reach{Enterprise: actor.Enterprise}, nil
	case scope == OwnOffers && actor.Provider != "":
		return Reach{Provider: actor.Provider}, nil
	case scope == OwnDistricts && len(actor.Districts) > 0:
		return Reach{Districts: slices.Clone(actor.Districts)}, nil
	}
	return Reach{}, denied(action)
}

// covers tells whether the target lies in the actor's scope.
func covers(scope Scope, actor domain.Actor, t Target) bool {
	switch scope {
	case All:
		return true
	case Own: // every owner that is named is the actor, and one is
		return (t.User != "" || t.Enterprise != "") &&
			(t.User == "" || t.User == actor.User) && (t.Enterprise == "" || t.Enterprise == actor.Enterprise)
	case OwnOffers:
		return t.Provider != "" && t.Provider == actor.Provider
	case Addressed:
		return t.Addressee != "" && slices.Contains(actor.Addressees(), t.Addressee)
	case OwnDistricts:
		return t.District != "" && slices.Contains(actor.Districts, t.District) ||
			actor.Organisation != "" && slices.Contains(t.Handed, actor.Organisation)
	}
	return false
}

func notSignedIn() error { return domain.NewError(domain.KindUnauthorised, "not_signed_in", nil) }

func denied(action Action) error {
	return domain.NewError(domain.KindDenied, "denied", domain.Facts{"action": string(action)})
}
