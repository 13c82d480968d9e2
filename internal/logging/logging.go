// Package logging makes log lines that can be traced and shown around: each
// carries the request that it was written for, and what looks like a person,
// a firm or a secret is struck out of what came from outside, such as the
// cause of a failure.
package logging

import (
	"context"
	"fmt"
	"log/slog"
)

type requestKey struct{}

// WithRequest notes the request's number for every line written with the
// context.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// Request answers the request's number; empty outside of one.
func Request(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// Handler adds to every line what its context knows.
type Handler struct {
	next slog.Handler
	// trace answers the ids of what the context is part of in a trace; empty
	// for none.
	trace func(context.Context) (traceID, spanID string)
}

// NewHandler puts itself before another. A nil trace is none.
func NewHandler(next slog.Handler, trace func(context.Context) (traceID, spanID string)) *Handler {
	if trace == nil {
		trace = func(context.Context) (string, string) { return "", "" }
	}
	return &Handler{next: next, trace: trace}
}

// Enabled asks the handler behind.
func (h *Handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle adds the ids, and scrubs what is written of failures.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelWarn {
		r = scrubbed(r)
	}
	if id := Request(ctx); id != "" {
		r.AddAttrs(slog.String("request_id", id))
	}
	if trace, span := h.trace(ctx); trace != "" {
		r.AddAttrs(slog.String("trace_id", trace), slog.String("span_id", span))
	}
	return h.next.Handle(ctx, r)
}

// WithAttrs keeps the handler before the one behind.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Handler{next: h.next.WithAttrs(attrs), trace: h.trace}
}

// WithGroup keeps the handler before the one behind.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{next: h.next.WithGroup(name), trace: h.trace}
}

// scrubbed is the record with its words scrubbed. Ordinary lines are made of
// routes, codes and numbers alone; what fails may quote what it failed on.
func scrubbed(r slog.Record) slog.Record {
	out := slog.NewRecord(r.Time, r.Level, Scrub(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		switch v := a.Value.Resolve(); v.Kind() {
		case slog.KindString:
			a.Value = slog.StringValue(Scrub(v.String()))
		case slog.KindAny: // an error, most often
			a.Value = slog.StringValue(Scrub(fmt.Sprint(v.Any())))
		default:
			a.Value = v
		}
		out.AddAttrs(a)
		return true
	})
	return out
}
