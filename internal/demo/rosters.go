package demo

import (
	"fmt"

	"rongqiao/internal/domain"
)

// rosterSource stands where the document would: no roster here is a real one.
const rosterSource = "演示名单，非真实文件 (demonstration, no real document)"

// RosterEntries are the entries that say of the firms what their profiles say.
func RosterEntries(firms []domain.Enterprise, by domain.UserID, today domain.Date) ([]domain.RosterEntry, error) {
	var out []domain.RosterEntry
	for _, e := range firms {
		entries := map[domain.Code]int{}
		for _, t := range e.Rosters {
			n, known := entries[t.Code]
			if !known {
				n = len(out)
				entries[t.Code] = n
				out = append(out, domain.RosterEntry{ID: domain.RosterEntryID(fmt.Sprintf("ros_demo_%04d", n+1)), Roster: t.Code, USCC: e.USCC})
			}
			terms := domain.RosterTerms{Name: e.Name, From: t.From, Until: t.Until, Source: rosterSource}
			if err := out[n].Add(terms, by, today.Time()); err != nil {
				return nil, fmt.Errorf("demo firm %s on roster %s: %w", e.ID, t.Code, err)
			}
		}
	}
	return out, nil
}
