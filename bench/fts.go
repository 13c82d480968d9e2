package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"rongqiao/internal/domain"
	"rongqiao/search"
)

// fts is what one would build on SQLite alone: FTS5 with its trigram
// tokenizer, columns and side tables for the filters, GROUP BY for the facets.
// All words must be found; where none is, any trigram of the query may be.
// Words of less than three characters, which trigrams cannot find, are looked
// for with LIKE.
type fts struct {
	db *sql.DB // of one connection, which holds the temporary table
}

const ftsSchema = `CREATE TABLE offers (n INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, provider TEXT NOT NULL,
	verified INTEGER NOT NULL, amount_min INTEGER, amount_max INTEGER, term_min INTEGER, term_max INTEGER);
CREATE TABLE bound (field TEXT NOT NULL, n INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (field, n, value)) WITHOUT ROWID;
CREATE INDEX offers_by_kind ON offers (kind);
CREATE VIRTUAL TABLE words USING fts5(name_zh, name_en, provider_zh, provider_en, text, tokenize='trigram');
CREATE TEMP TABLE hits (n INTEGER PRIMARY KEY, rank REAL NOT NULL);`

// ftsColumns are those that words are found in; a hit in a name counts most.
var ftsColumns = []string{"name_zh", "name_en", "provider_zh", "provider_en", "text"}

const ftsRank = "bm25(words, 10, 10, 5, 5, 1)"

