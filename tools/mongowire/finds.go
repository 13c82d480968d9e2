package main

import (
	"fmt"
	"net"
	"strconv"

	"github.com/FerretDB/wire"
	"github.com/FerretDB/wire/wirebson"
)

// What is said in narrow.go of writes holds for reads: FerretDB has an index
// for one _id alone. With a condition beside it, or for a list of _ids, or for
// what comes after an _id, it reads and parses the whole collection, so that
// two processes with a catalogue between them keep this server busy with
// nothing else. So the finds below are answered here, from finds of one _id
// each; every other goes to FerretDB as it is.

// findByID answers a find by its _ids; false where it is of another kind.
func findByID(server net.Conn, request []byte) ([]byte, bool) {
	var m wire.OpMsg
	if m.UnmarshalBinaryNocopy(request[headerSize:]) != nil || len(m.Sections()) != 1 {
		return nil, false
	}
	body, err := m.RawSection0().DecodeDeep()
	if err != nil || body.Get("projection") != nil || body.Get("skip") != nil {
		return nil, false
	}
	filter, ok := body.Get("filter").(*wirebson.Document)
	if !ok {
		return nil, false
	}
	limit, _ := body.Get("limit").(int64)
	if after, ok := afterNumber(filter, body); ok && limit > 0 {
		return found(request, body, following(server, body, after, limit)), true
	}
	ids, ok := idsOf(filter)
	if !ok || len(ids) > mostIDs || body.Get("sort") != nil || !simple(filter) {
		return nil, false
	}
	var all []*wirebson.Document
	for _, id := range ids {
		if d := lookUp(server, body, id); d != nil && holds(filter, d) && (limit == 0 || int64(len(all)) < limit) {
			all = append(all, d)
		}
	}
	return found(request, body, all), true
}

// mostIDs bounds how many are looked up one by one; for more, one walk through
// a collection of the tests' size is the faster way.
const mostIDs = 32

// idsOf are the texts that the filter wants one of for an _id.
func idsOf(filter *wirebson.Document) (ids []string, ok bool) {
	switch want := filter.Get("_id").(type) {
	case string:
		return []string{want}, filter.Len() > 1 // alone it is what FerretDB does well
	case *wirebson.Document:
		list, ok := want.Get("$in").(*wirebson.Array)
		if !ok || want.Len() != 1 {
			return nil, false
		}
		seen := map[string]bool{}
		for i := range list.Len() {
			id, ok := list.Get(i).(string)
			if !ok {
				return nil, false
			}
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		return ids, true
	}
	return nil, false
}

// simple tells whether holds can judge the filter.
func simple(filter *wirebson.Document) bool {
	for _, name := range filter.FieldNames() {
		switch want := filter.Get(name).(type) {
		case string, int64, bool, wirebson.NullType:
		case *wirebson.Document:
			_, above := want.Get("$gt").(int64)
			if name != "_id" && (want.Len() != 1 || !above) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// holds tells whether the document passes a simple filter, its _id aside.
func holds(filter, stored *wirebson.Document) bool {
	for _, name := range filter.FieldNames() {
		want, ok := filter.Get(name).(*wirebson.Document)
		switch {
		case name == "_id":
		case ok:
			have, isNumber := stored.Get(name).(int64)
			if !isNumber || have <= want.Get("$gt").(int64) {
				return false
			}
		case !agree(wirebson.MustDocument(name, filter.Get(name)), stored):
			return false
		}
	}
	return true
}

// numberWidth is how wide the store writes the numbers of its logs.
const numberWidth = 19

// afterNumber is for the entries of a log after one of them, by their numbers.
func afterNumber(filter, body *wirebson.Document) (int64, bool) {
	want, ok := filter.Get("_id").(*wirebson.Document)
	if !ok || filter.Len() != 1 || want.Len() != 1 {
		return 0, false
	}
	text, ok := want.Get("$gt").(string)
	sort, sorted := body.Get("sort").(*wirebson.Document)
	if !ok || !sorted || sort.Len() != 1 || sort.Get("_id") == nil || len(text) != numberWidth {
		return 0, false
	}
	if direction := fmt.Sprint(sort.Get("_id")); direction != "1" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// following reads on from a number as long as there is a next one. A log has no
// gaps; one that had would seem to end there, and those who follow it would
// wait for ever, which every test notices.
func following(server net.Conn, body *wirebson.Document, after, limit int64) (all []*wirebson.Document) {
	for n := after + 1; int64(len(all)) < limit; n++ {
		d := lookUp(server, body, fmt.Sprintf("%0*d", numberWidth, n))
		if d == nil {
			break
		}
		all = append(all, d)
	}
	return all
}

// found is the answer to a find: all in one batch.
func found(request []byte, body *wirebson.Document, all []*wirebson.Document) []byte {
	batch := wirebson.MakeArray(len(all))
	for _, d := range all {
		if err := batch.Add(d); err != nil {
			panic(err) // it was read a moment ago
		}
	}
	ns := fmt.Sprintf("%v.%v", body.Get("$db"), body.Get("find"))
	answer := wirebson.MustDocument(
		"cursor", wirebson.MustDocument("firstBatch", batch, "id", int64(0), "ns", ns), "ok", float64(1),
	)
	out := message(answer, make([]byte, headerSize))
	copy(out[8:12], request[4:8]) // the number of the request that is answered
	return out
}
