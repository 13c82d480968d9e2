package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// The vocabularies of applications.
const (
	declineReasons  = "decline_reasons"
	withdrawReasons = "withdraw_reasons"
	consentScopes   = "consent_scopes"

	reasonOtherQuote    domain.Code = "other_quote_taken"
	reasonQuoteLapsed   domain.Code = "quote_lapsed"
	reasonNeedWithdrawn domain.Code = "need_withdrawn"
)

// longestConsent bounds how long a consent is given for.
const longestConsent = 366

// Request asks several offers for one need.
type Request struct {
	Offers  []domain.OfferID
	Amount  *domain.Fen    // nil: the need's
	Term    *domain.Months // nil: the need's
	Note    string
	Draft   bool // keep it until it is sent
	Consent domain.Consent
}

// saveTries is how often a save is tried again that met another one.
const saveTries = 5

// Apply makes an application of each offer, all or none, and sends them unless
// they are drafts. At most MaxOpenApplications of a need are open at a time.
// Errors: need_not_open, too_many_applications, the faults of offers, amounts
// and consent by field.
func (a *App) Apply(ctx context.Context, actor domain.Actor, id domain.NeedID, r Request) ([]domain.Application, error) {
	ids := make([]domain.ApplicationID, len(r.Offers))
	var earlier []domain.Application
	for i := range ids {
		made, x, again, err := madeBefore(ctx, a, "app_", a.Store.Application)
		if err != nil {
			return nil, err
		}
		if ids[i] = made; again {
			earlier = append(earlier, x)
		}
	}
	if len(earlier) > 0 {
		return earlier, nil
	}
	for try := 1; ; try++ {
		out, err := a.apply(ctx, actor, id, r, ids)
		if hasCode(err, "need_changed") && try < saveTries {
			continue
		}
		return out, err
	}
}

func hasCode(err error, code string) bool {
	var refused *domain.Error
	return errors.As(err, &refused) && refused.Code == code
}

func (a *App) apply(ctx context.Context, actor domain.Actor, id domain.NeedID, r Request, ids []domain.ApplicationID) ([]domain.Application, error) {
	n, _, err := a.needFor(ctx, actor, id, policy.ApplicationCreate)
	if err != nil {
		return nil, err
	}
	if !n.Waits() {
		return nil, domain.NewError(domain.KindConflict, "need_not_open", domain.Facts{"state": n.State})
	}
	open, err := a.openApplications(ctx, id)
	if err != nil {
		return nil, err
	}
	offers, err := a.requested(ctx, r, open)
	if err != nil {
		return nil, err
	}
	if len(open)+len(offers) > domain.MaxOpenApplications {
		return nil, domain.NewError(domain.KindConflict, "too_many_applications", domain.Facts{"max": domain.MaxOpenApplications, "have": len(open)})
	}
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return nil, err
	}
	now := a.now()
	var all []domain.Application
	events := []domain.Event{{Type: domain.NeedSaved, ID: string(n.ID), At: now}}
	for i, o := range offers {
		x := domain.Application{
			ID: ids[i], NeedID: n.ID, EnterpriseID: n.EnterpriseID, OfferID: o.ID, OfferName: o.Name.ZH, Provider: o.Provider,
			State: domain.ApplicationDraft, Amount: n.Amount, Term: n.Term, Note: r.Note, Consent: r.Consent, CreatedAt: now, UpdatedAt: now,
		}
		if r.Amount != nil {
			x.Amount = *r.Amount
		}
		if r.Term != nil {
			x.Term = *r.Term
		}
		x.Consent.GivenBy, x.Consent.GivenAt, x.Consent.RevokedAt = actor.User, now, nil
		if !r.Draft {
			if err := x.Move(domain.MoveSend, domain.PartyEnterprise, actor.User, person.Name, "", now); err != nil {
				return nil, err
			}
			a.nextTurn(&x, actor.User, now)
		}
		all = append(all, x)
		events = append(events, domain.Event{Type: domain.ApplicationSaved, ID: string(x.ID), At: now})
	}
	n.UpdatedAt = now
	if err := a.Store.SaveNeedAndApplications(ctx, n, all, events...); err != nil {
		return nil, err
	}
	for i := range all {
		a.note(ctx, actor, policy.ApplicationCreate, string(all[i].ID), nil)
		all[i].Version = 1
	}
	return all, nil
}

// openApplications are those of the need that are not closed.
func (a *App) openApplications(ctx context.Context, id domain.NeedID) ([]domain.Application, error) {
	all, err := a.applicationsOf(ctx, id)
	return slices.DeleteFunc(all, func(x domain.Application) bool { return x.State.Closed() }), err
}

