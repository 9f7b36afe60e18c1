"""Tables of codes for the docs: what a code of ours means, and what ACLED, UCDP, PLOVER and CAMEO call it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from warmonitor.export.frame import columns_of
from warmonitor.export.ucdp import date_precision
from warmonitor.model import Location, Place, When
from warmonitor.ontology import event_types, lexicon, settings, table

TITLES = {
    "csv": "csv, xlsx, parquet, geoparquet; properties of geojson; data of kml", "acled": "acled", "ucdp": "ucdp",
    "evidence": "evidence", "gdelt": "gdelt", "plover": "plover", "timemap_event": "timemap: events",
    "timemap_source": "timemap: sources", "timemap_association": "timemap: associations",
}  # fmt: skip
KINDS_OF_PLACES = ("neighbourhood", "facility", "camp", "base", "city", "town", "village", "road", "district", "region",
                   "province", "country")  # fmt: skip
RANGES = (("a day", 1), ("two to six days", 2), ("a week", 7), ("up to a month", 8), ("longer", 32))
MEANINGS = {
    "type_of_violence": ("state-based", "non-state", "one-sided"),
    "where_prec": ("the place", "within about 25 km", "district", "province", "line or area", "country", "at sea"),
    "date_prec": ("the day", "two to six days", "a week", "a month", "a year"),
    "event_clarity": ("an incident", "a summary of several"),
    "mention_type": ("the web", "other texts"),
    "plover_resolution": ("country", "province", "district", "city", "within a city"),
}
OPEN_WORDS = ("several", "tens", "dozens", "scores", "hundreds", "thousands", "tens of thousands")


def rows(header: Sequence[str], body: Iterable[Sequence[object]]) -> str:
    """A table of Markdown; None is an empty cell.

    >>> rows(["a", "b"], [[1, None]]).splitlines()[-1]
    '| 1 |  |'
    """
    lines = [header, ["---"] * len(header), *body]
    return "\n".join(
        "| " + " | ".join("" if cell is None else str(cell).replace("|", "/") for cell in line) + " |" for line in lines
    )


def event_types_table() -> str:
    """Every event type and what it means."""
    return rows(["sub_event_type", "event_type", "what it is"],
                [[kind.sub_event_type, kind.event_type, kind.about] for kind in event_types().values()])


def crosswalk() -> str:
    """Every event type with its codes in other codebooks, as the exports give them."""
    export = settings("export")
    stand_in, contexts = export["acled"]["stand_in_types"], export["plover"]["contexts"]
    violence = {"": "no violence", "1": "1 state-based", "2": "2 non-state", "3": "3 one-sided"}
    names = {name: f"{name} (ACLED: {stand_in[name]})" if name in stand_in else name for name in event_types()}
    return rows(
        ["ours, and ACLED's", "ACLED disorder_type", "UCDP violence", "PLOVER", "PLOVER contexts", "CAMEO"],
        [[names[name], kind.disorder_type, violence[kind.ucdp], kind.plover, ", ".join(contexts.get(name, [])),
          kind.cameo] for name, kind in event_types().items()],
    )  # fmt: skip


def parties() -> str:
    """Types of listed actors and kinds of unlisted ones, in the codes of ACLED and PLOVER."""
    export = settings("export")
    inter, plover = export["acled"]["inter"], export["plover"]
    sectors, of_inter = plover["sectors"], plover["sector_of_inter"]
    listed = {(r["acled_inter"], r["type"], r["plover_sector"]) for r in table("actors.csv")}
    body = [[f"`{kind}`", _inter(code, inter), sectors.get(sector, sector)] for code, kind, sector in sorted(listed)]
    for row in table("export_actor_kinds.csv"):
        home, abroad = _inter(row["inter_home"], inter), _inter(row["inter_abroad"], inter)
        body.append([f"named \"{row['begins']} …\"", home if home == abroad else f"{home}; abroad {abroad}",
                     of_inter.get(row["inter_home"])])  # fmt: skip
    return rows(["party", "ACLED inter", "PLOVER sector"], body)


def _inter(code: str, names: dict[str, str]) -> str:
    return f"{code} {names[code]}" if code else ""


def places() -> str:
    """Kinds of places in the precision codes of ACLED, UCDP and PLOVER, for a place that an event is in or near."""
    resolution = settings("export")["plover"]["resolution"]
    body = []
    for kind in KINDS_OF_PLACES:
        place = Place("p", "P", kind=kind, lat=0.0, lon=0.0, radius_km=100.0)
        inside, near = Location(place), Location(place, relation="near")
        body.append([f"`{kind}`", _either(inside.precision, near.precision),
                     _either(inside.ucdp_precision, near.ucdp_precision), resolution.get(kind)])  # fmt: skip
    return rows(["kind", "ACLED geo_precision", "UCDP where_prec", "PLOVER resolution"], body)


def _either(inside: int | None, near: int | None) -> str:
    return str(inside) if inside == near else f"{inside}; {near} beside it"


def days() -> str:
    """Lengths of a range of days in the precision codes of ACLED and UCDP."""
    body = []
    for words, length in RANGES:
        start = date(2018, 7, 1)
        when = When(start, start + timedelta(days=length - 1))
        body.append([words, when.precision, date_precision(when)])
    return rows(["days", "ACLED time_precision", "UCDP date_prec"], body)


def open_words() -> str:
    """What open words count: in the record, and in an ACLED-like export."""
    ours, acled = lexicon("counts")["vague"], settings("export")["acled"]["open_words"]
    return rows(["words", "low in the record", "fatalities in the `acled` export"],
                [[word, ours[word], acled.get(word, "as low")] for word in OPEN_WORDS])


def rules() -> str:
    """The rules for low, best and high."""
    found = settings("reconcile")["rules"]
    return rows(["rule", "how best is found"],
                [[f"`{name}`" + (" (default)" if name == "ucdp" else ""), rule["note"]]
                 for name, rule in found.items()])  # fmt: skip


def kinds_of_sources() -> str:
    """Kinds of sources, and the side that each is on."""
    sides = settings("origins")["sides"]
    return rows(["kind", "side of an origin"], [[f"`{kind}`", f"`{side}`"] for kind, side in sides.items()])


def columns() -> str:
    """A table of columns for each form of export."""
    parts = []
    for form in dict.fromkeys(row["form"] for row in table("export_columns.csv")):
        body = [[f"`{c.name}`", c.kind, "always" if c.required else None, c.about] for c in columns_of(form)]
        parts.append(f"### {TITLES[form]}\n\n" + rows(["column", "holds", "filled", "meaning"], body))
    return "\n\n".join(parts)


def codes() -> str:
    """The codes that a column may hold."""
    body = []
    for name, values in settings("export")["codes"].items():
        said = MEANINGS.get(name, ())
        told = [f"{code} {meaning}" for code, meaning in zip(values, said, strict=True)] if said else values
        body.append([f"`{name}`", "; ".join(told)])
    return rows(["code", "values"], body)
