"""Parties that are named by the side they are on: allies, proxies, arms with an owner, followers of a leader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warmonitor.mentions.actor_names import Found, fold
from warmonitor.mentions.actor_phrases import Phrase
from warmonitor.model import Actor, Token
from warmonitor.ontology import lexicon

STATE = frozenset({"state force", "government"})
OWNING = (["of"], ["of", "the"], ["belonging", "to"], ["from"], ["from", "the"])
FOLLOWERS_FOR = frozenset({"government", "regime", "loyalist", "state"})


def proxy(phrase: Phrase, country: str | None) -> str | None:
    """The id of the force that "US-backed forces" means in a war; None where the words do not fix it.

    >>> from warmonitor.mentions.actor_names import Name
    >>> us = ("backed", Found(0, 0, Name("country", "US")))
    >>> proxy(Phrase(0, 2, "forces", "forces", backers=(us,)), "SY")
    'syrian-democratic-forces'
    """
    if phrase.kind not in {"forces", "coalition", "militia"} or "rebel" in phrase.modifiers:
        return None
    for link, found in phrase.backers:
        if link in {"backed", "allied"} and found.name.kind != "actor":
            known: dict[str, str] = lexicon("actors")["proxies"].get(found.name.key, {})
            return known.get(country or "")
    return None


def is_unowned(phrase: Phrase, kinds: set[str], country: str | None) -> bool:
    """Whether arms stand without a word of whose they are: "warplanes", "heavy artillery"."""
    if phrase.head not in lexicon("actors")["owned"]["heads"] or "suicide" in phrase.modifiers:
        return False
    return country is None and not phrase.names and not kinds & {"state", "rebel", "coalition", "militia", "militant"}


def owner_after(phrase: Phrase, tokens: Sequence[Token], names: Mapping[int, Found]) -> str | None:
    """The country in "aircraft of the United States", "tanks belonging to Ukraine"."""
    words = [fold(t.text) for t in tokens[phrase.last + 1 : phrase.last + 4]]
    for k in (2, 3):
        found = names.get(phrase.last + k)
        if found is not None and found.name.kind in {"country", "people"} and words[: k - 1] in OWNING:
            return found.name.key
    return None


def follower(phrase: Phrase, tokens: Sequence[Token], country: str | None, protests: bool) -> str | None:
    """The class of those for or against a government: "Mubarak supporters", "opponents of the president", mourners."""
    told = lexicon("actors")["followers"]
    if phrase.head in told["mourners"]:
        return "protesters" if protests else "civilians"
    loyal = any(m.startswith("pro-") for m in phrase.modifiers) or any(link == "pro" for link, _ in phrase.backers)
    leads = bool(phrase.modifiers & FOLLOWERS_FOR) or any(n.name.kind == "leader" for n in phrase.names)
    after = {fold(t.text) for t in tokens[phrase.last + 1 : phrase.last + 5]}
    of_leader = leads or bool(after & {"government", "regime", "president", "leader", "rule"})
    if phrase.head in told["supporters"] and (loyal or (phrase.head.startswith("supporter") and of_leader)):
        return "supporters" if protests else None
    if phrase.head in told["opponents"] and of_leader:
        return "protesters" if protests else "rebels"
    return None


def beside_state(
    phrase: Phrase, tokens: Sequence[Token], named: Sequence[tuple[int, Actor]], number: int
) -> Actor | None:
    """The state force named just before in the same sentence: "the army and allied militia"."""
    if phrase.first == 0 or not named or named[-1][0] != number:
        return None
    joined = {fold(t.text) for t in tokens[max(0, phrase.first - 3) : phrase.first]} & {"and", "with", "by", ","}
    return named[-1][1] if joined and named[-1][1].type in STATE else None


def seat_after(phrase: Phrase, tokens: Sequence[Token], names: Mapping[int, Found]) -> Found | None:
    """ "Its allies in Moscow", "their ally Russia": the country or seat that the allies are."""
    at = phrase.last + 1
    if at in names:
        return names[at]
    if at + 1 in names and fold(tokens[at].text) == "in" and names[at + 1].name.kind in {"capital", "country"}:
        return names[at + 1]
    return None
