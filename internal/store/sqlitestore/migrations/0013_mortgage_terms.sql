-- Parameters of mortgage value-added loans, dated.
CREATE TABLE mortgage_terms (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	collateral TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX mortgage_terms_by_collateral ON mortgage_terms (collateral, id);
