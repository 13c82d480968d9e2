package storetest

import (
	"context"
	"slices"
	"testing"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// Roster and USCC are unique together; samples are all of one roster.
var rosterEntries = noun[domain.RosterEntry]{
	name: "roster_entry",
	read: func(ctx context.Context, s store.Store, id string) (domain.RosterEntry, error) {
		return s.RosterEntry(ctx, domain.RosterEntryID(id))
	},
	save: func(ctx context.Context, s store.Store, v domain.RosterEntry, events ...domain.Event) (domain.RosterEntry, error) {
		return s.SaveRosterEntry(ctx, v, events...)
	},
	events: true,
	unique: "USCC",
	by: func(ctx context.Context, s store.Store, key string) (domain.RosterEntry, error) {
		found, err := s.RosterEntriesOf(ctx, []domain.USCC{domain.USCC(key)})
		if err != nil || len(found) == 0 {
			return domain.RosterEntry{}, orNotFound(err, key)
		}
		return found[0], nil
	},
}

func orNotFound(err error, id string) error {
	if err != nil {
		return err
	}
	return domain.NotFound("roster_entry", id)
}

func rosterPages(filter store.RosterFilter) pager {
	return func(s store.Store, page store.Page) ([]string, string, error) {
		items, next, err := s.RosterEntries(context.Background(), filter, page)
		return idsOf(rosterEntries, items, next, err)
	}
}

func onRoster(n int, roster domain.Code, code domain.USCC) domain.RosterEntry {
	e := rosterEntries.sample(n)
	e.Roster, e.USCC = roster, code
	return e
}

var rosterTests = []test{
	{"entries come by id, each once", func(t *testing.T, s store.Store) {
		paging(t, s, rosterEntries, rosterPages(store.RosterFilter{}), false)
	}},
	{"a firm stands once on a roster, and on several rosters", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		for n, e := range []domain.RosterEntry{onRoster(1, "A", "x"), onRoster(2, "B", "x"), onRoster(3, "A", "y")} {
			_, err := s.SaveRosterEntry(ctx, e)
			if err != nil {
				t.Fatalf("%d: %v", n, err)
			}
		}
		_, err := s.SaveRosterEntry(ctx, onRoster(4, "A", "x"))
		wantError(t, err, domain.KindConflict, "roster_entry_exists")
		rosterPages(store.RosterFilter{}).want(t, s, "roster_entry_0001", "roster_entry_0002", "roster_entry_0003")
		rosterPages(store.RosterFilter{Roster: "A"}).want(t, s, "roster_entry_0001", "roster_entry_0003")
		rosterPages(store.RosterFilter{Roster: "C"}).want(t, s)
		for _, c := range []struct {
			codes []domain.USCC
			want  []string
		}{
			{[]domain.USCC{"x"}, []string{"roster_entry_0001", "roster_entry_0002"}},
			{[]domain.USCC{"y", "x", "nobody"}, []string{"roster_entry_0001", "roster_entry_0002", "roster_entry_0003"}},
			{[]domain.USCC{"nobody"}, nil},
			{nil, nil},
		} {
			found, err := s.RosterEntriesOf(ctx, c.codes)
			have, _, err := idsOf(rosterEntries, found, "", err)
			must(t, err)
			slices.Sort(have)
			if !slices.Equal(have, c.want) {
				t.Errorf("of %v: want %v, have %v", c.codes, c.want, have)
			}
		}
	}},
	{"many are saved with their events, or none is", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		first, err := s.SaveRosterEntry(ctx, onRoster(1, "A", "x"))
		must(t, err)
		second, third := onRoster(2, "A", "y"), onRoster(3, "A", "x") // the third's firm stands there already
		err = s.SaveRosterEntries(ctx, []domain.RosterEntry{first, second, third}, rosterEntries.event(first))
		wantError(t, err, domain.KindConflict, "roster_entry_exists")
		rosterPages(store.RosterFilter{}).want(t, s, "roster_entry_0001")
		wantEvents(t, s)
		third.USCC = "z"
		must(t, s.SaveRosterEntries(ctx, []domain.RosterEntry{first, second, third}, rosterEntries.event(first), rosterEntries.event(third)))
		rosterPages(store.RosterFilter{}).want(t, s, "roster_entry_0001", "roster_entry_0002", "roster_entry_0003")
		if n := len(allEvents(t, s)); n != 2 {
			t.Errorf("want 2 events, have %d", n)
		}
		err = s.SaveRosterEntries(ctx, []domain.RosterEntry{first})
		wantError(t, err, domain.KindConflict, "roster_entry_changed")
		must(t, s.SaveRosterEntries(ctx, nil))
	}},
	{"firms are found by their codes, those that exist", func(t *testing.T, s store.Store) {
		ctx := context.Background()
		saveFirm(t, s, firm(1, "A"))
		two := saveFirm(t, s, firm(2, "B"))
		found, err := s.EnterprisesByUSCC(ctx, []domain.USCC{two.USCC, "nobody", two.USCC})
		must(t, err)
		wantSame(t, found, []domain.Enterprise{two})
		none, err := s.EnterprisesByUSCC(ctx, nil)
		must(t, err)
		if len(none) != 0 {
			t.Errorf("asked for none: %v", none)
		}
	}},
}
