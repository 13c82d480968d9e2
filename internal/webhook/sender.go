// Package webhook hands signed messages to the systems of providers over
// HTTP, by the scheme of the Standard Webhooks specification: the headers
// webhook-id, webhook-timestamp and webhook-signature, of which the last is
// an HMAC-SHA256 over id, timestamp and body for each secret that is good.
//
// Addresses inside a network are refused, when a URL is given and again when
// it is dialled, so that a name which points elsewhere by then reaches nothing
// that the platform's own network keeps to itself.
package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"rongqiao/internal/domain"
)

// Why a try fails.
const (
	FaultAddress     = "address"     // it leads into a network that is refused
	FaultUnreachable = "unreachable" // no connection, or it broke
	FaultTimeout     = "timeout"     // no answer in time
	FaultStatus      = "status"      // an answer, but no 2xx; redirects are not followed
	FaultSecret      = "secret"      // the secret cannot sign
)

// longestURL is what is taken for a URL, in bytes.
const longestURL = 2000

// answerRead is how much of an answer is read, so that its connection can be
// used again; the rest is not waited for.
const answerRead = 16 << 10

// Sender sends. It is safe for concurrent use.
type Sender struct {
	inside        []netip.Prefix
	secure, plain *http.Client
	resolver      *net.Resolver
}

// NewSender makes one whose every try ends after the timeout. inside are
// networks that may be reached though they are private, and without TLS too.
func NewSender(timeout time.Duration, inside []netip.Prefix) *Sender {
	s := &Sender{inside: inside, resolver: net.DefaultResolver}
	s.secure = s.client(timeout, func(a netip.Addr) bool { return s.within(a) || !private(a) })
	s.plain = s.client(timeout, s.within)
	return s
}

var errRefused = errors.New("the address is not one that may be called")

// client is one that dials what is allowed, follows no redirect, and knows no
// proxy, which would dial in its stead.
func (s *Sender) client(timeout time.Duration, allowed func(netip.Addr) bool) *http.Client {
	dialer := &net.Dialer{
		Timeout: timeout,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !allowed(at.Addr().Unmap()) {
				return fmt.Errorf("%w: %s", errRefused, address)
			}
			return nil
		},
	}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout,
			MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: answerRead,
		},
	}
}

// CheckURL answers why the URL cannot be called: webhook_url_invalid, or
// webhook_address_refused for one that leads into a network. A name that
// nobody knows yet is taken.
func (s *Sender) CheckURL(ctx context.Context, field, raw string) error {
	wrong := func() error {
		return domain.Invalid("webhook_url_invalid", field, domain.Facts{"have": raw})
	}
	u, err := url.Parse(raw)
	if err != nil || len(raw) > longestURL || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return wrong()
	}
	if u.Scheme != "https" && (u.Scheme != "http" || len(s.inside) == 0) {
		return wrong()
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return wrong()
		}
	}
	for _, a := range s.addresses(ctx, u.Hostname()) {
		if !s.within(a) && (u.Scheme == "http" || private(a)) {
			return domain.Invalid("webhook_address_refused", field, domain.Facts{"have": u.Hostname()})
		}
	}
	return nil
}

// lookupTakes bounds the wait for a name's addresses.
const lookupTakes = 3 * time.Second

func (s *Sender) addresses(ctx context.Context, host string) []netip.Addr {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTakes)
	defer cancel()
	found, err := s.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil
	}
	for i, a := range found {
		found[i] = a.Unmap()
	}
	return found
}

func (s *Sender) within(a netip.Addr) bool {
	for _, p := range s.inside {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// Send makes one try. fault is empty where the receiver has taken the message,
// else one of the faults above; status is what it answered, 0 for nothing.
func (s *Sender) Send(ctx context.Context, to string, m domain.WebhookMessage) (status int, fault string) {
	signatures := make([]string, len(m.Secrets))
	for i, secret := range m.Secrets {
		hook, err := standardwebhooks.NewWebhook(secret)
		if err == nil {
			signatures[i], err = hook.Sign(m.ID, m.At, m.Body)
		}
		if err != nil {
			return 0, FaultSecret
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(m.Body))
	if err != nil {
		return 0, FaultAddress
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Rongqiao-Webhook")
	req.Header.Set(standardwebhooks.HeaderWebhookID, m.ID)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(m.At.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	client := s.secure
	if req.URL.Scheme == "http" {
		client = s.plain
	}
	answer, err := client.Do(req)
	var slow net.Error
	switch {
	case errors.Is(err, errRefused):
		return 0, FaultAddress
	case errors.As(err, &slow) && slow.Timeout():
		return 0, FaultTimeout
	case err != nil:
		return 0, FaultUnreachable
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, answerRead) // what it says is not asked for
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return answer.StatusCode, FaultStatus
	}
	return answer.StatusCode, ""
}

// reserved are networks that are nobody's on the open internet, beside those
// that netip knows: RFC 6890 and its updates. Addresses that carry another
// one inside (6to4, Teredo, NAT64) are refused with them.
var reserved = func() []netip.Prefix {
	var out []netip.Prefix
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}()

// private tells whether the address is of a network and not of the internet.
func private(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return true
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