func openFTS(ctx context.Context, name string, docs []search.Document) (*fts, error) {
	db, err := openSQLite(name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &fts{db: db}
	if err := f.fill(ctx, docs); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

func (f *fts) close() error { return f.db.Close() }

func (f *fts) fill(ctx context.Context, docs []search.Document) error {
	if _, err := f.db.ExecContext(ctx, ftsSchema); err != nil {
		return err
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var statements []*sql.Stmt
	for _, text := range []string{
		"INSERT INTO offers VALUES (?,?,?,?,?,?,?,?,?)",
		"INSERT INTO words (rowid, name_zh, name_en, provider_zh, provider_en, text) VALUES (?,?,?,?,?,?)",
		"INSERT OR IGNORE INTO bound VALUES (?,?,?)",
	} {
		statement, err := tx.PrepareContext(ctx, text)
		if err != nil {
			return err
		}
		statements = append(statements, statement)
	}
	for n, d := range docs {
		if err := ftsInsert(ctx, statements, n, d); err != nil {
			return fmt.Errorf("offer %s: %w", d.ID, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, last := range []string{"INSERT INTO words(words) VALUES ('optimize')", "ANALYZE"} {
		if _, err := f.db.ExecContext(ctx, last); err != nil {
			return err
		}
	}
	return nil
}

func ftsInsert(ctx context.Context, into []*sql.Stmt, n int, d search.Document) error {
	if _, err := into[0].ExecContext(ctx, n, d.ID, d.Kind, d.Provider, d.Verified, d.AmountMin, d.AmountMax, d.TermMin, d.TermMax); err != nil {
		return err
	}
	if _, err := into[1].ExecContext(ctx, n, d.NameZH, d.NameEN, d.ProviderZH, d.ProviderEN, strings.Join(d.Text, "\n")); err != nil {
		return err
	}
	for field, codes := range map[string][]domain.Code{"product": d.Products, "district": d.Districts, "industry": d.Industries, "tier": d.Tiers} {
		for _, code := range codes {
			if _, err := into[2].ExecContext(ctx, field, n, code); err != nil {
				return err
			}
		}
	}
	return nil
}

// ftsWhere is the WHERE clause of a query and its values.
type ftsWhere struct {
	terms  []string
	values []any
	ranked bool // has a MATCH, so that bm25 can be asked for
}

func (w *ftsWhere) add(term string, values ...any) {
	w.terms, w.values = append(w.terms, term), append(w.values, values...)
}

func quoted(word string) string { return `"` + strings.ReplaceAll(word, `"`, `""`) + `"` }

// where asks for all words, or for any trigram of the text.
func where(q search.Query, anyTrigram bool) ftsWhere {
	var w ftsWhere
	var match []string
	for word := range strings.FieldsSeq(q.Text) {
		runes := []rune(word)
		switch {
		case anyTrigram:
			for i := 0; i+3 <= len(runes); i++ {
				match = append(match, quoted(string(runes[i:i+3])))
			}
		case len(runes) >= 3:
			match = append(match, quoted(word))
		default:
			var columns []string
			var values []any
			for _, column := range ftsColumns {
				columns, values = append(columns, "words."+column+" LIKE ?"), append(values, "%"+word+"%")
			}
			w.add("("+strings.Join(columns, " OR ")+")", values...)
		}
	}
	if len(match) > 0 {
		join := " "
		if anyTrigram {
			join = " OR "
		}
		w.ranked = true
		w.add("words MATCH ?", strings.Join(match, join))
	}
	w.filters(q)
	return w
}

func (w *ftsWhere) filters(q search.Query) {
	if len(q.Kinds) > 0 {
		marks := strings.TrimSuffix(strings.Repeat("?,", len(q.Kinds)), ",")
		var values []any
		for _, k := range q.Kinds {
			values = append(values, string(k))
		}
		w.add("offers.kind IN ("+marks+")", values...)
	}
	for _, d := range q.Districts {
		const bound = "EXISTS (SELECT 1 FROM bound WHERE field = 'district' AND bound.n = offers.n"
		w.add("(NOT "+bound+") OR "+bound+" AND value = ?))", string(d))
	}
	if q.Amount != nil {
		w.add("ifnull(offers.amount_min, 0) <= ? AND ifnull(offers.amount_max, 9e18) >= ?", int64(*q.Amount), int64(*q.Amount))
	}
}

// query is the select of the hits with their rank, lowest first.
func (w ftsWhere) query() string {
	rank := "0.0"
	if w.ranked {
		rank = ftsRank
	}
	text := "SELECT offers.n, " + rank + " AS rank FROM offers"
	if len(w.terms) > 0 {
		text = "SELECT words.rowid, " + rank + " AS rank FROM words JOIN offers ON offers.n = words.rowid WHERE " + strings.Join(w.terms, " AND ")
	}
	return text
}

// first answers the first hits alone.
func (f *fts) first(ctx context.Context, q search.Query) ([]string, error) {
	w := where(q, false)
	ids, err := f.ids(ctx, w, q.Limit)
	if err != nil || len(ids) > 0 || !loosened(q) {
		return ids, err
	}
	return f.ids(ctx, where(q, true), q.Limit)
}

// loosened tells whether a query that found nothing is asked again by its
// trigrams.
func loosened(q search.Query) bool {
	for word := range strings.FieldsSeq(q.Text) {
		if utf8.RuneCountInString(word) >= 3 {
			return true
		}
	}
	return false
}

func (f *fts) ids(ctx context.Context, w ftsWhere, limit int) ([]string, error) {
	text := "SELECT offers.id FROM (" + w.query() + " ORDER BY rank, 1 LIMIT ?) AS first JOIN offers ON offers.n = first.rowid ORDER BY first.rank"
	text = strings.Replace(text, "SELECT words.rowid,", "SELECT words.rowid AS rowid,", 1)
	text = strings.Replace(text, "SELECT offers.n,", "SELECT offers.n AS rowid,", 1)
	return f.strings(ctx, text, append(w.values, limit)...)
}

func (f *fts) strings(ctx context.Context, text string, values ...any) ([]string, error) {
	found, err := f.db.QueryContext(ctx, text, values...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text, err)
	}
	defer found.Close()
	var out []string
	for found.Next() {
		var s string
		if err := found.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, found.Err()
}

// ftsFacets count the hits by each field that ours counts.
var ftsFacets = []string{
	"SELECT kind, count(*) FROM hits JOIN offers USING (n) GROUP BY 1",
	"SELECT provider, count(*) FROM hits JOIN offers USING (n) GROUP BY 1",
	"SELECT verified, count(*) FROM hits JOIN offers USING (n) GROUP BY 1",
	"SELECT field, value, count(*) FROM hits JOIN bound USING (n) GROUP BY 1, 2",
}

// full answers the first hits, their number and the facets.
func (f *fts) full(ctx context.Context, q search.Query) (ids []string, total int, err error) {
	if total, err = f.gather(ctx, where(q, false)); err != nil {
		return nil, 0, err
	}
	if total == 0 && loosened(q) {
		if total, err = f.gather(ctx, where(q, true)); err != nil {
			return nil, 0, err
		}
	}
	ids, err = f.strings(ctx, "SELECT id FROM hits JOIN offers USING (n) ORDER BY rank, n LIMIT ?", q.Limit)
	if err != nil {
		return nil, 0, err
	}
	for _, text := range ftsFacets {
		if err := f.drain(ctx, text); err != nil {
			return nil, 0, err
		}
	}
	return ids, total, nil
}

func (f *fts) gather(ctx context.Context, w ftsWhere) (int, error) {
	if _, err := f.db.ExecContext(ctx, "DELETE FROM hits"); err != nil {
		return 0, err
	}
	done, err := f.db.ExecContext(ctx, "INSERT INTO hits "+w.query(), w.values...)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}

func (f *fts) drain(ctx context.Context, text string) error {
	found, err := f.db.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for found.Next() {
		if err := found.Scan(values...); err != nil {
			return err
		}
	}
	return found.Err()
}
