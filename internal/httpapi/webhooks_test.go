package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"rongqiao/internal/app"
	"rongqiao/internal/webhook"
)

// providerSystem is a provider's system, which a test has closed, hang, answer 500,
// work, or take a message and let the answer be lost.
type providerSystem struct {
	t       *testing.T
	address string
	secrets []string // any that verifies will do

	mu       sync.Mutex
	mode     string
	server   *http.Server
	calls    map[string]int      // tries, by message
	taken    map[string][]string // kinds in the order of their first coming, by subject
	messages map[string]bool
}

const (
	rcvHangs, rcvFails, rcvLoses, rcvWorks = "hangs", "fails", "loses", "works"
)

func newProviderSystem(t *testing.T) *providerSystem {
	t.Helper()
	r := &providerSystem{t: t, mode: rcvWorks, calls: map[string]int{}, taken: map[string][]string{}, messages: map[string]bool{}}
	r.open("127.0.0.1:0")
	t.Cleanup(r.close)
	return r
}

func (r *providerSystem) open(address string) {
	r.t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.address = l.Addr().String()
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: time.Second}
	go func() { _ = r.server.Serve(l) }()
}

func (r *providerSystem) close() { _ = r.server.Close() }

func (r *providerSystem) set(mode string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mode = mode
}

func (r *providerSystem) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	mode, id := r.mode, q.Header.Get("Webhook-Id")
	r.calls[id]++
	r.verify(q.Header, body)
	var in struct {
		Type string
		Data struct{ ID, Kind string }
	}
	if err := json.Unmarshal(body, &in); err != nil || in.Type != "application."+in.Data.Kind {
		r.t.Errorf("body %s: %v", body, err)
	}
	if !r.messages[id] && (mode == rcvWorks || mode == rcvLoses) {
		r.messages[id] = true
		r.taken[in.Data.ID] = append(r.taken[in.Data.ID], in.Data.Kind)
	}
	again := r.calls[id] > 1
	r.mu.Unlock()
	switch {
	case mode == rcvHangs:
		<-q.Context().Done()
	case mode == rcvFails:
		w.WriteHeader(http.StatusInternalServerError)
	case mode == rcvLoses && !again:
		panic(http.ErrAbortHandler)
	}
}

func (r *providerSystem) verify(h http.Header, body []byte) {
	at, _ := strconv.ParseInt(h.Get("Webhook-Timestamp"), 10, 64)
	if time.Unix(at, 0).Before(stageDay.Add(-time.Hour)) || time.Unix(at, 0).After(stageDay.Add(24*time.Hour)) {
		r.t.Errorf("timestamp %d is not the time of the try", at)
	}
	for _, secret := range r.secrets {
		hook, err := standardwebhooks.NewWebhook(secret)
		if err == nil {
			err = hook.VerifyIgnoringTimestamp(body, h)
		}
		if err != nil {
			r.t.Errorf("signature %q: %v", h.Get("Webhook-Signature"), err)
		}
	}
}

// calling is the stage with a sender that may reach this machine.
func calling(s *stage) *webhook.Sender {
	sender := webhook.NewSender(150*time.Millisecond, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})
	s.app.Hooks = sender
	return sender
}

// send runs a worker of its own until the condition holds, then ends it.
func (s *stage) send(sender *webhook.Sender, tries int, until func() bool) {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.t.Context())
	worker := app.WebhookWorker{
		Store: s.store, Sender: sender, Now: s.now, Log: s.app.Log, Tries: tries, Every: 5 * time.Millisecond, Wait: func(int) time.Duration { return 0 },
	}
	done := make(chan struct{})
	go func() { defer close(done); worker.Run(ctx) }()
	for end := time.Now().Add(30 * time.Second); !until(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Error("the worker did not get there in 30 seconds")
			break
		}
	}
	stop()
	<-done
}

func (s *stage) deliveries(who, id, query string) []any {
	s.t.Helper()
	a := s.do(who, "GET", "/api/v1/webhooks/"+id+"/deliveries?limit=100"+query, nil)
	a.want(http.StatusOK, "")
	return a.at("items").([]any)
}

