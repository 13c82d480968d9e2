package storetest

import (
	"context"
	"fmt"
	"reflect"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// noun is what the suite must know of one to try its saves. Everything has an
// ID and a Version; reflection reaches them.
type noun[T any] struct {
	name   string // as in the codes
	read   func(ctx context.Context, s store.Store, id string) (T, error)
	save   func(ctx context.Context, s store.Store, v T, events ...domain.Event) (T, error)
	events bool                                                  // saves take events
	unique string                                                // the field beside ID that is unique, "" for none
	by     func(context.Context, store.Store, string) (T, error) // reads by it
}

var enterprises = noun[domain.Enterprise]{
	name: "enterprise",
	read: func(ctx context.Context, s store.Store, id string) (domain.Enterprise, error) {
		return s.Enterprise(ctx, domain.EnterpriseID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Enterprise, events ...domain.Event) (domain.Enterprise, error) {
		return s.SaveEnterprise(ctx, v, events...)
	},
	events: true,
	unique: "USCC",
	by: func(ctx context.Context, s store.Store, key string) (domain.Enterprise, error) {
		return s.EnterpriseByUSCC(ctx, domain.USCC(key))
	},
}

var needs = noun[domain.Need]{
	name: "need",
	read: func(ctx context.Context, s store.Store, id string) (domain.Need, error) {
		return s.Need(ctx, domain.NeedID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Need, events ...domain.Event) (domain.Need, error) {
		return s.SaveNeed(ctx, v, events...)
	},
	events: true,
}

var offers = noun[domain.Offer]{
	name: "offer",
	read: func(ctx context.Context, s store.Store, id string) (domain.Offer, error) {
		return s.Offer(ctx, domain.OfferID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Offer, events ...domain.Event) (domain.Offer, error) {
		return s.SaveOffer(ctx, v, events...)
	},
	events: true,
}

var candidacies = noun[domain.Candidacy]{
	name: "candidacy",
	read: func(ctx context.Context, s store.Store, id string) (domain.Candidacy, error) {
		return s.Candidacy(ctx, domain.CandidacyID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Candidacy, events ...domain.Event) (domain.Candidacy, error) {
		return s.SaveCandidacy(ctx, v, events...)
	},
	events: true,
	unique: "EnterpriseID",
	by: func(ctx context.Context, s store.Store, key string) (domain.Candidacy, error) {
		return s.CandidacyOf(ctx, domain.EnterpriseID(key))
	},
}

var shortlists = noun[domain.Shortlist]{
	name: "shortlist",
	read: func(ctx context.Context, s store.Store, id string) (domain.Shortlist, error) {
		return s.Shortlist(ctx, domain.ShortlistID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Shortlist, events ...domain.Event) (domain.Shortlist, error) {
		return s.SaveShortlist(ctx, v, events...)
	},
	events: true,
}

var organisations = noun[domain.Organisation]{
	name: "organisation",
	read: func(ctx context.Context, s store.Store, id string) (domain.Organisation, error) {
		return s.Organisation(ctx, domain.OrganisationID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Organisation, _ ...domain.Event) (domain.Organisation, error) {
		return s.SaveOrganisation(ctx, v)
	},
}

var users = noun[domain.User]{
	name: "user",
	read: func(ctx context.Context, s store.Store, id string) (domain.User, error) {
		return s.User(ctx, domain.UserID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.User, _ ...domain.Event) (domain.User, error) {
		return s.SaveUser(ctx, v)
	},
	unique: "Email",
	by: func(ctx context.Context, s store.Store, key string) (domain.User, error) {
		return s.UserByEmail(ctx, key)
	},
}

var sessions = noun[domain.Session]{
	name: "session",
	read: func(ctx context.Context, s store.Store, id string) (domain.Session, error) {
		return s.Session(ctx, domain.SessionID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Session, _ ...domain.Event) (domain.Session, error) {
		return s.SaveSession(ctx, v)
	},
}

// sample is the n-th small value: its id and unique key, all else zero.
func (k noun[T]) sample(n int) T {
	var v T
	k.set(&v, "ID", fmt.Sprintf("%s_%04d", k.name, n))
	if k.unique != "" {
		k.set(&v, k.unique, fmt.Sprintf("key %04d", n))
	}
	return v
}

func (k noun[T]) set(v *T, field, value string) {
	reflect.ValueOf(v).Elem().FieldByName(field).SetString(value)
}

func (k noun[T]) get(v T, field string) string {
	return reflect.ValueOf(v).FieldByName(field).String()
}

func (k noun[T]) id(v T) string { return k.get(v, "ID") }

func (k noun[T]) version(v T) int64 { return reflect.ValueOf(v).FieldByName("Version").Int() }

// at is the value with another version.
func (k noun[T]) at(v T, version int64) T {
	reflect.ValueOf(&v).Elem().FieldByName("Version").SetInt(version)
	return v
}

// event is what a save of the value leaves.
func (k noun[T]) event(v T) domain.Event {
	return domain.Event{Type: domain.EventType(k.name + ".saved"), ID: k.id(v), At: day}
}
