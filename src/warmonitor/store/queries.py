"""The longer queries, and what users type turned into patterns that cannot be anything else."""

from __future__ import annotations

import re

# The newest text of each id, and the newest coding of that text: what ``claims`` and ``articles`` show.
CURRENT_ARTICLES = """
  SELECT max(a.row) AS row FROM articles a JOIN runs r ON r.id = a.run
  WHERE (:as_of IS NULL OR a.published_day <= :as_of) AND (:added_by IS NULL OR r.started <= :added_by)
  GROUP BY a.id"""
CURRENT_CODINGS = f"""
  SELECT max(c.id) AS id FROM codings c JOIN runs r ON r.id = c.run
  WHERE c.article IN ({CURRENT_ARTICLES}) AND (:added_by IS NULL OR r.started <= :added_by)
    AND (:coder IS NULL OR c.coder = :coder)
  GROUP BY c.article"""  # noqa: S608  (constants only)

HAS_ARTICLE = """
  SELECT 1 FROM articles a
  WHERE (a.row IN (SELECT row FROM articles WHERE sha256 = :key OR id = :key)
         OR a.row IN (SELECT article FROM copies WHERE id = :key))
    AND (:coder IS NULL OR EXISTS (SELECT 1 FROM codings c WHERE c.article = a.row AND c.coder = :coder))
  LIMIT 1"""

SOURCES = f"""
  WITH kept AS MATERIALIZED ({CURRENT_ARTICLES}),
  current AS MATERIALIZED (SELECT max(id) AS id, article FROM codings WHERE article IN (SELECT row FROM kept)
                           GROUP BY article),
  told AS (
    SELECT a.outlet AS name, a.row, (SELECT count(*) FROM claims k WHERE k.coding = current.id) AS claims
    FROM kept JOIN articles a ON a.row = kept.row LEFT JOIN current ON current.article = a.row
    WHERE a.outlet IS NOT NULL),
  outlets AS (SELECT name, count(*) AS articles, sum(claims) AS claims FROM told GROUP BY name),
  others AS MATERIALIZED (SELECT event, kind, count(*) AS number FROM event_sources GROUP BY event, kind),
  used AS (
    SELECT s.kind, s.name, count(*) AS events, sum(o.number = 1) AS alone, sum(o.number > 1) AS corroborated
    FROM event_sources s JOIN others o ON o.event = s.event AND o.kind = s.kind GROUP BY s.kind, s.name)
  SELECT 'outlet' AS kind, outlets.name, outlets.articles, outlets.claims, coalesce(used.events, 0) AS events,
         coalesce(used.alone, 0) AS alone, coalesce(used.corroborated, 0) AS corroborated
  FROM outlets LEFT JOIN used ON used.kind = 'outlet' AND used.name = outlets.name
  UNION ALL
  SELECT used.kind, used.name, NULL, NULL, used.events, used.alone, used.corroborated FROM used
  WHERE used.kind = 'origin' OR used.name NOT IN (SELECT name FROM outlets)
  ORDER BY 1 DESC, 5 DESC, 2"""  # noqa: S608  (constants only)


def events_sql(text: str | None, box: tuple[float, float, float, float] | None) -> str:
    """The query of ``Store.events``; full text and box are left out where they are not asked for."""
    words = """ AND (e.row IN (SELECT rowid FROM events_text WHERE events_text MATCH :text)
      OR e.row IN (
        SELECT ec.event FROM event_claims ec JOIN claims k ON k.id = ec.claim JOIN codings c ON c.id = k.coding
        WHERE c.article IN (SELECT rowid FROM articles_text WHERE articles_text MATCH :text)))"""
    within = """ AND e.row IN (SELECT row FROM events_at WHERE south >= :south AND north <= :north
      AND west >= :west AND east <= :east)"""
    return f"""SELECT e.record FROM events e
      WHERE (:type IS NULL OR e.event_type = :type COLLATE NOCASE OR e.sub_event_type = :type COLLATE NOCASE)
        AND (:since IS NULL OR coalesce(e.until, e.since) >= :since)
        AND (:until IS NULL OR coalesce(e.since, e.until) <= :until)
        AND (:country IS NULL OR e.country = :country COLLATE NOCASE)
        AND (:place IS NULL OR e.place LIKE :place ESCAPE '\\' OR e.admin1 LIKE :place ESCAPE '\\')
        AND (:killed IS NULL OR e.killed >= :killed)
        AND (:actor IS NULL OR EXISTS (SELECT 1 FROM event_parties p WHERE p.event = e.row
             AND (p.actor = :actor_id OR p.name LIKE :actor ESCAPE '\\')))
        AND (:source IS NULL OR EXISTS (SELECT 1 FROM event_sources s WHERE s.event = e.row
             AND s.name LIKE :source ESCAPE '\\'))
        {words if text else ""}{within if box else ""}
      ORDER BY e.since IS NULL, e.since, e.id LIMIT :limit"""  # noqa: S608  (constants only; values are bound)


def match_query(text: str) -> str:
    """Words of a user as an FTS5 query that cannot be anything else: each word or "phrase" quoted, all wanted.

    >>> match_query('Douma "gas attack" OR NEAR(')
    '"Douma" "gas attack" "OR" "NEAR"'
    """
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', text.replace("\0", " "))]
    kept = [" ".join(re.findall(r"\w+", part)) for part in parts]
    return " ".join(f'"{part}"' for part in kept if part)


def like(text: str | None) -> str | None:
    """A part of a name as a LIKE pattern in which % and _ are themselves."""
    if text is None:
        return None
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
