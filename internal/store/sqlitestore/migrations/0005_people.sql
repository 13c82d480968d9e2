-- The people of an organisation, and the organisations of a role, are asked for when a need is handed to somebody.
ALTER TABLE users ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
UPDATE users SET organisation = coalesce(json_extract(doc, '$.organisation'), '');
CREATE INDEX users_by_organisation ON users (organisation, id);
ALTER TABLE organisations ADD COLUMN role TEXT NOT NULL DEFAULT '';
UPDATE organisations SET role = coalesce(json_extract(doc, '$.role'), '');
CREATE INDEX organisations_by_role ON organisations (role, id);
