package storetest

import (
	"context"
	"slices"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

var byIDTests = []test{
	{"firms are those that exist, each once, whole", func(t *testing.T, s store.Store) {
		byIDs(t, s, enterprises, store.Store.EnterprisesByID, func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	}},
	{"needs are those that exist, each once, whole", func(t *testing.T, s store.Store) {
		byIDs(t, s, needs, store.Store.NeedsByID, func(n domain.Need) domain.NeedID { return n.ID })
	}},
	{"candidacies are those that exist, each once, whole", func(t *testing.T, s store.Store) {
		byIDs(t, s, candidacies, store.Store.CandidaciesByID, func(c domain.Candidacy) domain.CandidacyID { return c.ID })
	}},
}

func byIDs[T any, ID ~string](t *testing.T, s store.Store, k noun[T], read func(store.Store, context.Context, []ID) ([]T, error), id func(T) ID) {
	t.Helper()
	ctx := context.Background()
	saved := map[ID]T{}
	for _, v := range []T{k.sample(1), k.sample(2), k.at(filled[T](t, full), 0)} {
		v, err := k.save(ctx, s, v)
		must(t, err)
		saved[id(v)] = v
	}
	one, whole := id(k.sample(1)), id(filled[T](t, full))
	for _, c := range []struct{ ask, want []ID }{
		{[]ID{whole, "nobody", one, whole}, []ID{one, whole}},
		{[]ID{"nobody"}, nil},
		{nil, nil},
	} {
		found, err := read(s, ctx, c.ask)
		must(t, err)
		var have []ID
		for _, v := range found {
			have = append(have, id(v))
			wantSame(t, v, saved[id(v)])
		}
		slices.Sort(have)
		slices.Sort(c.want)
		if !slices.Equal(have, c.want) {
			t.Errorf("asked for %v: want %v, have %v", c.ask, c.want, have)
		}
	}
}
