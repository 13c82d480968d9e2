package app_test

import (
	"context"
	"os"
	"slices"
	"sync"
	"testing"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/policy"
)

// things is what a feed reads, in memory, and counts how often it is asked.
type things struct {
	mu     sync.Mutex
	events []domain.Event
	offers map[domain.OfferID]domain.Offer
	needs  map[domain.NeedID]domain.Need
	firms  map[domain.EnterpriseID]domain.Enterprise
	asked  int
	fail   error
}

func newThings() *things {
	t := &things{offers: map[domain.OfferID]domain.Offer{}, needs: map[domain.NeedID]domain.Need{}, firms: map[domain.EnterpriseID]domain.Enterprise{}}
	for id, district := range map[domain.EnterpriseID]domain.Code{"ent_a": "500112", "ent_b": "500112", "ent_c": "500106"} {
		t.firms[id] = firmIn(id, district)
	}
	for id, firm := range map[domain.NeedID]domain.EnterpriseID{"need_a": "ent_a", "need_b": "ent_b", "need_c": "ent_c", "need_lost": "ent_gone"} {
		t.needs[id] = domain.Need{ID: id, EnterpriseID: firm}
	}
	for id, state := range map[domain.OfferID]domain.OfferState{"draft": domain.OfferDraft, "published": domain.OfferPublished, "withdrawn": domain.OfferWithdrawn} {
		t.offers[id] = domain.Offer{ID: id, Provider: "prv_bank", State: state}
	}
	return t
}

func firmIn(id domain.EnterpriseID, district domain.Code) domain.Enterprise {
	return domain.Enterprise{ID: id, Residences: []domain.Residence{{District: district}}}
}

// leave adds an event, with gaps between the numbers as failed saves leave
// them.
func (t *things) leave(typ domain.EventType, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.events = append(t.events, domain.Event{Seq: int64(len(t.events)*10 + 10), Type: typ, ID: id})
}

func (t *things) moves(id domain.EnterpriseID, district domain.Code) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.firms[id] = firmIn(id, district)
}

func (t *things) breaks(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fail = err
}

// asks answers how often it was asked since the last time.
func (t *things) asks() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.asked
	t.asked = 0
	return n
}

func (t *things) ask() (unlock func(), err error) {
	t.mu.Lock()
	t.asked++
	return t.mu.Unlock, t.fail
}

func (t *things) Events(_ context.Context, after int64, limit int) ([]domain.Event, error) {
	unlock, err := t.ask()
	defer unlock()
	i := slices.IndexFunc(t.events, func(e domain.Event) bool { return e.Seq > after })
	if i < 0 || err != nil {
		return nil, err
	}
	return slices.Clone(t.events[i:min(len(t.events), i+limit)]), nil
}

func (t *things) LastSeq(context.Context) (int64, error) {
	unlock, err := t.ask()
	defer unlock()
	return int64(len(t.events) * 10), err
}

func (t *things) OffersByID(_ context.Context, ids []domain.OfferID) ([]domain.Offer, error) {
	return some(t, t.offers, ids)
}

func (t *things) NeedsByID(_ context.Context, ids []domain.NeedID) ([]domain.Need, error) {
	return some(t, t.needs, ids)
}

func (t *things) EnterprisesByID(_ context.Context, ids []domain.EnterpriseID) ([]domain.Enterprise, error) {
	return some(t, t.firms, ids)
}

func (t *things) ApplicationsByID(context.Context, []domain.ApplicationID) ([]domain.Application, error) {
	unlock, err := t.ask()
	defer unlock()
	return nil, err
}

func (t *things) AppealsByID(context.Context, []domain.AppealID) ([]domain.Appeal, error) {
	unlock, err := t.ask()
	defer unlock()
	return nil, err
}

func (t *things) BridgesByID(context.Context, []domain.BridgeID) ([]domain.Bridge, error) {
	unlock, err := t.ask()
	defer unlock()
	return nil, err
}

func (t *things) NoticesByID(context.Context, []domain.NoticeID) ([]domain.Notice, error) {
	unlock, err := t.ask()
	defer unlock()
	return nil, err
}

func some[ID ~string, T any](t *things, all map[ID]T, ids []ID) (out []T, err error) {
	unlock, err := t.ask()
	defer unlock()
	for _, id := range ids {
		if v, ok := all[id]; ok {
			out = append(out, v)
		}
	}
	return out, err
}

func newFeed(t *testing.T, s *things, change ...func(*app.FeedDeps)) *app.Feed {
	t.Helper()
	text, err := os.ReadFile("../../config/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	d := app.FeedDeps{Store: s, Policy: p}
	for _, c := range change {
		c(&d)
	}
	return app.NewFeed(d)
}

func open(t *testing.T, f *app.Feed, who domain.Actor, after ...int64) *app.Stream {
	t.Helper()
	var from *int64
	if len(after) > 0 {
		from = &after[0]
	}
	s, err := f.Open(context.Background(), who, from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// taken is all that the stream has by now.
func taken(t *testing.T, s *app.Stream, who domain.Actor) (events []domain.Event) {
	t.Helper()
	for {
		some, more, _, err := s.Next(context.Background(), who)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, some...)
		if !more {
			return events
		}
	}
}