func (a *App) applicationsOf(ctx context.Context, id domain.NeedID) ([]domain.Application, error) {
	return readAll(func(page store.Page) ([]domain.Application, string, error) {
		return a.Store.Applications(ctx, store.ApplicationFilter{Need: id}, page)
	})
}

// requested are the offers that a request names, checked with the rest of it.
func (a *App) requested(ctx context.Context, r Request, open []domain.Application) ([]domain.Offer, error) {
	var faults []domain.FieldError
	add := func(field, code string, facts domain.Facts) {
		faults = append(faults, domain.FieldError{Field: field, Code: code, Facts: facts})
	}
	if len(r.Offers) == 0 {
		add("offer_ids", "required", nil)
	}
	found, err := a.Store.OffersByID(ctx, r.Offers)
	if err != nil {
		return nil, err
	}
	var out []domain.Offer
	for i, id := range r.Offers {
		field := fmt.Sprintf("offer_ids[%d]", i)
		at := slices.IndexFunc(found, func(o domain.Offer) bool { return o.ID == id && o.State == domain.OfferPublished })
		switch {
		case at < 0:
			add(field, "offer_not_found", domain.Facts{"id": string(id)})
		case found[at].Kind == domain.OfferAward:
			add(field, "offer_not_applied_for", domain.Facts{"have": string(id)})
		case slices.Contains(r.Offers[:i], id), slices.ContainsFunc(open, func(x domain.Application) bool { return x.OfferID == id }):
			add(field, "application_open_already", domain.Facts{"have": string(id)})
		default:
			out = append(out, found[at])
		}
	}
	if r.Amount != nil && (*r.Amount <= 0 || *r.Amount > domain.MaxFen) {
		add("amount_fen", "amount_not_positive", domain.Facts{"want": "> 0", "have": int64(*r.Amount)})
	}
	if r.Term != nil && (*r.Term < domain.MinTerm || *r.Term > domain.MaxTerm) {
		add("term_months", "term_out_of_range", domain.Facts{"min": int(domain.MinTerm), "max": int(domain.MaxTerm), "have": int(*r.Term)})
	}
	a.checkConsent(r.Consent, add)
	if len(faults) > 0 {
		return nil, domain.InvalidFields(faults...)
	}
	return out, nil
}

func (a *App) checkConsent(c domain.Consent, add func(field, code string, facts domain.Facts)) {
	for i, s := range c.Scopes {
		if !a.Rules.Has(consentScopes, s) || slices.Contains(c.Scopes[:i], s) {
			add(fmt.Sprintf("consent.scopes[%d]", i), "unknown_code", domain.Facts{"vocabulary": consentScopes, "have": s})
		}
	}
	if today := a.today(); len(c.Scopes) > 0 && (c.Until < today || c.Until > today+longestConsent) {
		add("consent.until", "consent_too_long", domain.Facts{"from": today.String(), "until": (today + longestConsent).String(), "have": c.Until.String()})
	}
}

// Application answers an application, or application_not_found where the actor
// may not see it.
func (a *App) Application(ctx context.Context, actor domain.Actor, id domain.ApplicationID) (domain.Application, error) {
	x, _, err := a.applicationFor(ctx, actor, id, policy.ApplicationRead)
	return x, err
}

// ApplicationsOfNeed lists those of a need, the newest first. A draft is its
// firm's alone.
func (a *App) ApplicationsOfNeed(ctx context.Context, actor domain.Actor, id domain.NeedID) ([]domain.Application, error) {
	if _, _, err := a.needFor(ctx, actor, id, policy.ApplicationRead); err != nil {
		return nil, err
	}
	all, err := a.applicationsOf(ctx, id)
	if actor.Enterprise == "" {
		all = slices.DeleteFunc(all, func(x domain.Application) bool { return x.State == domain.ApplicationDraft })
	}
	return all, err
}

// Applications lists those within the actor's reach, the newest first. A draft
// is its firm's alone.
func (a *App) Applications(ctx context.Context, actor domain.Actor, states []domain.ApplicationState, page Page) (items []domain.Application, next string, err error) {
	reach, err := a.Policy.Reach(actor, policy.ApplicationList)
	if err != nil {
		a.Denied(ctx, actor, policy.ApplicationList, "applications", err)
		return nil, "", err
	}
	if !reach.All && reach.Enterprise == "" && reach.Provider == "" {
		return nil, "", nil
	}
	if reach.Enterprise == "" {
		if len(states) == 0 {
			states = domain.ApplicationStates
		}
		states = slices.DeleteFunc(slices.Clone(states), func(s domain.ApplicationState) bool { return s == domain.ApplicationDraft })
		if len(states) == 0 {
			return nil, "", nil
		}
	}
	return a.Store.Applications(ctx, store.ApplicationFilter{Enterprise: reach.Enterprise, Provider: reach.Provider, States: states}, page)
}

