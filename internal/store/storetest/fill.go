package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

// fullness is how much of a value is known.
type fullness int

const (
	full    fullness = iota // every field has a value; slices hold one element of each fullness
	unknown                 // pointers and slices are nil
	nothing                 // scalars and what pointers point to are zero, slices are empty
)

var fullnesses = map[string]fullness{
	"with every field":             full,
	"with all that can be unknown": unknown,
	"with all that can be empty":   nothing,
}

// filler sets fields, each to a value of its own, by reflection: a field that
// is added to the domain is in the suite at once.
type filler struct {
	next int64
	open map[reflect.Type]int // how often a struct type encloses the present place
}

// filled makes a value; the same fullness gives the same value again.
func filled[T any](t *testing.T, how fullness) T {
	t.Helper()
	var out T
	f := filler{open: map[reflect.Type]int{}}
	f.fill(t, reflect.ValueOf(&out).Elem(), how)
	return out
}

func (f *filler) fill(t *testing.T, v reflect.Value, how fullness) {
	t.Helper()
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		f.next++
		*at = day.Add(time.Duration(f.next) * time.Minute)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if how != unknown {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(t, v.Elem(), how)
		}
	case reflect.Slice:
		f.fillSlice(t, v, how)
	case reflect.Struct:
		f.open[v.Type()]++
		for i := range v.NumField() {
			f.fill(t, v.Field(i), how)
		}
		f.open[v.Type()]--
	default:
		if how != nothing {
			f.fillScalar(t, v)
		}
	}
}

func (f *filler) fillSlice(t *testing.T, v reflect.Value, how fullness) {
	t.Helper()
	switch {
	case how == unknown:
	case how == nothing, f.open[v.Type().Elem()] > 1: // a criterion holds criteria: two deep will do
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	default:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i, each := range []fullness{full, unknown, nothing} {
			f.fill(t, v.Index(i), each)
		}
	}
}

// fillScalar uses texts that need escaping, and numbers that a float64 or a
// smaller integer would not hold, every other one negative.
func (f *filler) fillScalar(t *testing.T, v reflect.Value) {
	t.Helper()
	f.next++
	sign := 1 - 2*(f.next%2)
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("融桥 <&> \"'\\ \t\n %% 😀 \u2028 %d", f.next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int64:
		v.SetInt(sign * (1<<53 + 1 + 2*f.next))
	case reflect.Int, reflect.Int32:
		v.SetInt(sign * (1<<30 + f.next))
	default:
		t.Fatalf("the suite cannot fill a %s yet: teach it", v.Type())
	}
}

// scramble changes everything that can be reached from the value, as a caller
// does who believes that it is theirs.
func scramble[T any](v *T) { scrambleValue(reflect.ValueOf(v).Elem()) }

func scrambleValue(v reflect.Value) {
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		*at = at.Add(time.Hour)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scrambleValue(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			scrambleValue(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			scrambleValue(v.Field(i))
		}
	case reflect.String:
		v.SetString("scrambled")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	default:
		v.SetInt(v.Int() + 1)
	}
}

// wantSame compares deeply and names the first place that differs. Nil and
// empty slices differ.
func wantSame[T any](t *testing.T, have, want T) {
	t.Helper()
	if reflect.DeepEqual(have, want) {
		return
	}
	at, a, b := difference("", reflect.ValueOf(have), reflect.ValueOf(want))
	t.Fatalf("differs at %s: have %s, want %s", at, a, b)
}

func difference(at string, a, b reflect.Value) (place, have, want string) {
	if a.Kind() == reflect.Struct && a.Type() != reflect.TypeFor[time.Time]() {
		for i := range a.NumField() {
			if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
				return difference(at+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
			}
		}
	}
	if a.Kind() == reflect.Pointer && !a.IsNil() && !b.IsNil() {
		return difference(at, a.Elem(), b.Elem())
	}
	if a.Kind() == reflect.Slice && a.Len() == b.Len() && a.IsNil() == b.IsNil() {
		for i := range a.Len() {
			if !reflect.DeepEqual(a.Index(i).Interface(), b.Index(i).Interface()) {
				return difference(fmt.Sprintf("%s[%d]", at, i), a.Index(i), b.Index(i))
			}
		}
	}
	return at, fmt.Sprintf("%#v", a.Interface()), fmt.Sprintf("%#v", b.Interface())
}
