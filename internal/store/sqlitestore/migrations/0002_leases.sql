-- One process at a time has this store, but the same code runs on stores that
-- several share.
CREATE TABLE leases (
	name   TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	beat   INTEGER NOT NULL
) STRICT;
