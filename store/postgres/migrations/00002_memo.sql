-- +goose Up
-- What processes remember together for a while (memo.go): sessions of browsers,
-- guesses of passwords. key and grp are tags; body is sealed, and NULL where it was
-- forgotten and may not come back.
CREATE TABLE memo (space text NOT NULL, key uuid NOT NULL, grp uuid, body bytea, until timestamptz NOT NULL, PRIMARY KEY (space, key));
CREATE INDEX memo_grp ON memo (space, grp) WHERE grp IS NOT NULL;
CREATE INDEX memo_until ON memo (until);
