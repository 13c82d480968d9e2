package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"rongqiao/internal/auth"
)

// demoPassword is that of the five demo accounts.
const demoPassword = "demo-rongqiao"

// demoAccounts are the demo's, one per role. Sign-ins go over all of them,
// since those under way to one account are limited.
var demoAccounts = []string{
	"enterprise@rongqiao.demo", "bank@rongqiao.demo", "fund_manager@rongqiao.demo", "agency@rongqiao.demo", "regulator@rongqiao.demo",
}

// Bounds of the load, besides the time.
const (
	httpCallers  = 16
	loginCallers = 8 // less than the sign-ins that one account may have under way
	httpTurns    = 3
	mostRequests = 20_000 // in one turn
)

// httpPart starts the built server twice, and puts load on it and on a bare
// gin handler in turns.
func httpPart(ctx context.Context, b *bench) (_ string, err error) {
	data := filepath.Join(b.dir, "serve")
	first, err := startServer(ctx, b, data)
	if err != nil {
		return "", err
	}
	if err := first.stop(); err != nil {
		return "", fmt.Errorf("first start: %w", err)
	}
	ours, err := startServer(ctx, b, data)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, ours.stop()) }()
	bare, err := startBare(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	token, err := signIn(ctx, ours, demoAccounts[0])
	if err != nil {
		return "", err
	}
	need, err := submitted(ctx, ours, token)
	if err != nil {
		return "", err
	}
	hashes, err := hashesPerSecond(ctx, b)
	if err != nil {
		return "", err
	}
	t := &table{head: []string{"request", "answer", "ours: a second", "p50 / p99", "bare gin, same size: a second", "p50 / p99", "share of bare gin"}}
	for _, e := range endpoints(token, need) {
		row, err := loadEndpoint(ctx, b, ours, bare, e)
		if err != nil {
			return "", fmt.Errorf("%s: %w", e.name, err)
		}
		t.add(e.name, figures(float64(row.size)/1000)+" kB", figures(row.ours.rate()), span(row.ours.took.p50())+" / "+span(row.ours.took.p99()),
			figures(row.bare.rate()), span(row.bare.took.p50())+" / "+span(row.bare.took.p99()), figures(100*row.ours.rate()/row.bare.rate())+" %")
	}
	tokens, err := tokenTable(b)
	if err != nil {
		return "", err
	}
	starts := &table{head: []string{"from the command to 200 at /readyz", "took"}}
	starts.add("first start, empty data folder, demo loaded", span(first.ready))
	starts.add("second start", span(ours.ready))
	return t.String() + fmt.Sprintf("\n%d connections (sign-in: %d); server and load share the machine's processors. "+
		"Sign-in costs one argon2id hash, of which this machine makes %s a second with nothing else to do.\n\n",
		httpCallers, loginCallers, figures(hashes)) + tokens + "\n" + starts.String(), nil
}

// endpoint is a request that load is made of.
type endpoint struct {
	name    string
	callers int
	status  int
	make    func(base string, i int) call
}

func endpoints(token, need string) []endpoint {
	get := func(path, token string) func(string, int) call {
		return func(base string, _ int) call {
			return call{method: http.MethodGet, url: base + path, token: token}
		}
	}
	return []endpoint{
		{"sign in: POST /auth/login", loginCallers, http.StatusOK, func(base string, i int) call {
			return loginCall(base, demoAccounts[i%len(demoAccounts)])
		}},
		{"own profile, token checked: GET /enterprises/me", httpCallers, http.StatusOK, get("/api/v1/enterprises/me", token)},
		{"draft a need: POST /needs", httpCallers, http.StatusCreated, func(base string, i int) call {
			return call{method: http.MethodPost, url: base + "/api/v1/needs", token: token, body: needBody(i)}
		}},
		{"matches of a need: GET /needs/{id}/matches", httpCallers, http.StatusOK, get("/api/v1/needs/"+need+"/matches", token)},
		{"search, no sign-in: GET /offers?q=…", httpCallers, http.StatusOK, func(base string, i int) call {
			texts := []string{"%E6%8A%80%E6%94%B9", "%E7%9F%A5%E8%AF%86%E4%BA%A7%E6%9D%83%E8%B4%A8%E6%8A%BC", "xiaojuren", "%E5%B7%A5%E8%A1%8C%20%E7%A8%8E%E5%8A%A1%E8%B4%B7"}
			return call{method: http.MethodGet, url: base + "/api/v1/offers?limit=20&q=" + texts[i%len(texts)]}
		}},
	}
}

func needBody(i int) []byte {
	return fmt.Appendf(nil, `{"amount_fen":%d,"term_months":12,"purpose":"working_capital","collateral":[],"guarantee":true,"repayment":"interest_only","note":"bench"}`,
		300_000_000+i*100)
}

