"""What persons say of the record, and what it said before: judge, correct, annotations, diff."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warmonitor.cli.app import DB, AsJson, CallError, Database, a_day, app, messages, opened, show_rows
from warmonitor.streams import output, write_lines

if TYPE_CHECKING:
    from warmonitor.model import Judgement
    from warmonitor.store import Store

COLUMNS = ("verdict", "claim_a", "claim_b", "by", "reason", "made")
By = Annotated[str | None, typer.Option(help="Who says so; needed, for the record.", show_default=False)]
Reason = Annotated[str | None, typer.Option(help="Why, in a few words.")]


@app.command()
def judge(verdict: Annotated[str, typer.Argument(help="same, different, or unsure (which takes one back).")],
          claim_a: Annotated[str, typer.Argument(metavar="CLAIM")],
          claim_b: Annotated[str, typer.Argument(metavar="CLAIM")],
          db: Database = DB, by: By = None, reason: Reason = None) -> None:
    """Say whether two claims are about one event; it outranks the machine, now and in every later run."""
    with opened(db) as store:
        said = a_judgement(store, verdict, claim_a, claim_b, by, reason)
        _keep(store, [said])


@app.command()
def judgements(db: Database = DB, as_json: AsJson = False,
               output_to: Annotated[str | None, typer.Option("-o", "--output", help="Write a CSV file.")] = None,
               take: Annotated[str | None, typer.Option("--import", metavar="FILE", help="Take in a CSV file: "
                               "verdict, claim_a, claim_b, by, reason.")] = None) -> None:
    """The last word of everybody on each pair of claims; -o writes them as CSV, --import takes such a file in."""
    with opened(db) as store:
        if take:
            _keep(store, _read_judgements(store, take))
            return
        rows = [{"verdict": j.verdict, "claim_a": j.claim_a, "claim_b": j.claim_b, "by": j.by,
                 "reason": next(iter(j.reasons), None), "made": made} for j, made in store.judgement_log()]
    if output_to:
        with output(output_to) as stream:
            writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
        messages.say(f"{len(rows)} judgements in {output_to}")
        return
    show_rows(rows, as_json, COLUMNS)


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in set("=+-@\t\r") else value


def a_judgement(store: Store, verdict: str, claim_a: str, claim_b: str, by: str | None, reason: str | None
                ) -> Judgement:
    """A person's judgement on two claims that the database holds; CallError where it cannot be taken."""
    from warmonitor import ontology
    from warmonitor.model import Judgement

    verdicts = ontology.settings("judging")["verdicts"]
    if verdict not in verdicts:
        raise CallError(f"{verdict!r} is no verdict; there are {', '.join(verdicts)}.")
    a, b = known_claim(store, claim_a), known_claim(store, claim_b)
    if a == b:
        raise CallError("A claim cannot be judged against itself: name two.")
    return Judgement(a, b, verdict, reasons={reason: 1.0} if reason else {}, by=a_person(by))


def a_person(by: str | None) -> str:
    """The name under which something is said; machines have theirs."""
    name = (by or "").strip()
    if not name:
        raise CallError("Say who judges: --by NAME. The record keeps it.")
    if name.startswith(("linker", "machine")):
        raise CallError(f"{name!r} is kept for the machine: give another --by.")
    return name


def known_claim(store: Store, claim_id: str) -> str:
    """The id of a claim as coded now; CallError where there is none."""
    current = store.current_claim_id(claim_id)
    if not store.claims_of([current], as_coded=True):
        raise CallError(f"There is no claim {claim_id!r} in {store.path}. See an event's: warmonitor event ID")
    return current


def _keep(store: Store, said: list[Judgement]) -> None:
    from warmonitor import pipeline

    new = sum(store.add_judgement(judgement, pipeline.utc_now()) for judgement in said)
    events = pipeline.rebuild(store)
    messages.say(f"{new} judgements kept, {len(said) - new} known before; {events} events now")


def _read_judgements(store: Store, path: str) -> list[Judgement]:
    found = []
    with Path(path).open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)
                     and not isinstance(value, list)}  # fmt: skip
            try:
                found.append(a_judgement(store, cells.get("verdict", ""), cells.get("claim_a", ""),
                                         cells.get("claim_b", ""), cells.get("by"), cells.get("reason")))
            except CallError as error:
                messages.failed(f"{path}, line {number}: {error}")
    return found


