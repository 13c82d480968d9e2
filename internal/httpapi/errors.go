package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// status of each kind of failure.
var status = map[domain.Kind]int{
	domain.KindInvalid:      http.StatusUnprocessableEntity,
	domain.KindUnauthorised: http.StatusUnauthorized,
	domain.KindDenied:       http.StatusForbidden,
	domain.KindNotFound:     http.StatusNotFound,
	domain.KindConflict:     http.StatusConflict,
	domain.KindTooMany:      http.StatusTooManyRequests,
	domain.KindUnavailable:  http.StatusServiceUnavailable,
}

// requestError is a failure of HTTP itself, of which the domain knows nothing.
type requestError struct {
	status int
	code   string
	fields []domain.FieldError
}

func (e *requestError) Error() string { return fmt.Sprintf("%d %s", e.status, e.code) }

func malformed(code string, fields ...domain.FieldError) error {
	return &requestError{status: http.StatusBadRequest, code: code, fields: fields}
}

// renamed names the fields of an error as the wire does.
func renamed(err error, names *strings.Replacer) error {
	var refused *domain.Error
	if !errors.As(err, &refused) || len(refused.Fields) == 0 {
		return err
	}
	out := *refused
	out.Fields = make([]domain.FieldError, len(refused.Fields))
	for i, f := range refused.Fields {
		f.Field = names.Replace(f.Field)
		out.Fields[i] = f
	}
	return &out
}

// fail answers an error as a problem document (RFC 9457) and ends the request.
// What no client can act on is logged, and the client sees "internal".
func fail(c *gin.Context, err error) {
	s := serverOf(c)
	var refused *domain.Error
	var bad *requestError
	switch {
	case left(c, err):
		s.problem(c, http.StatusServiceUnavailable, "cancelled", nil, nil) // nobody reads it
	case errors.As(err, &refused) && refused.Kind == domain.KindUnavailable:
		s.unavailable(c, refused.Code, err)
	case errors.As(err, &refused) && status[refused.Kind] != 0:
		if refused.Kind == domain.KindUnauthorised {
			c.Header("WWW-Authenticate", challenge(refused.Code))
		}
		if wait, ok := refused.Facts["retry_after"]; ok {
			c.Header("Retry-After", fmt.Sprint(wait))
		}
		s.problem(c, status[refused.Kind], refused.Code, refused.Facts, refused.Fields)
	case errors.As(err, &bad):
		s.problem(c, bad.status, bad.code, nil, bad.fields)
	case timedOut(c, err):
		s.unavailable(c, "store_unavailable", err) // the index names itself, and all else waits for the store
	default:
		s.Log.ErrorContext(c.Request.Context(), "request failed", "route", c.FullPath(), "cause", err)
		s.problem(c, http.StatusInternalServerError, "internal", nil, nil)
	}
}

// left tells whether the client has hung up and the failure is no more than
// that, whatever a driver made of it.
func left(c *gin.Context, err error) bool {
	return errors.Is(c.Request.Context().Err(), context.Canceled) &&
		(errors.Is(err, context.Canceled) || domain.IsKind(err, domain.KindUnavailable))
}

// timedOut tells whether the request's time is up, whatever a driver made of it.
func timedOut(c *gin.Context, err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(c.Request.Context().Err(), context.DeadlineExceeded)
}

// retryAfter is when to try again, in seconds: another process may answer at
// once, and a new primary is found within some seconds.
const retryAfter = "1"

// unavailable answers that a part is away. The log tells the cause, once in a
// while.
func (s *server) unavailable(c *gin.Context, code string, err error) {
	s.Metrics.Unavailable(code)
	s.flood.Warn(c.Request.Context(), "a part cannot be reached", code, err, "code", code, "route", c.FullPath())
	c.Header("Retry-After", retryAfter)
	s.problem(c, http.StatusServiceUnavailable, code, nil, nil)
}

// challenge is what RFC 6750 asks for with 401: an error only where a token
// was given.
func challenge(code string) string {
	switch code {
	case "not_signed_in", "wrong_credentials":
		return `Bearer realm="rongqiao"`
	}
	return `Bearer realm="rongqiao", error="invalid_token"`
}

func (s *server) problem(c *gin.Context, status int, code string, facts domain.Facts, fields []domain.FieldError) {
	lang := s.texts.language(c.GetHeader("Accept-Language"))
	if len(fields) == 1 && facts == nil && fields[0].Code == code {
		facts = fields[0].Facts
	}
	p := apigen.Problem{
		Type: "about:blank", Title: s.texts.render(fmt.Sprintf("status_%d", status), lang, nil), Status: int32(status),
		Code: code, Detail: s.texts.render(code, lang, facts), RequestID: requestID(c),
	}
	if len(fields) > 0 {
		errs := make([]apigen.FieldError, len(fields))
		for i, f := range fields {
			errs[i] = apigen.FieldError{Field: f.Field, Code: f.Code, Message: s.texts.render(f.Code, lang, f.Facts)}
		}
		p.Errors = &errs
	}
	c.Set(codeKey, code)
	c.Header("Content-Language", lang)
	c.Header("Content-Type", "application/problem+json")
	c.AbortWithStatusJSON(status, p)
}
