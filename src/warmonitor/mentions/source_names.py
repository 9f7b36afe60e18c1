"""Gives a source's noun phrase its canonical name, kind and the actor it speaks for.

A known body of ``sources.csv`` in the phrase wins; then people and short names that the article introduced before;
then words of the phrase ("rebel spokesman", "hospital officials").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from warmonitor.mentions.source_labels import country_in, named
from warmonitor.mentions.source_lexicon import Body, find_bodies, find_country, nouns, word_kinds, word_set, words

ARTICLES = re.compile(r"^(?:the|an?|some|several|many|other|one|two|three|our|their|its|his|her)\s+", re.IGNORECASE)


BASED = re.compile(r"\b[\w.]+[- ]?based\b")
PAPER = re.compile(
    r"(?:(?:an?|the|this) )?(?:[\w-]+ ){0,2}(?:statement|report|letter|account|page|post|message|communique|tweet|list|"
    r"figure|tally|count|survey|study|record)s? "
    r"(?:issued |released |published |posted |carried |compiled |collected |kept |drawn up |put together )?"
    r"(?:by|from|of) (?=\w+)", re.IGNORECASE
)
MEDIA = frozenset({"state or party media", "local media", "news agency"})
MONITOR_WORDS = frozenset({"monitor", "monitoring", "group", "war", "watchdog", "rights", "human", "conflict"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a phrase stands for."""

    name: str
    kind: str
    actor: str | None = None
    number: str = "body"  # person, body, group: what "he", "it", "they" may point back to
    head: str = ""


@dataclass(slots=True)
class Memory:
    """Who has spoken so far in the article, newest last, and the country that it is mostly about."""

    country: str | None = None
    text: str = ""
    bodies: Mapping[str, Body] = field(default_factory=dict)
    named: Sequence[tuple[int, Body]] = ()
    position: int = 0
    speakers: list[Speaker] = field(default_factory=list)
    people: dict[str, Speaker] = field(default_factory=dict)


def identify(text: str, head: str, memory: Memory) -> Speaker | None:
    """Who the phrase ``text`` with head noun ``head`` is; None where it points back to nobody known."""
    told = PAPER.match(text)
    if told:
        text = text[told.end() :]
        head = head if head in text.split() else text.split()[-1]
    text = _without_owner(text, head)
    low = head.lower()
    if low in words()["anaphora"]["pronouns"].split():
        return _last(memory, {"he": "person", "she": "person", "it": "body", "they": "group"}[low])
    found = find_bodies(text, memory.country)
    if found:
        body = next((b for _, _, b in found if b.kind == "state or party media"), found[0][2])
        kind = _media_kind(text.lower().split(), f" {text.lower()} ") if body.kind == "armed group" else None
        if kind:
            return Speaker(f"{body.name} media", kind, body.speaks_for or body.name, "body", low)
        return Speaker(body.name, body.kind, body.speaks_for, _number(_without(text, found), head, "body"), low)
    known = memory.people.get(low)
    if known and head[0].isupper():
        return known
    back = _points_back(text, low, memory) or _named_elsewhere(text, low, memory)
    if back:
        return back
    kind = kind_of(text, head, memory.country)
    if kind == "unnamed" and head[0].isupper() and low not in nouns():
        kind = _introduced_kind(head, memory) or kind
    country = country_in(text) or _country_speaking(text, low, memory)
    name, actor = named(text, head, kind, country or memory.country), _actor(text, kind, country, memory.country)
    return Speaker(name, kind, actor, _number(text, head), low)


def _without_owner(text: str, head: str) -> str:
    """ "The health ministry run by the rebels": the ministry speaks, not who runs it."""
    parts = re.split(rf" (?:{'|'.join(word_set('classes', 'owned'))}) by ", text, maxsplit=1)
    return parts[0] if head in parts[0].split() else text


def remember(speaker: Speaker, text: str, memory: Memory) -> None:
    """Keeps a speaker for the pronouns and short names that follow."""
    memory.speakers.append(speaker)
    for word in re.findall(r"[A-Z]\w+", text):
        if word.lower() not in nouns() and not find_country(word) and len(word) > 2:
            memory.people.setdefault(word.lower(), speaker)


def _country_speaking(text: str, head: str, memory: Memory) -> str | None:
    """ "Russia said ... the ministry said": the country of the foreign government that spoke last."""
    last = memory.speakers[-1] if memory.speakers else None
    if head != "ministry" or " in " in text or last is None or last.kind != "foreign government":
        return None
    return find_country(last.name)


def _introduced_kind(head: str, memory: Memory) -> str | None:
    """The kind of a person from where the article introduces the name: "rebel spokesman X", "X, a doctor"."""
    for match in re.finditer(rf"((?:[\w.’'-]+ ){{0,5}})\b{re.escape(head)}\b,?((?: [\w’'-]+){{0,6}})", memory.text):
        before = match.group(1).split(". ")[-1]
        for words_beside in (f"{before}{head}", f"{head}{match.group(2)}"):
            kind = kind_of(words_beside, head, memory.country)
            if kind != "unnamed":
                return kind
    return None


