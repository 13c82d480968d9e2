package tracing

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// tracedStore marks the calls that requests wait for. Those that it does not
// name go straight through.
type tracedStore struct{ store.Store }

// Store answers the store with its calls marked as steps.
func Store(s store.Store) store.Store { return tracedStore{s} }

// call marks one call that answers one thing.
func call[T any](ctx context.Context, name string, do func(context.Context) (T, error)) (T, error) {
	ctx, step := Start(ctx, name)
	out, err := do(ctx)
	step.End(err)
	return out, err
}

// list marks one call that answers a page.
func list[T any](ctx context.Context, name string, do func(context.Context) ([]T, string, error)) ([]T, string, error) {
	ctx, step := Start(ctx, name)
	items, next, err := do(ctx)
	step.Count("items", len(items))
	step.End(err)
	return items, next, err
}

func (s tracedStore) Enterprise(ctx context.Context, id domain.EnterpriseID) (domain.Enterprise, error) {
	return call(ctx, "store.Enterprise", func(ctx context.Context) (domain.Enterprise, error) { return s.Store.Enterprise(ctx, id) })
}

func (s tracedStore) SaveEnterprise(ctx context.Context, e domain.Enterprise, events ...domain.Event) (domain.Enterprise, error) {
	return call(ctx, "store.SaveEnterprise", func(ctx context.Context) (domain.Enterprise, error) {
		return s.Store.SaveEnterprise(ctx, e, events...)
	})
}

func (s tracedStore) Need(ctx context.Context, id domain.NeedID) (domain.Need, error) {
	return call(ctx, "store.Need", func(ctx context.Context) (domain.Need, error) { return s.Store.Need(ctx, id) })
}

func (s tracedStore) Needs(ctx context.Context, filter store.NeedFilter, page store.Page) ([]domain.Need, string, error) {
	return list(ctx, "store.Needs", func(ctx context.Context) ([]domain.Need, string, error) { return s.Store.Needs(ctx, filter, page) })
}

func (s tracedStore) SaveNeed(ctx context.Context, n domain.Need, events ...domain.Event) (domain.Need, error) {
	return call(ctx, "store.SaveNeed", func(ctx context.Context) (domain.Need, error) { return s.Store.SaveNeed(ctx, n, events...) })
}

func (s tracedStore) Offer(ctx context.Context, id domain.OfferID) (domain.Offer, error) {
	return call(ctx, "store.Offer", func(ctx context.Context) (domain.Offer, error) { return s.Store.Offer(ctx, id) })
}

func (s tracedStore) OffersByID(ctx context.Context, ids []domain.OfferID) ([]domain.Offer, error) {
	return call(ctx, "store.OffersByID", func(ctx context.Context) ([]domain.Offer, error) { return s.Store.OffersByID(ctx, ids) })
}

func (s tracedStore) Offers(ctx context.Context, filter store.OfferFilter, page store.Page) ([]domain.Offer, string, error) {
	return list(ctx, "store.Offers", func(ctx context.Context) ([]domain.Offer, string, error) { return s.Store.Offers(ctx, filter, page) })
}

func (s tracedStore) SaveOffer(ctx context.Context, o domain.Offer, events ...domain.Event) (domain.Offer, error) {
	return call(ctx, "store.SaveOffer", func(ctx context.Context) (domain.Offer, error) { return s.Store.SaveOffer(ctx, o, events...) })
}

func (s tracedStore) UserByEmail(ctx context.Context, email string) (domain.User, error) {
	return call(ctx, "store.UserByEmail", func(ctx context.Context) (domain.User, error) { return s.Store.UserByEmail(ctx, email) })
}

func (s tracedStore) UsersOf(ctx context.Context, id domain.OrganisationID) ([]domain.User, error) {
	return call(ctx, "store.UsersOf", func(ctx context.Context) ([]domain.User, error) { return s.Store.UsersOf(ctx, id) })
}

func (s tracedStore) OrganisationsIn(ctx context.Context, role domain.Role) ([]domain.Organisation, error) {
	return call(ctx, "store.OrganisationsIn", func(ctx context.Context) ([]domain.Organisation, error) { return s.Store.OrganisationsIn(ctx, role) })
}

func (s tracedStore) Session(ctx context.Context, id domain.SessionID) (domain.Session, error) {
	return call(ctx, "store.Session", func(ctx context.Context) (domain.Session, error) { return s.Store.Session(ctx, id) })
}

func (s tracedStore) SaveSession(ctx context.Context, v domain.Session) (domain.Session, error) {
	return call(ctx, "store.SaveSession", func(ctx context.Context) (domain.Session, error) { return s.Store.SaveSession(ctx, v) })
}

func (s tracedStore) AddAudit(ctx context.Context, e domain.AuditEntry) error {
	ctx, step := Start(ctx, "store.AddAudit")
	err := s.Store.AddAudit(ctx, e)
	step.End(err)
	return err
}
