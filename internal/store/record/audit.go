package record

import (
	"time"

	"rongqiao/internal/domain"
)

// AuditEntry is an entry of the audit log; its number is the store's.
type AuditEntry struct {
	At      time.Time     `json:"at"`
	User    domain.UserID `json:"user,omitzero"`
	Role    domain.Role   `json:"role,omitzero"`
	Action  string        `json:"action"`
	Target  string        `json:"target,omitzero"`
	Address string        `json:"address,omitzero"`
	Outcome string        `json:"outcome"`
	Before  string        `json:"before,omitzero"`
	After   string        `json:"after,omitzero"`
}

// NewAuditEntry is the shape of an entry.
func NewAuditEntry(e domain.AuditEntry) AuditEntry {
	return AuditEntry{
		At: at(e.At), User: e.User, Role: e.Role, Action: e.Action,
		Target: e.Target, Address: e.Address, Outcome: e.Outcome, Before: e.Before, After: e.After,
	}
}

// Entry is the entry with its number.
func (d AuditEntry) Entry(seq int64) domain.AuditEntry {
	return domain.AuditEntry{
		Seq: seq, At: d.At, User: d.User, Role: d.Role, Action: d.Action,
		Target: d.Target, Address: d.Address, Outcome: d.Outcome, Before: d.Before, After: d.After,
	}
}
