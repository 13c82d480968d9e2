-- E-mails that tell people of notices, and whose an organisation is.
CREATE TABLE mails (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	state TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX mails_by_state ON mails (state, id);

CREATE INDEX organisations_by_enterprise ON organisations (json_extract(doc, '$.enterprise'));
CREATE INDEX organisations_by_provider ON organisations (json_extract(doc, '$.provider'));
