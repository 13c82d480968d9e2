package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestReplicas is one cluster for all, as loading it takes a while; each part
// leaves both replicas running.
func TestReplicas(t *testing.T) {
	c := startCluster(t)
	for _, part := range []struct {
		name string
		run  func(t *testing.T, c *cluster)
	}{
		{"two replicas are one platform", testTwoReplicas},
		{"under load with one killed again and again nothing is lost or doubled", testKills},
		{"search goes on while Meilisearch is killed and wiped", testWipes},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, c.of(t)) })
	}
}

func testTwoReplicas(t *testing.T, c *cluster) {
	a, b := c.replica(0), c.replica(1)
	bank := a.login("bank")

	t.Run("a sign-in made at one is good at the other, and its end too", func(t *testing.T) {
		status, grant, err := a.call("POST", "/api/v1/auth/login", "", map[string]string{"email": "enterprise@rongqiao.demo", "password": demoPassword})
		if err != nil || status != http.StatusOK {
			t.Fatal(status, grant, err)
		}
		token := grant["access_token"].(string)
		if status, answer, err := b.call("GET", "/api/v1/enterprises/me", token, nil); err != nil || status != http.StatusOK {
			t.Fatalf("the other replica answers %d %v %v", status, answer, err)
		}
		status, renewed, err := b.call("POST", "/api/v1/auth/refresh", "", map[string]any{"refresh_token": grant["refresh_token"]})
		if err != nil || status != http.StatusOK {
			t.Fatalf("refresh at the other: %d %v %v", status, renewed, err)
		}
		if status, answer, _ := a.call("POST", "/api/v1/auth/logout", renewed["access_token"].(string), nil); status != http.StatusNoContent {
			t.Fatalf("log out: %d %v", status, answer)
		}
		await(t, "signed out at the other", func() bool {
			status, _, err := b.call("GET", "/api/v1/enterprises/me", token, nil)
			return err == nil && status == http.StatusUnauthorized
		})
	})

	t.Run("an offer published through one is matched, found and told of by the other", func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		told := [2]chan message{make(chan message, 1000), make(chan message, 1000)}
		begun := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
		var streams sync.WaitGroup
		defer streams.Wait()
		defer stop()
		for i := range told {
			token := c.replica(i).login("regulator")
			streams.Go(func() {
				if err := c.replica(i).listen(ctx, token, "", func(m message) {
					if m.data == "" {
						close(begun[i])
						return
					}
					told[i] <- m
				}); err != nil && ctx.Err() == nil {
					t.Errorf("stream of replica %d: %v", i, err)
				}
			})
		}
		<-begun[0]
		<-begun[1]
		name := "双副本测试贷"
		regulator := b.login("regulator")
		before := b.evaluated(regulator)
		id := a.publish(bank, name)
		await(t, "matched by the other", func() bool { return b.evaluated(regulator) == before+1 })
		await(t, "found by the other", func() bool { return b.finds(name, id) })
		// The draft was saved before, and is told too where its event is read
		// once the offer is public: which messages come differs, the last is one.
		var ids [2]map[string]bool
		for i := range told {
			ids[i] = map[string]bool{}
		}
		await(t, "told by both under one number", func() bool {
			for i := range told {
				for len(told[i]) > 0 {
					if m := <-told[i]; m.event == "offer.saved" && m.subject() == id {
						ids[i][m.id] = true
					}
				}
			}
			for n := range ids[0] {
				if ids[1][n] {
					return true
				}
			}
			return false
		})
	})

	t.Run("work is one replica's at a time, and passes on when it is killed", func(t *testing.T) {
		const lease = "search-index"
		holder := -1
		await(t, "a holder", func() bool {
			for i := range c.replicas {
				if c.replica(i).held(lease) {
					holder = i
				}
			}
			return holder >= 0
		})
		if c.replica(1 - holder).held(lease) {
			t.Fatal("both replicas hold the lease")
		}
		c.kill(holder)
		other := c.replica(1 - holder)
		await(t, "taken over", func() bool { return other.held(lease) })
		name := "接管测试贷"
		id := other.publish(other.login("bank"), name)
		await(t, "found through Meilisearch", func() bool { return other.findsUndegraded(name, id) })
		c.start(holder)
	})
}

// publish drafts and publishes an offer.
func (s *server) publish(token, name string) (id string) {
	s.t.Helper()
	status, draft, err := s.call("POST", "/api/v1/offers", token, offerInput(name))
	if err != nil || status != http.StatusCreated {
		s.t.Fatalf("draft an offer: %d %v %v", status, draft, err)
	}
	id = draft["id"].(string)
	if status, answer, err := s.call("POST", "/api/v1/offers/"+id+"/publish", token, nil); err != nil || status != http.StatusOK {
		s.t.Fatalf("publish an offer: %d %v %v", status, answer, err)
	}
	return id
}

