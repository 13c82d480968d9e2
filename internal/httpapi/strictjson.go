package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"rongqiao/internal/domain"
)

// maxDepth bounds the nesting of a body; an offer's routes need about ten.
const maxDepth = 64

// readJSON reads a body as strictly as it can be read: UTF-8, one value and
// nothing after it, no key twice in an object, no number beyond a float64.
// Numbers come back as json.Number. The faults are malformed (400), but for a
// number out of range, which has a field.
func readJSON(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, malformed("invalid_utf8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	v, err := readValue(dec, "", 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("json_trailing_bytes")
	}
	return v, nil
}

func readValue(dec *json.Decoder, path string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, malformed("json_too_deep")
	}
	t, err := dec.Token()
	if err != nil {
		return nil, malformed("json_syntax")
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return readArray(dec, path, depth)
		}
		return readObject(dec, path, depth)
	case json.Number:
		if _, err := t.Float64(); err != nil {
			return nil, domain.Invalid("number_out_of_range", path, nil)
		}
		return t, nil
	default:
		return t, nil
	}
}

func readArray(dec *json.Decoder, path string, depth int) (any, error) {
	out := []any{}
	for dec.More() {
		v, err := readValue(dec, path+"["+strconv.Itoa(len(out))+"]", depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if _, err := dec.Token(); err != nil {
		return nil, malformed("json_syntax")
	}
	return out, nil
}

func readObject(dec *json.Decoder, path string, depth int) (any, error) {
	out := map[string]any{}
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, malformed("json_syntax")
		}
		if _, twice := out[key]; twice {
			return nil, malformed("json_key_twice", domain.FieldError{Field: joined(path, key), Code: "json_key_twice"})
		}
		if out[key], err = readValue(dec, joined(path, key), depth+1); err != nil {
			return nil, err
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, malformed("json_syntax")
	}
	return out, nil
}

// maxKey bounds how much of a key comes back in an answer.
const maxKey = 64

func joined(path, key string) string {
	if r := []rune(key); len(r) > maxKey {
		key = string(r[:maxKey]) + "…"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}