// TestEveryEventReachesTheProvidersSystem though it is closed, hangs, answers
// 500, and loses answers before it works, and the worker is ended and begun
// again in between: each message once by its id, those of one application in
// their order, all signed.
func TestEveryEventReachesTheProvidersSystem(t *testing.T) {
	s := newStage(t)
	sender, r := calling(s), newProviderSystem(t)
	made := s.do("bank", "POST", "/api/v1/webhooks", map[string]any{"url": "http://" + r.address + "/hook", "topics": []string{"application"}})
	made.want(http.StatusCreated, "")
	hook := made.at("webhook", "id").(string)
	r.secrets = []string{made.at("secret").(string)}

	var ids []string
	for _, who := range []string{"firm A", "firm B"} {
		a := s.do(who, "POST", "/api/v1/needs/"+s.submitted(who)+"/applications", request(s.ownOffer("bank", "科创贷 "+who, 300_000_000)))
		a.want(http.StatusCreated, "")
		ids = append(ids, a.at("items", 0, "id").(string))
	}
	move := func(who, move string, body any) {
		t.Helper()
		for i, id := range ids {
			by := who
			if who == "firm" {
				by = []string{"firm A", "firm B"}[i]
			}
			s.do(by, "POST", "/api/v1/applications/"+id+"/"+move, body).want(http.StatusOK, "")
		}
		s.settle()
	}
	s.settle()
	has := func(fault string, status any) func() bool {
		return func() bool {
			found := s.deliveries("bank", hook, "&state=pending")
			return len(found) > 0 && slices.ContainsFunc(found, func(d any) bool {
				return d.(map[string]any)["fault"] == fault && d.(map[string]any)["status"] == status
			})
		}
	}

	r.close()
	s.send(sender, 1_000_000, has("unreachable", nil))
	move("bank", "accept", nil)
	move("bank", "want-documents", map[string]any{"documents": "近三年审计报告"})
	r.open(r.address)
	r.set(rcvHangs)
	s.send(sender, 1_000_000, has("timeout", nil))
	move("firm", "hand-in", map[string]any{"text": "已交"})
	r.set(rcvFails)
	s.send(sender, 1_000_000, has("status", 500.0))
	move("bank", "quote", quoteBody(300_000_000))
	move("firm", "take", map[string]any{"number": 1})
	if len(r.messages) != 0 {
		t.Errorf("taken while it did not work: %v", r.taken)
	}
	r.set(rcvLoses)
	s.send(sender, 1_000_000, func() bool { r.mu.Lock(); defer r.mu.Unlock(); return len(r.messages) >= 2 })
	r.set(rcvWorks)
	s.send(sender, 1_000_000, func() bool { return len(s.deliveries("bank", hook, "&state=pending")) == 0 })

	want := map[string][]string{} // the firm's moves, of which the bank is told
	for _, id := range ids {
		want[id] = []string{"send", "hand_in", "take"}
	}
	if !maps.EqualFunc(r.taken, want, slices.Equal) {
		t.Errorf("what came:\n%v\nwant\n%v", r.taken, want)
	}
	all := s.deliveries("bank", hook, "")
	if delivered := s.deliveries("bank", hook, "&state=delivered"); len(all) != 6 || len(r.messages) != 6 || len(delivered) != len(all) {
		t.Errorf("deliveries %d, delivered %d, messages %d", len(all), len(delivered), len(r.messages))
	}
}

// TestWhatWasGivenUpIsSeenAndSentAgain by the provider, and by nobody else.
func TestWhatWasGivenUpIsSeenAndSentAgain(t *testing.T) {
	s := newStage(t)
	sender, r := calling(s), newProviderSystem(t)
	made := s.do("bank", "POST", "/api/v1/webhooks", map[string]any{"url": "http://" + r.address, "topics": []string{"application"}})
	hook := made.at("webhook", "id").(string)
	s.do("firm A", "POST", "/api/v1/needs/"+s.submitted("firm A")+"/applications", request(s.ownOffer("bank", "科创贷", 300_000_000))).want(http.StatusCreated, "")
	s.settle()
	r.set(rcvFails)
	dead := func() bool { return len(s.deliveries("bank", hook, "&state=dead")) == 1 }
	r.secrets = []string{made.at("secret").(string)}
	s.send(sender, 3, dead)
	one := s.deliveries("bank", hook, "")[0].(map[string]any)
	if one["tries"] != 3.0 || one["status"] != 500.0 || one["fault"] != "status" || one["next_at"] != nil || one["ended_at"] == nil {
		t.Errorf("a delivery that was given up: %v", one)
	}
	resend := "/api/v1/webhooks/" + hook + "/deliveries/" + one["id"].(string) + "/resend"
	s.do("other bank", "POST", resend, nil).want(http.StatusNotFound, "webhook_not_found")
	s.do("firm A", "POST", resend, nil).want(http.StatusForbidden, "denied")
	s.do("bank", "POST", strings.Replace(resend, "dlv_", "dlv_1", 1), nil).want(http.StatusNotFound, "delivery_not_found")

	rotated := s.do("bank", "POST", "/api/v1/webhooks/"+hook+"/rotate", nil)
	rotated.want(http.StatusOK, "")
	if r.secrets = append(r.secrets, rotated.at("secret").(string)); r.secrets[0] == r.secrets[1] || rotated.at("webhook", "old_secret_until") == nil {
		t.Errorf("no new secret: %s", rotated.body)
	}
	r.set(rcvWorks)
	if a := s.do("bank", "POST", resend, nil); a.at("state") != "pending" || a.at("tries") != 0.0 {
		t.Errorf("sent again: %s", a.body)
	}
	s.do("bank", "POST", resend, nil).want(http.StatusConflict, "delivery_not_dead")
	s.send(sender, 3, func() bool { return len(s.deliveries("bank", hook, "&state=delivered")) == 1 })
	if len(r.messages) != 1 {
		t.Errorf("messages: %v", r.messages)
	}
}

