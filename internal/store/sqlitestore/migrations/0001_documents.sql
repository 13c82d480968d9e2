-- Every thing is a JSON document in doc, beside the version that saves are
-- checked against and the columns that lists filter by.

CREATE TABLE enterprises (
	id       TEXT PRIMARY KEY,
	version  INTEGER NOT NULL,
	uscc     TEXT NOT NULL UNIQUE,
	district TEXT NOT NULL, -- of the last residence
	doc      TEXT NOT NULL
) STRICT;
CREATE INDEX enterprises_by_district ON enterprises (district, id);

CREATE TABLE needs (
	id            TEXT PRIMARY KEY,
	version       INTEGER NOT NULL,
	enterprise_id TEXT NOT NULL,
	state         TEXT NOT NULL,
	district      TEXT, -- of the firm, kept in step by saving either; NULL while no such firm is stored
	doc           TEXT NOT NULL
) STRICT;
CREATE INDEX needs_by_enterprise ON needs (enterprise_id, id);
CREATE INDEX needs_by_district ON needs (district, state, id);
CREATE INDEX needs_by_state ON needs (state, id);

CREATE TABLE offers (
	id          TEXT PRIMARY KEY,
	version     INTEGER NOT NULL,
	provider_id TEXT NOT NULL,
	state       TEXT NOT NULL,
	doc         TEXT NOT NULL
) STRICT;
CREATE INDEX offers_by_provider ON offers (provider_id, id);
CREATE INDEX offers_by_state ON offers (state, id);

CREATE TABLE organisations (
	id      TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	doc     TEXT NOT NULL
) STRICT;

CREATE TABLE users (
	id      TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	email   TEXT NOT NULL UNIQUE,
	doc     TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
	id         TEXT PRIMARY KEY,
	version    INTEGER NOT NULL,
	expires_at INTEGER NOT NULL, -- unix seconds
	doc        TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- AUTOINCREMENT never gives a number twice, so followers may trust that a
-- higher one is newer even after old rows were dropped.
CREATE TABLE outbox (
	seq  INTEGER PRIMARY KEY AUTOINCREMENT,
	type TEXT NOT NULL,
	id   TEXT NOT NULL,
	at   TEXT NOT NULL -- RFC 3339, UTC
) STRICT;

CREATE TABLE audit (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	doc TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;
