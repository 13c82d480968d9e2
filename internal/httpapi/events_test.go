package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rongqiao/internal/app"
)

const events = "/api/v1/events"

// newLive is a stage whose feed runs, with quick rhythms.
func newLive(t *testing.T, change ...func(*Deps)) *stage {
	t.Helper()
	s := newStage(t, append([]func(*Deps){func(d *Deps) {
		d.Streams = StreamTimes{Heartbeat: 20 * time.Millisecond, Check: 5 * time.Millisecond}
	}}, change...)...)
	s.run(s.feed)
	return s
}

func (s *stage) run(f *app.Feed) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		f.Run(ctx)
		close(ended)
	}()
	s.t.Cleanup(func() {
		cancel()
		<-ended
	})
}

// elsewhere is the handler of another process on the same store.
func (s *stage) elsewhere() http.Handler {
	s.t.Helper()
	f := app.NewFeed(app.FeedDeps{Store: s.store, Policy: s.app.Policy, Log: s.app.Log})
	s.run(f)
	return must(New(Deps{
		App: s.app, SignIn: s.signIn, Feed: f, Keys: s.keys, Texts: s.texts, Log: s.app.Log, Now: s.now,
		RequestsPerMinute: 1_000_000, Streams: StreamTimes{Heartbeat: 20 * time.Millisecond, Check: 5 * time.Millisecond},
	}))(s.t)
}

// wire is a connection that a test reads from: a write waits for its reader.
type wire struct {
	header http.Header
	pipe   *io.PipeWriter
	begun  chan struct{}
	once   sync.Once
	status int

	mu        sync.Mutex
	flushes   int
	deadlines []time.Time
}

func (w *wire) Header() http.Header { return w.header }

func (w *wire) WriteHeader(status int) {
	w.once.Do(func() {
		w.status = status
		close(w.begun)
	})
}

func (w *wire) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.pipe.Write(b)
}

func (w *wire) Flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flushes++
}

func (w *wire) SetWriteDeadline(at time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deadlines = append(w.deadlines, at)
	return nil
}

// live is a stream as a client has it.
type live struct {
	t     testing.TB
	wire  *wire
	lines *bufio.Reader
	hang  func()
	ended chan struct{} // closed when the server has let go
	last  string        // id
}

// told is one message.
type told struct{ id, event, thing string }

// follow opens a stream, at the stage's handler unless another is given.
func (s *stage) follow(who, query string, handler http.Handler, headers ...string) *live {
	s.t.Helper()
	if handler == nil {
		handler = s.handler
	}
	ctx, cancel := context.WithCancel(context.Background())
	req := httptest.NewRequestWithContext(ctx, "GET", events+query, nil)
	req.Header.Set("Authorization", "Bearer "+s.token[who])
	req.Header.Set("Accept-Encoding", "gzip")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	r, w := io.Pipe()
	l := &live{
		t: s.t, wire: &wire{header: http.Header{}, pipe: w, begun: make(chan struct{})}, lines: bufio.NewReader(r), ended: make(chan struct{}),
		hang: func() {
			cancel()
			r.CloseWithError(errors.New("the client has left"))
		},
	}
	go func() {
		handler.ServeHTTP(l.wire, req)
		w.Close()
		close(l.ended)
	}()
	s.t.Cleanup(func() {
		l.hang()
		<-l.ended
	})
	<-l.wire.begun
	return l
}

// block reads up to an empty line; ok is false where the stream has ended.
func (l *live) block() (lines []string, ok bool) {
	for {
		line, err := l.lines.ReadString('\n')
		if err != nil {
			return nil, false
		}
		if line = strings.TrimSuffix(line, "\n"); line == "" {
			return lines, true
		}
		lines = append(lines, line)
	}
}

// next reads the next message, past heartbeats and what is none.
func (l *live) next() (m told) {
	l.t.Helper()
	for {
		lines, ok := l.block()
		if !ok {
			l.t.Fatal("the stream has ended")
		}
		m = told{}
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			switch name {
			case "id":
				m.id, l.last = value, value
			case "event":
				m.event = value
			case "data":
				var data struct{ Type, ID, At string }
				if err := json.Unmarshal([]byte(value), &data); err != nil || data.Type != m.event {
					l.t.Fatalf("data %s of %s: %v", value, m.event, err)
				}
				if _, err := time.Parse(time.RFC3339Nano, data.At); err != nil {
					l.t.Error(err)
				}
				m.thing = data.ID
			}
		}
		if m.event != "" {
			return m
		}
	}
}

