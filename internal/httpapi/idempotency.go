package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
)

// The headers of requests that may be sent twice (draft-ietf-httpapi-idempotency-key-header).
const (
	idempotencyHeader = "Idempotency-Key"
	replayedHeader    = "Idempotency-Replayed"
)

const maxIdempotencyKey = 200

// once answers a request with an idempotency key as it answered it before, or
// keeps the answer. Secrets are shown once: an answer with one is not kept.
func (s *server) once(secret bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		key := c.GetHeader(idempotencyHeader)
		if key == "" {
			return
		}
		if len(key) > maxIdempotencyKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
			fail(c, domain.Invalid("idempotency_key_invalid", idempotencyHeader, nil))
			return
		}
		body, _ := c.Get(bodyKey)
		data, _ := body.([]byte)
		ctx, kept, err := s.App.TakeUp(c.Request.Context(), actor(c), key, fingerprint(c.Request.Method, c.Request.URL.Path, data), s.RequestTimeout)
		if err != nil {
			fail(c, err)
			return
		}
		if kept.Status != 0 {
			c.Header(replayedHeader, "true")
			c.Data(kept.Status, "application/json; charset=utf-8", []byte(kept.Body))
			c.Abort()
			return
		}
		c.Request = c.Request.WithContext(ctx)
		out := c.Writer
		held := &heldWriter{ResponseWriter: out, status: http.StatusOK}
		c.Writer = held
		c.Next()
		c.Writer = out
		text := held.body.String()
		if secret && held.status < http.StatusMultipleChoices {
			text, held.kept = "", true
		}
		if !held.kept {
			err = s.App.Answered(ctx, held.status, text)
		}
		if err != nil { // the answer stands; sent again, the request finds what it made
			s.Log.ErrorContext(ctx, "an answer cannot be kept", "cause", err)
		}
		out.WriteHeader(held.status)
		if _, err := out.Write(held.body.Bytes()); err != nil {
			s.Log.DebugContext(ctx, "the client left before its answer", "cause", err)
		}
	}
}

// fingerprint is the same for the same request.
func fingerprint(method, path string, body []byte) string {
	sum := sha256.Sum256(append([]byte(method+" "+path+"\n"), body...))
	return hex.EncodeToString(sum[:])
}

// heldWriter holds an answer back until it is kept.
type heldWriter struct {
	gin.ResponseWriter
	status int
	wrote  bool
	kept   bool // needs no keeping
	body   bytes.Buffer
}

func (w *heldWriter) WriteHeader(status int) { w.status = status }
func (w *heldWriter) WriteHeaderNow()        { w.wrote = true }
func (w *heldWriter) Status() int            { return w.status }
func (w *heldWriter) Written() bool          { return w.wrote }
func (w *heldWriter) Size() int              { return w.body.Len() }

func (w *heldWriter) Write(data []byte) (int, error) {
	w.wrote = true
	return w.body.Write(data)
}

func (w *heldWriter) WriteString(text string) (int, error) {
	w.wrote = true
	return w.body.WriteString(text)
}