// TestAWebhookIsItsProvidersOwn and leads nowhere inside; what is refused
// changes nothing, and a secret is shown once.
func TestAWebhookIsItsProvidersOwn(t *testing.T) {
	s := newStage(t)
	body := func(url string, topics ...string) map[string]any {
		return map[string]any{"url": url, "topics": append([]string{}, topics...)}
	}
	for url, code := range map[string]string{
		"http://8.8.8.8/hook": "webhook_url_invalid", "https://": "webhook_url_invalid", "ftp://example.com": "webhook_url_invalid", "https://me:pw@8.8.8.8/": "webhook_url_invalid",
		"https://127.0.0.1/": "webhook_address_refused", "https://10.1.2.3/": "webhook_address_refused", "https://[::1]/": "webhook_address_refused",
		"https://169.254.169.254/latest": "webhook_address_refused", "https://[::ffff:192.168.0.1]/": "webhook_address_refused", "https://localhost/": "webhook_address_refused",
	} {
		s.do("bank", "POST", "/api/v1/webhooks", body(url, "application")).want(http.StatusUnprocessableEntity, code)
	}
	s.do("bank", "POST", "/api/v1/webhooks", body("https://8.8.8.8/")).want(http.StatusUnprocessableEntity, "required")
	s.do("bank", "POST", "/api/v1/webhooks", body("https://8.8.8.8/", "need")).want(http.StatusUnprocessableEntity, "unknown_value")
	for _, who := range []string{"firm A", "agency", "regulator"} {
		s.do(who, "POST", "/api/v1/webhooks", body("https://8.8.8.8/", "application")).want(http.StatusForbidden, "denied")
		s.do(who, "GET", "/api/v1/webhooks", nil).want(http.StatusForbidden, "denied")
	}
	if have := s.do("bank", "GET", "/api/v1/webhooks", nil); len(have.at("items").([]any)) != 0 {
		t.Errorf("a refused one was kept: %s", have.body)
	}

	made := s.do("bank", "POST", "/api/v1/webhooks", body("https://8.8.8.8/hook", "application", "bridge"))
	made.want(http.StatusCreated, "")
	id, secret := made.at("webhook", "id").(string), made.at("secret").(string)
	if seen := s.do("bank", "GET", "/api/v1/webhooks", nil); strings.Contains(string(seen.body), secret) || seen.at("items", 0, "id") != id {
		t.Errorf("the list: %s", seen.body)
	}
	if strings.Contains(s.log.String(), secret) {
		t.Error("the secret is in the log")
	}
	path := "/api/v1/webhooks/" + id
	change := map[string]any{"version": 1, "url": "https://8.8.4.4/", "topics": []string{"bridge"}, "paused": true}
	s.do("other bank", "PUT", path, change).want(http.StatusNotFound, "webhook_not_found")
	s.do("fund_manager", "DELETE", path, nil).want(http.StatusNotFound, "webhook_not_found")
	s.do("bank", "PUT", path, with(change, "url", "https://192.168.1.1/")).want(http.StatusUnprocessableEntity, "webhook_address_refused")
	s.do("bank", "PUT", path, with(change, "version", 7)).want(http.StatusConflict, "webhook_changed")
	if a := s.do("bank", "PUT", path, change); a.at("url") != "https://8.8.4.4/" || a.at("paused") != true || a.at("version") != 2.0 {
		t.Errorf("changed: %s", a.body)
	}
	for i := range 9 {
		s.do("bank", "POST", "/api/v1/webhooks", body(fmt.Sprintf("https://8.8.8.8/%d", i), "bridge")).want(http.StatusCreated, "")
	}
	s.do("bank", "POST", "/api/v1/webhooks", body("https://8.8.8.8/10", "bridge")).want(http.StatusConflict, "webhook_too_many")
	s.do("bank", "DELETE", path, nil).want(http.StatusNoContent, "")
	s.do("bank", "GET", path+"/deliveries", nil).want(http.StatusNotFound, "webhook_not_found")
	s.do("bank", "POST", "/api/v1/webhooks", body("https://8.8.8.8/10", "bridge")).want(http.StatusCreated, "")
}
