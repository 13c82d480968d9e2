package app_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/outbox"
)

var feedPeople = []struct {
	letter string
	actor  domain.Actor
}{
	{"E", domain.Actor{User: "usr_e", Role: domain.RoleEnterprise, Enterprise: "ent_a"}},
	{"B", domain.Actor{User: "usr_b", Role: domain.RoleBank, Provider: "prv_bank"}},
	{"O", domain.Actor{User: "usr_o", Role: domain.RoleBank, Provider: "prv_other"}},
	{"F", domain.Actor{User: "usr_f", Role: domain.RoleFundManager, Provider: "prv_fund"}},
	{"A", domain.Actor{User: "usr_a", Role: domain.RoleAgency, Districts: []domain.Code{"500103", "500112"}}},
	{"R", domain.Actor{User: "usr_r", Role: domain.RoleRegulator}},
	{"-", domain.Actor{User: "usr_0", Role: domain.RoleEnterprise}}, // of no enterprise
}

var enterpriseE, agencyA, regulatorR = feedPeople[0].actor, feedPeople[4].actor, feedPeople[5].actor

// running runs a part beside a feed that reads, in a bubble of fake time.
func running(t *testing.T, s *things, part func(f *app.Feed), change ...func(*app.FeedDeps)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFeed(t, s, append(change, func(d *app.FeedDeps) { d.Log = slog.New(slog.DiscardHandler) })...)
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			f.Run(ctx)
			close(ended)
		}()
		part(f)
		cancel()
		<-ended
		<-f.Closed()
	})
}

// later lets the feed notice what was written, as by another process.
func later() {
	time.Sleep(time.Second)
	synctest.Wait()
}

// TestWhoIsToldOfWhat holds for streams that follow and for those that catch up.
func TestWhoIsToldOfWhat(t *testing.T) {
	rows := map[string]struct {
		event domain.EventType
		id    string
		told  string
	}{
		"a published offer is everyone's":                       {domain.OfferSaved, "published", "EBOFAR-"},
		"a draft is its provider's alone":                       {domain.OfferSaved, "draft", "B"},
		"a withdrawn offer is its provider's alone":             {domain.OfferSaved, "withdrawn", "B"},
		"a withdrawal is told to all others beside":             {domain.OfferUnpublished, "withdrawn", "EOFAR-"},
		"an offer that is gone is nobody's":                     {domain.OfferSaved, "gone", ""},
		"the withdrawal of an offer that is gone is nobody's":   {domain.OfferUnpublished, "gone", ""},
		"a need: its firm, the district's agency, regulators":   {domain.NeedSaved, "need_a", "EAR"},
		"another firm's need is not the neighbour's":            {domain.NeedSaved, "need_b", "AR"},
		"a need of another district is not the agency's":        {domain.NeedSaved, "need_c", "R"},
		"a need that is gone is nobody's":                       {domain.NeedSaved, "need_x", ""},
		"a need whose firm is gone is nobody's":                 {domain.NeedSaved, "need_lost", ""},
		"a firm: itself, the district's agency, regulators":     {domain.EnterpriseSaved, "ent_a", "EAR"},
		"another firm is not the neighbour's":                   {domain.EnterpriseSaved, "ent_b", "AR"},
		"a firm of another district is not the agency's":        {domain.EnterpriseSaved, "ent_c", "R"},
		"a firm that is gone is nobody's":                       {domain.EnterpriseSaved, "ent_x", ""},
		"an event of a type that is not told is nobody's":       {"session.saved", "ent_a", ""},
		"an id is looked for among the things of its type only": {domain.NeedSaved, "ent_a", ""},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s := newThings()
			running(t, s, func(f *app.Feed) {
				streams := map[string]*app.Stream{}
				for _, p := range feedPeople {
					streams[p.letter] = open(t, f, p.actor)
				}
				later()
				s.leave(row.event, row.id)
				later()
				following, catchingUp := "", ""
				for _, p := range feedPeople {
					if told(t, taken(t, streams[p.letter], p.actor), row.id) {
						following += p.letter
					}
					if told(t, taken(t, open(t, f, p.actor, 0), p.actor), row.id) {
						catchingUp += p.letter
					}
				}
				if following != row.told || catchingUp != row.told {
					t.Errorf("told to %q, and later to %q; want %q", following, catchingUp, row.told)
				}
			})
		})
	}
	s := newThings()
	if _, err := newFeed(t, s).Open(context.Background(), domain.Actor{}, nil); codeOf(err) != "not_signed_in" {
		t.Errorf("nobody: %v", err)
	}
}

