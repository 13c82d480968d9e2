package storetest

import (
	"context"
	"slices"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// pager reads one page of one of the three lists as ids.
type pager func(s store.Store, page store.Page) (ids []string, next string, err error)

func idsOf[T any](k noun[T], items []T, next string, err error) ([]string, string, error) {
	var ids []string
	for _, v := range items {
		ids = append(ids, k.id(v))
	}
	return ids, next, err
}

func enterprisePages(districts []domain.Code) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Enterprises(context.Background(), districts, page)
		return idsOf(enterprises, items, next, err)
	}
}

func needPages(filter store.NeedFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Needs(context.Background(), filter, page)
		return idsOf(needs, items, next, err)
	}
}

func offerPages(filter store.OfferFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.Offers(context.Background(), filter, page)
		return idsOf(offers, items, next, err)
	}
}

// read follows the cursors to the end. Every page but the last must be full.
func (p pager) read(t *testing.T, s store.Store, limit int, between func()) []string {
	t.Helper()
	var all []string
	page := store.Page{Limit: limit}
	for range 1000 {
		ids, next, err := p(s, page)
		must(t, err)
		all = append(all, ids...)
		if next == "" {
			return all
		}
		if len(ids) != limit {
			t.Fatalf("want %d on a page that others follow, have %d", limit, len(ids))
		}
		page.After = next
		between()
	}
	t.Fatal("the list has no end")
	return nil
}

// want asks for exactly these ids, at several page sizes.
func (p pager) want(t *testing.T, s store.Store, ids ...string) {
	t.Helper()
	for _, limit := range []int{1, 2, max(1, len(ids)), 100} {
		if have := p.read(t, s, limit, func() {}); !slices.Equal(have, ids) {
			t.Fatalf("limit %d: want %v, have %v", limit, ids, have)
		}
	}
}

var pagingTests = []test{
	{"firms come by id, each once", func(t *testing.T, s store.Store) { paging(t, s, enterprises, enterprisePages(nil), false) }},
	{"needs come newest first, each once", func(t *testing.T, s store.Store) { paging(t, s, needs, needPages(store.NeedFilter{}), true) }},
	{"offers come by id, each once", func(t *testing.T, s store.Store) { paging(t, s, offers, offerPages(store.OfferFilter{}), false) }},
}

func paging[T any](t *testing.T, s store.Store, k noun[T], pages pager, newest bool) {
	add := func(n int) string {
		saved, err := k.save(context.Background(), s, k.sample(n))
		must(t, err)
		return k.id(saved)
	}
	ordered := func(ids []string) []string {
		slices.Sort(ids)
		if newest {
			slices.Reverse(ids)
		}
		return ids
	}
	pages.want(t, s)
	var first []string
	for _, n := range []int{50, 10, 30, 70, 20, 60, 40} { // not in order
		first = append(first, add(n))
	}
	pages.want(t, s, ordered(slices.Clone(first))...)

	added, n := []string{}, 0
	all := pages.read(t, s, 2, func() { // one at each end and one in the middle
		n++
		added = append(added, add(n), add(100+n), add(40+n))
	})
	if !slices.Equal(all, ordered(slices.Clone(all))) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("want rising ids and none twice, have %v", all)
	}
	for _, id := range first {
		if !slices.Contains(all, id) {
			t.Errorf("%s was missed while others were added: %v", id, all)
		}
	}
	pages.want(t, s, ordered(append(first, added...))...)
}

func firm(n int, districts ...domain.Code) domain.Enterprise {
	e := enterprises.sample(n)
	for i, d := range districts {
		e.Residences = append(e.Residences, domain.Residence{District: d, From: domain.Date(i)})
	}
	return e
}

func saveFirm(t *testing.T, s store.Store, e domain.Enterprise) domain.Enterprise {
	t.Helper()
	saved, err := s.SaveEnterprise(context.Background(), e)
	must(t, err)
	return saved
}

var enterpriseListTests = []test{
	{"districts are those of the last residence, nil is all, empty is none", func(t *testing.T, s store.Store) {
		saveFirm(t, s, firm(1, "A"))
		saveFirm(t, s, firm(2, "A", "B"))
		saveFirm(t, s, firm(3, "B", "A"))
		saveFirm(t, s, firm(4))
		one, two, three, four := "enterprise_0001", "enterprise_0002", "enterprise_0003", "enterprise_0004"
		enterprisePages(nil).want(t, s, one, two, three, four)
		enterprisePages([]domain.Code{}).want(t, s)
		enterprisePages([]domain.Code{"A"}).want(t, s, one, three)
		enterprisePages([]domain.Code{"B", "A", "C"}).want(t, s, one, two, three)
		enterprisePages([]domain.Code{"C"}).want(t, s)
	}},
	{"a firm that moves changes its list", func(t *testing.T, s store.Store) {
		e := saveFirm(t, s, firm(1, "A"))
		e.Residences = append(e.Residences, domain.Residence{District: "B", From: 9})
		saveFirm(t, s, e)
		enterprisePages([]domain.Code{"A"}).want(t, s)
		enterprisePages([]domain.Code{"B"}).want(t, s, "enterprise_0001")
	}},
	{"items hold all that a single read does", func(t *testing.T, s store.Store) {
		saved := saveFirm(t, s, enterprises.at(filled[domain.Enterprise](t, full), 0))
		items, _, err := s.Enterprises(context.Background(), nil, store.Page{Limit: 1})
		must(t, err)
		wantSame(t, items, []domain.Enterprise{saved})
	}},
}

