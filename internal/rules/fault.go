package rules

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
)

// Fault is one thing wrong with the rule data: the file, the line where it is
// known, the entry's id, the field, and what was expected and what came.
type Fault struct {
	File  string
	Line  int
	Entry string
	Field string
	Want  string
	Have  string
}

func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	if f.Entry != "" {
		fmt.Fprintf(&b, ": entry %q", f.Entry)
	}
	if f.Field != "" {
		fmt.Fprintf(&b, ": field %s", f.Field)
	}
	fmt.Fprintf(&b, ": want %s", f.Want)
	if f.Have != "" {
		fmt.Fprintf(&b, ", have %s", f.Have)
	}
	return b.String()
}

// document is one file while it is read: it turns places in the data into
// faults with a line, and collects them so that all are told at once.
type document struct {
	name   string
	data   []byte
	faults []error
}

// decode reads the file into v; unknown and repeated keys are faults.
func (d *document) decode(v any) error {
	file := yaml.NewDecoder(bytes.NewReader(d.data), yaml.Strict())
	err := file.Decode(v)
	if err == nil && !errors.Is(file.Decode(new(any)), io.EOF) {
		return &Fault{File: d.name, Want: "one document", Have: "another behind it"}
	}
	if errors.Is(err, io.EOF) {
		return &Fault{File: d.name, Want: "a file of this form", Have: "nothing"}
	}
	if err != nil {
		var y yaml.Error
		if errors.As(err, &y) && y.GetToken() != nil {
			return &Fault{File: d.name, Line: y.GetToken().Position.Line, Want: "a file of this form", Have: y.GetMessage()}
		}
		return &Fault{File: d.name, Want: "a file of this form", Have: err.Error()}
	}
	return nil
}

// add notes a fault at a path such as "$.offers[3].criteria[1].op".
func (d *document) add(path, entry, field, want, have string) {
	d.faults = append(d.faults, &Fault{File: d.name, Line: d.line(path), Entry: entry, Field: field, Want: want, Have: have})
}

// line finds where a path stands; where the value is missing, its parent.
func (d *document) line(path string) int {
	for len(path) > 1 {
		if p, err := yaml.PathString(path); err == nil {
			if node, err := p.ReadNode(strings.NewReader(string(d.data))); err == nil && node.GetToken() != nil {
				return node.GetToken().Position.Line
			}
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut <= 0 {
			break
		}
		path = path[:cut]
	}
	return 0
}
