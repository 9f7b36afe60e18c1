"""What a situation report says: chosen, counted and put into sentences by template, before it is HTML or Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from warmonitor.export.notes import day_words
from warmonitor.report.drawing import plain
from warmonitor.report.figures import actors_figure, map_figure, timeline_figure
from warmonitor.web.archive import Archive
from warmonitor.web.filters import Filter, chosen, toll_of
from warmonitor.web.shapes import ArticleRow, Changed, ChangesShape, ControlRow, EventDetail, Mark, Summary

MOST_GRAVE = 10
MOST_DISPUTED = 15
MOST_CHANGED = 25
LONGEST_QUOTE = 420
REAL = ("happened", "ongoing")
SHOWN = ("killed", "injured", "abducted", "missing", "displaced")
SAYS = {"differ": "differ", "denial": "denied", "no comment": "no comment"}
NAMES = {"event_type": "type of event", "when": "day", "side_a": "who did it", "side_b": "who was hit",
         "status": "whether it happened", "place": "place"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the sentence that says it, who printed it and when, and who is quoted."""

    number: int
    quote: str
    by: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as one origin gives it: its words, the origin, and a footnote for every report of it."""

    words: str
    by: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grave:
    """One of the gravest events: what is recorded of it, each figure with its footnote."""

    number: int
    id: str
    title: str
    note: str
    figures: tuple[tuple[str, tuple[Figure, ...]], ...]
    disputes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An event with lines on it."""

    id: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A whole report, in words and drawings."""

    title: str
    basis: str
    keys: tuple[tuple[str, str], ...]
    map: str
    timeline: str
    actors: str
    gravest: tuple[Grave, ...]
    disputed: tuple[Item, ...]
    control: tuple[str, ...]
    changed: tuple[Item, ...]
    news: str
    notes: tuple[Note, ...]
    attribution: tuple[str, ...]


def situation(archive: Archive, since: date, until: date) -> Situation:
    """The report on the events that may have happened between two days, both included."""
    rows = chosen(archive.rows(), Filter(since=since.isoformat(), until=until.isoformat()))
    real = [row for row in rows if row["status"] in REAL]
    grave = sorted((row for row in real if toll_of(row, "killed")), key=_gravity)[:MOST_GRAVE]
    details = [detail for row in grave if (detail := archive.event(row["id"]))]
    notes: list[Note] = []
    gravest = tuple(_grave(number, detail, notes) for number, detail in enumerate(details, 1))
    learned = archive.changed(since - timedelta(days=1), until)
    held = [row for row in archive.control()["rows"]
            if row["from"] and since.isoformat() <= row["from"] <= until.isoformat()]
    about = archive.about()
    return Situation(
        title=f"Situation report, {_period(since, until)}",
        basis=f"Made by warmonitor {about['version']} from {about['counts']['articles']} articles. It states what they "
              "report, not what happened; each figure has its words.",
        keys=tuple(_keys(real)),
        map=map_figure(real, {detail["summary"]["id"]: i for i, detail in enumerate(details, 1)}),
        timeline=timeline_figure(real),
        actors=actors_figure(real),
        gravest=gravest,
        disputed=tuple(_disputed(archive, real)),
        control=tuple(map(_held, held)),
        changed=tuple(_changed(learned["changed"])),
        news=_news(learned, rows, archive.rows(), since, until),
        notes=tuple(notes),
        attribution=tuple(about["attribution"]),
    )  # fmt: skip


def _period(since: date, until: date) -> str:
    return day_words(since) if since == until else f"{day_words(since)} to {day_words(until)}"


def _gravity(row: Summary) -> tuple[int, int, str]:
    return -(toll_of(row, "killed") or 0), -(toll_of(row, "injured") or 0), row["id"]


def _keys(rows: Sequence[Summary]) -> Iterable[tuple[str, str]]:
    """The key figures, each with what it counts."""
    types = Counter(row["event_type"] for row in rows)
    yield "Events reported as having happened", str(len(rows))
    yield "of these by type", ", ".join(f"{name}: {count}" for name, count in types.most_common()) or "none"
    incidents = [row for row in rows if row["level"] == "incident" and toll_of(row, "killed") is not None]
    lows = sum(low if (low := row["tolls"]["killed"][0]) is not None else 0 for row in incidents)
    bests = sum(toll_of(row, "killed") or 0 for row in incidents)
    yield "Killed, all incidents together", (
        f"{lows} by the lowest figures, {bests} by the best, in {len(incidents)} incidents with a figure; "
        "two reports that were not recognised as one incident count twice"
    )
    hurt = [row for row in rows if row["level"] == "incident" and toll_of(row, "injured") is not None]
    injured = sum(toll_of(row, "injured") or 0 for row in hurt)
    yield "Injured, all incidents together", f"{injured} by the best figures, in {len(hurt)} incidents"
    several = sum(row["corroborated"] for row in rows)
    yield "Told by two or more independent origins", f"{several} of {len(rows)} events"
    disputed, denied = sum(bool(row["disputed"]) for row in rows), sum(row["denied"] for row in rows)
    yield "Disputed", f"{disputed} events, of these {denied} denied by somebody"
    yield "Outlets and origins", (f"{len({name for row in rows for name in row['outlets']})} outlets, "
                                  f"{len({name for row in rows for name in row['origins']})} origins")  # fmt: skip


def _grave(number: int, detail: EventDetail, notes: list[Note]) -> Grave:
    """An event with its figures, oldest first: what several outlets print of one origin is one figure."""
    articles = {claim["claim"]["id"]: claim["article"] for claim in detail["claims"]}
    figures: list[tuple[str, tuple[Figure, ...]]] = []
    for toll in detail["figures"]:
        if toll["kind"] not in SHOWN:
            continue
        said: dict[tuple[str, str], list[int]] = {}
        for mark in toll["marks"]:
            article = articles[mark["claim"]]
            url = article["url"] if article else None
            notes.append(Note(len(notes) + 1, _sentence(detail, mark), _by(mark, article), url))
            said.setdefault((_figure_words(mark), _origin(mark, article)), []).append(len(notes))
        whom = "" if toll["whom"] == "all" else f" ({toll['whom'].replace('_', ' ')})"
        given = (Figure(words, by, tuple(numbers)) for (words, by), numbers in said.items())
        figures.append((toll["kind"] + whom, tuple(given)))
    return Grave(number, detail["summary"]["id"], plain(detail["title"]), plain(detail["note"], 900), tuple(figures),
                 tuple(_disputes(detail)))  # fmt: skip


def _figure_words(mark: Mark) -> str:
    return ("about " if mark["approximate"] else "") + mark["words"] + (", later changed" if mark["replaced"] else "")


def _by(mark: Mark, article: ArticleRow | None) -> str:
    """Who prints a figure, and when."""
    day = day_words(date.fromisoformat(mark["published"])) if mark["published"] else "undated"
    return plain(f"{_printed_in(mark, article)}, {day}")


def _printed_in(mark: Mark, article: ArticleRow | None) -> str:
    title = f"“{article['title']}”, outlet unknown" if article and article["title"] else f"article {mark['article']}"
    return mark["outlet"] or title


def _origin(mark: Mark, article: ArticleRow | None) -> str:
    own = mark["origin"] == f"article {mark['article']}"
    return plain(_printed_in(mark, article) if own else mark["origin"])


def _sentence(detail: EventDetail, mark: Mark) -> str:
    """The sentence that a figure stands in, as it is printed."""
    for claim in detail["claims"]:
        for evidence in claim["evidence"]:
            same = claim["claim"]["id"] == mark["claim"] and evidence["start"] == mark["start"]
            if same and evidence["sentence"]:
                return plain(" ".join(evidence["sentence"]["text"].split()), LONGEST_QUOTE)
    return plain(mark["quote"], LONGEST_QUOTE)


def _disputes(detail: EventDetail) -> Iterable[str]:
    """A line for each field on which origins do not agree."""
    for contradiction in detail["event"]["contradictions"]:
        if contradiction["kind"] not in SAYS:
            continue
        name = NAMES.get(contradiction["field"], contradiction["field"])
        values = [f"{v['value']} ({', '.join(v['origins']) or 'no origin named'})" for v in contradiction["values"]]
        if contradiction["kind"] != "differ":
            ends = (contradiction["values"][0], contradiction["values"][-1])
            asserted, answered = (", ".join(v["origins"]) or "nobody named" for v in ends)
            yield plain(f"{name}: {SAYS[contradiction['kind']]} by {answered}, asserted by {asserted}", 700)
            continue
        yield plain(f"{name}, {SAYS[contradiction['kind']]}: " + " against ".join(values), 700)


def _disputed(archive: Archive, rows: Sequence[Summary]) -> Iterable[Item]:
    """The events on which origins do not agree, those with most dead first."""
    for row in sorted((row for row in rows if row["disputed"]), key=_gravity)[:MOST_DISPUTED]:
        detail = archive.event(row["id"])
        if detail is not None:
            yield Item(row["id"], plain(row["title"]), tuple(_disputes(detail)))


def _held(row: ControlRow) -> str:
    place, holder = row["place"], row["holder"]
    where = ", ".join(part for part in (place["name"], place["country_name"]) if part)
    by = f" by {holder['name']}" if holder else ""
    before = f", before held by {row['previous']['name']}" if row["previous"] else ""
    day = day_words(date.fromisoformat(row["from"])) if row["from"] else "day unknown"
    outlets = ", ".join(dict.fromkeys(claim["outlet"] or claim["article"] for claim in row["claims"]))
    contested = " (contested)" if row["contested"] and row["state"] != "contested" else ""
    return plain(f"{where}: {row['state']}{contested}{by}{before}, {day}; {outlets}")


def _changed(events: Sequence[Changed]) -> Iterable[Item]:
    for event in events[:MOST_CHANGED]:
        lines = [f"{NAMES.get(change['field'], change['field'])}: was {change['was'] or 'unknown'}, "
                 f"is {change['is'] or 'unknown'}" for change in event["changes"]]  # fmt: skip
        yield Item(event["id"], plain(event["title"]), tuple(plain(line, 500) for line in lines))


def _news(learned: ChangesShape, rows: Sequence[Summary], every: Sequence[Summary], since: date, until: date) -> str:
    """What the articles of the period brought, in two sentences."""
    undated = [row for row in every if row["start"] is None and row["end"] is None and _is_news(row, since, until)]
    later = sum(1 for row in rows if row["known"] and row["known"] > until.isoformat())
    return (f"The articles published in the period told of {len(learned['new'])} events that were not known before, "
            f"and changed what is recorded of {len(learned['changed'])}. {later} events of the period became known "
            f"after it; {len(undated)} events told in it have no day and are not counted above.")  # fmt: skip


def _is_news(row: Summary, since: date, until: date) -> bool:
    return row["known"] is not None and since.isoformat() <= row["known"] <= until.isoformat()
