package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
)

// StreamTimes are the rhythms of live streams; zero values take the defaults.
type StreamTimes struct {
	// Heartbeat is how often a comment is sent, so that neither side takes a
	// quiet stream for a dead one; default 15 seconds.
	Heartbeat time.Duration
	// Check is how often a quiet stream asks whether its sign-in still stands;
	// default 2 seconds. Before it tells anything it always asks.
	Check time.Duration
}

func (t StreamTimes) complete() StreamTimes {
	if t.Heartbeat <= 0 {
		t.Heartbeat = 15 * time.Second
	}
	if t.Check <= 0 {
		t.Check = 2 * time.Second
	}
	return t
}

// retryWhenFull is when a client may come again that found the process full,
// in seconds.
const retryWhenFull = "30"

// streamEvents answers until the client leaves, its sign-in ends or the feed
// is closed.
func (s *server) streamEvents(c *gin.Context) {
	after, err := lastEventID(c)
	var stream *app.Stream
	if err == nil {
		stream, err = s.Feed.Open(c.Request.Context(), actor(c), after)
	}
	if errors.Is(err, app.ErrFeedFull) {
		c.Header("Retry-After", retryWhenFull)
		err = &requestError{status: http.StatusServiceUnavailable, code: "streams_full"}
	}
	if err != nil {
		fail(c, err)
		return
	}
	defer stream.Close()
	_, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	err = s.tell(c.Request.Context(), newEventWriter(c, s.Now), stream, strings.TrimSpace(token))
	if err != nil && c.Request.Context().Err() == nil {
		s.Log.WarnContext(c.Request.Context(), "a live stream broke off", "request_id", requestID(c), "cause", err)
	}
}

// lastEventID is the event after which the client wants to go on, nil where it
// names none.
func lastEventID(c *gin.Context) (*int64, error) {
	field, text := "Last-Event-ID", c.GetHeader("Last-Event-ID")
	if text == "" {
		field, text = "after", c.Query("after")
	}
	if text == "" {
		return nil, nil
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return nil, malformed("event_id_invalid", domain.FieldError{Field: field, Code: "event_id_invalid"})
	}
	after := int64(n)
	return &after, nil
}

// tell writes what the stream has, as long as the token is good. An end that
// is nobody's fault answers nil.
func (s *server) tell(ctx context.Context, w *eventWriter, stream *app.Stream, token string) error {
	defer w.end()
	if err := w.begin(stream.After(), stream.Reset()); err != nil {
		return err
	}
	check, beat := time.NewTicker(s.Streams.Check), time.NewTicker(s.Streams.Heartbeat)
	defer check.Stop()
	defer beat.Stop()
	for {
		who, err := s.SignIn.Authenticate(ctx, token)
		if refused := (*domain.Error)(nil); errors.As(err, &refused) {
			return nil
		}
		if err != nil {
			return err
		}
		events, more, wake, err := stream.Next(ctx, who)
		if err != nil {
			return err
		}
		if err := w.events(events); err != nil {
			return err
		}
		if more {
			wake = always
		}
		select {
		case <-s.Feed.Closed():
			return nil
		default: // of several that are ready select takes any, and a backlog is always ready
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.Feed.Closed():
			return nil
		case <-beat.C:
			if err := w.beat(); err != nil {
				return err
			}
		case <-check.C:
		case <-wake:
		}
	}
}

// always is ready.
var always = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()
