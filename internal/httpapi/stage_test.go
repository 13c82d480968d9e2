package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"rongqiao/config"
	searchdata "rongqiao/config/search"
	"rongqiao/internal/app"
	"rongqiao/internal/auth"
	"rongqiao/internal/domain"
	"rongqiao/internal/logging"
	"rongqiao/internal/matching"
	"rongqiao/internal/policy"
	"rongqiao/internal/rules"
	"rongqiao/internal/store"
	"rongqiao/internal/store/sqlitestore"
	"rongqiao/internal/tabular"
	"rongqiao/internal/tracing"
	"rongqiao/internal/webhook"
	"rongqiao/search/bleve"
	"rongqiao/search/words"
)

var stageDay = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) // ten in the morning in Chongqing

const stagePassword = "a-long-pass-phrase"

// stage is the whole platform over a fresh SQLite file and an index in
// memory, with a clock that a test moves and a person of each role. Index and
// engine follow when a test calls settle, never by themselves.
type stage struct {
	t       testing.TB
	handler http.Handler
	store   *sqlitestore.Store
	app     *app.App
	signIn  *app.SignIn
	tokens  *auth.Tokens
	live    *matching.Live
	index   *bleve.Index
	spec    *openapi3.T
	log     *bytes.Buffer
	keys    *auth.Keyring
	texts   fs.FS
	feed    *app.Feed

	mu     sync.Mutex
	moment time.Time

	token map[string]string // by who
	firm  map[string]string // enterprise ids, by who
}

func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moment
}

func (s *stage) forward(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moment = s.moment.Add(by)
}

// What is read once for all tests: the built-in region and the trade's words.
var (
	ruleData    = sync.OnceValues(func() (*rules.RuleSet, error) { return rules.Load(config.Files) })
	searchWords = sync.OnceValues(func() (*words.Words, error) { return words.Load(searchdata.Files) })
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// newStage makes it. Firm A lies in 500109, firm B in 500106; the agency is
// that of 500109, agency B that of 500106; the bank is icbc-chongqing and the fund manager another.
func newStage(t testing.TB, change ...func(*Deps)) *stage {
	t.Helper()
	ctx := t.Context()
	s := &stage{t: t, moment: stageDay, token: map[string]string{}, firm: map[string]string{}, log: &bytes.Buffer{}}
	rs := must(ruleData())(t)
	s.store = must(sqlitestore.Open(ctx, sqlitestore.Options{Dir: t.TempDir(), Now: s.now}))(t)
	t.Cleanup(func() { s.store.Close() })
	s.index = must(bleve.OpenMemory(must(searchWords())(t)))(t)
	t.Cleanup(func() { s.index.Close() })
	if _, err := app.LoadCatalogue(ctx, s.store, rs, s.now()); err != nil {
		t.Fatal(err)
	}
	seq := must(s.store.LastSeq(ctx))(t)
	engine := must(matching.New(rs, must(app.PublishedOffers(ctx, s.store))(t)))(t)
	s.live = matching.NewLive(engine, seq)

	s.keys = must(auth.OpenKeyring(filepath.Join(t.TempDir(), "keys.json"), s.now()))(t)
	s.texts = must(fs.Sub(config.Files, "texts"))(t)
	s.tokens = auth.NewTokens(s.keys, auth.TokenSettings{}, s.now)
	ids := app.NewIDs(s.now)
	s.signIn = app.NewSignIn(app.SignInDeps{
		Store: s.store, Vocabulary: rs, NewID: ids, Now: s.now, Tokens: s.tokens,
		Hasher: must(auth.NewHasher(auth.HashParams{MemoryKiB: 64, Passes: 1, Threads: 1}, 0))(t),
	})
	log := slog.New(logging.NewHandler(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}), tracing.IDs))
	s.app = app.New(app.Deps{
		Store: s.store, Index: s.index, Policy: must(policy.Load(must(fs.ReadFile(config.Files, "policy.yaml"))(t)))(t),
		Rules: rs, Matcher: s.live, Ranker: rankByStaff{}, Now: s.now, NewID: ids, Log: log, Queue: s.store,
		Hooks:       webhook.NewSender(time.Second, nil),
		Waiting:     &app.Queue{Rules: rs, Source: s.store, Matcher: s.live, Location: app.ChinaTime, Log: log},
		Desk:        &app.Desk{Source: s.store},
		RosterHeads: must(tabular.LoadMapping(config.Files, "import/rosters.yaml"))(t), MonitoringHeads: must(tabular.LoadMapping(config.Files, "import/monitoring.yaml"))(t),
	})
	s.feed = app.NewFeed(app.FeedDeps{Store: s.store, Policy: s.app.Policy, Log: log})
	s.again(change...)
	s.spec = must(specification())(t)
	s.people()
	s.settle()
	return s
}

