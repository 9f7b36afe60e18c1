"""Who holds a claim's place by the words beside it: "rebel-held Ariha", "the town, which is controlled by X".

Such words are no event, but they are what maps of control are drawn from. Only the claim's own place is read, in its
own sentence, so that a ledger of one place needs the claims of that place alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from warmonitor import ontology
from warmonitor.linking.kin import actor_named, are_kin
from warmonitor.linking.profiles import SENTENCE_END
from warmonitor.model import Article, Claim, EventParty, Party, Span

REACH = 90  # characters looked at on each side of the place
ACTOR = r"(?P<actor>[A-Z][\w'’-]*(?: (?:al-)?[A-Z][\w'’-]*){0,3}|[a-z]+(?: [a-z]+)?)"


@dataclass(frozen=True, slots=True)
class Holding:
    """Who is said to hold a place, in which words; ``is_part`` where it is only parts of it."""

    holder: EventParty
    words: Span
    is_part: bool


@cache
def _lexicon() -> Mapping[str, str]:
    """The lists of words as regular expressions."""
    return {name: "|".join(words) for name, words in ontology.lexicon("control")["held"].items() if name != "generic"}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Words right before the place, words right after it that name the holder, and a holder with its verb before."""
    words = _lexicon()
    between = r"(?P<between>(?:[\w'’-]+ ){0,4}?)"
    before = rf"\b(?P<actor>(?:[A-Z]\w+ )?[\w'’]+(?:-[\w'’]+)?)[- ](?:{words['adjectives']}) {between}$"
    after = rf"^,?(?:\s+\w+){{0,6}}?\s(?:{words['passives']}) (?:by |of )?(?:the )?{ACTOR}"
    active = rf"\b{ACTOR}(?: \w+)?,? (?:which |who |that )?(?:{words['verbs']}) (?!of\b){between}$"
    return re.compile(before), re.compile(after), re.compile(active)


def holding_of(claim: Claim, article: Article | None) -> Holding | None:
    """Who holds the claim's place by the words beside it, or None where they do not say."""
    span = claim.place.span if claim.place else None
    if article is None or span is None or article.text[span.start : span.end] != span.quote:
        return None
    text = article.text
    before = SENTENCE_END.split(text[max(0, span.start - REACH) : span.start])[-1]
    after = SENTENCE_END.split(text[span.end : span.end + REACH])[0]
    by_adjective, by_passive, by_verb = _patterns()
    for match, start, end in (
        (by_adjective.search(before), span.start - len(before), span.end),
        (by_passive.search(after), span.start, span.end + len(after)),
        (by_verb.search(before), span.start - len(before), span.end),
    ):
        if match is None:
            continue
        holder = _holder(match["actor"], claim)
        if holder is None:
            continue
        is_before = end == span.end
        first, last = (start + match.start(), end) if is_before else (start, span.end + match.end())
        between = match["between"] if is_before else before[-REACH // 3 :]
        return Holding(holder, article.span(first, last), _is_part(between, claim))
    return None


def _is_part(words: str, claim: Claim) -> bool:
    """ "Parts of Homs" is not Homs; "the district of Hamdaniya" is the district, "the town of Douma" the town."""
    kind = claim.place.place.kind if claim.place else None
    same = _lexicon()["same" if kind == "city" else "same_small"]
    if re.search(rf"\b(?:{same}) of (?:the )?$", words):
        return False
    return re.search(rf"\b(?:{_lexicon()['parts']})\b", words) is not None


def _holder(words: str, claim: Claim) -> EventParty | None:
    """The party of the claim that the words name, else an actor of the list, else rebels or the state of the place."""
    last = words.rsplit(maxsplit=1)[-1]
    party = actor_named(words) or actor_named(last) or _generic(last, claim)
    if party is None:
        return None
    for own in (*claim.side_a, *claim.side_b):
        if own.actor == party.actor or (own.actor is None and are_kin(own.name, party.name)):
            party = own
    return EventParty(party.actor, party.name, (claim.id,))


def _generic(words: str, claim: Claim) -> Party | None:
    country = claim.place.place.country if claim.place else None
    name = _country_names().get(country or "")
    if name is None:
        return None
    last = words.lower().removesuffix("s")
    for form, nouns in ontology.lexicon("control")["held"]["generic"].items():
        if last in nouns:
            title = form.format(name)
            return Party(re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-"), title)
    return None


@cache
def _country_names() -> Mapping[str, str]:
    return {row["iso2"]: row["name"] for row in ontology.table("countries.csv")}