func need(n int, firm int, state domain.NeedState) domain.Need {
	v := needs.sample(n)
	v.EnterpriseID, v.State = enterprises.sample(firm).ID, state
	return v
}

func saveNeeds(t *testing.T, s store.Store, all ...domain.Need) {
	t.Helper()
	for _, n := range all {
		_, err := s.SaveNeed(context.Background(), n)
		must(t, err)
	}
}

var needListTests = []test{
	{"parts of the filter must all hold, empty parts do not narrow", func(t *testing.T, s store.Store) {
		saveFirm(t, s, firm(1, "A"))
		saveFirm(t, s, firm(2, "A", "B"))
		saveNeeds(t, s, need(1, 1, domain.NeedDraft), need(2, 1, domain.NeedSubmitted),
			need(3, 2, domain.NeedDraft), need(4, 2, domain.NeedWithdrawn), need(5, 3, domain.NeedSubmitted))
		one, two, three, four, five := "need_0001", "need_0002", "need_0003", "need_0004", "need_0005"
		for _, c := range []struct {
			filter store.NeedFilter
			want   []string
		}{
			{store.NeedFilter{}, []string{five, four, three, two, one}},
			{store.NeedFilter{Districts: []domain.Code{}, States: []domain.NeedState{}}, []string{five, four, three, two, one}},
			{store.NeedFilter{Enterprise: "enterprise_0001"}, []string{two, one}},
			{store.NeedFilter{Enterprise: "nobody"}, nil},
			{store.NeedFilter{Districts: []domain.Code{"A"}}, []string{two, one}},
			{store.NeedFilter{Districts: []domain.Code{"B", "A"}}, []string{four, three, two, one}},
			{store.NeedFilter{Districts: []domain.Code{"C"}}, nil},
			{store.NeedFilter{States: []domain.NeedState{domain.NeedDraft}}, []string{three, one}},
			{store.NeedFilter{States: []domain.NeedState{domain.NeedDraft, domain.NeedSubmitted}}, []string{five, three, two, one}},
			{store.NeedFilter{Districts: []domain.Code{"A", "B"}, States: []domain.NeedState{domain.NeedDraft}}, []string{three, one}},
			{store.NeedFilter{Enterprise: "enterprise_0002", Districts: []domain.Code{"A"}}, nil},
			{store.NeedFilter{Enterprise: "enterprise_0002", Districts: []domain.Code{"B"}, States: []domain.NeedState{domain.NeedWithdrawn}}, []string{four}},
		} {
			needPages(c.filter).want(t, s, c.want...)
		}
	}},
	{"a need follows its firm's last residence, whichever was saved first", func(t *testing.T, s store.Store) {
		inA, inB := needPages(store.NeedFilter{Districts: []domain.Code{"A"}}), needPages(store.NeedFilter{Districts: []domain.Code{"B"}})
		saveNeeds(t, s, need(1, 1, domain.NeedDraft))
		inA.want(t, s)
		e := saveFirm(t, s, firm(1, "A"))
		saveNeeds(t, s, need(2, 1, domain.NeedDraft), need(3, 2, domain.NeedDraft))
		inA.want(t, s, "need_0002", "need_0001")
		e.Residences = append(e.Residences, domain.Residence{District: "B", From: 9})
		saveFirm(t, s, e)
		inA.want(t, s)
		inB.want(t, s, "need_0002", "need_0001")
	}},
	{"a need that is moved on changes its list", func(t *testing.T, s store.Store) {
		n, err := s.SaveNeed(context.Background(), need(1, 1, domain.NeedDraft))
		must(t, err)
		n.State = domain.NeedSubmitted
		saveNeeds(t, s, n)
		needPages(store.NeedFilter{States: []domain.NeedState{domain.NeedDraft}}).want(t, s)
		needPages(store.NeedFilter{States: []domain.NeedState{domain.NeedSubmitted}}).want(t, s, "need_0001")
	}},
}
