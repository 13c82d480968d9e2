package tracing

import (
	"context"
	"log/slog"
	"sync"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// quietExporter says once that the collector is away, and once that it is
// back and what was lost meanwhile.
type quietExporter struct {
	sdk.SpanExporter
	log *slog.Logger

	mu   sync.Mutex
	away bool
	lost int
}

// ExportSpans never answers an error: it is told here, and nobody above could
// do anything about it.
func (q *quietExporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := q.SpanExporter.ExportSpans(ctx, spans)
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case err != nil && !q.away:
		q.log.WarnContext(ctx, "traces cannot be handed on, and are dropped until they can", "cause", err)
		q.away, q.lost = true, len(spans)
	case err != nil:
		q.lost += len(spans)
	case q.away:
		q.log.InfoContext(ctx, "traces are handed on again", "lost_spans", q.lost)
		q.away = false
	}
	return nil
}
