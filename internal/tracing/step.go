package tracing

import (
	"context"
	"errors"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"rongqiao/internal/domain"
)

// Step is a part of a trace. The zero Step is one that nobody traces.
type Step struct{ span trace.Span }

// Start begins a step of what ctx is part of. End it.
func Start(ctx context.Context, name string) (context.Context, Step) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, Step{}
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, name)
	return ctx, Step{span}
}

// Begin begins a trace of its own, for work that no request asked for. End it.
func (t *Tracer) Begin(ctx context.Context, name string) (context.Context, Step) {
	if t == nil {
		return ctx, Step{}
	}
	ctx, span := t.tracer.Start(ctx, name, trace.WithNewRoot())
	return ctx, Step{span}
}

// Serve begins the trace of a request. A trace that the caller has begun
// (traceparent, W3C) is gone on with only where the caller is trusted: anyone
// else could have every request of theirs traced, or hang them into the traces
// of others. End it.
func (t *Tracer) Serve(ctx context.Context, name string, header http.Header, trusted bool) (context.Context, Step) {
	if t == nil {
		return ctx, Step{}
	}
	if trusted {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(header))
	}
	ctx, span := t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindServer))
	return ctx, Step{span}
}

// Text notes a code, a route or a role; never what a person has written.
func (s Step) Text(key, value string) {
	if s.span != nil && value != "" {
		s.span.SetAttributes(attribute.String(key, value))
	}
}

// Count notes a number.
func (s Step) Count(key string, n int) {
	if s.span != nil {
		s.span.SetAttributes(attribute.Int(key, n))
	}
}

// End ends the step. Of an error only the code is kept, since its text may
// quote what it failed on.
func (s Step) End(err error) {
	if s.span == nil {
		return
	}
	if err != nil {
		code := codeOf(err)
		s.span.SetAttributes(attribute.String("error.type", code))
		s.span.SetStatus(codes.Error, code)
	}
	s.span.End()
}

func codeOf(err error) string {
	var refused *domain.Error
	switch {
	case errors.As(err, &refused):
		return refused.Code
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	}
	return "internal"
}