@app.command()
def correct(claim: Annotated[str, typer.Argument(metavar="CLAIM")],
            field: Annotated[str, typer.Argument(help="sub_event_type, status, focus, when, place, side_a, side_b, a "
                                                 "kind of figure such as killed, rejected or checked.")],
            value: Annotated[str | None, typer.Argument(help='Such as "Armed clash", 2018-07-25, "Sweida, SY", '
                                                        '"Islamic State; ?Ahrar", 12+, yes; unknown: none.')] = None,
            db: Database = DB, by: By = None, reason: Reason = None,
            quote: Annotated[str | None, typer.Option(help="The words of the article that say so.")] = None,
            undo: Annotated[bool, typer.Option("--undo", help="Take the correction back.")] = False) -> None:
    """Correct a field of a claim; what the machine coded is kept beneath. A claim that is no event: rejected yes."""
    from warmonitor import judging, pipeline
    from warmonitor.model import Correction

    if (value is None) != undo:
        raise CallError("Give the right value, or --undo, and not both.")
    with opened(db) as store:
        known = known_claim(store, claim)
        said: Any = None
        if not undo:
            (coded,) = store.claims_of([known], as_coded=True).values()
            article = store.articles_of([coded.article_id])[coded.article_id]
            try:
                said = judging.value_of(field, value or "", coded, article, quote)
            except judging.JudgingError as error:
                raise CallError(str(error)) from None
        new = store.add_correction(Correction(known, field, said, a_person(by), reason, undo), pipeline.utc_now())
        events = pipeline.rebuild(store)
    told = f"now {judging.told(said)}" if not undo else "as coded again"
    messages.say(f"{known}: {field} is {told}; {events} events now" if new else "nothing to do: it stands so already")


@app.command()
def corrections(db: Database = DB, as_json: AsJson = False,
                claim: Annotated[str | None, typer.Option(help="Only of this claim.")] = None) -> None:
    """Every correction ever made, oldest first; the last of a claim and field counts."""
    from warmonitor import judging

    with opened(db) as store:
        rows = [{"made": c.made, "by": c.by, "claim": c.claim, "field": c.field,
                 "value": c.value if as_json else "taken back" if c.withdrawn else judging.told(c.value),
                 "withdrawn": c.withdrawn, "reason": c.reason} for c in store.corrections(claim)]
    show_rows(rows, as_json, ("made", "by", "claim", "field", "value", "reason"))


@app.command("annotations")
def annotated_articles(folder: Annotated[str, typer.Option("-o", "--output", help="Folder to write into.")],
                db: Database = DB,
                whole: Annotated[bool, typer.Option("--all", help="Also articles that nobody has read.")] = False
                ) -> None:
    """Articles that persons checked, in the form that `evaluate --gold` reads: each claim as corrected, its event."""
    from warmonitor import annotating

    with opened(db) as store:
        texts = {article.id: article for article in store.articles()}
        written = annotating.write(store.claims(), store.claims(as_coded=True), texts, store.events(),
                                   store.corrections(), Path(folder), whole)
    if not written:
        messages.say("no article has all its claims checked, corrected or rejected (--all writes all)")
        return
    messages.say(f"{written} articles in {folder}; events that the machine missed are not in them")


@app.command()
def diff(before: Annotated[str, typer.Argument(help="A day, YYYY-MM-DD, or a run, run:N.")],
         after: Annotated[str | None, typer.Argument(help="The same; none: the database as it is.")] = None,
         db: Database = DB, as_json: AsJson = False) -> None:
    """What changed from one day or run to another: new events, changed fields, new disagreement, control."""
    from warmonitor import changes, pipeline

    with opened(db) as store, _state(store, before) as old:
        if after is None:
            found = pipeline.diff(old, store)
        else:
            with _state(store, after) as new:
                found = pipeline.diff(old, new)
    if as_json:
        write_lines([changes.changes_to_json(found)])
        return
    columns = ("what", "event", "field", "was", "is")
    show_rows([dict(zip(columns, row, strict=True)) for row in changes.rows(found)], False, columns)
    messages.say(f"{len(found.new)} new events, {len(found.changed)} changed, {len(found.gone)} gone; "
                 f"{len(found.control_new)} new rows of control")


def _state(store: Store, named: str) -> Store:
    """The database as of a day or run."""
    from warmonitor import pipeline

    kind, _, number = named.partition(":")
    if kind == "run" and number.isdecimal():
        return pipeline.as_of(store, run=int(number))
    day = a_day(named, "a day or run:N")
    if day is None:
        raise CallError("Name a day, YYYY-MM-DD, or a run, run:N.")
    return pipeline.as_of(store, day)