// begun reads the block that says where the stream begins.
func (l *live) begun() *live {
	l.t.Helper()
	lines, _ := l.block()
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "retry: ") || !strings.HasPrefix(lines[1], "id: ") {
		l.t.Fatalf("the stream begins with %q", lines)
	}
	l.last = strings.TrimPrefix(lines[1], "id: ")
	return l
}

// ends reads to the end of the stream, which must come by itself.
func (l *live) ends() {
	for {
		if _, ok := l.block(); !ok {
			<-l.ended
			return
		}
	}
}

func TestAStreamTellsWhatChangesInOrder(t *testing.T) {
	s := newLive(t)
	firm, regulator, bank, other := s.follow("firm A", "", nil).begun(), s.follow("regulator", "", nil).begun(), s.follow("bank", "", nil).begun(), s.follow("other bank", "", nil).begun()
	hidden := s.newNeed("firm B")
	need := s.newNeed("firm A")
	offer := s.newOffer("bank")
	s.do("bank", "POST", "/api/v1/offers/"+offer+"/publish", nil).want(http.StatusOK, "")
	s.do("bank", "POST", "/api/v1/offers/"+offer+"/withdraw", nil).want(http.StatusOK, "")
	changed := s.do("bank", "GET", "/api/v1/offers/"+offer, nil)
	s.do("bank", "PUT", "/api/v1/offers/"+offer, with(offerBody(), "version", changed.at("version"))).want(http.StatusOK, "")
	s.do("firm A", "PUT", "/api/v1/enterprises/me", updateBody(1)).want(http.StatusOK, "")
	end := s.newOffer("bank")
	s.do("bank", "POST", "/api/v1/offers/"+end+"/publish", nil).want(http.StatusOK, "")
	things := func(l *live) (list []string) {
		last := 0
		for {
			m := l.next()
			var id int
			if fmt.Sscan(m.id, &id); id <= last {
				t.Errorf("message %s after %d", m.id, last)
			}
			last = id
			if m.thing == end {
				return list
			}
			if !slices.Contains(list, m.event+" "+m.thing) {
				list = append(list, m.event+" "+m.thing)
			}
		}
	}
	needs, offers, profile := "need.saved ", "offer.saved "+offer, "enterprise.saved "+s.firm["firm A"]
	for name, row := range map[string]struct {
		stream *live
		want   []string
	}{
		"the firm":      {firm, []string{needs + need, offers, profile}},
		"the regulator": {regulator, []string{needs + hidden, needs + need, offers, profile}},
		"the bank":      {bank, []string{offers}},
		"another bank":  {other, []string{offers}},
	} {
		if have := things(row.stream); !slices.Equal(have, row.want) {
			t.Errorf("%s is told %v, want %v", name, have, row.want)
		}
	}
	h := firm.wire.header
	if h.Get("Content-Type") != "text/event-stream" || h.Get("X-Accel-Buffering") != "no" || h.Get("Cache-Control") != "no-store" || h.Get("Content-Encoding") != "" {
		t.Errorf("headers: %v", h)
	}
	firm.wire.mu.Lock()
	defer firm.wire.mu.Unlock()
	if firm.wire.flushes == 0 || len(firm.wire.deadlines) < firm.wire.flushes || !firm.wire.deadlines[0].Equal(stageDay.Add(writePatience)) {
		t.Errorf("%d flushes, deadlines %v", firm.wire.flushes, firm.wire.deadlines)
	}
}

// TestAStreamGoesOnAfterACut, at the same process and at another, by header
// and by parameter; the header wins.
func TestAStreamGoesOnAfterACut(t *testing.T) {
	s := newLive(t)
	handlers := []http.Handler{s.handler, s.elsewhere()}
	l := s.follow("firm A", "", nil).begun()
	var want, have []string
	for i := range 12 {
		want = append(want, s.newNeed("firm A"))
		if i%3 == 0 { // some are read before the cut, some written meanwhile
			have = append(have, l.next().thing)
		}
		l.hang()
		<-l.ended
		if i%2 == 0 {
			l = s.follow("firm A", "?after="+l.last, handlers[i%4/2]).begun()
		} else {
			l = s.follow("firm A", "?after=0", handlers[i%4/2], "Last-Event-ID", l.last).begun()
		}
	}
	for len(have) < len(want) {
		have = append(have, l.next().thing)
	}
	if !slices.Equal(have, want) {
		t.Errorf("have %v\nwant %v", have, want)
	}
}

