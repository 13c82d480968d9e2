package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rongqiao/internal/domain"
)

// WaitingNeeds counts the submitted needs by the index on their state. The
// times are all RFC 3339 in UTC, so the least text is the earliest, to a second.
func (s *Store) WaitingNeeds(ctx context.Context) (needs int, oldest time.Time, err error) {
	const query = "SELECT count(*), min(json_extract(doc, '$.submitted_at')) FROM needs WHERE state = ?"
	var first sql.NullString
	err = s.readers.each(ctx, query, []any{string(domain.NeedSubmitted)}, func(rows *sql.Rows) error {
		return rows.Scan(&needs, &first)
	})
	if err == nil && first.Valid {
		oldest, err = time.Parse(time.RFC3339Nano, first.String)
	}
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("count the waiting needs: %w", err)
	}
	return needs, oldest, nil
}
