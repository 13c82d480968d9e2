package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite", as the store has it

	"rongqiao/internal/cost"
	"rongqiao/internal/domain"
)

// rows are the offers in a table with indexed columns. Its query knows what
// fits into columns: amount, term, rate ceiling, collateral, guarantee, dates.
// Conditions on the firm, unknowns and routes are left to code.
type rows struct {
	db    *sql.DB
	query *sql.Stmt
}

// openSQLite opens a file with the store's settings and room for all of it in
// memory.
func openSQLite(name string) (*sql.DB, error) {
	q := url.Values{"_pragma": {"journal_mode(wal)", "synchronous(full)", "busy_timeout(10000)", "cache_size(-262144)", "temp_store(memory)"}}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: name, RawQuery: q.Encode()}).String())
}

const rowsSchema = `CREATE TABLE offers (
	position INTEGER PRIMARY KEY, valid_from INTEGER NOT NULL, valid_until INTEGER NOT NULL,
	amount_min INTEGER NOT NULL, amount_max INTEGER NOT NULL, term_min INTEGER NOT NULL, term_max INTEGER NOT NULL,
	rate_low INTEGER NOT NULL, collateral INTEGER NOT NULL, guarantee INTEGER NOT NULL);
CREATE INDEX offers_by_amount ON offers (amount_max, amount_min);
CREATE INDEX offers_by_term ON offers (term_max, term_min);
CREATE INDEX offers_by_rate ON offers (rate_low);`

func openRows(ctx context.Context, name string, m market) (*rows, error) {
	db, err := openSQLite(name)
	if err != nil {
		return nil, err
	}
	r := &rows{db: db}
	if err := r.fill(ctx, m); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	r.query, err = db.PrepareContext(ctx, `SELECT position FROM offers WHERE valid_from <= ?1 AND valid_until >= ?1
		AND amount_min <= ?2 AND amount_max >= ?2 AND term_min <= ?3 AND term_max >= ?3
		AND rate_low <= ?4 AND collateral <= ?5 AND guarantee <= ?6`)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

func (r *rows) close() error { return r.db.Close() }

func (r *rows) fill(ctx context.Context, m market) error {
	if _, err := r.db.ExecContext(ctx, rowsSchema); err != nil {
		return err
	}
	table, err := lprTable(m.rules)
	if err != nil {
		return err
	}
	sorted := slices.Clone(m.offers)
	slices.SortFunc(sorted, func(a, b domain.Offer) int { return strings.Compare(string(a.ID), string(b.ID)) })
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO offers VALUES (?,?,?,?,?,?,?,?,?,?)")
	if err != nil {
		return err
	}
	for i, o := range sorted {
		if _, err := insert.ExecContext(ctx, append([]any{i}, columns(o, table, m)...)...); err != nil {
			return fmt.Errorf("offer %s: %w", o.ID, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = r.db.ExecContext(ctx, "ANALYZE")
	return err
}

// columns are the simple conditions, with bounds where nothing is published.
func columns(o domain.Offer, table cost.LPRTable, m market) []any {
	t, none := o.Terms, int64(math.MaxInt64)
	amountMin, amountMax, termMin, termMax := int64(0), none, int64(0), none
	var rate, collateral, guarantee int64
	put := func(into *int64, v *domain.Fen) {
		if v != nil {
			*into = int64(*v)
		}
	}
	switch o.Kind {
	case domain.OfferLoan:
		put(&amountMin, t.AmountMin)
		if len(t.AmountRows) == 0 {
			put(&amountMax, t.AmountMax)
		}
		if t.TermMin != nil {
			termMin = int64(*t.TermMin)
		}
		if t.TermMax != nil {
			termMax = int64(*t.TermMax)
		}
		if t.Collateral != nil && *t.Collateral {
			collateral = 1
		}
		if t.Guarantee != nil && *t.Guarantee {
			guarantee = 1
		}
	case domain.OfferFund:
		put(&amountMin, t.Fund.TicketMin)
		put(&amountMax, t.Fund.TicketMax)
	case domain.OfferAward:
	}
	if low := (written{m.rules, table}).lowest(t.Rate); low != nil {
		rate = int64(*low)
	}
	from, until := int64(math.MinInt32), none
	if o.ValidFrom != nil {
		from = int64(*o.ValidFrom)
	}
	if o.ValidUntil != nil {
		until = int64(*o.ValidUntil)
	}
	return []any{from, until, amountMin, amountMax, termMin, termMax, rate, collateral, guarantee}
}

// left answers the positions that the query leaves, in order.
func (r *rows) left(ctx context.Context, c ask) ([]int64, error) {
	n := c.need
	ceiling, collateral, guarantee := int64(math.MaxInt64), 1, 1
	if n.RateCeiling != nil {
		ceiling = int64(*n.RateCeiling)
	}
	if n.Collateral != nil && len(n.Collateral) == 0 {
		collateral = 0
	}
	if n.Guarantee != nil && !*n.Guarantee {
		guarantee = 0
	}
	found, err := r.query.QueryContext(ctx, int64(today), int64(n.Amount), int64(n.Term), ceiling, collateral, guarantee)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []int64
	for found.Next() {
		var position int64
		if err := found.Scan(&position); err != nil {
			return nil, err
		}
		out = append(out, position)
	}
	slices.Sort(out)
	return out, found.Err()
}