func loginCall(base, email string) call {
	return call{method: http.MethodPost, url: base + "/api/v1/auth/login", body: fmt.Appendf(nil, `{"email":%q,"password":%q}`, email, demoPassword)}
}

func signIn(ctx context.Context, p *process, email string) (token string, err error) {
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	err = fetch(ctx, loginCall(p.base, email), http.StatusOK, &answer)
	return answer.AccessToken, err
}

// submitted drafts the demo enterprise's need and submits it.
func submitted(ctx context.Context, p *process, token string) (id string, err error) {
	var need struct {
		ID string `json:"id"`
	}
	draft := call{method: http.MethodPost, url: p.base + "/api/v1/needs", token: token, body: needBody(0)}
	if err := fetch(ctx, draft, http.StatusCreated, &need); err != nil {
		return "", err
	}
	submit := call{method: http.MethodPost, url: p.base + "/api/v1/needs/" + need.ID + "/submit", token: token}
	return need.ID, fetch(ctx, submit, http.StatusOK, nil)
}

// fetch makes one request and reads its answer.
func fetch(ctx context.Context, c call, status int, into any) error {
	body, err := newCaller(1).do(ctx, c, status)
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(body, into)
}

// httpRow is what one endpoint gave.
type httpRow struct {
	size       int // bytes of the largest answer seen before the load
	ours, bare load
}

func loadEndpoint(ctx context.Context, b *bench, ours, bare *process, e endpoint) (row httpRow, err error) {
	client := newCaller(e.callers)
	defer client.close()
	for i := range 2 * len(demoAccounts) {
		body, err := client.do(ctx, e.make(ours.base, i), e.status)
		if err != nil {
			return row, err
		}
		row.size = max(row.size, len(body))
	}
	fixed := fmt.Sprintf("%s/fixed?size=%d&status=%d", bare.base, row.size, e.status)
	slice := b.budget / 4 / httpTurns
	for range httpTurns {
		l, err := drive(e.callers, mostRequests, slice, func(_, i int) error {
			_, err := client.do(ctx, e.make(ours.base, i), e.status)
			return err
		})
		if err != nil {
			return row, err
		}
		row.ours = row.ours.and(l)
		l, err = drive(e.callers, mostRequests, slice, func(_, i int) error {
			c := e.make("", i)
			c.url = fixed
			_, err := client.do(ctx, c, e.status)
			return err
		})
		if err != nil {
			return row, fmt.Errorf("bare gin: %w", err)
		}
		row.bare = row.bare.and(l)
	}
	return row, nil
}

// hashesPerSecond is how many sign-ins the password hash alone would allow.
func hashesPerSecond(ctx context.Context, b *bench) (float64, error) {
	hasher, err := auth.NewHasher(auth.DefaultHashParams, 0)
	if err != nil {
		return 0, err
	}
	hash, err := hasher.Hash(ctx, demoPassword)
	if err != nil {
		return 0, err
	}
	l, err := drive(loginCallers, mostRequests, b.budget/8, func(_, _ int) error {
		ok, _, err := hasher.Verify(ctx, demoPassword, hash)
		if err == nil && !ok {
			err = errors.New("the right password does not verify")
		}
		return err
	})
	return l.rate(), err
}

// tokenTable times the check of an access token, remembered and not.
func tokenTable(b *bench) (string, error) {
	keys, err := auth.OpenKeyring(filepath.Join(b.dir, "signing-keys.json"), time.Now())
	if err != nil {
		return "", err
	}
	const many = 200 // checks in one turn, as one is too short for the clock
	check := func(name string, settings auth.TokenSettings) (contestant, error) {
		tokens := auth.NewTokens(keys, settings, time.Now)
		var issued [8]string
		for i := range issued {
			if issued[i], _, err = tokens.Issue(auth.Claims{ID: fmt.Sprint(i), User: "usr_1", Session: "ses_1", Role: "enterprise", Organisation: "org_1"}); err != nil {
				return contestant{}, err
			}
		}
		return contestant{name, func(int) error {
			for i := range many {
				if _, err := tokens.Verify(issued[i%len(issued)]); err != nil {
					return err
				}
			}
			return nil
		}}, nil
	}
	remembered, err := check("remembered", auth.TokenSettings{})
	if err != nil {
		return "", err
	}
	// With so little room, tokens in turns are never remembered.
	verified, err := check("verified", auth.TokenSettings{CacheSize: 1})
	if err != nil {
		return "", err
	}
	took, err := contest(b.budget/8, 1, []contestant{remembered, verified})
	if err != nil {
		return "", err
	}
	t := &table{head: []string{"check of an access token", "p50", "ours over it"}}
	t.add("remembered by its hash, as served", span(took[0].p50()/many), "1×")
	t.add("signature verified each time", span(took[1].p50()/many), times(took[1].p50(), took[0].p50()))
	return t.String(), nil
}
