package webhook_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"rongqiao/internal/domain"
	"rongqiao/internal/webhook"
)

const (
	newer = "whsec_bmV3ZXIgc2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXM="
	older = "whsec_b2xkZXIgc2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXM="
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func TestURLs(t *testing.T) {
	open, inside := webhook.NewSender(time.Second, nil), webhook.NewSender(time.Second, loopback)
	for name, c := range map[string]struct {
		sender *webhook.Sender
		url    string
		code   string
	}{
		"a public address":                       {open, "https://8.8.8.8/hook", ""},
		"a public address of the newer kind":     {open, "https://[2606:4700::1111]:8443/hook", ""},
		"a name that nobody knows":               {open, "https://bank.invalid/hook", ""},
		"without TLS":                            {open, "http://8.8.8.8/hook", "webhook_url_invalid"},
		"another scheme":                         {open, "ftp://8.8.8.8/hook", "webhook_url_invalid"},
		"no host":                                {open, "https:///hook", "webhook_url_invalid"},
		"a password in it":                       {open, "https://a:b@8.8.8.8/hook", "webhook_url_invalid"},
		"a part of a page":                       {open, "https://8.8.8.8/hook#a", "webhook_url_invalid"},
		"no such port":                           {open, "https://8.8.8.8:99999/hook", "webhook_url_invalid"},
		"this machine":                           {open, "https://127.0.0.1/hook", "webhook_address_refused"},
		"this machine by name":                   {open, "https://localhost/hook", "webhook_address_refused"},
		"this machine, mapped":                   {open, "https://[::ffff:127.0.0.1]/hook", "webhook_address_refused"},
		"any address":                            {open, "https://0.0.0.0/hook", "webhook_address_refused"},
		"a private network":                      {open, "https://10.1.2.3/hook", "webhook_address_refused"},
		"another private network":                {open, "https://192.168.1.1/hook", "webhook_address_refused"},
		"a carrier's network":                    {open, "https://100.64.0.1/hook", "webhook_address_refused"},
		"where clouds keep what a machine is":    {open, "https://169.254.169.254/latest", "webhook_address_refused"},
		"a unique local address":                 {open, "https://[fd00::1]/hook", "webhook_address_refused"},
		"an address that carries a private one":  {open, "https://[64:ff9b::a00:1]/hook", "webhook_address_refused"},
		"a network that is allowed":              {inside, "http://127.0.0.1:8080/hook", ""},
		"without TLS, but not the allowed one":   {inside, "http://8.8.8.8/hook", "webhook_address_refused"},
		"a private one that is not the allowed":  {inside, "https://10.1.2.3/hook", "webhook_address_refused"},
		"public addresses go on where it is set": {inside, "https://8.8.8.8/hook", ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.sender.CheckURL(t.Context(), "url", c.url)
			var refused *domain.Error
			code := ""
			if errors.As(err, &refused) {
				code = refused.Code
			}
			if code != c.code {
				t.Errorf("%s: have %q, want %q", c.url, code, c.code)
			}
		})
	}
}

func TestATryIsSignedByEverySecret(t *testing.T) {
	var faults []error
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for _, secret := range []string{newer, older} {
			hook, err := standardwebhooks.NewWebhook(secret)
			if err == nil {
				err = hook.Verify(body, r.Header)
			}
			faults = append(faults, err)
		}
	}))
	defer receiver.Close()
	m := domain.WebhookMessage{ID: "dlv_1", At: time.Now(), Body: []byte(`{"type":"application.send"}`), Secrets: []string{newer, older}}
	status, fault := webhook.NewSender(time.Second, loopback).Send(t.Context(), receiver.URL, m)
	if status != http.StatusOK || fault != "" || len(faults) != 2 || faults[0] != nil || faults[1] != nil {
		t.Errorf("have %d %q, signatures %v", status, fault, faults)
	}
}

func TestWhatFails(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/taken", http.StatusFound) })
	mux.HandleFunc("/taken", func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") })
	over := make(chan struct{})
	mux.HandleFunc("/hangs", func(http.ResponseWriter, *http.Request) { <-over })
	receiver := httptest.NewServer(mux)
	defer receiver.Close()
	defer close(over)
	gone := httptest.NewServer(mux)
	gone.Close()
	inside := webhook.NewSender(300*time.Millisecond, loopback)
	for name, c := range map[string]struct {
		sender *webhook.Sender
		url    string
		secret string
		status int
		fault  string
	}{
		"an error of the receiver":  {inside, receiver.URL + "/500", newer, 500, webhook.FaultStatus},
		"another address":           {inside, receiver.URL + "/moved", newer, 302, webhook.FaultStatus},
		"no answer":                 {inside, receiver.URL + "/hangs", newer, 0, webhook.FaultTimeout},
		"nobody there":              {inside, gone.URL, newer, 0, webhook.FaultUnreachable},
		"a network that is refused": {webhook.NewSender(time.Second, nil), "https" + receiver.URL[len("http"):], newer, 0, webhook.FaultAddress},
		"a name that points inside": {webhook.NewSender(time.Second, nil), "https://localhost:1/hook", newer, 0, webhook.FaultAddress},
		"a secret that is none":     {inside, receiver.URL, "whsec_*", 0, webhook.FaultSecret},
	} {
		t.Run(name, func(t *testing.T) {
			status, fault := c.sender.Send(t.Context(), c.url, domain.WebhookMessage{ID: "dlv_1", At: time.Now(), Body: []byte("{}"), Secrets: []string{c.secret}})
			if status != c.status || fault != c.fault {
				t.Errorf("have %d %q, want %d %q", status, fault, c.status, c.fault)
			}
		})
	}
}
