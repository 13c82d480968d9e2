-- Where providers' systems are told of things, and what they are told.
CREATE TABLE webhooks (
	id       TEXT PRIMARY KEY,
	version  INTEGER NOT NULL,
	provider TEXT NOT NULL,
	doc      TEXT NOT NULL
) STRICT;
CREATE INDEX webhooks_by_provider ON webhooks (provider, id);

CREATE TABLE deliveries (
	id      TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	webhook TEXT NOT NULL,
	state   TEXT NOT NULL,
	doc     TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_by_webhook ON deliveries (webhook, id);
CREATE INDEX deliveries_by_state ON deliveries (webhook, state, id);
