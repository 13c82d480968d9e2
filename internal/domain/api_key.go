package domain

import (
	"strings"
	"time"
)

// APIKeyID identifies a key of a provider's system, "key_…".
type APIKeyID string

// APIKey lets a provider's system act as a person of its own, within its
// scopes. The secret itself is kept nowhere: what is stored is its SHA-256,
// which is enough for a secret of 256 random bits.
type APIKey struct {
	ID           APIKeyID
	Version      int64
	Organisation OrganisationID
	User         UserID // the person that stands for the system
	Name         string
	Scopes       []Code // of the policy's list
	Hash         string
	OldHash      string     // the secret before the last rotation
	OldUntil     *time.Time // until then the old one is good
	PerMinute    int        // requests
	Until        *Date      // the last day; nil: without an end
	LastUsedOn   *Date
	CreatedAt    time.Time
	CreatedBy    UserID
	UpdatedAt    time.Time
	RevokedAt    *time.Time
}

// Bounds of an API key.
const (
	MaxKeyName      = 60
	MaxKeyPerMinute = 6_000
)

// Good tells whether a secret with the hash opens the key at the moment.
func (k APIKey) Good(hash string, now time.Time, today Date) bool {
	if k.RevokedAt != nil || k.Until != nil && today > *k.Until {
		return false
	}
	return hash == k.Hash || k.OldHash != "" && hash == k.OldHash && k.OldUntil != nil && now.Before(*k.OldUntil)
}

// Check looks at what is said of a key. known tells which scopes there are.
func (k APIKey) Check(known func(Code) bool, today Date) error {
	var f faults
	switch n := len([]rune(strings.TrimSpace(k.Name))); {
	case n == 0:
		f.add("name", "required", nil)
	case n > MaxKeyName:
		f.add("name", "text_too_long", Facts{"max": MaxKeyName, "have": n})
	}
	if len(k.Scopes) == 0 {
		f.add("scopes", "required", nil)
	}
	for _, s := range k.Scopes {
		if !known(s) {
			f.add("scopes", "unknown_code", Facts{"vocabulary": "api_scopes", "have": s})
		}
	}
	if k.PerMinute < 1 || k.PerMinute > MaxKeyPerMinute {
		f.add("per_minute", "per_minute_out_of_range", Facts{"min": 1, "max": MaxKeyPerMinute, "have": k.PerMinute})
	}
	if k.Until != nil && *k.Until < today {
		f.add("until", "date_in_past", Facts{"want": today.String(), "have": k.Until.String()})
	}
	return f.err()
}
