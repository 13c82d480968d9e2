package storetest

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var liaisons = noun[domain.Liaison]{
	name: "liaison",
	read: func(ctx context.Context, s store.Store, id string) (domain.Liaison, error) {
		return s.Liaison(ctx, domain.LiaisonID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.Liaison, events ...domain.Event) (domain.Liaison, error) {
		return s.SaveLiaison(ctx, v, events...)
	},
	events: true,
}
