-- Uploaded files: what is known of them, and their contents.
CREATE TABLE documents (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	need_id TEXT NOT NULL,
	application_id TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_need_id ON documents (need_id, id);
CREATE INDEX documents_by_application_id ON documents (application_id, id);

CREATE TABLE chunks (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	doc TEXT NOT NULL
) STRICT;
