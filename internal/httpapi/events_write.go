package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// writePatience is how long a client may take to receive what was written; a
// slower one is dropped, and goes on later where it was.
const writePatience = 10 * time.Second

// retryAfterMS is what clients are told to wait before they open the stream
// again.
const retryAfterMS = 2000

// eventWriter writes server-sent events (HTML standard, 9.2). Each call is one
// write, flushed, with a deadline of its own instead of the server's.
type eventWriter struct {
	out     gin.ResponseWriter
	control *http.ResponseController
	now     func() time.Time
}

func newEventWriter(c *gin.Context, now func() time.Time) *eventWriter {
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	return &eventWriter{out: c.Writer, control: http.NewResponseController(c.Writer), now: now}
}

// begin says where the stream begins: in a block that has an id alone, which
// clients keep without showing anything, or in the reset itself, so that
// nobody who is cut off between the two misses it.
func (w *eventWriter) begin(after int64, reset bool) error {
	// The server's deadline for reading the request would else end the stream:
	// net/http goes on reading, to learn when the client leaves.
	if err := w.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "retry: %d\n", retryAfterMS)
	if !reset {
		fmt.Fprintf(&b, "id: %d\n\n", after)
	} else if err := message(&b, after, apigen.Event{Type: apigen.EventTypeReset, At: w.now().UTC()}); err != nil {
		return err
	}
	return w.write(b.Bytes())
}

func (w *eventWriter) events(list []domain.Event) error {
	if len(list) == 0 {
		return nil
	}
	var b bytes.Buffer
	for _, e := range list {
		id := e.ID
		if err := message(&b, e.Seq, apigen.Event{Type: apigen.EventType(e.Type), ID: &id, At: e.At.UTC()}); err != nil {
			return err
		}
	}
	return w.write(b.Bytes())
}

func message(b *bytes.Buffer, seq int64, e apigen.Event) error {
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write event %d: %w", seq, err)
	}
	fmt.Fprintf(b, "id: %d\nevent: %s\ndata: %s\n\n", seq, e.Type, data)
	return nil
}

func (w *eventWriter) beat() error { return w.write([]byte(": \n\n")) }

// end leaves time for the last words of the connection, as the deadline of the
// last write may be over.
func (w *eventWriter) end() { _ = w.patience() }

func (w *eventWriter) write(b []byte) error {
	if err := w.patience(); err != nil {
		return err
	}
	if _, err := w.out.Write(b); err != nil {
		return err
	}
	return w.control.Flush()
}

func (w *eventWriter) patience() error {
	err := w.control.SetWriteDeadline(w.now().Add(writePatience))
	if errors.Is(err, http.ErrNotSupported) { // a recorder in a test
		return nil
	}
	return err
}
