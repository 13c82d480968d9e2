package transfer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"rongqiao/internal/store"
)

// Sum is the checksum of a collection: how many records, and the sum of their
// SHA-256 modulo 2^256. It does not depend on the order in which they are
// read, which stores do not promise. That is enough here: two sides whose
// records differ by loss, repetition or damage have the same sum by a chance
// of 1 in 2^256. A sum, as exclusive or would let a record that is there twice
// vanish. It does not hold against someone who makes records up to fit; such a
// one could write to the target anyway.
type Sum struct {
	Count int64 `json:"count"`
	Hash  Hash  `json:"hash"`
}

// Hash is a number of 256 bits, the highest byte first; in hex as text.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the number in hex.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	if n, err := hex.Decode(h[:], text); err != nil || n != len(h) {
		return fmt.Errorf("want a checksum of %d bytes in hex, have %q", len(h), text)
	}
	return nil
}

// add takes the record into the sum: all that a store keeps of it.
func (s *Sum) add(r store.Record) {
	s.Count++
	one := hashOf(r)
	carry := uint16(0)
	for i := len(one) - 1; i >= 0; i-- {
		carry += uint16(s.Hash[i]) + uint16(one[i])
		s.Hash[i] = byte(carry)
		carry >>= 8
	}
}

// hashOf hashes each part behind its length, so that no two records of
// different parts give the same bytes.
func hashOf(r store.Record) Hash {
	text := make([]byte, 0, len(r.ID)+len(r.Doc)+64)
	part := func(b string) {
		text = binary.BigEndian.AppendUint64(text, uint64(len(b)))
		text = append(text, b...)
	}
	part(r.ID)
	text = binary.BigEndian.AppendUint64(text, uint64(r.Version))
	part(string(r.Doc))
	if r.District != nil {
		part(string(*r.District))
	}
	return sha256.Sum256(text)
}
