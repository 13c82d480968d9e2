package app

import (
	"context"
	"slices"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
)

// rosterFollowerKey is where the position of the follower is kept.
const rosterFollowerKey = "follower.rosters"

// RosterFollower keeps what profiles say of rosters in step with the rosters:
// after an entry was saved, and after a firm was, which may have registered or
// been imported since it was listed. One process runs it. What it does to a
// firm is decided from the entries and the firm as they are, so that doing it
// again changes nothing.
type RosterFollower struct {
	Rules *rules.RuleSet
	Store store.Store
	Now   func() time.Time
}

// Position is the newest event that the profiles are in step with.
func (f *RosterFollower) Position(ctx context.Context) (int64, error) {
	return keptPosition(ctx, f.Store, rosterFollowerKey)
}

// Handle brings the firms of the events in step, then moves the position. A
// kill between the two repeats the first, which changes nothing.
func (f *RosterFollower) Handle(ctx context.Context, events []domain.Event) error {
	firms, err := f.firms(ctx, events)
	if err != nil {
		return err
	}
	if len(firms) > 0 {
		if err := f.bringInStep(ctx, firms); err != nil {
			return err
		}
	}
	return keepPosition(ctx, f.Store, rosterFollowerKey, events)
}

// firms are the registered firms that the events speak of, each once.
func (f *RosterFollower) firms(ctx context.Context, events []domain.Event) (map[domain.USCC]domain.Enterprise, error) {
	out := map[domain.USCC]domain.Enterprise{}
	saved, err := readMany(ctx, idsOf[domain.EnterpriseID](events, domain.EnterpriseSaved), f.Store.EnterprisesByID,
		func(e domain.Enterprise) domain.EnterpriseID { return e.ID })
	if err != nil {
		return nil, err
	}
	for _, e := range saved {
		out[e.USCC] = e
	}
	var listed []domain.USCC
	for id := range idsOf[domain.RosterEntryID](events, domain.RosterSaved) {
		entry, err := f.Store.RosterEntry(ctx, id)
		if err != nil {
			return nil, err
		}
		listed = append(listed, entry.USCC)
	}
	if len(listed) == 0 {
		return out, nil
	}
	more, err := f.Store.EnterprisesByUSCC(ctx, listed)
	for _, e := range more {
		out[e.USCC] = e
	}
	return out, err
}

// followTries is how often a firm is looked at again that someone else saves
// at the same moment.
const followTries = 5

func (f *RosterFollower) bringInStep(ctx context.Context, firms map[domain.USCC]domain.Enterprise) error {
	for try := 1; len(firms) > 0; try++ {
		var codes []domain.USCC
		for code := range firms {
			codes = append(codes, code)
		}
		entries, err := f.Store.RosterEntriesOf(ctx, codes)
		if err != nil {
			return err
		}
		of := map[domain.USCC][]domain.RosterEntry{}
		for _, e := range entries {
			of[e.USCC] = append(of[e.USCC], e)
		}
		var again []domain.USCC
		for code, firm := range firms {
			err := f.save(ctx, firm, of[code])
			switch {
			case domain.IsKind(err, domain.KindConflict) && try < followTries:
				again = append(again, code)
			case err != nil:
				return err
			}
		}
		firms = map[domain.USCC]domain.Enterprise{}
		if len(again) == 0 {
			return nil
		}
		fresh, err := f.Store.EnterprisesByUSCC(ctx, again)
		if err != nil {
			return err
		}
		for _, e := range fresh {
			firms[e.USCC] = e
		}
	}
	return nil
}

// save writes the firm's titles where they are not what the rosters say.
func (f *RosterFollower) save(ctx context.Context, firm domain.Enterprise, entries []domain.RosterEntry) error {
	want := domain.RosterTitles(entries)
	if want == nil && f.Rules.RostersComplete() {
		want = []domain.Title{} // known to be on none
	}
	if domain.SameTitles(firm.Rosters, want) && (firm.Rosters == nil) == (want == nil) {
		return nil
	}
	firm.Rosters, firm.UpdatedAt = slices.Clip(want), f.Now().UTC()
	_, err := f.Store.SaveEnterprise(ctx, firm, domain.Event{Type: domain.EnterpriseSaved, ID: string(firm.ID), At: firm.UpdatedAt})
	return err
}
