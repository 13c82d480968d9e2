-- The weekly sheet of firms on a roster.
CREATE TABLE monitoring (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	uscc TEXT NOT NULL,
	week TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX monitoring_by_uscc ON monitoring (uscc, id);
CREATE INDEX monitoring_by_week ON monitoring (week, id);
