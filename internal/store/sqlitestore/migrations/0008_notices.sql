-- What people are told of.
CREATE TABLE notices (
	id        TEXT PRIMARY KEY,
	version   INTEGER NOT NULL,
	addressee TEXT NOT NULL,
	doc       TEXT NOT NULL
) STRICT;
CREATE INDEX notices_by_addressee ON notices (addressee, id);
