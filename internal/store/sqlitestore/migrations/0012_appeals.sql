-- What firms raise, who looks after which firm, and what is owed to firms.
CREATE TABLE appeals (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	enterprise_id TEXT NOT NULL,
	firm_district TEXT NOT NULL,
	state TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX appeals_by_enterprise_id ON appeals (enterprise_id, id);
CREATE INDEX appeals_by_firm_district ON appeals (firm_district, id);
CREATE INDEX appeals_by_state ON appeals (state, id);

CREATE TABLE liaisons (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	doc TEXT NOT NULL
) STRICT;

CREATE TABLE receivables (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	enterprise_id TEXT NOT NULL,
	firm_district TEXT NOT NULL,
	state TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX receivables_by_enterprise_id ON receivables (enterprise_id, id);
CREATE INDEX receivables_by_firm_district ON receivables (firm_district, id);
CREATE INDEX receivables_by_state ON receivables (state, id);
