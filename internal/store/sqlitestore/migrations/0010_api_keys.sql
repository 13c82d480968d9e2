-- Answers to requests with an idempotency key, and the keys of providers' systems.
CREATE TABLE kept_answers (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	at INTEGER NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX kept_answers_by_at ON kept_answers (at);

CREATE TABLE api_keys (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	organisation TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX api_keys_by_organisation ON api_keys (organisation, id);