func TestAStreamThatCannotGoOnSaysSo(t *testing.T) {
	s := newLive(t)
	for name, after := range map[string]string{"an event to come": "99999999", "the largest number": "9223372036854775807"} {
		l := s.follow("firm A", "", nil, "Last-Event-ID", after)
		if m := l.next(); m.event != "reset" || m.thing != "" || m.id == after {
			t.Errorf("%s: %+v", name, m)
		}
		need := s.newNeed("firm A")
		if m := l.next(); m.thing != need {
			t.Errorf("%s: after the reset %+v", name, m)
		}
	}
}

func TestBadEventIDs(t *testing.T) {
	s := newLive(t)
	for name, id := range map[string]string{
		"a word": "last", "a negative number": "-1", "a sign": "+1", "a fraction": "1.5", "a number beyond 63 bits": "9223372036854775808", "spaces": "1 2",
	} {
		for field, a := range map[string]answer{
			"Last-Event-ID": s.do("firm A", "GET", events, nil, "Last-Event-ID", id),
			"after":         s.do("firm A", "GET", events+"?after="+strings.NewReplacer(" ", "%20", "+", "%2B").Replace(id), nil),
		} {
			a.want(http.StatusBadRequest, "event_id_invalid")
			if !a.fault(field, "event_id_invalid") {
				t.Errorf("%s: %s", name, a.body)
			}
		}
	}
	s.do("", "GET", events, nil).want(http.StatusUnauthorized, "not_signed_in")
	s.do("firm A", "GET", events+"?since=1", nil).want(http.StatusUnprocessableEntity, "unknown_parameter")
}

func TestStreamsHaveLimits(t *testing.T) {
	s := newLive(t, func(d *Deps) {
		d.Feed = app.NewFeed(app.FeedDeps{Store: d.App.Store, Policy: d.App.Policy, Log: d.Log, Streams: 3, PerPerson: 2})
	})
	first := s.follow("firm A", "", nil).begun()
	s.follow("firm A", "", nil).begun()
	s.do("firm A", "GET", events, nil).want(http.StatusTooManyRequests, "too_many_streams")
	s.follow("bank", "", nil).begun()
	full := s.do("regulator", "GET", events, nil)
	full.want(http.StatusServiceUnavailable, "streams_full")
	if full.header.Get("Retry-After") == "" {
		t.Error("no word on when to come again")
	}
	first.hang()
	<-first.ended
	s.follow("regulator", "", nil).begun()
}

// TestWhatEndsAStream: each without anything being told meanwhile.
func TestWhatEndsAStream(t *testing.T) {
	rows := map[string]func(s *stage){
		"a logout":                  func(s *stage) { s.do("bank", "POST", "/api/v1/auth/logout", nil).want(http.StatusNoContent, "") },
		"the token's end":           func(s *stage) { s.forward(11 * time.Minute) },
		"the server's end":          func(s *stage) { s.feed.Close() },
		"the person being disabled": func(s *stage) { _ = s.signIn.SetDisabled(context.Background(), "bank@example.com", true) },
	}
	for name, end := range rows {
		t.Run(name, func(t *testing.T) {
			s := newLive(t)
			l := s.follow("bank", "", nil).begun()
			end(s)
			l.ends()
			if strings.Contains(s.log.String(), "broke off") {
				t.Errorf("an end that is nobody's fault is in the log: %s", s.log)
			}
		})
	}
}

func TestAfterTheServersEndNoStreamBegins(t *testing.T) {
	s := newLive(t)
	s.feed.Close()
	s.do("bank", "GET", events, nil).want(http.StatusServiceUnavailable, "streams_full")
}

func TestAQuietStreamHasAHeartbeat(t *testing.T) {
	s := newLive(t)
	l := s.follow("bank", "", nil).begun()
	for range 3 {
		if lines, ok := l.block(); !ok || !slices.Equal(lines, []string{": "}) {
			t.Fatalf("want a comment, have %q", lines)
		}
	}
}

// TestAReaderThatStopsHoldsNobodyBack: its write waits, the others go on.
func TestAReaderThatStopsHoldsNobodyBack(t *testing.T) {
	s := newLive(t)
	s.follow("firm A", "", nil).begun() // reads nothing more
	l := s.follow("firm A", "", nil).begun()
	for range 20 {
		if need := s.newNeed("firm A"); l.next().thing != need {
			t.Fatal("another need was told")
		}
	}
}
