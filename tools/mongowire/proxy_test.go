package main

import (
	"testing"

	"github.com/FerretDB/wire/wirebson"
)

func TestTheCommandOfAMessageIsItsFirstKey(t *testing.T) {
	whole := message(wirebson.MustDocument("insert", "things", "$db", "x"), make([]byte, headerSize))
	for name, c := range map[string]struct {
		message []byte
		want    string
	}{
		"a command":                   {whole, "insert"},
		"an old form has none":        {append(append([]byte{}, whole[:12]...), append([]byte{1, 0, 0, 0}, whole[16:]...)...), ""},
		"a message that is cut off":   {whole[:headerSize+flagsSize], ""},
		"a list stands before it":     {withListBefore(whole), "insert"},
		"a list that claims too much": {append(append([]byte{}, whole[:headerSize+flagsSize]...), 1, 255, 255, 255, 0, 'x', 0, 0, 0, 0), ""},
		"no room for a name":          {append(append([]byte{}, whole[:headerSize+flagsSize]...), 0, 5, 0, 0, 0), ""},
	} {
		if have := command(c.message); have != c.want {
			t.Errorf("%s: want %q, have %q", name, c.want, have)
		}
	}
}

// withListBefore puts a section of kind 1 before the body.
func withListBefore(message []byte) []byte {
	list := []byte{1, 10, 0, 0, 0, 'd', 'o', 'c', 's', 0, 0} // kind; its length without the kind; a name
	out := append([]byte{}, message[:headerSize+flagsSize]...)
	out = append(out, list...)
	return append(out, message[headerSize+flagsSize:]...)
}

func TestAFilterAgreesByValueAndTypeAlone(t *testing.T) {
	stored := wirebson.MustDocument("_id", "a", "version", int64(3), "claim", wirebson.Null, "state", "open")
	for name, c := range map[string]struct {
		filter *wirebson.Document
		want   bool
	}{
		"all values":            {wirebson.MustDocument("_id", "a", "version", int64(3), "state", "open"), true},
		"null is null":          {wirebson.MustDocument("_id", "a", "claim", wirebson.Null), true},
		"null is what is not":   {wirebson.MustDocument("_id", "a", "other", wirebson.Null), true},
		"null is no value":      {wirebson.MustDocument("_id", "a", "state", wirebson.Null), false},
		"another value":         {wirebson.MustDocument("_id", "a", "version", int64(4)), false},
		"another type is doubt": {wirebson.MustDocument("_id", "a", "version", int32(3)), false},
		"a condition is doubt":  {wirebson.MustDocument("_id", "a", "version", wirebson.MustDocument("$gt", int64(0))), false},
		"what is missing":       {wirebson.MustDocument("_id", "a", "other", "x"), false},
	} {
		if have := agree(c.filter, stored); have != c.want {
			t.Errorf("%s: want %t", name, c.want)
		}
	}
}
