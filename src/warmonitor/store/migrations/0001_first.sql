-- The first shape of the database. Articles, codings, claims, judgements, runs and errors are only ever added to;
-- events, their parties, claims and sources, and control are computed from the claims and replaced as a whole.

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  ended TEXT,
  version TEXT NOT NULL,
  coder TEXT NOT NULL,
  parameters TEXT NOT NULL,
  counts TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- One row is one text. An id that comes again with another text gives another row: the newest row of an id is current.
CREATE TABLE articles (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  title TEXT,
  url TEXT,
  outlet TEXT,
  agency TEXT,
  author TEXT,
  published TEXT,
  published_day TEXT,
  language TEXT,
  notes TEXT NOT NULL DEFAULT '[]',
  run INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE INDEX articles_id ON articles (id, row);

-- The same text under another id or address.
CREATE TABLE copies (
  article INTEGER NOT NULL REFERENCES articles (row),
  id TEXT NOT NULL,
  url TEXT NOT NULL DEFAULT '',
  outlet TEXT,
  run INTEGER NOT NULL REFERENCES runs (id),
  PRIMARY KEY (id, url, article)
) STRICT, WITHOUT ROWID;

-- That an article was coded by a coder, also where it gave no claim.
CREATE TABLE codings (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (row),
  coder TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (id),
  UNIQUE (article, coder)
) STRICT;

CREATE TABLE claims (
  row INTEGER PRIMARY KEY,
  coding INTEGER NOT NULL REFERENCES codings (id),
  id TEXT NOT NULL,
  sub_event_type TEXT NOT NULL,
  status TEXT NOT NULL,
  focus TEXT NOT NULL,
  since TEXT,
  until TEXT,
  country TEXT,
  place TEXT,
  record TEXT NOT NULL,
  UNIQUE (coding, id)
) STRICT;
CREATE INDEX claims_id ON claims (id);

CREATE TABLE judgements (
  row INTEGER PRIMARY KEY,
  claim_a TEXT NOT NULL,
  claim_b TEXT NOT NULL,
  verdict TEXT NOT NULL,
  score REAL,
  reasons TEXT NOT NULL,
  "by" TEXT NOT NULL,
  made TEXT NOT NULL
) STRICT;
CREATE INDEX judgements_pair ON judgements (claim_a, claim_b, "by");

CREATE TABLE errors (
  row INTEGER PRIMARY KEY,
  run INTEGER REFERENCES runs (id),
  source TEXT NOT NULL DEFAULT '',
  line INTEGER NOT NULL DEFAULT 0,
  article TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL,
  UNIQUE (source, line, article, message)
) STRICT;

CREATE TABLE events (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  event_type TEXT NOT NULL,
  sub_event_type TEXT NOT NULL,
  status TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT,
  since TEXT,
  until TEXT,
  country TEXT,
  place TEXT,
  admin1 TEXT,
  killed INTEGER,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX events_day ON events (since, until);

CREATE TABLE event_claims (
  event INTEGER NOT NULL REFERENCES events (row),
  claim TEXT NOT NULL,
  PRIMARY KEY (event, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_claims_claim ON event_claims (claim);

CREATE TABLE event_parties (
  event INTEGER NOT NULL REFERENCES events (row),
  side TEXT NOT NULL,
  actor TEXT,
  name TEXT NOT NULL
) STRICT;
CREATE INDEX event_parties_event ON event_parties (event);

CREATE TABLE event_sources (
  event INTEGER NOT NULL REFERENCES events (row),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (event, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_sources_name ON event_sources (name);

CREATE TABLE control (
  row INTEGER PRIMARY KEY,
  place TEXT NOT NULL,
  country TEXT,
  state TEXT NOT NULL,
  since TEXT,
  until TEXT,
  record TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE articles_text USING fts5 (title, text, content='articles', content_rowid='row', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE events_text USING fts5 (words, tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE events_at USING rtree (row, south, north, west, east);