// evaluated is how many offers the replica's engine knows.
func (s *server) evaluated(token string) float64 {
	s.t.Helper()
	status, answer, err := s.call("POST", "/api/v1/match?limit=1", token, matchInput())
	if err != nil || status != http.StatusOK {
		s.t.Fatalf("match: %d %v %v", status, answer, err)
	}
	return answer["evaluated"].(float64)
}

func (s *server) findsUndegraded(text, id string) bool {
	status, found, err := s.call("GET", "/api/v1/offers?limit=1&q="+url.QueryEscape(text), "", nil)
	return err == nil && status == http.StatusOK && found["degraded"] != true && s.finds(text, id)
}

// What the test under load does. Every round kills one of the two replicas and
// starts it again.
const (
	clusterRounds  = 4
	clusterWriters = 4
	clusterReaders = 4
	clusterPause   = 40 * time.Millisecond // between two calls of one worker: the tests' MongoDB server reads whole collections
	clusterSeed    = 11
)

// ledger is what writers were told and streams have told.
type ledger struct {
	mu      sync.Mutex
	needs   map[string]bool // acknowledged
	offers  map[string]string
	unclear int // writes whose answer was lost
	reads   int
	retried int
	told    map[string]int // message id to how often
	of      map[string]int // need id to how many messages
}

func testKills(t *testing.T, c *cluster) {
	l := &ledger{needs: map[string]bool{}, offers: map[string]string{}, told: map[string]int{}, of: map[string]int{}}
	firm, bank, regulator := c.replica(0).login("enterprise"), c.replica(0).login("bank"), c.replica(1).login("regulator")
	ctx, stop := context.WithCancel(context.Background())
	var workers sync.WaitGroup
	begun := make(chan struct{})
	workers.Go(func() { l.listen(ctx, c, regulator, begun) })
	<-begun
	for w := range clusterWriters {
		workers.Go(func() { l.write(ctx, c, firm, bank, w) })
	}
	for r := range clusterReaders {
		workers.Go(func() { l.read(ctx, t, c, firm, r) })
	}
	dice := rand.New(rand.NewPCG(clusterSeed, 0))
	for round := range clusterRounds {
		time.Sleep(time.Duration(1500+dice.IntN(2000)) * time.Millisecond)
		c.kill(round % 2)
		time.Sleep(time.Duration(dice.IntN(800)) * time.Millisecond)
		c.start(round % 2)
	}
	time.Sleep(time.Second)
	stop()
	workers.Wait()
	l.check(t, c, firm, regulator)
}

// write creates needs, and now and then an offer. An answer that is lost is
// not asked for again: the write may have been done.
func (l *ledger) write(ctx context.Context, c *cluster, firm, bank string, w int) {
	for n := 0; ctx.Err() == nil; n++ {
		time.Sleep(clusterPause)
		s := c.replica((w + n) % 2)
		if n%8 == 7 {
			name := fmt.Sprintf("集群测试贷 w%dn%d", w, n)
			status, draft, err := s.call("POST", "/api/v1/offers", bank, offerInput(name))
			if err != nil || status != http.StatusCreated {
				l.lost(s, status, draft, err)
				continue
			}
			id := draft["id"].(string)
			if status, answer, err := s.call("POST", "/api/v1/offers/"+id+"/publish", bank, nil); err != nil || status != http.StatusOK {
				l.lost(s, status, answer, err)
				continue
			}
			l.mu.Lock()
			l.offers[id] = name
			l.mu.Unlock()
			continue
		}
		status, need, err := s.call("POST", "/api/v1/needs", firm, map[string]any{"amount_fen": 100_000_000 + n, "term_months": 12, "purpose": "working_capital"})
		if err != nil || status != http.StatusCreated {
			l.lost(s, status, need, err)
			continue
		}
		l.mu.Lock()
		l.needs[need["id"].(string)] = true
		l.mu.Unlock()
	}
}

// lost notes a write without an acknowledgement. Any refusal but "cannot serve"
// is a fault: the writes are good ones.
func (l *ledger) lost(s *server, status int, answer map[string]any, err error) {
	if err == nil && status != http.StatusServiceUnavailable {
		s.t.Errorf("a good write was refused: %d %v", status, answer)
	}
	l.mu.Lock()
	l.unclear++
	l.mu.Unlock()
	time.Sleep(20 * time.Millisecond)
}

// read asks for what people look at, each answer a success in the end.
func (l *ledger) read(ctx context.Context, t *testing.T, c *cluster, token string, n int) {
	r := &client{c: c, at: n % 2, token: token}
	paths := []string{"/api/v1/enterprises/me", "/api/v1/offers?limit=5&q=" + url.QueryEscape("专精特新"), "/api/v1/offers/cq-commercial-value", "/api/v1/offers?limit=5&kind=loan"}
	for i := n; ctx.Err() == nil; i++ {
		time.Sleep(clusterPause)
		if _, err := r.read(paths[i%len(paths)]); err != nil {
			t.Errorf("a reader saw an error: %v", err)
			return
		}
		l.mu.Lock()
		l.reads++
		l.mu.Unlock()
	}
	l.mu.Lock()
	l.retried += r.tries
	l.mu.Unlock()
}

