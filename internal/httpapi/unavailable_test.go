package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
	"rongqiao/search"
)

// away is a store whose every call of a request fails, as a driver's does that
// finds no server.
type away struct {
	store.Store
	err error
}

func (a away) failed() error {
	if domain.IsKind(a.err, domain.KindUnavailable) || errors.Is(a.err, context.DeadlineExceeded) {
		return a.err
	}
	return fmt.Errorf("%w: %w", domain.NewError(domain.KindUnavailable, "store_unavailable", nil), a.err)
}

func (a away) Need(context.Context, domain.NeedID) (domain.Need, error) {
	return domain.Need{}, a.failed()
}
func (a away) Enterprise(context.Context, domain.EnterpriseID) (domain.Enterprise, error) {
	return domain.Enterprise{}, a.failed()
}
func (a away) SaveNeed(context.Context, domain.Need, ...domain.Event) (domain.Need, error) {
	return domain.Need{}, a.failed()
}
func (a away) OffersByID(context.Context, []domain.OfferID) ([]domain.Offer, error) {
	return nil, a.failed()
}
func (a away) AddAudit(context.Context, domain.AuditEntry) error { return a.failed() }
func (a away) Ping(context.Context) error                        { return a.failed() }

// awayIndex is a search engine that fails so.
type awayIndex struct {
	search.Index
	err error
}

func (a awayIndex) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, a.err
}

func (a awayIndex) Seq(context.Context) (int64, error) { return 0, a.err }

func TestAPartThatIsAway(t *testing.T) {
	refused := errors.New("dial tcp 127.0.0.1:27017: connection refused")
	searchAway := fmt.Errorf("%w: %w", domain.NewError(domain.KindUnavailable, "search_unavailable", nil), refused)
	slow := fmt.Errorf("read: %w", context.DeadlineExceeded)
	store := func(err error) func(*stage) { return func(s *stage) { s.app.Store = away{s.app.Store, err} } }
	index := func(err error) func(*stage) { return func(s *stage) { s.app.Index = awayIndex{s.index, err} } }
	rows := map[string]struct {
		spoil        func(*stage)
		who          string
		method, path string
		body         any
		code, cause  string
	}{
		"a save without a store":               {store(refused), "firm A", "POST", "/api/v1/needs", needBody(), "store_unavailable", "connection refused"},
		"a match without a store":              {store(refused), "firm A", "GET", "/api/v1/needs/NEED/matches", nil, "store_unavailable", "connection refused"},
		"a search whose offers are away":       {store(refused), "", "GET", "/api/v1/offers", nil, "store_unavailable", "connection refused"},
		"a search without an engine":           {index(searchAway), "", "GET", "/api/v1/offers?q=x", nil, "search_unavailable", "connection refused"},
		"a store that does not answer":         {store(slow), "firm A", "GET", "/api/v1/needs/NEED", nil, "store_unavailable", "deadline exceeded"},
		"a search engine that does not either": {index(slow), "", "GET", "/api/v1/offers?q=x", nil, "search_unavailable", "deadline exceeded"},
	}
	texts := loadTexts(t)
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			path := strings.ReplaceAll(row.path, "NEED", s.newNeed("firm A"))
			before := s.everything()
			row.spoil(s)
			s.log.Reset()
			for _, lang := range []string{langZH, langEN} {
				a := s.do(row.who, row.method, path, row.body, "Accept-Language", lang)
				a.want(http.StatusServiceUnavailable, row.code)
				if a.header.Get("Retry-After") != "1" || a.at("detail") != texts[row.code].In(lang) || bytes.Contains(a.body, []byte("27017")) {
					t.Errorf("%s: %v %s", lang, a.header, a.body)
				}
			}
			if s.everything() != before {
				t.Error("something was saved")
			}
			log := s.log.String()
			if strings.Count(log, "level=WARN") != 1 || strings.Contains(log, "level=ERROR") || !strings.Contains(log, row.cause) {
				t.Errorf("want the cause once, as a warning:\n%s", log)
			}
			if m := string(s.do("", "GET", "/metrics", nil).body); !strings.Contains(m, fmt.Sprintf("rongqiao_unavailable_total{code=%q} 2", row.code)) {
				t.Error("metrics do not count it")
			}
		})
	}
}

// stuck is a store that answers no sooner than it must.
type stuck struct{ store.Store }

func (stuck) Need(ctx context.Context, _ domain.NeedID) (domain.Need, error) {
	<-ctx.Done()
	return domain.Need{}, errors.New("interrupted") // as some drivers say
}

func TestARequestWhoseTimeIsUpIsToldSo(t *testing.T) {
	s := newStage(t)
	need := s.newNeed("firm A")
	s.app.Store = stuck{s.store}
	s.again(func(d *Deps) { d.RequestTimeout = time.Millisecond })
	a := s.do("firm A", "GET", "/api/v1/needs/"+need, nil)
	a.want(http.StatusServiceUnavailable, "store_unavailable")
	if strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("a deadline is no fault inside: %s", s.log)
	}
}

// noting notes whether its caller's time is bounded.
type noting struct {
	store.Store
	bounded *bool
}

func (n noting) Need(ctx context.Context, id domain.NeedID) (domain.Need, error) {
	_, *n.bounded = ctx.Deadline()
	return n.Store.Need(ctx, id)
}

func TestEveryRequestHasAnEndButStreams(t *testing.T) {
	s := newStage(t)
	need, bounded := s.newNeed("firm A"), false
	s.app.Store = noting{s.store, &bounded}
	s.do("firm A", "GET", "/api/v1/needs/"+need, nil).want(http.StatusOK, "")
	if !bounded {
		t.Error("a request without an end")
	}
	deadlines := 0
	for _, r := range (&server{}).routes() {
		if !r.streams() {
			deadlines++
		}
	}
	if all := len((&server{}).routes()); deadlines != all-1 {
		t.Errorf("%d of %d routes have an end, want all but the live updates", deadlines, all)
	}
}
