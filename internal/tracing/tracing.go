// Package tracing follows a request through the platform, for an operator who
// asks where its time went, and hands that on to a collector (OpenTelemetry,
// OTLP over HTTP). It is the only place that knows OpenTelemetry: others say
// where a step begins and ends. Steps are marked only beneath a request or a
// follower's batch that is traced, so without tracing a step costs one look.
//
// A span holds routes, codes, roles and counts: no name, no address, no query,
// no body, and of an error its code alone.
package tracing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// What a collector that is slow or away costs at most: that long for a batch,
// once, and that many spans of memory. What does not fit is dropped.
const (
	exportTimeout = 5 * time.Second
	queuedSpans   = 2048
	scope         = "rongqiao"
)

// Options say where spans go.
type Options struct {
	Endpoint string  // URL of a collector, such as http://127.0.0.1:4318/v1/traces
	Sample   float64 // how many of all requests, 0 to 1
	Version  string
	Replica  string
	Log      *slog.Logger
}

// Tracer begins traces. A nil Tracer is ready, and begins none.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// New starts handing on spans, in the background. That the collector cannot
// be reached is no error: it may come later. Close it.
func New(ctx context.Context, o Options) (*Tracer, error) {
	to, err := otlptracehttp.New(ctx,
		otlptracehttp.WithEndpointURL(o.Endpoint), otlptracehttp.WithTimeout(exportTimeout),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: false})) // the next batch is the next try
	if err != nil {
		return nil, fmt.Errorf("traces to %s: %w", o.Endpoint, err)
	}
	batches := sdk.NewBatchSpanProcessor(&quietExporter{SpanExporter: to, log: o.Log},
		sdk.WithMaxQueueSize(queuedSpans), sdk.WithExportTimeout(exportTimeout))
	return newTracer(batches, o), nil
}

func newTracer(to sdk.SpanProcessor, o Options) *Tracer {
	provider := sdk.NewTracerProvider(
		sdk.WithSpanProcessor(to),
		sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(o.Sample))),
		sdk.WithResource(resource.NewSchemaless(
			attribute.String("service.name", scope), attribute.String("service.version", o.Version),
			attribute.String("service.instance.id", o.Replica))),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer(scope)}
}

// Close hands on what is left, for as long as ctx lasts.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	if err := t.provider.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("hand on the last traces: %w", err)
	}
	return nil // a collector that is away must not make a clean end a failure
}

// IDs answers the trace and the span that ctx is part of, for the log; empty
// where it is not traced.
func IDs(ctx context.Context) (traceID, spanID string) {
	c := trace.SpanContextFromContext(ctx)
	if !c.IsValid() {
		return "", ""
	}
	return c.TraceID().String(), c.SpanID().String()
}