// applicationFor loads an application with its firm and asks whether the actor
// may do the action to it. Nobody but the firm sees a draft.
func (a *App) applicationFor(ctx context.Context, actor domain.Actor, id domain.ApplicationID, action policy.Action) (domain.Application, domain.Enterprise, error) {
	x, err := a.Store.Application(ctx, id)
	if err != nil {
		return domain.Application{}, domain.Enterprise{}, err
	}
	e, err := a.Store.Enterprise(ctx, x.EnterpriseID)
	if err != nil {
		return domain.Application{}, domain.Enterprise{}, err
	}
	hidden := domain.NotFound("application", string(id))
	if x.State == domain.ApplicationDraft && actor.Enterprise != x.EnterpriseID {
		return domain.Application{}, domain.Enterprise{}, hidden
	}
	if err := a.allow(ctx, actor, action, policy.ApplicationTarget(e, x), string(id), hidden); err != nil {
		return domain.Application{}, domain.Enterprise{}, err
	}
	return x, e, nil
}

// nextTurn gives the turn to whom the application waits for in its state.
func (a *App) nextTurn(x *domain.Application, by domain.UserID, now time.Time) {
	if x.Turn != nil {
		x.End(domain.TurnDone, now, by, "")
	}
	turn := domain.Turn{Since: now, Role: a.providerRole(x.Provider), HolderName: a.Rules.Providers[x.Provider].Name.ZH}
	firm := func(step domain.Code) { turn.Step, turn.Role, turn.HolderName = step, domain.RoleEnterprise, "" }
	switch x.State {
	case domain.ApplicationSent:
		turn.Step = rules.StepProviderAccepts
	case domain.ApplicationAccepted:
		turn.Step = rules.StepQuote
	case domain.ApplicationDocuments:
		firm(rules.StepDocuments)
	case domain.ApplicationQuoted:
		firm(rules.StepFirmTakes)
		y, m, d := x.Quotes[len(x.Quotes)-1].ValidUntil.Time().Date()
		due := time.Date(y, m, d, 23, 59, 59, 0, a.Location).UTC()
		soon := due.AddDate(0, 0, -1)
		if soon.Before(now) {
			soon = now
		}
		turn.DueAt, turn.SoonAt = &due, &soon
	case domain.ApplicationTaken:
		turn.Step = rules.StepDecision
	case domain.ApplicationApproved:
		turn.Step = rules.StepSigning
	case domain.ApplicationSigned:
		turn.Step = rules.StepDisbursement
	default:
		return
	}
	if turn.DueAt == nil && a.turns.Clock != nil {
		d := a.turns.Clock.Of(turn.Step, now)
		turn.DueAt, turn.SoonAt, turn.Provisional = &d.DueAt, &d.SoonAt, d.Provisional
	}
	x.Start(turn, domain.TurnStarted, by, "")
}

// providerRole is the role of the provider's people.
func (a *App) providerRole(id domain.ProviderID) domain.Role {
	if a.Rules.Providers[id].Kind == "fund_manager" {
		return domain.RoleFundManager
	}
	return domain.RoleBank
}

// FirmsOf are the firms of applications that were read already, for their
// public cards.
func (a *App) FirmsOf(ctx context.Context, all []domain.Application) (map[domain.EnterpriseID]domain.Enterprise, error) {
	ids := make([]domain.EnterpriseID, len(all))
	for i, x := range all {
		ids[i] = x.EnterpriseID
	}
	return a.FirmsNamed(ctx, ids)
}

// FirmsNamed are firms by their ids, for their public cards.
func (a *App) FirmsNamed(ctx context.Context, all []domain.EnterpriseID) (map[domain.EnterpriseID]domain.Enterprise, error) {
	ids := map[domain.EnterpriseID]bool{}
	for _, id := range all {
		ids[id] = true
	}
	return readMany(ctx, ids, a.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
}

// ReasonWords are the reason of a closing in words, and what the firm can do
// next, empty where nothing is said of it.
func (a *App) ReasonWords(c domain.Closing, declined bool) (name, next domain.Text) {
	vocabulary := withdrawReasons
	if declined {
		vocabulary = declineReasons
	}
	v := a.Rules.Vocabularies[vocabulary]
	if v == nil {
		return domain.Text{}, domain.Text{}
	}
	e, _ := v.Entry(c.Reason)
	return e.Name, e.Next
}

// Today is the calendar day where the platform works.
func (a *App) Today() domain.Date { return a.today() }