// again makes the server anew over what there is.
func (s *stage) again(change ...func(*Deps)) {
	s.t.Helper()
	d := Deps{
		App: s.app, SignIn: s.signIn, Feed: s.feed, Keys: s.keys, Texts: s.texts, Log: s.app.Log, Now: s.now,
		RequestsPerMinute: 1_000_000,
	}
	for _, c := range change {
		c(&d)
	}
	s.handler = must(New(d))(s.t)
}

// settle lets index and engine catch up with the store.
func (s *stage) settle() {
	s.t.Helper()
	ctx := s.t.Context()
	index := &app.IndexFollower{Rules: s.app.Rules, Offers: s.store, Index: s.index}
	engine := &app.EngineFollower{Offers: s.store, Live: s.live}
	notices := &app.NoticeFollower{Store: s.store}
	rosters := &app.RosterFollower{Rules: s.app.Rules, Store: s.store, Now: s.now}
	webhooks := &app.WebhookFollower{Store: s.store}
	for _, f := range []interface {
		Position(context.Context) (int64, error)
		Handle(context.Context, []domain.Event) error
	}{rosters, notices, webhooks, index, engine, s.app.Waiting, s.app.Desk} {
		for {
			events := must(s.store.Events(ctx, must(f.Position(ctx))(s.t), 1000))(s.t)
			if len(events) == 0 {
				break
			}
			if err := f.Handle(ctx, events); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

func (s *stage) people() {
	s.t.Helper()
	for who, place := range map[string]string{"firm A": "500109", "firm B": "500106"} {
		body := registration(who, place)
		answer := s.do("", "POST", "/api/v1/auth/register", body)
		answer.want(http.StatusCreated, "")
		s.token[who] = answer.at("access_token").(string)
		s.firm[who] = answer.at("organisation", "enterprise_id").(string)
	}
	for who, o := range map[string]domain.Organisation{
		"bank":         {Role: domain.RoleBank, Name: "工行重庆", Provider: "icbc-chongqing"},
		"other bank":   {Role: domain.RoleBank, Name: "重庆银行", Provider: "bank-of-chongqing"},
		"fund_manager": {Role: domain.RoleFundManager, Name: "母基金", Provider: "citic-chongqing"},
		"agency":       {Role: domain.RoleAgency, Name: "北碚服务机构", Districts: []domain.Code{"500109"}},
		"agency B":     {Role: domain.RoleAgency, Name: "沙坪坝服务机构", Districts: []domain.Code{"500106"}},
		"regulator":    {Role: domain.RoleRegulator, Name: "市级主管部门"},
	} {
		email := strings.ReplaceAll(who, " ", "-") + "@example.com"
		_, _, err := s.signIn.CreateUser(s.t.Context(), app.NewUser{Email: email, Password: stagePassword, Name: who, Role: o.Role, Organisation: o})
		if err != nil {
			s.t.Fatal(err)
		}
		s.login(who, email)
	}
}

func (s *stage) login(who, email string) {
	s.t.Helper()
	answer := s.do("", "POST", "/api/v1/auth/login", map[string]any{"email": email, "password": stagePassword})
	answer.want(http.StatusOK, "")
	s.token[who] = answer.at("access_token").(string)
}

func uscc(who string) string {
	body := map[string]string{"firm A": "91500109MA5U0AAA0", "firm B": "91500106MA5U0BBB1", "firm C": "91500106MA5U0CCC2"}[who]
	code, _ := domain.CompleteUSCC(body)
	return string(code)
}

func registration(who, place string) map[string]any {
	return map[string]any{
		"email": strings.ReplaceAll(who, " ", "-") + "@example.com", "password": stagePassword, "name": "李明", "uscc": uscc(who),
		"enterprise_name": who + " 精密机械有限公司", "founded_on": "2016-04-18", "district": place, "industry": "34",
	}
}

// form is a body that is no JSON.
type form struct {
	media string
	body  []byte
}

// upload is a form with a file.
func upload(t testing.TB, name string, data []byte) form {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := must(w.CreateFormFile("file", name))(t)
	must(part.Write(data))(t)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return form{w.FormDataContentType(), b.Bytes()}
}

// answer is what came back, with its JSON where it has one.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
	json   any
}

// do sends a request as someone ("" for nobody, else a name of the stage or a
// token) and holds every answer to the specification. A body that is not
// []byte is written as JSON.
func (s *stage) do(who, method, path string, body any, headers ...string) answer {
	s.t.Helper()
	var reader io.Reader
	media := "application/json"
	if f, ok := body.(form); ok {
		body, media = f.body, f.media
	}
	switch b := body.(type) {
	case nil:
	case []byte:
		reader = bytes.NewReader(b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			s.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	req := httptest.NewRequest(method, path, reader)
	if reader != nil {
		req.Header.Set("Content-Type", media)
	}
	if who != "" {
		token, ok := s.token[who]
		if !ok {
			token = who
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, req)
	a := answer{t: s.t, what: method + " " + path, status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
	if media := rec.Header().Get("Content-Type"); strings.Contains(media, "json") && !strings.Contains(media, "ndjson") {
		if err := json.Unmarshal(a.body, &a.json); err != nil {
			s.t.Fatalf("%s: the answer is no JSON: %v", a.what, err)
		}
	}
	s.conforms(req, a)
	return a
}

// conforms fails the test where an answer is not what the specification says.
func (s *stage) conforms(req *http.Request, a answer) {
	s.t.Helper()
	for _, r := range (&server{}).routes() {
		params, ok := matches(r.path, req.URL.Path)
		if !ok || r.method != req.Method {
			continue
		}
		op := must(operationOf(s.spec, r.method, r.path))(s.t)
		in := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, Route: op.route, PathParams: params},
			Status:                 a.status, Header: a.header, Options: &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true},
		}
		in.SetBodyBytes(a.body)
		if err := openapi3filter.ValidateResponse(s.t.Context(), in); err != nil {
			s.t.Errorf("%s answered %d against the specification: %v", a.what, a.status, err)
		}
		return
	}
}

func matches(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	params := map[string]string{}
	for i, w := range want {
		if name, ok := strings.CutPrefix(w, ":"); ok {
			params[name] = have[i]
		} else if w != have[i] {
			return nil, false
		}
	}
	return params, true
}

// at digs into the JSON by keys and indexes.
func (a answer) at(path ...any) any {
	a.t.Helper()
	v := a.json
	for _, p := range path {
		switch p := p.(type) {
		case string:
			object, ok := v.(map[string]any)
			if _, has := object[p]; !ok || !has {
				a.t.Fatalf("%s: no %q at %v of %s", a.what, p, path, a.body)
			}
			v = object[p]
		case int:
			list, ok := v.([]any)
			if !ok || p >= len(list) {
				a.t.Fatalf("%s: no item %d at %v of %s", a.what, p, path, a.body)
			}
			v = list[p]
		}
	}
	return v
}

// want checks status and, for a problem, its code.
func (a answer) want(status int, code string) {
	a.t.Helper()
	have := ""
	if p, ok := a.json.(map[string]any); ok && a.status >= 400 {
		have, _ = p["code"].(string)
	}
	if a.status != status || have != code {
		a.t.Fatalf("%s: have %d %s, want %d %s\n%s", a.what, a.status, have, status, code, a.body)
	}
}

// fault tells whether the problem names the field with the code.
func (a answer) fault(field, code string) bool {
	p, _ := a.json.(map[string]any)
	list, _ := p["errors"].([]any)
	for _, e := range list {
		f := e.(map[string]any)
		if f["field"] == field && f["code"] == code {
			return true
		}
	}
	return false
}

// everything is all that the store holds besides the audit log and sessions.
func (s *stage) everything() string {
	s.t.Helper()
	ctx, page := s.t.Context(), store.Page{Limit: 1000}
	firms, _, err := s.store.Enterprises(ctx, nil, page)
	if err != nil {
		s.t.Fatal(err)
	}
	needs, _, err := s.store.Needs(ctx, store.NeedFilter{}, page)
	if err != nil {
		s.t.Fatal(err)
	}
	offers, _, err := s.store.Offers(ctx, store.OfferFilter{}, page)
	if err != nil {
		s.t.Fatal(err)
	}
	lists, _, err := s.store.Shortlists(ctx, store.ShortlistFilter{}, page)
	if err != nil {
		s.t.Fatal(err)
	}
	records, _, err := s.store.Candidacies(ctx, store.CandidacyFilter{}, page)
	if err != nil {
		s.t.Fatal(err)
	}
	data, err := json.Marshal([]any{firms, needs, offers, lists, records, must(s.store.LastSeq(ctx))(s.t)})
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}
