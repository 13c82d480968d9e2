package app

import (
	"context"
	"slices"

	"rongqiao/internal/cost"
	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// MoveApplication takes an application through one of the moves that need no
// more than a sentence: send, accept, hand_in, approve. Errors of this and all
// moves: application_not_found; application_move_not_allowed with the state and
// the moves that are allowed; application_changed where somebody else was
// faster.
func (a *App) MoveApplication(ctx context.Context, actor domain.Actor, id domain.ApplicationID, m domain.ApplicationMove, text string) (domain.Application, error) {
	return a.move(ctx, actor, id, m, text, func(*domain.Application) error { return nil })
}

// WantDocuments asks the firm for documents, which the text names.
func (a *App) WantDocuments(ctx context.Context, actor domain.Actor, id domain.ApplicationID, text string) (domain.Application, error) {
	return a.move(ctx, actor, id, domain.MoveWantDocuments, text, func(x *domain.Application) error {
		x.Documents = text
		return nil
	})
}

// QuoteApplication puts a quote on the application, in place of the one before.
// Errors: the faults of the quote; quote_above_ceiling; too_many_quotes.
func (a *App) QuoteApplication(ctx context.Context, actor domain.Actor, id domain.ApplicationID, q domain.Quote) (domain.Application, error) {
	return a.move(ctx, actor, id, domain.MoveQuote, q.Note, func(x *domain.Application) error {
		o, err := a.Store.Offer(ctx, x.OfferID)
		if err != nil {
			return err
		}
		equity := o.Kind == domain.OfferFund
		if err := q.Check(o.Terms.AmountMax, equity, a.today()); err != nil {
			return err
		}
		if len(x.Quotes) >= domain.MaxQuotes {
			return domain.NewError(domain.KindConflict, "too_many_quotes", domain.Facts{"max": domain.MaxQuotes})
		}
		if !equity {
			if err := price(&q, a.today()); err != nil {
				return err
			}
		}
		last := x.Moves[len(x.Moves)-1]
		q.Number, q.By, q.ByName, q.At = len(x.Quotes)+1, last.By, last.ByName, last.At
		x.Quotes = append(x.Quotes, q)
		return nil
	})
}

// price works a quote's total cost out, drawn on the day.
func price(q *domain.Quote, day domain.Date) error {
	c, err := cost.Compute(cost.Loan{
		Principal: q.Amount, Term: q.Term, Method: *q.Repayment, AnnualRate: cost.FromBP(*q.Rate), DrawnOn: day, Use: useOf(*q.Repayment),
		GuaranteeFee: cost.FromBP(q.GuaranteeFee), GuaranteeFeeOn: cost.OnOutstanding, AppraisalFee: q.OneOffFee,
	})
	if err != nil {
		return err
	}
	q.Annualised, q.Total = &c.AnnualisedBP, &c.Total
	return nil
}

// useOf is the part of a revolving line that is taken to be drawn: all of it.
func useOf(m domain.RepaymentMethod) domain.BasisPoints {
	if m == domain.Revolving {
		return 10_000
	}
	return 0
}

// TakeQuote takes the quote with the number. The firm's other applications of
// the need end with it, politely, in the same step. Errors: quote_not_standing
// where it is no longer the newest, or is over.
func (a *App) TakeQuote(ctx context.Context, actor domain.Actor, id domain.ApplicationID, number int) (domain.Application, error) {
	x, _, err := a.moved(ctx, actor, id, domain.MoveTake, "", func(x *domain.Application) error {
		q := x.Standing(a.today())
		if q == nil || q.Number != number {
			return domain.NewError(domain.KindConflict, "quote_not_standing", domain.Facts{"number": number})
		}
		x.Taken = number
		return nil
	})
	if err != nil {
		return domain.Application{}, err
	}
	n, err := a.Store.Need(ctx, x.NeedID)
	if err != nil {
		return domain.Application{}, err
	}
	open, err := a.openApplications(ctx, x.NeedID)
	if err != nil {
		return domain.Application{}, err
	}
	all := []domain.Application{x}
	for _, other := range open {
		if other.ID != x.ID && other.State != domain.ApplicationDraft && slices.Contains(other.Allowed(domain.PartyEnterprise), domain.MoveWithdraw) {
			if err := a.end(&other, domain.MoveWithdraw, domain.PartyEnterprise, actor.User, x.Moves[len(x.Moves)-1].ByName, domain.Closing{Reason: reasonOtherQuote}); err != nil {
				return domain.Application{}, err
			}
			all = append(all, other)
		}
	}
	if err := a.saveTogether(ctx, n, all); err != nil {
		return domain.Application{}, err
	}
	for _, one := range all {
		a.note(ctx, actor, policy.ApplicationMove, string(one.ID), nil)
	}
	x.Version++
	return x, nil
}

// saveTogether saves a need with what was decided about its applications.
func (a *App) saveTogether(ctx context.Context, n domain.Need, all []domain.Application) error {
	now := a.now()
	n.UpdatedAt = now
	events := []domain.Event{{Type: domain.NeedSaved, ID: string(n.ID), At: now}}
	for _, x := range all {
		events = append(events, domain.Event{Type: domain.ApplicationSaved, ID: string(x.ID), At: now})
	}
	return a.Store.SaveNeedAndApplications(ctx, n, all, events...)
}

// SignApplication writes the contract down. Errors: required, date_in_future.
func (a *App) SignApplication(ctx context.Context, actor domain.Actor, id domain.ApplicationID, contract string, on domain.Date) (domain.Application, error) {
	return a.move(ctx, actor, id, domain.MoveSign, contract, func(x *domain.Application) error {
		x.Contract, x.SignedOn = contract, &on
		return domain.CheckPast("on", on, nil, a.today())
	})
}

// DisburseApplication writes a part of the money down that was paid out.
// Errors: disbursed_too_much, date_in_future, date_before_start.
func (a *App) DisburseApplication(ctx context.Context, actor domain.Actor, id domain.ApplicationID, d domain.Disbursement) (domain.Application, error) {
	d.By = actor.User
	return a.move(ctx, actor, id, domain.MoveDisburse, "", func(x *domain.Application) error {
		if err := x.CheckDisbursement(d, a.today()); err != nil {
			return err
		}
		x.Disbursements = append(x.Disbursements, d)
		return nil
	})
}

// RepayApplication writes down that the money came back. Errors:
// date_in_future, date_before_start.
func (a *App) RepayApplication(ctx context.Context, actor domain.Actor, id domain.ApplicationID, on domain.Date) (domain.Application, error) {
	return a.move(ctx, actor, id, domain.MoveRepay, "", func(x *domain.Application) error {
		x.RepaidOn = &on
		return domain.CheckPast("on", on, &x.Disbursements[len(x.Disbursements)-1].On, a.today())
	})
}

// DeclineApplication ends it for the provider with a reason of the rule data
// and a sentence; both reach the firm. Errors: unknown_code.
func (a *App) DeclineApplication(ctx context.Context, actor domain.Actor, id domain.ApplicationID, c domain.Closing) (domain.Application, error) {
	return a.close(ctx, actor, id, domain.MoveDecline, declineReasons, c)
}

// WithdrawApplication ends it for the firm, with a reason of the rule data.
// Errors: unknown_code.
func (a *App) WithdrawApplication(ctx context.Context, actor domain.Actor, id domain.ApplicationID, c domain.Closing) (domain.Application, error) {
	return a.close(ctx, actor, id, domain.MoveWithdraw, withdrawReasons, c)
}

func (a *App) close(ctx context.Context, actor domain.Actor, id domain.ApplicationID, m domain.ApplicationMove, vocabulary string, c domain.Closing) (domain.Application, error) {
	return a.move(ctx, actor, id, m, c.Text, func(x *domain.Application) error {
		if !a.Rules.Has(vocabulary, c.Reason) {
			return domain.Invalid("unknown_code", "reason", domain.Facts{"vocabulary": vocabulary, "have": c.Reason})
		}
		x.Closing = &c
		return nil
	})
}

// end closes an application without being asked for it alone.
func (a *App) end(x *domain.Application, m domain.ApplicationMove, p domain.Party, by domain.UserID, name string, c domain.Closing) error {
	now := a.now()
	if err := x.Move(m, p, by, name, c.Text, now); err != nil {
		return err
	}
	x.Closing = &c
	if x.Turn != nil {
		x.End(domain.TurnEnded, now, by, "")
	}
	return nil
}

// move is moved, saved.
func (a *App) move(ctx context.Context, actor domain.Actor, id domain.ApplicationID, m domain.ApplicationMove, text string, change func(*domain.Application) error) (domain.Application, error) {
	x, event, err := a.moved(ctx, actor, id, m, text, change)
	if err != nil {
		return domain.Application{}, err
	}
	saved, err := a.Store.SaveApplication(ctx, x, event)
	if err != nil {
		return domain.Application{}, err
	}
	a.note(ctx, actor, policy.ApplicationMove, string(id), nil)
	return saved, nil
}

// moved is the application after the move, with the next turn, not saved yet.
// A refused move is in the audit log as a made one is.
func (a *App) moved(ctx context.Context, actor domain.Actor, id domain.ApplicationID, m domain.ApplicationMove, text string, change func(*domain.Application) error) (domain.Application, domain.Event, error) {
	x, _, err := a.applicationFor(ctx, actor, id, policy.ApplicationMove)
	if err != nil {
		return domain.Application{}, domain.Event{}, err
	}
	person, err := a.Store.User(ctx, actor.User)
	if err != nil {
		return domain.Application{}, domain.Event{}, err
	}
	now := a.now()
	err = x.Move(m, domain.PartyOf(actor.Role), actor.User, person.Name, text, now)
	if err == nil {
		err = change(&x)
	}
	if err != nil {
		a.note(ctx, actor, policy.ApplicationMove, string(id), err)
		return domain.Application{}, domain.Event{}, err
	}
	if x.State.Closed() {
		if x.Turn != nil {
			x.End(domain.TurnEnded, now, actor.User, "")
		}
	} else {
		a.nextTurn(&x, actor.User, now)
	}
	return x, domain.Event{Type: domain.ApplicationSaved, ID: string(id), At: now}, nil
}

// RevokeConsent takes the consent back: from now on the provider sees the
// public card again. It is no move; what was read stays written down.
func (a *App) RevokeConsent(ctx context.Context, actor domain.Actor, id domain.ApplicationID) (domain.Application, error) {
	x, _, err := a.applicationFor(ctx, actor, id, policy.ConsentRevoke)
	if err != nil || x.Consent.RevokedAt != nil {
		return x, err
	}
	now := a.now()
	x.Consent.RevokedAt, x.UpdatedAt = &now, now
	saved, err := a.Store.SaveApplication(ctx, x, domain.Event{Type: domain.ApplicationSaved, ID: string(id), At: now})
	if err != nil {
		return domain.Application{}, err
	}
	a.note(ctx, actor, policy.ConsentRevoke, string(id), nil)
	return saved, nil
}

// Opened is what a firm has opened to a provider.
type Opened struct {
	Firm    domain.Enterprise // without what no scope opens
	Consent domain.Consent
}

// OpenedProfile is the firm's profile as far as its consent goes. Every read
// is written down where the firm sees it, before it is answered. Errors:
// consent_not_standing.
func (a *App) OpenedProfile(ctx context.Context, actor domain.Actor, id domain.ApplicationID) (Opened, error) {
	for try := 1; ; try++ {
		x, firm, err := a.applicationFor(ctx, actor, id, policy.ApplicationProfile)
		if err != nil {
			return Opened{}, err
		}
		if !x.Consent.StandsOn(a.today()) {
			err := domain.NewError(domain.KindDenied, "consent_not_standing", nil)
			a.note(ctx, actor, policy.ApplicationProfile, string(id), err)
			return Opened{}, err
		}
		person, err := a.Store.User(ctx, actor.User)
		if err != nil {
			return Opened{}, err
		}
		now := a.now()
		x.Read(actor.User, person.Name, a.today(), now)
		x.UpdatedAt = now
		_, err = a.Store.SaveApplication(ctx, x, domain.Event{Type: domain.ApplicationSaved, ID: string(id), At: now})
		if domain.IsKind(err, domain.KindConflict) && try < saveTries {
			continue
		}
		if err != nil {
			return Opened{}, err
		}
		a.note(ctx, actor, policy.ApplicationProfile, string(id), nil)
		return Opened{opened(firm, x.Consent.Scopes), x.Consent}, nil
	}
}

// opened leaves of a profile the public card and what the scopes open.
func opened(e domain.Enterprise, scopes []domain.Code) domain.Enterprise {
	out := domain.Enterprise{
		ID: e.ID, Version: e.Version, USCC: e.USCC, Name: e.Name, FoundedOn: e.FoundedOn, Residences: e.Residences, Zone: e.Zone, Industry: e.Industry,
		SizeClass: e.SizeClass, Patents: e.Patents, Certificates: e.Certificates, Tiers: e.Tiers, Rosters: e.Rosters, UpdatedAt: e.UpdatedAt,
	}
	for _, s := range scopes {
		switch s {
		case "financials":
			out.Financials, out.AboveDesignatedSize = e.Financials, e.AboveDesignatedSize
		case "people":
			out.Staff, out.RDStaff = e.Staff, e.RDStaff
		case "tax":
			out.TaxGrade = e.TaxGrade
		case "loans":
			out.Loans = e.Loans
		case "answers":
			out.Declarations, out.Ownership, out.OrganisationKind, out.OperatingState = e.Declarations, e.Ownership, e.OrganisationKind, e.OperatingState
		case "collateral":
			out.Collateral = e.Collateral
		}
	}
	return out
}
