-- What came in from other nodes.
CREATE TABLE received (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	kind TEXT NOT NULL,
	uscc TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX received_by_kind ON received (kind, id);
CREATE INDEX received_by_uscc ON received (uscc, id);
