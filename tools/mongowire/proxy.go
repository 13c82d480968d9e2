package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// proxy lets one write through at a time. MongoDB changes a document
// atomically; FerretDB on SQLite runs update and findAndModify as query,
// filter in memory and write by _id, with no transaction around them, so that
// two writers who read the same version would both write theirs and one
// update would be lost. One write at a time is what MongoDB promises for one
// document, and more than that for several, which no test may lean on. Reads
// pass freely. A write is under way until its answer is there, also where the
// client has gone meanwhile.
type proxy struct {
	backend string // HOST:PORT
	writing sync.Mutex
}

// writes are the commands that change something.
var writes = map[string]bool{
	"insert": true, "update": true, "delete": true, "findAndModify": true, "findandmodify": true,
	"create": true, "createIndexes": true, "drop": true, "dropIndexes": true, "dropDatabase": true,
	"collMod": true, "renameCollection": true, "bulkWrite": true,
}

// serve answers clients until ctx ends.
func (p *proxy) serve(ctx context.Context, l net.Listener) error {
	for {
		client, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		go p.talk(client)
	}
}

// talk carries one client's messages over a connection of its own. A client
// sends the next message when it has the answer to the last one.
func (p *proxy) talk(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.backend)
	if err != nil {
		return
	}
	defer server.Close()
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		answer, err := p.ask(server, request)
		if err != nil {
			return
		}
		if _, err := client.Write(answer); err != nil {
			return
		}
	}
}

func (p *proxy) ask(server net.Conn, request []byte) ([]byte, error) {
	if command(request) == "find" {
		if answer, ok := findByID(server, request); ok {
			return answer, nil
		}
	}
	if writes[command(request)] {
		p.writing.Lock()
		defer p.writing.Unlock()
		request = narrow(server, request)
	}
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return readMessage(server)
}

// Sizes and numbers of the wire protocol.
const (
	headerSize  = 16 // length, request id, id it answers, operation; 4 bytes each, little-endian
	flagsSize   = 4
	opMsg       = 2013
	mostBytes   = 48_000_000
	bodySection = 0
	bsonName    = 4 + 1 // the first name of a BSON document is behind its length and a type
)

var errSize = errors.New("a message of an impossible size")

func readMessage(r io.Reader) ([]byte, error) {
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(header)
	if size < headerSize || size > mostBytes+headerSize {
		return nil, fmt.Errorf("%w: %d bytes", errSize, size)
	}
	message := append(header, make([]byte, size-headerSize)...)
	_, err := io.ReadFull(r, message[headerSize:])
	return message, err
}

// command is the name of a message's command: the first key of its body. The
// old form of message, which only the first hello has, and what cannot be
// read have none; the server will say what it thinks of them.
func command(message []byte) string {
	if binary.LittleEndian.Uint32(message[12:]) != opMsg {
		return ""
	}
	for rest := message[headerSize:]; len(rest) > flagsSize+1+bsonName; {
		section := rest[flagsSize:]
		if section[0] == bodySection {
			name, _, _ := bytes.Cut(section[1+bsonName:], []byte{0})
			return string(name)
		}
		size := binary.LittleEndian.Uint32(section[1:]) // of a list of documents, itself included
		if int64(size)+flagsSize+1 > int64(len(rest)) {
			return ""
		}
		rest = rest[1+size:] // flags stay counted, as if they stood before each section
	}
	return ""
}