// listen follows the live updates for the whole time, at whichever replica
// there is, going on from the last message seen.
func (l *ledger) listen(ctx context.Context, c *cluster, token string, begun chan<- struct{}) {
	after := ""
	for at := 0; ctx.Err() == nil; at = 1 - at {
		err := c.replica(at).listen(ctx, token, after, func(m message) {
			if after == "" {
				close(begun)
			}
			after = m.id
			l.tell(m)
		})
		if err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// tell notes a message; one with an id alone tells nothing.
func (l *ledger) tell(m message) {
	if m.data == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told[m.id]++
	if m.event == "need.saved" {
		l.of[m.subject()]++
	}
}

func (l *ledger) check(t *testing.T, c *cluster, firm, regulator string) {
	t.Helper()
	t.Logf("%d needs and %d offers acknowledged, %d writes without an answer, %d reads with %d repeats, %d messages",
		len(l.needs), len(l.offers), l.unclear, l.reads, l.retried, len(l.told))
	if len(l.needs) < 5*clusterRounds || l.reads < 20*clusterRounds {
		t.Error("the load was too small to show anything")
	}
	for i := range c.replicas {
		s := c.replica(i)
		for id := range l.needs {
			if status, _, err := s.call("GET", "/api/v1/needs/"+id, firm, nil); err != nil || status != http.StatusOK {
				t.Errorf("need %s was acknowledged and is lost at replica %d: %d %v", id, i, status, err)
			}
		}
		for id, name := range l.offers {
			if !s.finds(name, id) {
				await(t, "offer "+id+" found at replica "+strconv.Itoa(i), func() bool { return s.finds(name, id) })
			}
		}
	}
	l.hearRest(t, c, regulator)
	for id, n := range l.told {
		if n != 1 {
			t.Errorf("message %s was told %d times", id, n)
		}
	}
	for id := range l.needs {
		if l.of[id] != 1 { // it was saved once
			t.Errorf("need %s was acknowledged, and %d messages tell of it", id, l.of[id])
		}
	}
}

// hearRest reads on from the last message until what was acknowledged is told.
func (l *ledger) hearRest(t *testing.T, c *cluster, token string) {
	t.Helper()
	last := 0
	for id := range l.told {
		if n, err := strconv.Atoi(id); err == nil {
			last = max(last, n)
		}
	}
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	missing := func() int {
		n := 0
		for id := range l.needs {
			if l.of[id] == 0 {
				n++
			}
		}
		return n
	}
	if missing() == 0 {
		return
	}
	_ = c.replica(0).listen(ctx, token, strconv.Itoa(last), func(m message) {
		l.tell(m)
		if missing() == 0 {
			stop()
		}
	})
}

func testWipes(t *testing.T, c *cluster) {
	bank := c.replica(0).login("bank")
	total := func(s *server) (n float64, degraded bool, err error) {
		status, found, err := s.call("GET", "/api/v1/offers?limit=1", "", nil)
		if err != nil || status != http.StatusOK {
			return 0, false, fmt.Errorf("search: %d %v %w", status, found, errors.Join(err, errors.New("not answered")))
		}
		return found["total"].(float64), found["degraded"] == true, nil
	}
	sound := func() bool {
		for i := range c.replicas {
			if _, degraded, err := total(c.replica(i)); err != nil || degraded {
				return false
			}
		}
		return true
	}
	await(t, "both replicas search through Meilisearch", sound)
	before, _, err := total(c.replica(0))
	if err != nil {
		t.Fatal(err)
	}

	ctx, stop := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	var mu sync.Mutex
	answered, degradedAnswers, least := 0, 0, 1e9
	for i := range c.replicas {
		readers.Go(func() {
			for ctx.Err() == nil {
				time.Sleep(clusterPause / 4)
				n, degraded, err := total(c.replica(i))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				answered++
				if degraded {
					degradedAnswers++
				}
				least = min(least, n)
				mu.Unlock()
			}
		})
	}
	published := 0
	for range 2 {
		c.meili.Kill()
		if err := c.meili.Wipe(); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			c.replica(published%2).publish(bank, fmt.Sprintf("断搜测试贷%d", published))
			published++
		}
		if err := c.meili.Restart(); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			c.replica(published%2).publish(bank, fmt.Sprintf("断搜测试贷%d", published))
			published++
		}
		await(t, "both replicas search through Meilisearch again", sound)
	}
	stop()
	readers.Wait()
	t.Logf("%d searches answered, %d of them by the embedded engine", answered, degradedAnswers)
	if degradedAnswers == 0 {
		t.Error("no answer says that it is of the embedded engine: the test shows nothing")
	}
	if least < before {
		t.Errorf("an answer had only %v offers of at least %v", least, before)
	}
	for i := range c.replicas {
		await(t, "all offers are in Meilisearch", func() bool {
			n, degraded, err := total(c.replica(i))
			return err == nil && !degraded && n == before+float64(published)
		})
	}
}
