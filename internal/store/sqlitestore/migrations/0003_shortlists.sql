-- Cultivation records, one for a firm, and the shortlists that were chosen.

CREATE TABLE candidacies (
	id            TEXT PRIMARY KEY,
	version       INTEGER NOT NULL,
	enterprise_id TEXT NOT NULL UNIQUE,
	stage         TEXT NOT NULL,
	doc           TEXT NOT NULL
) STRICT;
CREATE INDEX candidacies_by_stage ON candidacies (stage, id);

CREATE TABLE shortlists (
	id      TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	state   TEXT NOT NULL,
	doc     TEXT NOT NULL
) STRICT;
CREATE INDEX shortlists_by_state ON shortlists (state, id);
