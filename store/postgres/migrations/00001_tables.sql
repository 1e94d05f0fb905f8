-- +goose Up
-- Numbers are given by the one update that runs (the row of turn is its lock), so
-- that rows are written without asking for the number they got. What has meaning
-- is sealed (seal.go): claims, rows, texts, settings and parcels under keys of
-- their own, values of keys and words as tags that only the key can make.

-- one: the row that whoever updates holds; the last numbers given
CREATE TABLE turn (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	commits bigint NOT NULL DEFAULT 0, seq bigint NOT NULL DEFAULT 0, record bigint NOT NULL DEFAULT 0,
	word bigint NOT NULL DEFAULT 0, barred bigint NOT NULL DEFAULT 0, channel text NOT NULL
);
INSERT INTO turn (channel) VALUES ('lanna_' || replace(gen_random_uuid()::text, '-', ''));

-- sealed: the database's key under the passphrase
CREATE TABLE vault (one boolean PRIMARY KEY DEFAULT true CHECK (one), sealed bytea NOT NULL);

-- A process that works on the database. ticket: its last update that was committed.
CREATE TABLE process (id uuid PRIMARY KEY, ticket bigint NOT NULL DEFAULT 0, began timestamptz NOT NULL DEFAULT now());
CREATE TABLE lease (name text PRIMARY KEY, holder uuid NOT NULL, until timestamptz NOT NULL);

-- The keys under which content is sealed, themselves under the database's key. An
-- erasure puts another in the place of one (erase.go).
CREATE TABLE seal (k bigint PRIMARY KEY, key bytea NOT NULL);

CREATE TABLE name (kind smallint NOT NULL, n bigint NOT NULL, label bytea NOT NULL, PRIMARY KEY (kind, n), UNIQUE (kind, label));
CREATE TABLE record (n bigint PRIMARY KEY, id uuid NOT NULL UNIQUE);
CREATE TABLE certificate (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest bytea NOT NULL UNIQUE, body bytea NOT NULL);

-- id8: the first eight bytes of the statement's id, as a number; k: the key of its claims
CREATE TABLE statement (seq bigint PRIMARY KEY, record bigint NOT NULL, k bigint NOT NULL, id8 bigint NOT NULL, kind smallint NOT NULL,
	officer uuid NOT NULL, header bytea NOT NULL, sig bytea, claims bytea NOT NULL);
CREATE INDEX statement_record ON statement (record, kind, id8);
CREATE INDEX statement_officer ON statement (officer, kind, seq);
CREATE INDEX statement_kind ON statement (kind, seq);
CREATE TABLE barred (agency bytea NOT NULL, digest bytea NOT NULL, n bigint NOT NULL, PRIMARY KEY (agency, digest));
CREATE INDEX barred_n ON barred (n);

-- n: the record's number and the view's; notes: what the row has in place and words
CREATE TABLE row (n bigint PRIMARY KEY, id uuid NOT NULL, notes bytea NOT NULL, body bytea NOT NULL);
CREATE TABLE place (list int NOT NULL, audience int NOT NULL, tag uuid NOT NULL, ord bigint NOT NULL, record bigint NOT NULL,
	PRIMARY KEY (list, tag, audience, ord, record));
CREATE TABLE tally (list int NOT NULL, audience int NOT NULL, tag uuid NOT NULL, n bigint NOT NULL, PRIMARY KEY (list, tag, audience));
CREATE TABLE words (n bigint PRIMARY KEY, record bigint NOT NULL, view int NOT NULL, audience int NOT NULL, tokens bigint[] NOT NULL, body bytea NOT NULL);
CREATE INDEX words_record ON words (record);
CREATE INDEX words_tokens ON words USING gin (tokens);

-- n: the writer's number and the leaf's index
CREATE TABLE leaf (n bigint PRIMARY KEY, statement bigint, data bytea NOT NULL, salt bytea);
CREATE INDEX leaf_statement ON leaf (statement) WHERE statement IS NOT NULL;
CREATE TABLE hash (writer int NOT NULL, level int NOT NULL, pos bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (writer, level, pos));
CREATE TABLE checkpoint (writer int NOT NULL, size bigint NOT NULL, note bytea NOT NULL, PRIMARY KEY (writer, size));

CREATE TABLE receiver (n int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label bytea NOT NULL UNIQUE, last bigint NOT NULL);
-- n: the receiver's number and the parcel's
CREATE TABLE parcel (n bigint PRIMARY KEY, body bytea NOT NULL);
CREATE TABLE meta (name bytea PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE counter (name bytea PRIMARY KEY, n bigint NOT NULL);
