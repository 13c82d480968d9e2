package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"rongqiao/internal/domain"
	"rongqiao/internal/store"
)

// The seals of the audit log are kept as settings: how many there are, and
// each by its number.
const (
	sealCountKey = "audit.seals"
	sealKey      = "audit.seal." // and the number, from 1
	sealHolds    = 256           // entries of one seal
	sealEvery    = 5 * time.Second
)

// seal holds the chain's hashes of some entries that follow one another.
type seal struct {
	First  int64    `json:"first"`  // number of the first entry
	Last   int64    `json:"last"`   // and of the last
	Before string   `json:"before"` // the hash before the first
	Hashes []string `json:"hashes"`
}

// chained is the hash of an entry and of all before it.
func chained(before string, e domain.AuditEntry) (string, error) {
	text, err := json.Marshal(struct {
		Seq                                          int64
		At                                           time.Time
		User, Role, Action, Target, Address, Outcome string
		Before, After                                string `json:",omitempty"` // entries from before there were hashes keep theirs
	}{e.Seq, e.At.UTC(), string(e.User), string(e.Role), e.Action, e.Target, e.Address, e.Outcome, e.Before, e.After})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(before+"\n"), text...))
	return hex.EncodeToString(sum[:]), nil
}

// AuditSealer binds the entries of the audit log into a chain of hashes, some
// seconds after they were added: an entry that is changed, taken out or slipped
// in afterwards breaks it. One process runs it; a second one for a moment
// writes the same, as the hashes follow from the entries alone.
type AuditSealer struct {
	Store store.Store
	Log   *slog.Logger
}

// Run seals until ctx ends.
func (s *AuditSealer) Run(ctx context.Context) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		if _, err := s.Once(ctx); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "the audit log cannot be sealed", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once seals what is not sealed yet, and answers how many entries that were.
func (s *AuditSealer) Once(ctx context.Context) (sealed int, err error) {
	count, last, err := lastSeal(ctx, s.Store)
	if err != nil {
		return 0, err
	}
	for {
		entries, err := s.Store.AuditEntries(ctx, last.Last, sealHolds)
		if err != nil || len(entries) == 0 {
			return sealed, err
		}
		for len(entries) > 0 {
			if count == 0 || len(last.Hashes) >= sealHolds {
				last = seal{First: entries[0].Seq, Before: last.head()}
				count++
			}
			n := min(sealHolds-len(last.Hashes), len(entries))
			for _, e := range entries[:n] {
				h, err := chained(last.head(), e)
				if err != nil {
					return sealed, err
				}
				last.Hashes, last.Last = append(last.Hashes, h), e.Seq
			}
			entries, sealed = entries[n:], sealed+n
			if err := saveSeal(ctx, s.Store, count, last); err != nil {
				return sealed, err
			}
		}
	}
}

// head is the hash at the seal's end.
func (s seal) head() string {
	if len(s.Hashes) == 0 {
		return s.Before
	}
	return s.Hashes[len(s.Hashes)-1]
}

func saveSeal(ctx context.Context, m store.Meta, number int64, s seal) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	// The seal first: a kill between the two leaves one that is written again.
	if err := m.SetMeta(ctx, sealKey+fmt.Sprint(number), string(text)); err != nil {
		return err
	}
	return m.SetMeta(ctx, sealCountKey, fmt.Sprint(number))
}

func lastSeal(ctx context.Context, m store.Meta) (count int64, last seal, err error) {
	text, err := m.Meta(ctx, sealCountKey)
	if err != nil || text == "" {
		return 0, seal{}, err
	}
	if _, err := fmt.Sscan(text, &count); err != nil {
		return 0, seal{}, fmt.Errorf("how many seals the audit log has: %w", err)
	}
	last, err = sealOf(ctx, m, count)
	return count, last, err
}

func sealOf(ctx context.Context, m store.Meta, number int64) (seal, error) {
	var s seal
	text, err := m.Meta(ctx, sealKey+fmt.Sprint(number))
	if err == nil {
		err = json.NewDecoder(strings.NewReader(text)).Decode(&s)
	}
	if err != nil {
		return s, fmt.Errorf("seal %d of the audit log: %w", number, err)
	}
	return s, nil
}

// AuditProof is what a walk along the chain found.
type AuditProof struct {
	Sealed   int64  // entries that the chain holds
	Unsealed int64  // entries added since
	Head     string // the hash at the chain's end: written down elsewhere, it binds the whole
}

// VerifyAudit walks the whole chain. Errors: audit_broken with the number of
// the first entry that is not as it was sealed, and what is wrong with it:
// changed or missing.
func VerifyAudit(ctx context.Context, s store.Store) (AuditProof, error) {
	var proof AuditProof
	count, _, err := lastSeal(ctx, s)
	if err != nil {
		return proof, err
	}
	next := entriesOf(s)
	broken := func(seq int64, what string) error {
		return domain.NewError(domain.KindConflict, "audit_broken", domain.Facts{"seq": seq, "what": what})
	}
	before, after := "", int64(0)
	for number := int64(1); number <= count; number++ {
		one, err := sealOf(ctx, s, number)
		if err != nil {
			return proof, err
		}
		if one.Before != before {
			return proof, broken(one.First, "changed")
		}
		for i, want := range one.Hashes {
			expected := after + 1
			if i == 0 {
				expected = one.First
			}
			e, ok, err := next(ctx)
			if err != nil {
				return proof, err
			}
			have, err := chained(before, e)
			if err != nil {
				return proof, err
			}
			switch {
			case !ok, have != want && e.Seq > expected:
				return proof, broken(expected, "missing")
			case have != want:
				return proof, broken(e.Seq, "changed")
			}
			before, after = want, e.Seq
			proof.Sealed++
		}
	}
	for {
		_, ok, err := next(ctx)
		if err != nil || !ok {
			proof.Head = before
			return proof, err
		}
		proof.Unsealed++
	}
}

// entriesOf hands out the entries of the audit log one by one.
func entriesOf(s store.Audit) func(context.Context) (domain.AuditEntry, bool, error) {
	var page []domain.AuditEntry
	after, over := int64(0), false
	return func(ctx context.Context) (domain.AuditEntry, bool, error) {
		if len(page) == 0 && !over {
			var err error
			if page, err = s.AuditEntries(ctx, after, 1000); err != nil {
				return domain.AuditEntry{}, false, err
			}
			over = len(page) == 0
		}
		if over {
			return domain.AuditEntry{}, false, nil
		}
		e := page[0]
		page, after = page[1:], e.Seq
		return e, true, nil
	}
}
