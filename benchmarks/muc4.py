"""MUC-4: who did it and to whom, in reports of terror in Latin America; texts and keys are all in capitals.

    python benchmarks/muc4.py [FILE] [--limit N] [--date YYYY-MM-DD]    (default ../shared/data/muc4/all_slots/dev.json)

Each text is coded twice: as printed, and with the case of ordinary print guessed back (recase.py). The keys at hand
hold strings for perpetrators, named victims and instruments; they have no type and no place, and of a text with several
incidents only the last (seen in two texts). So recall is the figure to read; precision is a lower bound, since what is
right about another incident of the text counts as wrong, and place is not measured at all.

Perpetrator: an entity of the keys (person or organisation) is found if a side_a of a violent claim matches it, victim
if a side_b does. Two strings match if, in small letters, without articles and what stands in brackets, one holds the
other as whole words. Of a party count the words quoted, its canonical name and its name without a trailing
"(country)". Precision is over the parties, recall over the entities, each counted once a text. Type: the instrument of
the keys settles it ("car bomb"); right if a claim of the text has a type that fits any instrument of the text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from quality import remember
from recase import cases, names, news, recase

from warmonitor import pipeline
from warmonitor.model import Article, Claim, Party
from warmonitor.workers import ordered_map

SHARED = Path(__file__).parents[2] / "shared" / "data"
DEFAULT = SHARED / "muc4" / "all_slots" / "dev.json"

# What MUC-4 calls an incident, in our types. Clashes are in: its attacks on army posts by guerrillas are clashes here.
# A work stoppage forced by arms has no type of ours but Other; threats are claims with the status "planned".
INCIDENTS = {
    "attack": ("Attack", "Armed clash", "Grenade", "Shelling/artillery/missile attack", "Air/drone strike",
               "Sexual violence", "Chemical weapon", "Mob violence", "Excessive force against protesters"),
    "bombing": ("Remote explosive/landmine/IED", "Suicide bomb", "Grenade"),
    "kidnapping": ("Abduction/forced disappearance",),
    "arson": ("Looting/property destruction", "Violent demonstration"),
    "robbery": ("Looting/property destruction",),
    "forced work stoppage": ("Other",),
}  # fmt: skip
VIOLENT = frozenset(name for of_incident in INCIDENTS.values() for name in of_incident)

# The types that an instrument of the keys leaves open, by the last word of its string that is listed.
EXPLOSIVE = frozenset({"Remote explosive/landmine/IED", "Suicide bomb"})
THROWN = frozenset({"Grenade", *EXPLOSIVE})
FIRED = frozenset({"Shelling/artillery/missile attack", "Armed clash"})
SHOT = frozenset({"Attack", "Armed clash"})
INSTRUMENTS = {
    **dict.fromkeys(("bomb", "bombs", "dynamite", "explosives", "devices", "mine", "mines", "charge"), EXPLOSIVE),
    **dict.fromkeys(("grenade", "grenades"), THROWN),
    **dict.fromkeys(("rocket", "rockets", "mortar", "mortars", "missile", "missiles", "launchers"), FIRED),
    **dict.fromkeys(("gun", "guns", "machinegun", "machineguns", "rifle", "rifles", "pistol"), SHOT),
}

SLOTS = {"perpetrator": ("perp_individual_id", "perp_organization_id"), "victim": ("hum_tgt_name",)}
Entity = Sequence[str]  # the strings that name one perpetrator or victim, any of them right
Keys = dict[str, list[Entity]]


def plain(name: str) -> str:
    """A name as it is compared: small letters, no brackets, no article in front."""
    words = re.sub(r"\[[^\]]*\]|\([^)]*\)|[^\w\s-]", " ", name.lower())
    return re.sub(r"^(?:the|a|an|some)\s+", "", " ".join(words.split()))


def is_match(ours: Entity, theirs: Entity) -> bool:
    """Whether a name of the one holds a name of the other as whole words."""
    left, right = ([f" {plain(name)} " for name in entity if plain(name)] for entity in (ours, theirs))
    return any(one in other or other in one for one in left for other in right)


def parties(claims: Sequence[Claim], side: str) -> list[Entity]:
    """The parties of one side of all claims, each with its names, once a text."""
    found: dict[str, set[str]] = {}
    for claim in claims:
        party: Party
        for party in getattr(claim, side):
            found.setdefault(party.name, {party.name}).update([party.span.quote] if party.span else [])
    return [sorted(all_names) for all_names in found.values()]


def fitting(instruments: list[Entity]) -> set[str]:
    """The types that the instruments of a text leave open; none if no instrument is listed."""
    return {
        name
        for strings in instruments
        for word in plain(strings[0]).replace("-", " ").split()
        for name in INSTRUMENTS.get(word, ())
    }


def tally(keys: Keys, claims: Sequence[Claim]) -> Counter[str]:
    """The counts of one text."""
    count: Counter[str] = Counter()
    for slot, side in (("perpetrator", "side_a"), ("victim", "side_b")):
        gold, ours = [entity for role in SLOTS[slot] for entity in keys[role]], parties(claims, side)
        count[f"{slot} entities"] = len(gold)
        count[f"{slot} parties"] = len(ours)
        count[f"{slot} entities found"] = sum(any(is_match(party, entity) for party in ours) for entity in gold)
        count[f"{slot} parties right"] = sum(any(is_match(party, entity) for entity in gold) for party in ours)
        count[f"{slot} claims open"] = sum(not getattr(claim, side) for claim in claims)
    fit = fitting(keys["incident_instrument_id"])
    count["type texts"] = bool(fit)
    count["type right"] = any(claim.sub_event_type in fit for claim in claims)
    count["texts with keys"] = any(keys.values())
    count["texts with keys and claims"] = any(keys.values()) and bool(claims)
    count["texts without keys but claims"] = not any(keys.values()) and bool(claims)
    count["claims"] = len(claims)
    return count


def figures(count: Counter[str]) -> dict[str, float]:
    """What is told of the counts of all texts."""
    found: dict[str, float] = {"claims": count["claims"]}
    for slot in SLOTS:
        precision = count[f"{slot} parties right"] / max(1, count[f"{slot} parties"])
        recall = count[f"{slot} entities found"] / max(1, count[f"{slot} entities"])
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        found |= {f"{slot}_{name}": round(value, 3) for name, value in
                  (("precision", precision), ("recall", recall), ("f1", f1))}  # fmt: skip
        found |= {f"{slot}_entities": count[f"{slot} entities"], f"{slot}_parties": count[f"{slot} parties"]}
        found[f"{slot}_claims_open"] = count[f"{slot} claims open"]
    found["type_right"] = round(count["type right"] / max(1, count["type texts"]), 3)
    found["type_texts"] = count["type texts"]
    for name in ("texts with keys", "texts with keys and claims", "texts without keys but claims"):
        found[name.replace(" ", "_")] = count[name]
    return found


def unwrapped(text: str) -> str:
    """The text with the line breaks inside its paragraphs as blanks; nothing moves."""
    return re.sub(r"(?<!\n)\n(?!\s*\n)", " ", text)


def measure(texts: dict[str, str], keys: dict[str, Keys]) -> dict[str, float]:
    """Code the texts and hold them against their keys."""
    articles = [Article(name, text) for name, text in texts.items()]
    claims: dict[str, list[Claim]] = {name: [] for name in texts}
    for claim in pipeline.code(articles, map=partial(ordered_map, workers=None)):
        if claim.sub_event_type in VIOLENT and claim.status in {"happened", "ongoing"}:
            claims[claim.article_id].append(claim)
    return figures(sum((tally(keys[name], claims[name]) for name in texts), Counter()))


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=DEFAULT)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--date", help="day of the measurement, for the history")
    options = parser.parse_args()
    if not options.file.exists():
        print(f"{options.file} is missing: nothing measured")
        return 0
    rows: dict[str, Any] = dict(list(json.loads(options.file.read_text(encoding="utf-8")).items())[: options.limit])
    keys = {name: row["roles"] for name, row in rows.items()}
    printed = {name: unwrapped(row["doc"]) for name, row in rows.items()}
    known, proper = cases(news(SHARED)), {name.lower(): name for name in names()}
    recased = {name: recase(text, known, proper) for name, text in printed.items()}
    for case, texts in (("capitals", printed), ("recased", recased)):
        found = {"texts": len(texts), **measure(texts, keys)}
        print("\n".join(["", case, *(f"  {name:32} {value}" for name, value in found.items())]), flush=True)
        if options.date:
            line = {"kind": "muc4", "set": options.file.stem, "case": case, "figures": found}
            remember(options.date, line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
