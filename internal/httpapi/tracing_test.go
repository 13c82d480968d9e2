package httpapi

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"rongqiao/internal/tracing"
)

// receiver is a collector of traces (OTLP over HTTP) in this process.
type receiver struct {
	mu    sync.Mutex
	spans []*tracepb.Span
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	var in collector.ExportTraceServiceRequest
	if err == nil {
		err = proto.Unmarshal(body, &in)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, resource := range in.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			r.spans = append(r.spans, scope.Spans...)
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// newTracedStage is a stage whose collector is at the URL. It ends the tracer
// when called, so that all spans have arrived.
func newTracedStage(t *testing.T, url string, sample float64) (s *stage, end func()) {
	t.Helper()
	s = newStage(t)
	s.log.Reset()
	tracer := must(tracing.New(t.Context(), tracing.Options{Endpoint: url, Sample: sample, Version: "v1", Replica: "r1", Log: s.app.Log}))(t)
	s.app.Store = tracing.Store(s.store)
	s.again(func(d *Deps) { d.Tracer = tracer })
	return s, func() {
		if err := tracer.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestARequestIsOneTraceDownToTheStore(t *testing.T) {
	to := &receiver{}
	collector := httptest.NewServer(to)
	t.Cleanup(collector.Close)
	s, end := newTracedStage(t, collector.URL+"/v1/traces", 1)
	need := s.newNeed("firm A")
	s.do("firm A", "GET", "/api/v1/needs/"+need+"/matches", nil).want(http.StatusOK, "")
	log := s.log.String()
	s.do("", "GET", "/api/v1/offers?q=zhang.wei.7431", nil).want(http.StatusOK, "")
	s.do("firm A", "GET", "/healthz", nil)
	end()

	byName, byID := map[string]*tracepb.Span{}, map[string]*tracepb.Span{}
	for _, span := range to.spans {
		byName[span.Name], byID[string(span.SpanId)] = span, span
		if text := span.String(); strings.Contains(text, "7431") || strings.Contains(text, "example.com") || strings.Contains(text, uscc("firm A")) || strings.Contains(text, "192.0.2.1") {
			t.Errorf("a span holds something of a person: %s", text)
		}
	}
	for child, parent := range map[string]string{
		"match": "GET /api/v1/needs/:id/matches", "store.Need": "match", "store.Enterprise": "match", "engine.Match": "match",
		"store.SaveNeed": "POST /api/v1/needs", "search": "GET /api/v1/offers", "store.OffersByID": "GET /api/v1/offers",
	} {
		c := byName[child]
		if c == nil {
			t.Errorf("no span %s", child)
			continue
		}
		p := byID[string(c.ParentSpanId)]
		if child == "store.Enterprise" && p != nil && p.Name == "POST /api/v1/needs" {
			continue
		}
		if p == nil || p.Name != parent || string(p.TraceId) != string(c.TraceId) {
			t.Errorf("%s lies beneath %v, want %s", child, p.GetName(), parent)
		}
	}
	if byName["GET /healthz"] != nil {
		t.Error("probes are traced")
	}
	if !strings.Contains(log, "trace_id=") || !strings.Contains(log, "span_id=") {
		t.Errorf("the log does not name the trace: %s", log)
	}
}

func TestACollectorThatIsAwayDisturbsNobody(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	s, end := newTracedStage(t, gone.URL, 1)
	for range 50 {
		s.do("", "GET", "/api/v1/providers", nil).want(http.StatusOK, "")
	}
	end()
	if n := strings.Count(s.log.String(), "traces cannot be handed on"); n != 1 {
		t.Errorf("told %d times", n)
	}
	if strings.Contains(s.log.String(), slog.LevelError.String()) {
		t.Errorf("an error in the log: %s", s.log)
	}
}

func TestAStrangerCannotHaveARequestTraced(t *testing.T) {
	to := &receiver{}
	collector := httptest.NewServer(to)
	t.Cleanup(collector.Close)
	s, end := newTracedStage(t, collector.URL+"/v1/traces", 0)
	s.do("", "GET", "/api/v1/offers", nil, "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").want(http.StatusOK, "")
	end()
	if len(to.spans) != 0 {
		t.Errorf("%d spans", len(to.spans))
	}
}
