package sqlitestore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"rongqiao/internal/store"
)

// conditions build the WHERE of a list.
type conditions struct {
	terms []string
	args  []any
}

func (c *conditions) add(term string, arg any) {
	c.terms = append(c.terms, term)
	c.args = append(c.args, arg)
}

// among asks for one of the values. A single one is asked for by itself: then
// an index that ends in id gives the order too. Several travel as one JSON
// parameter, so that the text of the query does not depend on how many.
func among[T ~string](c *conditions, column string, values []T) error {
	if len(values) == 1 {
		c.add(column+" = ?", string(values[0]))
		return nil
	}
	text, err := json.Marshal(values)
	if err != nil {
		return fmt.Errorf("filter by %s: %w", column, err)
	}
	c.add(column+" IN (SELECT value FROM json_each(?))", string(text))
	return nil
}

func (c *conditions) where() string {
	if len(c.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.terms, " AND ")
}

// order is the direction of a list by id.
type order struct{ after, by string }

var (
	byID      = order{after: "id > ?", by: " ORDER BY id"}
	newestIDs = order{after: "id < ?", by: " ORDER BY id DESC"}
)

// listQuery reads ids first. That part is answered from an index as far as it
// can be, so that documents are read for the page alone, also where the ids
// must be sorted.
func listQuery(k kind, c conditions, o order) string {
	return "SELECT version, doc FROM " + k.table + " WHERE id IN (SELECT id FROM " + k.table + c.where() + o.by + " LIMIT ?)" + o.by
}

// list answers one page and the cursor of its last item where more follow. It
// reads one item too many to know that.
func list[D, T any, ID ~string](ctx context.Context, s *Store, k kind, c conditions, o order, page store.Page,
	thing func(D, int64) T, id func(T) ID,
) (items []T, next string, err error) {
	if page.Limit < 1 {
		return nil, "", fmt.Errorf("list %s: %w", k.table, errLimit)
	}
	if page.After != "" {
		c.add(o.after, page.After)
	}
	query := listQuery(k, c, o)
	items, err = documents(ctx, s, query, append(c.args, page.Limit+1), thing)
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", k.table, err)
	}
	if len(items) > page.Limit {
		items = items[:page.Limit:page.Limit]
		next = string(id(items[page.Limit-1]))
	}
	return items, next, nil
}

// byIDs answers the things with the ids, those that exist, in no order. The
// ids travel as one parameter, however many.
func byIDs[ID ~string, D, T any](ctx context.Context, s *Store, k kind, ids []ID, thing func(D, int64) T) ([]T, error) {
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.table, err)
	}
	query := "SELECT version, doc FROM " + k.table + " WHERE id IN (SELECT value FROM json_each(?))"
	found, err := documents(ctx, s, query, []any{string(text)}, thing)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", k.table, err)
	}
	return found, nil
}