func told(t *testing.T, events []domain.Event, id string) bool {
	t.Helper()
	for _, e := range events {
		if e.ID != id || !strings.HasSuffix(string(e.Type), ".saved") || e.Seq == 0 {
			t.Errorf("told of %+v", e)
		}
	}
	return len(events) > 0
}

// TestStreamsGoOnAnywhere cuts a stream at each event and goes on at another
// process of the same store: nothing is lost, nothing comes twice.
func TestStreamsGoOnAnywhere(t *testing.T) {
	s := newThings()
	here, elsewhere := newFeed(t, s), newFeed(t, s)
	stream := open(t, here, regulatorR)
	var want, have []int64
	for i := range 300 {
		s.leave(domain.NeedSaved, []string{"need_a", "need_x"}[i%2]) // every other one is nobody's
		want = append(want, int64(i*10+10))
		if i%7 != 0 {
			continue
		}
		for _, e := range taken(t, stream, regulatorR) {
			have = append(have, e.Seq)
		}
		stream.Close()
		here, elsewhere = elsewhere, here
		from := stream.After()
		if n := len(have); i%2 == 0 && n > 0 {
			from = have[n-1] // a client knows but what it was told
		}
		stream = open(t, here, regulatorR, from)
		if stream.Reset() {
			t.Fatalf("reset at %d", from)
		}
	}
	for _, e := range taken(t, stream, regulatorR) {
		have = append(have, e.Seq)
	}
	want = slices.DeleteFunc(want, func(seq int64) bool { return seq%20 == 0 })
	if !slices.Equal(have, want) {
		t.Errorf("have %v\nwant %v", have, want)
	}
}

func TestWhereAStreamBegins(t *testing.T) {
	s := newThings()
	for range 20 {
		s.leave(domain.OfferSaved, "published") // 10, 20, … 200
	}
	f := newFeed(t, s, func(d *app.FeedDeps) { d.Window = 100 })
	rows := map[string]struct {
		after []int64
		reset bool
		first int64 // that is told; 0: none
	}{
		"at the present end unless asked":      {nil, false, 0},
		"at the end where that is asked":       {[]int64{200}, false, 0},
		"after an event within the window":     {[]int64{150}, false, 160},
		"at the window's edge":                 {[]int64{100}, false, 110},
		"too long ago":                         {[]int64{90}, true, 0},
		"at the very beginning, long ago":      {[]int64{0}, true, 0},
		"after a number that no event has":     {[]int64{155}, true, 0},
		"after an event that is yet to come":   {[]int64{210}, true, 0},
		"after the largest number that exists": {[]int64{1<<63 - 1}, true, 0},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			stream := open(t, f, regulatorR, row.after...)
			defer stream.Close()
			if stream.Reset() != row.reset || (row.first == 0 && stream.After() != 200) {
				t.Errorf("reset %t, begins after %d", stream.Reset(), stream.After())
			}
			events := taken(t, stream, regulatorR)
			if (len(events) == 0) != (row.first == 0) || (row.first > 0 && events[0].Seq != row.first) {
				t.Errorf("told %v, want from %d", events, row.first)
			}
		})
	}
}

func TestStreamsAreBounded(t *testing.T) {
	f := newFeed(t, newThings(), func(d *app.FeedDeps) { d.Streams, d.PerPerson = 3, 2 })
	ctx := context.Background()
	first := open(t, f, enterpriseE)
	open(t, f, enterpriseE)
	_, err := f.Open(ctx, enterpriseE, nil)
	wantErr(t, "one person's third", err, domain.KindTooMany, "too_many_streams")
	open(t, f, agencyA)
	if _, err := f.Open(ctx, regulatorR, nil); !errors.Is(err, app.ErrFeedFull) {
		t.Errorf("the process's fourth: %v", err)
	}
	first.Close()
	first.Close() // counts once
	open(t, f, enterpriseE)
	if _, err := f.Open(ctx, regulatorR, nil); !errors.Is(err, app.ErrFeedFull) {
		t.Errorf("still full: %v", err)
	}
	g := newFeed(t, newThings())
	g.Close()
	if _, err := g.Open(ctx, regulatorR, nil); !errors.Is(err, app.ErrFeedFull) {
		t.Errorf("a closed feed: %v", err)
	}
}

