-- Bridges for refinancing, and the money of the funds behind them.
CREATE TABLE bridges (
	id               TEXT PRIMARY KEY,
	version          INTEGER NOT NULL,
	enterprise_id    TEXT NOT NULL,
	lender_id        TEXT NOT NULL,
	fund_provider_id TEXT NOT NULL,
	doc              TEXT NOT NULL
) STRICT;
CREATE INDEX bridges_by_enterprise ON bridges (enterprise_id, id);
CREATE INDEX bridges_by_lender ON bridges (lender_id, id);
CREATE INDEX bridges_by_fund ON bridges (fund_provider_id, id);
CREATE TABLE bridge_funds (
	id      TEXT PRIMARY KEY,
	version INTEGER NOT NULL,
	doc     TEXT NOT NULL
) STRICT;
