package httpapi

import (
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

// reader turns the wire's values into the domain's and gathers what cannot be
// turned. The specification has checked days before, so that it finds nothing
// in a request that came through it.
type reader struct{ findings }

func (r *reader) day(field, s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		r.add(field, "date_invalid", nil)
	}
	return d
}

func (r *reader) maybeDay(field string, s *string) *domain.Date {
	if s == nil {
		return nil
	}
	d := r.day(field, *s)
	return &d
}

func (r *reader) fault() error { return r.err() }

type whole interface{ ~int | ~int32 | ~int64 }

// as is the same number, or not known, in another type.
func as[B, A whole](p *A) *B {
	if p == nil {
		return nil
	}
	v := B(*p)
	return &v
}

// word is the same word, or not known, in another type.
func word[B, A ~string](p *A) *B {
	if p == nil {
		return nil
	}
	v := B(*p)
	return &v
}

// filled is the word, or null for an empty one.
func filled[B, A ~string](v A) *B {
	if v == "" {
		return nil
	}
	return word[B](&v)
}

// orEmpty is the word, or an empty one for null.
func orEmpty(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// each turns a list; it comes back as [] and never as null.
func each[B, A any](list []A, turn func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = turn(v)
	}
	return out
}

// maybeEach keeps apart what is not known and what is known to be none.
func maybeEach[B, A any](list []A, turn func(A) B) *[]B {
	if list == nil {
		return nil
	}
	out := each(list, turn)
	return &out
}

// fromMaybe is maybeEach the other way.
func fromMaybe[B, A any](list *[]A, turn func(int, A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(*list))
	for i, v := range *list {
		out[i] = turn(i, v)
	}
	return out
}

func same[B, A ~string](v A) B { return B(v) }

func sameAt[B, A ~string](_ int, v A) B { return B(v) }

func toText(t apigen.Text) domain.Text { return domain.Text{ZH: t.Zh, EN: orEmpty(t.En)} }

func toMaybeText(t *apigen.Text) domain.Text {
	if t == nil {
		return domain.Text{}
	}
	return toText(*t)
}

func fromText(t domain.Text) apigen.Text { return apigen.Text{Zh: t.ZH, En: &t.EN} }

// maybeText is null where nothing was written.
func maybeText(t domain.Text) *apigen.Text {
	if t.IsZero() {
		return nil
	}
	out := fromText(t)
	return &out
}

func dayOf(d domain.Date) string { return d.String() }

func maybeDayOf(d *domain.Date) *string {
	if d == nil {
		return nil
	}
	s := d.String()
	return &s
}

func maybeTime(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}

// cursorOf is null at the end of a list.
func cursorOf(next string) *string { return filled[string](next) }