func TestAStreamThatCannotBeginLeavesItsPlace(t *testing.T) {
	s, down := newThings(), errors.New("disk full")
	f := newFeed(t, s, func(d *app.FeedDeps) { d.Streams = 1 })
	s.breaks(down)
	if _, err := f.Open(context.Background(), regulatorR, nil); !errors.Is(err, down) {
		t.Fatalf("have %v", err)
	}
	s.breaks(nil)
	open(t, f, regulatorR)
}

func TestAFeedReadsOnlyForStreams(t *testing.T) {
	s := newThings()
	running(t, s, func(f *app.Feed) {
		for range 2 {
			time.Sleep(time.Hour)
			synctest.Wait()
			if n := s.asks(); n > 0 {
				t.Errorf("without streams the store was asked %d times", n)
			}
			one, two := open(t, f, regulatorR), open(t, f, agencyA)
			later()
			if s.asks() == 0 {
				t.Error("nobody reads for the streams")
			}
			one.Close()
			two.Close()
			synctest.Wait()
			s.asks()
		}
	})
}

// TestABurstCostsFewQueries, whatever the number of streams.
func TestABurstCostsFewQueries(t *testing.T) {
	s := newThings()
	var n outbox.Notifier
	running(t, s, func(f *app.Feed) {
		var streams []*app.Stream
		for i := range 100 {
			streams = append(streams, open(t, f, domain.Actor{User: domain.UserID(fmt.Sprint(i)), Role: domain.RoleRegulator}))
		}
		synctest.Wait()
		for _, stream := range streams {
			taken(t, stream, regulatorR) // now they follow
		}
		s.asks()
		for range 50 {
			s.leave(domain.NeedSaved, "need_a")
			s.leave(domain.EnterpriseSaved, "ent_b")
			s.leave(domain.OfferSaved, "published")
		}
		n.Signal() // no time has passed
		synctest.Wait()
		for _, stream := range streams {
			if events := taken(t, stream, regulatorR); len(events) != 150 {
				t.Fatalf("told of %d", len(events))
			}
		}
		if asked := s.asks(); asked > 5 { // the events, that there are no more, and a query a noun
			t.Errorf("the store was asked %d times", asked)
		}
	}, func(d *app.FeedDeps) { d.Notifier = &n })
}

func TestASlowReaderKeepsNobodyWaitingAndLosesNothing(t *testing.T) {
	s := newThings()
	running(t, s, func(f *app.Feed) {
		slow, fast := open(t, f, regulatorR), open(t, f, agencyA)
		later()
		got := 0
		for range 100 {
			for range 10 {
				s.leave(domain.NeedSaved, "need_a")
			}
			later()
			got += len(taken(t, fast, agencyA))
		}
		if got != 1000 {
			t.Errorf("the fast one was told of %d", got)
		}
		events := taken(t, slow, regulatorR)
		if len(events) != 1000 || !slices.IsSortedFunc(events, func(a, b domain.Event) int { return int(a.Seq - b.Seq) }) {
			t.Errorf("the slow one was told of %d", len(events))
		}
	}, func(d *app.FeedDeps) { d.Held = 16 })
}

// TestWhoMayIsJudgedAnew: what was held for others hours ago does not tell a
// stream that begins today whose a firm was then.
func TestWhoMayIsJudgedAnew(t *testing.T) {
	s := newThings()
	running(t, s, func(f *app.Feed) {
		open(t, f, regulatorR) // keeps the feed reading
		later()
		s.leave(domain.EnterpriseSaved, "ent_a")
		later()
		s.moves("ent_a", "500106")
		if events := taken(t, open(t, f, agencyA, 0), agencyA); len(events) > 0 {
			t.Errorf("the agency of before is told %v", events)
		}
	})
}

func TestTroubleWithTheStorePasses(t *testing.T) {
	s := newThings()
	running(t, s, func(f *app.Feed) {
		stream := open(t, f, regulatorR)
		later()
		taken(t, stream, regulatorR)
		s.breaks(errors.New("disk full"))
		s.leave(domain.OfferSaved, "published")
		time.Sleep(time.Minute)
		if events := taken(t, stream, regulatorR); len(events) > 0 {
			t.Errorf("told %v", events)
		}
		s.breaks(nil)
		time.Sleep(time.Minute)
		if events := taken(t, stream, regulatorR); len(events) != 1 {
			t.Errorf("told %v", events)
		}
	})
}
