package record

import (
	"time"

	"rongqiao/internal/domain"
)

// RosterEntry is a firm's place on a roster as stored.
type RosterEntry struct {
	ID        domain.RosterEntryID `json:"id"`
	Roster    domain.Code          `json:"roster"`
	USCC      domain.USCC          `json:"uscc"`
	Periods   []rosterPeriodDoc    `json:"periods,omitzero"`
	Changes   []rosterChangeDoc    `json:"changes,omitzero"`
	UpdatedAt time.Time            `json:"updated_at"`
}

// Key is what is unique to an entry.
func (d RosterEntry) Key() string { return string(d.Roster) + "/" + string(d.USCC) }

type rosterTermsDoc struct {
	Name   string       `json:"name"`
	From   domain.Date  `json:"from"`
	Until  *domain.Date `json:"until,omitzero"`
	Source string       `json:"source"`
	Note   string       `json:"note,omitzero"`
}

type rosterPeriodDoc struct {
	Terms     rosterTermsDoc `json:"terms"`
	Struck    bool           `json:"struck,omitzero"`
	AddedBy   domain.UserID  `json:"added_by"`
	AddedAt   time.Time      `json:"added_at"`
	EndedBy   domain.UserID  `json:"ended_by,omitzero"`
	EndedAt   *time.Time     `json:"ended_at,omitzero"`
	EndReason string         `json:"end_reason,omitzero"`
}

type rosterChangeDoc struct {
	At     time.Time               `json:"at"`
	By     domain.UserID           `json:"by"`
	Kind   domain.RosterChangeKind `json:"kind"`
	Period int                     `json:"period"`
	Before *rosterTermsDoc         `json:"before,omitzero"`
	After  rosterTermsDoc          `json:"after"`
	Reason string                  `json:"reason,omitzero"`
}

// NewRosterEntry is the shape of an entry.
func NewRosterEntry(e domain.RosterEntry) RosterEntry {
	return RosterEntry{
		ID: e.ID, Roster: e.Roster, USCC: e.USCC, UpdatedAt: at(e.UpdatedAt),
		Periods: each(e.Periods, func(p domain.RosterPeriod) rosterPeriodDoc {
			return rosterPeriodDoc{
				Terms: rosterTermsDoc(p.RosterTerms), Struck: p.Struck, AddedBy: p.AddedBy, AddedAt: at(p.AddedAt),
				EndedBy: p.EndedBy, EndedAt: atOrNil(p.EndedAt), EndReason: p.EndReason,
			}
		}),
		Changes: each(e.Changes, func(c domain.RosterChange) rosterChangeDoc {
			return rosterChangeDoc{
				At: at(c.At), By: c.By, Kind: c.Kind, Period: c.Period,
				Before: (*rosterTermsDoc)(c.Before), After: rosterTermsDoc(c.After), Reason: c.Reason,
			}
		}),
	}
}

// Entry is the entry with the version that it is stored at.
func (d RosterEntry) Entry(version int64) domain.RosterEntry {
	return domain.RosterEntry{
		ID: d.ID, Version: version, Roster: d.Roster, USCC: d.USCC, UpdatedAt: d.UpdatedAt,
		Periods: each(d.Periods, func(p rosterPeriodDoc) domain.RosterPeriod {
			return domain.RosterPeriod{
				RosterTerms: domain.RosterTerms(p.Terms), Struck: p.Struck, AddedBy: p.AddedBy, AddedAt: p.AddedAt,
				EndedBy: p.EndedBy, EndedAt: p.EndedAt, EndReason: p.EndReason,
			}
		}),
		Changes: each(d.Changes, func(c rosterChangeDoc) domain.RosterChange {
			return domain.RosterChange{
				At: c.At, By: c.By, Kind: c.Kind, Period: c.Period,
				Before: (*domain.RosterTerms)(c.Before), After: domain.RosterTerms(c.After), Reason: c.Reason,
			}
		}),
	}
}