def _points_back(text: str, head: str, memory: Memory) -> Speaker | None:
    same = [s for s in memory.speakers if s.head == head]
    if same and re.fullmatch(r"(?i)the \w+", text) and text.lower() == text[:1].lower() + text[1:]:
        return same[-1]
    if head not in words()["anaphora"]["heads"].split() or not re.match(r"(?i)(?:the|this|that|its|his|their)\s", text):
        return None
    if len(text.split()) > 2 and not _is_kind_of_agency(text, head):
        return None
    if same:
        return same[-1]
    wanted = nouns().get(head, "unnamed")
    if head in word_set("anaphora", "institutions"):
        return next((s for s in reversed(memory.speakers) if head in s.name.lower().split()), None)
    if head in word_set("media", "heads"):
        outlet = next((s for s in reversed(memory.speakers) if s.kind in MEDIA), None)
        return outlet or _named_before(head, memory)
    aid = head in word_set("anaphora", "aid")
    for speaker in reversed(memory.speakers):
        if aid and speaker.kind in MEDIA | {"military or government", "foreign government"}:
            continue
        if speaker.kind == wanted or (wanted == "unnamed" and speaker.number == "body"):
            return speaker
    return _named_before(head, memory)


def _is_kind_of_agency(text: str, head: str) -> bool:
    """ "The medical charity", "the aid group": one word more that says which sort of body it is."""
    return len(text.split()) == 3 and text[1:].islower() and head in word_set("anaphora", "agencies")


def _named_before(head: str, memory: Memory) -> Speaker | None:
    """ "The Red Cross could not enter the town. The agency said": the body last named that such a noun can mean."""
    if head not in words()["anaphora"]["agencies"].split():
        return None
    for at, body in reversed(memory.named):
        if at < memory.position and body.kind in {"international organisation", "monitor", "medical or responder"}:
            return Speaker(body.name, body.kind, body.speaks_for, "body", head)
    return None


def _named_elsewhere(text: str, head: str, memory: Memory) -> Speaker | None:
    """"a monitoring group", "the coalition": the body of that sort which the article names, before or after."""
    rest = set(BASED.sub("", ARTICLES.sub("", text)).lower().split())
    if rest <= MONITOR_WORDS and rest & {"monitor", "monitoring", "watchdog", "rights"}:
        body = memory.bodies.get("monitor")
    elif re.fullmatch(r"(?i)the \w+", text) and nouns().get(head) in {"unnamed", "monitor", "opposition body", None}:
        body = memory.bodies.get(head)
    else:
        return None
    if body is None:
        return None
    return Speaker(body.name, body.kind, body.speaks_for, "body", head)


def _last(memory: Memory, number: str) -> Speaker | None:
    # "they": many people before one body
    fits = {"person": ("person",), "body": ("body",), "group": ("group", "body")}[number]
    near = memory.speakers[-4:]
    return next((s for kind in fits for s in reversed(near) if s.number == kind), None)


def _is_person(text: str, head: str) -> bool:
    if head.endswith("s") and re.match(r"[Tt]he [A-Z]", text):
        return False  # "the Tamil Tigers"
    return head[:1].isupper() and bool(re.search(r"[A-Z]\w+ [A-Z]\w+", text)) and head.lower() not in nouns()


def _without(text: str, found: Sequence[tuple[int, int, Body]]) -> str:
    """The phrase less the known bodies in it: what is left of "SOHR director Rami Aziz" is a person."""
    for start, end, _ in reversed(found):
        text = text[:start] + text[end:]
    return text


def _number(text: str, head: str, otherwise: str = "person") -> str:
    """What may point back to the speaker: "he" to a person, "it" to a body, "they" to a group."""
    low = head.lower()
    plural = head.endswith("s") and (head[0].islower() or low in nouns())
    plural = plural or low in {"people", "police", "men", "women"}
    if plural and low in text.lower():
        return "group"
    if _is_person(text, head) or (low in text.lower() and nouns().get(low) in {"residents or witnesses", "activists"}):
        return "person"
    return "body" if head[0].isupper() or low in {"group", "army", "military", "ministry"} else otherwise


def kind_of(text: str, head: str, country: str | None) -> str:
    """The kind of source that a phrase stands for, by its words."""
    low = f" {re.sub(r'[^a-z0-9.]+', ' ', text.lower())} "
    tokens = low.split()
    media = _media_kind(tokens, low)
    if media:
        return media
    kind = nouns().get(head.lower())
    if kind in {None, "unnamed", "military or government"} and head[0].isupper() and head.lower() not in nouns():
        kind = _ruled("name_words", low) or kind
    if kind in {None, "unnamed", "military or government"}:
        kind = _ruled("modifiers", low) or kind
    if kind in {None, "unnamed"}:
        kind = next((k for w in tokens if (k := nouns().get(w)) not in {None, "unnamed"}), kind)
    if (kind is None or (kind == "unnamed" and "forces" in tokens)) and find_country(text):
        kind = "military or government"
    named = find_country(text)
    if kind == "military or government" and named and country and named != country:
        return "foreign government"
    return kind or "unnamed"


def _ruled(section: str, low: str) -> str | None:
    return next((kind for kind, told in word_kinds(section) if any(f" {word} " in low for word in told)), None)


def _media_kind(tokens: list[str], low: str) -> str | None:
    if not word_set("media", "heads") & set(tokens):
        return None
    if any(f" {w.replace('-', ' ')} " in low for w in word_set("media", "anti")):
        return "activists" if "activist" in tokens else "local media"
    if any(f" {w.replace('-', ' ')} " in low for w in word_set("media", "state")):
        return "state or party media"
    return None


def _actor(text: str, kind: str, country: str | None, home: str | None) -> str | None:
    if kind in {"military or government", "state or party media", "foreign government"} and (country or home):
        return f"Government of {country or home}"
    return None
