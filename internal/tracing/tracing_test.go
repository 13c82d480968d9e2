package tracing

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"rongqiao/internal/domain"
)

const callersTrace = "0af7651916cd43dd8448eb211c80319c"

// memory is a tracer whose spans stay here.
func memory(sample float64) (*Tracer, *tracetest.InMemoryExporter) {
	kept := tracetest.NewInMemoryExporter()
	return newTracer(sdk.NewSimpleSpanProcessor(kept), Options{Sample: sample}), kept
}

func TestOnlyATrustedCallerSaysWhatIsTraced(t *testing.T) {
	header := http.Header{"Traceparent": {"00-" + callersTrace + "-b7ad6b7169203331-01"}}
	rows := map[string]struct {
		sample  float64
		trusted bool
		spans   int
		theirs  bool
	}{
		"a trusted caller's sampled trace is gone on with": {0, true, 1, true},
		"a stranger cannot have a request traced":          {0, false, 0, false},
		"a stranger cannot hang into another's trace":      {1, false, 1, false},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			tracer, kept := memory(row.sample)
			_, step := tracer.Serve(t.Context(), "GET /", header, row.trusted)
			step.End(nil)
			spans := kept.GetSpans()
			if len(spans) != row.spans {
				t.Fatalf("%d spans, want %d", len(spans), row.spans)
			}
			if len(spans) > 0 && (spans[0].SpanContext.TraceID().String() == callersTrace) != row.theirs {
				t.Errorf("trace %s", spans[0].SpanContext.TraceID())
			}
		})
	}
}

func TestAnErrorLeavesItsCodeAlone(t *testing.T) {
	rows := map[string]struct {
		err  error
		code string
	}{
		"a failure of ours":     {domain.Invalid("uscc_taken", "uscc", domain.Facts{"have": "secret"}), "uscc_taken"},
		"a failure of a driver": {errors.New("duplicate key secret"), "internal"},
		"a deadline":            {context.DeadlineExceeded, "timeout"},
		"a client that left":    {context.Canceled, "cancelled"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			tracer, kept := memory(1)
			_, step := tracer.Begin(t.Context(), "x")
			step.End(row.err)
			span := kept.GetSpans()[0]
			if span.Status.Description != row.code || len(span.Events) != 0 {
				t.Errorf("have %+v %+v, want %s", span.Status, span.Events, row.code)
			}
		})
	}
}

func TestWithoutATracerNothingIsTraced(t *testing.T) {
	var off *Tracer
	ctx, step := off.Serve(t.Context(), "GET /", nil, true)
	_, inner := Start(ctx, "inner")
	inner.Text("a", "b")
	inner.Count("c", 1)
	inner.End(errors.New("x"))
	step.End(nil)
	if trace, span := IDs(ctx); trace != "" || span != "" || off.Close(ctx) != nil {
		t.Errorf("have %q %q", trace, span)
	}
	if n := testing.AllocsPerRun(100, func() { _, s := Start(ctx, "inner"); s.End(nil) }); n != 0 {
		t.Errorf("a step that nobody traces allocates %v times", n)
	}
}

// away is a collector that answers what it is told.
type away struct {
	sdk.SpanExporter
	err error
}

func (a *away) ExportSpans(context.Context, []sdk.ReadOnlySpan) error { return a.err }

func TestACollectorThatIsAwayIsToldOfOnce(t *testing.T) {
	var log bytes.Buffer
	to := &away{err: errors.New("refused")}
	q := &quietExporter{SpanExporter: to, log: slog.New(slog.NewTextHandler(&log, nil))}
	batch := make([]sdk.ReadOnlySpan, 3)
	for range 5 {
		if err := q.ExportSpans(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("%d lines:\n%s", n, &log)
	}
	to.err = nil
	q.ExportSpans(t.Context(), batch)
	q.ExportSpans(t.Context(), batch)
	if n := strings.Count(log.String(), "\n"); n != 2 || !strings.Contains(log.String(), "lost_spans=15") {
		t.Errorf("%d lines:\n%s", n, &log)
	}
}
