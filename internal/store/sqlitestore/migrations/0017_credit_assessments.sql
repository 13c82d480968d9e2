-- What sheets of credit value came to for firms.
CREATE TABLE credit_assessments (
	id TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	enterprise_id TEXT NOT NULL,
	sheet TEXT NOT NULL,
	doc TEXT NOT NULL
) STRICT;
CREATE INDEX credit_assessments_by_enterprise ON credit_assessments (enterprise_id, id);
CREATE INDEX credit_assessments_by_sheet ON credit_assessments (sheet, id);
