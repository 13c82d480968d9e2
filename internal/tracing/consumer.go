package tracing

import (
	"context"

	"rongqiao/internal/domain"
	"rongqiao/internal/outbox"
)

type tracedConsumer struct {
	outbox.Consumer
	name   string
	tracer *Tracer
}

// Consumer answers the follower with a trace for each batch that it handles.
func (t *Tracer) Consumer(name string, c outbox.Consumer) outbox.Consumer {
	if t == nil {
		return c
	}
	return tracedConsumer{c, name, t}
}

func (c tracedConsumer) Handle(ctx context.Context, events []domain.Event) error {
	ctx, step := c.tracer.Begin(ctx, "follow "+c.name)
	step.Count("events", len(events))
	err := c.Consumer.Handle(ctx, events)
	step.End(err)
	return err
}
