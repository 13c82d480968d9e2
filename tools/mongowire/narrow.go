package main

import (
	"encoding/binary"
	"net"

	"github.com/FerretDB/wire"
	"github.com/FerretDB/wire/wirebson"
)

// FerretDB finds a document by its index when the filter is its _id and
// nothing else; with one more condition it reads the collection from the
// start, and a catalogue takes half a minute to load. So a write whose filter
// names a text _id and other fields by value is looked at here, while no other
// write is let through: where the document has those values, the filter is
// cut down to the _id. In any doubt, and where a value differs, FerretDB gets
// the filter as it is.

// narrow answers the write with its filter cut down, or as it is.
func narrow(server net.Conn, request []byte) []byte {
	var m wire.OpMsg
	if m.UnmarshalBinaryNocopy(request[headerSize:]) != nil {
		return request
	}
	body, err := m.RawSection0().Decode()
	if err != nil {
		return request
	}
	var narrowed bool
	switch body.Command() {
	case "findAndModify":
		narrowed = narrowField(server, body, body, "query")
	case "update":
		narrowed = narrowUpdate(server, body, &m)
	}
	if !narrowed {
		return request
	}
	return message(body, request)
}

// narrowUpdate is for an update of one statement, which it moves into the body.
func narrowUpdate(server net.Conn, body *wirebson.Document, m *wire.OpMsg) bool {
	sections := m.Sections()
	if len(sections) != 2 {
		return false
	}
	statements := sections[1].Documents()
	if len(statements) != 1 || sections[1].Identifier != "updates" {
		return false
	}
	statement, err := statements[0].Decode()
	if err != nil || !narrowField(server, body, statement, "q") {
		return false
	}
	list, err := wirebson.NewArray(statement)
	return err == nil && body.Add("updates", list) == nil
}

func narrowField(server net.Conn, body, in *wirebson.Document, field string) bool {
	raw, ok := in.Get(field).(wirebson.RawDocument)
	if !ok {
		return false
	}
	filter, err := raw.Decode()
	if err != nil || filter.Len() < 2 {
		return false
	}
	id, ok := filter.Get("_id").(string)
	if !ok {
		return false
	}
	stored := lookUp(server, body, id)
	if stored == nil || !agree(filter, stored) {
		return false
	}
	return in.Replace(field, wirebson.MustDocument("_id", id)) == nil
}

// agree tells whether the document has every value of the filter, of the same
// type; null is also what is missing.
func agree(filter, stored *wirebson.Document) bool {
	for _, name := range filter.FieldNames() {
		have := stored.Get(name)
		switch want := filter.Get(name).(type) {
		case string, int64, bool:
			if have != want {
				return false
			}
		case wirebson.NullType:
			if have != nil && have != wirebson.Null {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// lookUp reads the document with the _id; nil for none, and for any failure.
func lookUp(server net.Conn, body *wirebson.Document, id string) *wirebson.Document {
	find := wirebson.MustDocument(
		"find", body.Get(body.Command()), "filter", wirebson.MustDocument("_id", id), "limit", int64(1), "$db", body.Get("$db"),
	)
	if _, err := server.Write(message(find, make([]byte, headerSize))); err != nil {
		return nil
	}
	answer, err := readMessage(server)
	if err != nil {
		return nil
	}
	var m wire.OpMsg
	if m.UnmarshalBinaryNocopy(answer[headerSize:]) != nil {
		return nil
	}
	found, err := m.RawSection0().DecodeDeep()
	if err != nil {
		return nil
	}
	cursor, ok := found.Get("cursor").(*wirebson.Document)
	if !ok {
		return nil
	}
	batch, ok := cursor.Get("firstBatch").(*wirebson.Array)
	if !ok || batch.Len() != 1 {
		return nil
	}
	stored, _ := batch.Get(0).(*wirebson.Document)
	return stored
}

// message is the body as a message with the header of another.
func message(body *wirebson.Document, header []byte) []byte {
	raw, err := body.Encode()
	if err != nil {
		panic(err) // it was read a moment ago
	}
	out := make([]byte, headerSize+flagsSize+1, headerSize+flagsSize+1+len(raw))
	copy(out, header[:headerSize])
	out = append(out, raw...)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	binary.LittleEndian.PutUint32(out[12:], opMsg)
	return out
}
