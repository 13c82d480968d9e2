-- A firm's requests for offers, with all that follows from them.
CREATE TABLE applications (
	id            TEXT PRIMARY KEY,
	version       INTEGER NOT NULL,
	need_id       TEXT NOT NULL,
	enterprise_id TEXT NOT NULL,
	provider_id   TEXT NOT NULL,
	state         TEXT NOT NULL,
	doc           TEXT NOT NULL
) STRICT;
CREATE INDEX applications_by_need ON applications (need_id, id);
CREATE INDEX applications_by_enterprise ON applications (enterprise_id, id);
CREATE INDEX applications_by_provider ON applications (provider_id, state, id);
CREATE INDEX applications_by_state ON applications (state, id);
