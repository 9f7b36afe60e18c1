"""What persons said of claims, read and kept: judgements on pairs, corrections of fields; rows that are only added to.

A claim that was coded anew may have another id. What was said of the old one holds for the claim of the newest coding
whose trigger is the same words at the same place of the article.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from warmonitor.corrections import in_force
from warmonitor.model import Correction, Judgement
from warmonitor.store.rows import as_json

NEWEST_TEXT = """(
    SELECT max(row) FROM articles t WHERE t.id = a.id AND (:coding IS NULL OR EXISTS (
      SELECT 1 FROM codings WHERE article = t.row AND id <= :coding)))"""
NEWEST_CODING = "(SELECT max(id) FROM codings WHERE article = a.row AND (:coding IS NULL OR id <= :coding))"
CURRENT_CLAIM = f"""
  SELECT k.row FROM claims k JOIN codings c ON c.id = k.coding JOIN articles a ON a.row = c.article
  WHERE k.id = :claim AND a.row = {NEWEST_TEXT} AND c.id = {NEWEST_CODING}"""  # noqa: S608
SAME_TRIGGER = f"""
  SELECT n.id, n.sub_event_type = o.sub_event_type AS same_type
  FROM claims o JOIN codings oc ON oc.id = o.coding JOIN articles oa ON oa.row = oc.article
  JOIN articles a ON a.id = oa.id AND a.row = {NEWEST_TEXT}
  JOIN codings nc ON nc.id = {NEWEST_CODING}
  JOIN claims n ON n.coding = nc.id
  WHERE o.row = (SELECT max(row) FROM claims WHERE id = :claim AND (:coding IS NULL OR coding <= :coding))
    AND json_extract(n.record, '$.trigger.quote') = json_extract(o.record, '$.trigger.quote')
    AND json_extract(n.record, '$.trigger.start') = json_extract(o.record, '$.trigger.start')
  ORDER BY same_type DESC, n.row LIMIT 1"""  # noqa: S608


def current_id(connection: sqlite3.Connection, claim_id: str, coding: int | None = None) -> str:
    """The id under which the newest coding, or the newest up to one, knows a claim; its own where none does."""
    given = {"claim": claim_id, "coding": coding}
    if connection.execute(CURRENT_CLAIM, given).fetchone():
        return claim_id
    found = connection.execute(SAME_TRIGGER, given).fetchone()
    return str(found["id"]) if found else claim_id


def insert_judgement(connection: sqlite3.Connection, judgement: Judgement, made: str) -> bool:
    """Keep a judgement; False where its maker's last word on the pair, either way round, was the same."""
    j = judgement
    pair = sorted((j.claim_a, j.claim_b))
    said = (j.verdict, j.score, as_json(dict(j.reasons)))
    last = connection.execute(
        """SELECT verdict, score, reasons FROM judgements
           WHERE ((claim_a = ? AND claim_b = ?) OR (claim_a = ? AND claim_b = ?)) AND "by" = ?
           ORDER BY row DESC LIMIT 1""",
        (*pair, *reversed(pair), j.by),
    ).fetchone()
    if last is not None and tuple(last) == said:
        return False
    connection.execute(
        """INSERT INTO judgements (claim_a, claim_b, verdict, score, reasons, "by", made)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (j.claim_a, j.claim_b, *said, j.by, made),
    )
    return True


def read_judgements(connection: sqlite3.Connection) -> list[tuple[Judgement, str]]:
    """The last word of each maker on each pair of claims as now coded, in the order given, with when it was said."""
    rows = connection.execute("SELECT * FROM judgements ORDER BY row").fetchall()
    names = _current_ids(connection, {row[key] for row in rows for key in ("claim_a", "claim_b")})
    last: dict[tuple[str, str, str], tuple[Judgement, str]] = {}
    for r in rows:
        a, b = names[r["claim_a"]], names[r["claim_b"]]
        judgement = Judgement(a, b, r["verdict"], r["score"], json.loads(r["reasons"]), r["by"])
        key = (min(a, b), max(a, b), r["by"])
        last.pop(key, None)
        last[key] = judgement, r["made"]
    return list(last.values())


def insert_correction(connection: sqlite3.Connection, correction: Correction, made: str) -> bool:
    """Keep a correction; False where the last word on the field was the same."""
    c = correction
    said = (as_json(c.value), int(c.withdrawn), c.reason, c.by)
    last = connection.execute(
        """SELECT value, withdrawn, reason, "by" FROM corrections WHERE claim = ? AND field = ?
           ORDER BY row DESC LIMIT 1""",
        (c.claim, c.field),
    ).fetchone()
    if (last is not None and tuple(last) == said) or (last is None and c.withdrawn):
        return False
    connection.execute(
        """INSERT INTO corrections (claim, field, value, withdrawn, reason, "by", made) VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (c.claim, c.field, *said, made),
    )
    return True


def read_corrections(connection: sqlite3.Connection, claim_id: str | None = None, until: int | None = None,
                     coding: int | None = None) -> list[Correction]:
    """Every correction ever made (``until`` a row), oldest first, under the ids of the claims as now coded.

    ``coding`` is the last one that counts: they are then under the ids that the claims had at its time.
    """
    rows = connection.execute(
        "SELECT * FROM corrections WHERE ?1 IS NULL OR row <= ?1 ORDER BY row", (until,)
    ).fetchall()
    names = _current_ids(connection, {row["claim"] for row in rows}, coding)
    found = [
        Correction(names[r["claim"]], r["field"], json.loads(r["value"]), r["by"], r["reason"], bool(r["withdrawn"]),
                   r["made"])
        for r in rows
    ]  # fmt: skip
    return [correction for correction in found if claim_id in (None, correction.claim)]


def corrections_in_force(connection: sqlite3.Connection, until: int | None = None, coding: int | None = None
                         ) -> Mapping[str, list[Correction]]:
    """The corrections that count (of those ``until`` a row), by claim as now coded, or as in codings up to one."""
    found: dict[str, list[Correction]] = defaultdict(list)
    for correction in in_force(read_corrections(connection, until=until, coding=coding)):
        found[correction.claim].append(correction)
    return found


def _current_ids(connection: sqlite3.Connection, ids: Iterable[Any], coding: int | None = None) -> dict[str, str]:
    return {name: current_id(connection, name, coding) for name in ids}
