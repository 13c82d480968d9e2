package domain

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure an error is; the HTTP layer turns it into a
// status, the command line into an exit code.
type Kind string

// The kinds of failure.
const (
	KindInvalid      Kind = "invalid"      // the input is wrong; the fields say where
	KindUnauthorised Kind = "unauthorised" // not signed in, or the token is no good
	KindDenied       Kind = "denied"       // signed in, but may not
	KindNotFound     Kind = "not_found"
	KindConflict     Kind = "conflict"    // someone else changed it, or it exists
	KindTooMany      Kind = "too_many"    // a limit on attempts was reached
	KindUnavailable  Kind = "unavailable" // a part that serving needs cannot be reached; try again
)

// Facts are what an error's text needs: what was expected, what came.
type Facts map[string]any

// FieldError is one fault of the input: the field by its path in the request
// ("financials[1].year"), a stable code, and what was wanted and what came.
type FieldError struct {
	Field string
	Code  string
	Facts Facts
}

// Error is a failure that a person can act on. Its code is stable and has a
// text in each language at the HTTP layer.
type Error struct {
	Kind   Kind
	Code   string
	Facts  Facts
	Fields []FieldError
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if len(e.Facts) > 0 {
		fmt.Fprintf(&b, " %v", map[string]any(e.Facts))
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s %v", f.Field, f.Code, map[string]any(f.Facts))
	}
	return b.String()
}

// Invalid is an input error at one field.
func Invalid(code, field string, facts Facts) *Error {
	return InvalidFields(FieldError{Field: field, Code: code, Facts: facts})
}

// InvalidFields is an input error at several fields; the error's own code is
// that of the only field, or "invalid_input" for more than one.
func InvalidFields(fields ...FieldError) *Error {
	code := "invalid_input"
	if len(fields) == 1 {
		code = fields[0].Code
	}
	return &Error{Kind: KindInvalid, Code: code, Fields: fields}
}

// NewError is a failure of a kind with a code.
func NewError(kind Kind, code string, facts Facts) *Error {
	return &Error{Kind: kind, Code: code, Facts: facts}
}

// NotFound says that no such thing exists for the one who asks.
func NotFound(what, id string) *Error {
	return NewError(KindNotFound, what+"_not_found", Facts{"id": id})
}

// Changed says that someone saved the thing since it was read.
func Changed(what, id string, version int64) *Error {
	return NewError(KindConflict, what+"_changed", Facts{"id": id, "version": version})
}

// IsKind tells whether err is, or wraps, an Error of the kind.
func IsKind(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// faults collects field errors so that all of them are answered at once.
type faults []FieldError

func (f *faults) add(field, code string, facts Facts) {
	*f = append(*f, FieldError{Field: field, Code: code, Facts: facts})
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return InvalidFields(f...)
}
