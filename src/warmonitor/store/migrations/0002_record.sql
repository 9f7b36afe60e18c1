-- What persons said (corrections), what was given out (exports), and what linking remembers, so that a new article is
-- linked only with what it can touch. event_id(CLAIM) is the id of an event that begins with a claim (model.event_id).

ALTER TABLE claims ADD COLUMN event_id TEXT NOT NULL DEFAULT '';
UPDATE claims SET event_id = event_id(id);
CREATE INDEX claims_event_id ON claims (event_id);
CREATE INDEX articles_day ON articles (published_day);

-- One row is a person's word on one field of a claim. The last row of a claim and field counts; one that is withdrawn
-- puts the machine's value back.
CREATE TABLE corrections (
  row INTEGER PRIMARY KEY,
  claim TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  withdrawn INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  "by" TEXT NOT NULL,
  made TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_claim ON corrections (claim, field);

CREATE TABLE exports (
  row INTEGER PRIMARY KEY,
  made TEXT NOT NULL,
  version TEXT NOT NULL,
  format TEXT NOT NULL,
  path TEXT NOT NULL,
  parameters TEXT NOT NULL,
  events INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  sha256 TEXT
) STRICT;

-- What linking remembers; all of it can be thrown away and is then made anew. State: what the events were made from.
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- Place and time keys of each linked claim; "place" and "time" are hashes, "claim" is claims.row.
CREATE TABLE link_keys (
  place INTEGER NOT NULL,
  time INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  PRIMARY KEY (place, time, claim)
) STRICT, WITHOUT ROWID;
-- Pairs of linked claims (claims.row, the smaller first) that may be one event; "rank" is the order of joining.
CREATE TABLE link_pairs (
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_pairs_b ON link_pairs (b);
-- Claims that say who holds a place; "place" is the key of the ledger's place.
CREATE TABLE control_claims (
  claim INTEGER PRIMARY KEY,
  place TEXT NOT NULL
) STRICT;
CREATE INDEX control_claims_place ON control_claims (place);

ALTER TABLE control ADD COLUMN place_key TEXT NOT NULL DEFAULT '';
CREATE INDEX control_place_key ON control (place_key);
