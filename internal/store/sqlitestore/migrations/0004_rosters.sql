-- A firm's place on a roster, with its periods and all that was done to them.
CREATE TABLE roster_entries (
	id      TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	key     TEXT NOT NULL UNIQUE, -- roster/uscc: one entry for each firm on a roster
	roster  TEXT NOT NULL,
	uscc    TEXT NOT NULL,
	doc     TEXT NOT NULL
) STRICT;
CREATE INDEX roster_entries_by_roster ON roster_entries (roster, id);
CREATE INDEX roster_entries_by_uscc ON roster_entries (uscc);
