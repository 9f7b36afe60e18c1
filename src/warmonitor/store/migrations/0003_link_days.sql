-- The day of publication of each linked article as linking takes it (moved up where it tells of something later), so
-- that one of its claims can be compared without reading the others. A number of days (date.toordinal).
CREATE TABLE link_days (
  article TEXT PRIMARY KEY,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
DELETE FROM state;
