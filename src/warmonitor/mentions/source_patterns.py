"""Finds attributions in one parsed sentence: whose words, by which cue, and how much of the sentence is theirs.

Cues are reporting verbs, "according to", set phrases ("claimed responsibility", "no immediate comment") and reports as
nouns; the phrases beside them are found in ``source_phrases``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from warmonitor.mentions.source_edges import SMALL, trimmed
from warmonitor.mentions.source_lexicon import Verb, find_bodies, hedge, hedges, nouns, verbs, word_set, words
from warmonitor.mentions.source_phrases import RELATIVES, day_words, head_of, is_finite, phrase_end, subject_of
from warmonitor.model import Token

SAYS = Verb("asserts", "certain", "any")
RUMOUR = Verb("asserts", "possible", "any")
CLAIM = Verb("asserts", "certain", "named")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution in a sentence. ``phrase``, ``cue`` are token ranges; ``place`` says where the words stand.

    ``place``: "after" the cue, "before" it, or "around" it (the whole sentence).
    """

    phrase: tuple[int, int]
    cue: tuple[int, int]
    verb: Verb
    place: str
    by: str
    via: tuple[int, int] | None = None


def attributions(tokens: Sequence[Token]) -> list[Attribution]:
    """All attributions of a sentence, in the order of their cues; their phrases cut to who speaks."""
    found: list[Attribution] = []
    low = [t.text.lower() for t in tokens]
    for i, word in enumerate(low):
        verb = verbs().get(word)
        stance = _phrase_stance(low, i)
        if word == "according" and low[i + 1 : i + 2] == ["to"]:
            found += _after_preposition(tokens, low, i, i + 2)
        elif stance:
            found += _phrasal(tokens, low, i, stance)
        elif word == "reports" and _is_nominal_report(low, i):
            start = i - 1 if i and tokens[i - 1].pos in {"ADJ", "DET"} else i
            found.append(Attribution((start, i + 1), (i, i + 1), RUMOUR, "after", "reports"))
        elif word in word_set("cues", "claimed_by") and low[i + 1 : i + 2] == ["by"]:
            found += (replace(one, place="after") for one in _after_preposition(tokens, low, i, i + 2, CLAIM))
        elif verb and _is_verb(tokens, low, i):
            found += list(_verbal(tokens, low, i, verb)) or list(_impersonal(tokens, low, i))
    named = [one for one in found if one.by != "unnamed"]
    return named or found


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Set phrases that carry a stance ("claimed responsibility"), by their first word."""
    out: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for stance, key in (("claims responsibility", "claims_responsibility"), ("no comment", "no_comment")):
        for phrase in words()["cues"][key]:
            parts = tuple(phrase.split())
            out.setdefault(parts[0], []).append((parts, stance))
    return {first: tuple(found) for first, found in out.items()}


def _phrase_stance(low: Sequence[str], i: int) -> str | None:
    for parts, stance in _phrases().get(low[i], ()):
        if tuple(low[i : i + len(parts)]) == parts:
            return stance
    return None


def _phrasal(tokens: Sequence[Token], low: Sequence[str], i: int, stance: str) -> Iterator[Attribution]:
    """"X claimed responsibility", "no immediate comment from X"."""
    verb = Verb(stance, "certain", "any")
    start = next((k + 1 for k in range(i, min(i + 6, len(low))) if low[k] in {"from", "by"}), None)
    if start is not None and low[i] in {"no", "claimed"}:
        yield from _after_preposition(tokens, low, i, start, verb)
        return
    phrase = _subject(tokens, low, i)
    if phrase is not None and _can_speak(tokens, low, phrase, verb):
        place = "after" if len(low) - i > 4 and phrase[1] <= i else "around"
        yield Attribution(phrase, (i, min(i + 2, len(low))), verb, place, "phrase")


def _is_nominal_report(low: Sequence[str], i: int) -> bool:
    before, after = low[max(0, i - 2) : i], low[i + 1 : i + 2]
    return after in (["of"], ["that"], ["about"]) and bool(
        {"unconfirmed", "there", "conflicting", "were", "are", "been", "amid", "to"} & set(before) or i == 0
    )


def _is_verb(tokens: Sequence[Token], low: Sequence[str], i: int) -> bool:
    token = tokens[i]
    if i and low[i - 1] == "to" and tokens[i - 1].pos == "PART":
        return _is_said_through(low, i)  # no "desperate attempt to deny it"
    if low[i] in words()["cues"]["calling"] and not (
        low[i + 1 : i + 2] in (["for"], ["on"], ["upon"]) or _judges(low, i)
    ):
        return False
    if " ".join(low[i : i + 2]) in words()["cues"]["idle"]:
        return False
    if low[i].startswith("claim") and {"life", "lives"} & set(low[i + 1 : i + 5]):
        return False  # "clashes which claimed the lives of 30 militants"
    if low[i] in word_set("cues", "finding") and low[i + 1 : i + 2] != ["that"]:
        return False
    if low[i] in word_set("cues", "posting") and low[i + 1 : i + 2] in (["on"], ["that"]):
        return True  # "posted on Telegram"
    if low[i] in words()["cues"]["publishing"] and not set(low[i + 1 : i + 7]) & word_set("cues", "published"):
        return False  # "rebels released two soldiers"
    if hedge(low[i]) == "probable" and low[i + 1 : i + 2] == ["to"]:
        return False  # "gunmen believed to be bandits"
    if token.tag == "VBN" and token.dep == "acl" and low[i + 1 : i + 2] != ["by"]:
        return False
    if i == 0 and low[i] in words()["cues"]["quoting"]:
        return True  # "Quoting provincial officials, the station said ..."
    if token.pos == "NOUN" and token.dep == "ROOT" and any(t.head == i and t.dep == "nsubj" for t in tokens[:i]):
        return True  # "Activists in the city claim 30 people were killed"
    if token.pos in {"VERB", "AUX"}:
        return token.dep not in {"amod", "compound"} or token.lemma == "say"
    return token.lemma == "say" or low[i] in {"says", "say", "said"}


def _is_said_through(low: Sequence[str], i: int) -> bool:
    """ "Images appeared to show", "went on to accuse": the second verb says it."""
    before = low[i - 2] if i > 1 else ""
    pictured = low[i] == "show" and before in word_set("cues", "seeming")
    return pictured or (before in word_set("cues", "daring") and low[i] in verbs())


def _object(tokens: Sequence[Token], low: Sequence[str], i: int) -> str | None:
    return next((low[k] for k in range(i + 1, len(tokens)) if tokens[k].head == i and tokens[k].dep == "dobj"), None)


def _judges(low: Sequence[str], i: int) -> bool:
    """ "Called the strike legitimate", "called the claim a lie"."""
    return low[i + 1 : i + 2] in (["the"], ["this"], ["these"]) and bool(
        set(low[i + 2 : i + 4]) & word_set("cues", "judged")
    )


def _verbal(tokens: Sequence[Token], low: Sequence[str], i: int, verb: Verb) -> Iterator[Attribution]:
    if low[i] in words()["cues"]["quoting"] and low[i] not in {"quoted"}:
        yield from _after_preposition(tokens, low, i, i + 1, verb)
        return
    quoted = _quoted_by(tokens, low, i) or _quoted_on(tokens, low, i)
    if quoted is not None:
        yield quoted
        return
    saying = _as_saying(tokens, low, i)
    if saying:
        subject = subject_of(tokens, low, i)
        place = "after" if len(low) - saying[1] > 4 else "before"
        yield Attribution(saying, (i, i + 1), SAYS, place, "as saying", subject)
        return
    if _is_passive(tokens, low, i):
        if low[i + 1 : i + 3] == ["as", "saying"]:
            phrase = subject_of(tokens, low, i)
            if phrase is not None:
                by = _quoting_body(tokens, low, i + 3)
                place = "before" if by or len(low) - i < 6 else "after"
                yield Attribution(phrase, (i, i + 3), SAYS, place, "as saying", by)
            return
        if low[i + 1 : i + 2] == ["by"] and verb.subjects != "weak" and low[i] not in word_set("cues", "acts"):
            yield from _after_preposition(tokens, low, i, i + 2, verb)
        return
    phrase = _speaker_phrase(tokens, low, i, verb)
    if phrase is None:
        return
    phrase = _author(tokens, low, phrase, i) or phrase
    if low[i] in word_set("cues", "claiming") and _object(tokens, low, i) in word_set("cues", "judged"):
        verb = replace(verb, stance="claims responsibility")
    judging = low[i] in words()["cues"]["calling"] or low[i] in word_set("cues", "describing")
    if judging and set(low[i + 2 :]) & word_set("cues", "false"):
        verb = replace(verb, stance="denies")
    hearer = _hearer(tokens, low, i)
    place = _place(tokens, low, phrase, hearer[1] - 1 if hearer else i)
    yield Attribution(phrase, (i, i + 1), verb, place, "verb", hearer)


def _quoting_body(tokens: Sequence[Token], low: Sequence[str], start: int) -> tuple[int, int] | None:
    """Whose pages it stood on: "(was quoted as saying) by state television"."""
    if low[start : start + 1] != ["by"]:
        return None
    end = phrase_end(tokens, low, start + 1)
    return (start + 1, end) if end > start + 1 else None


def _quoted_by(tokens: Sequence[Token], low: Sequence[str], i: int) -> Attribution | None:
    """ "The general was quoted by state radio as saying": the general speaks, the radio passes it on."""
    by = _quoting_body(tokens, low, i + 1) if low[i] == "quoted" else None
    if by is None or low[by[1] : by[1] + 2] != ["as", "saying"]:
        return None
    phrase = subject_of(tokens, low, i)
    place = "after" if len(low) - by[1] > 5 else "before"
    return phrase and Attribution(phrase, (i, by[1] + 2), SAYS, place, "as saying", by)


def _quoted_on(tokens: Sequence[Token], low: Sequence[str], i: int) -> Attribution | None:
    """ "The minister was quoted on Sunday as saying": the day is nobody's."""
    if low[i] not in word_set("cues", "passed_on") or low[i + 1 : i + 2] not in (["on"], ["late"], ["earlier"]):
        return None
    at = next((k for k in range(i + 2, min(i + 6, len(low) - 1)) if low[k : k + 2] == ["as", "saying"]), None)
    phrase = subject_of(tokens, low, i) if at else None
    return Attribution(phrase, (i, at + 2), SAYS, "after", "as saying") if phrase and at else None


def _author(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int], verb: int) -> tuple[int, int] | None:
    """Whose a paper is: "figures compiled by the ministry show", "a statement issued by the army said"."""
    at = phrase[1]
    if low[at - 1] not in word_set("cues", "papers") or low[at + 1 : at + 2] != ["by"] or at + 2 >= verb:
        return None
    if low[at] not in word_set("cues", "authored"):
        return None
    end = phrase_end(tokens, low, at + 2, verb)
    return (at + 2, end) if end > at + 2 else None


def _impersonal(tokens: Sequence[Token], low: Sequence[str], i: int) -> Iterator[Attribution]:
    """ "It was reported that clashes broke out", "it is now believed that": somebody says so, nobody is named."""
    if low[i] not in word_set("cues", "impersonal") or not _is_passive(tokens, low, i) or low[i + 1 : i + 2] == ["by"]:
        return
    expletive = any(t.head == i and t.text.lower() == "it" for t in tokens[:i])
    if expletive and (low[i] == "reported" or not any(t.text[0] in '"“' for t in tokens[:i])):
        yield Attribution((i, i + 1), (i, i + 1), Verb("asserts", hedge(low[i]), "any"), "after", "unnamed")


def _speaker_phrase(tokens: Sequence[Token], low: Sequence[str], i: int, verb: Verb) -> tuple[int, int] | None:
    inverted = _inverted(tokens, low, i)
    inverted = trimmed(tokens, low, inverted) if inverted else None
    if inverted and not _can_speak(tokens, low, inverted, verb):
        inverted = None
    if inverted and _is_final(tokens, low, inverted, i):
        return inverted
    subject = _subject(tokens, low, i)
    if subject and _can_speak(tokens, low, subject, verb):
        return subject
    return inverted if i and low[i - 1] in {",", "\"", "”", "'", "’"} else None


def _subject(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    phrase = subject_of(tokens, low, i)
    return trimmed(tokens, low, phrase) if phrase else None


def _is_final(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int], verb: int) -> bool:
    """The words after "said" are a speaker and nothing else happens: ``... two soldiers said the Observatory.``"""
    if verb and low[verb - 1] in {"\"", "”"}:
        return True
    before = any(t.pos in {"VERB", "AUX"} for t in tokens[:verb])
    rest = low[phrase[1] : phrase[1] + 1]
    quiet = rest in (["who"], ["which"]) or not any(
        is_finite(tokens, low, k) and tokens[k].tag != "VBG" for k in range(phrase[1], len(tokens))
    )
    return before and quiet and tokens[phrase[0]].pos != "NUM" and tokens[verb - 1].pos != "AUX"


def _as_saying(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    """The speaker of ``quoted X as saying``, ``reported X as saying``."""
    for k in range(i + 2, min(i + 14, len(low) - 1)):
        if low[k] == "as" and low[k + 1] == "saying":
            end = phrase_end(tokens, low, i + 1, k)
            return (i + 1, end) if end > i + 1 else None
        if tokens[k].pos in {"VERB", "AUX"}:
            return None
    return None


def _is_passive(tokens: Sequence[Token], low: Sequence[str], i: int) -> bool:
    participle = tokens[i].tag == "VBN" and tokens[i].dep == "acl" and low[i + 1 : i + 2] == ["by"]
    return participle or any(t.head == i and t.dep == "auxpass" for t in tokens[max(0, i - 4) : i])


def _after_preposition(
    tokens: Sequence[Token], low: Sequence[str], cue: int, start: int, verb: Verb | None = None
) -> Iterator[Attribution]:
    end = phrase_end(tokens, low, start)
    if low[end + 1 : end + 2] == ["by"] and tokens[end].tag == "VBN":
        start = end + 2
        end = phrase_end(tokens, low, start)
    phrase = trimmed(tokens, low, (start, end)) if end > start else None
    if phrase is not None and any(t.pos in {"NOUN", "PROPN", "PRON", "ADJ"} for t in tokens[start:end]):
        yield Attribution(phrase, (cue, start), verb or SAYS, "around", "preposition")


def _inverted(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    """``... , said X``: only for verbs of saying after a quotation or at the end of a clause."""
    if low[i] not in words()["cues"]["inverting"] or i + 1 >= len(tokens):
        return None
    if tokens[i + 1].pos not in {"DET", "NOUN", "PROPN", "ADJ"} and low[i + 1] not in SMALL:
        return None
    end = phrase_end(tokens, low, i + 1)
    return (i + 1, end) if end > i + 1 and _ends_clause(tokens, low, end) else None


def _ends_clause(tokens: Sequence[Token], low: Sequence[str], end: int) -> bool:
    if end >= len(low) or low[end] in day_words() or low[end] in RELATIVES:
        return True
    return tokens[end].pos in {"PUNCT", "ADP", "CCONJ", "SCONJ", "PRON"} or tokens[end].tag == "VBG"


def _can_speak(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int], verb: Verb) -> bool:
    head = head_of(tokens, phrase)
    text = " ".join(t.text for t in tokens[phrase[0] : phrase[1]])
    if low[phrase[0]] in words()["not_sources"]["phrases"] or low[head] in word_set("not_sources", "things"):
        return False
    if tokens[head].pos == "PRON":
        return low[head] in words()["anaphora"]["pronouns"].split() and verb.subjects != "weak"
    if low[head] in nouns() or find_bodies(text):
        return True
    return (tokens[head].pos == "PROPN" or tokens[head].text[0].isupper()) and verb.subjects != "weak"


def _place(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int], verb: int) -> str:
    if low[verb + 1 : verb + 2] == ["of"] or (low[verb] in word_set("cues", "describing") and "as" in low[verb:]):
        return "after"  # "... ; a second medic spoke of two dead"
    rest_start = max(phrase[1], verb + 1)
    before = any(t.pos in {"VERB", "AUX"} for t in tokens[: min(phrase[0], verb)])
    rest = tokens[rest_start:]
    after = any(t.pos in {"VERB", "AUX"} for t in rest)
    follows = low[rest_start] if rest_start < len(low) else "."
    if not before:
        return "after"
    if follows == ";" or (phrase[0] > verb and follows in {"who", "which", "whose", "where"}):
        return "before"
    ends = follows in {",", ".", "\"", "”", "adding", "citing", "in", "on"} or follows in day_words()
    previous = low[min(phrase[0], verb) - 1]
    if previous in {",", "\"", "”", "'"} and ends and after:
        return "around"
    told = any(t.pos in {"NOUN", "PROPN"} for t in rest[:6]) and follows not in {",", "."}
    if told and not ends and previous in {"while", "whereas", "but", "and"}:
        return "after"  # "... while the Observatory reported strikes on the town"
    if ends or not after:
        return "before"
    return "after"


def _hearer(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    if low[i] not in words()["cues"]["told"] or i + 1 >= len(tokens):
        return None
    start = i + 1
    end = start
    while end < len(tokens) and tokens[end].pos in {"DET", "PROPN", "ADJ", "NOUN"} and end - start < 5:
        if end > start and tokens[end].pos == "DET":
            break  # "told Reuters the attackers had fled"
        end += 1
    return (start, end) if end > start else None


def certainty_of(said: Sequence[str], verb: Verb) -> str:
    """The weakest certainty of the verb and the words that it reports."""
    levels = [verb.certainty, *(hedges(said=True).get(word, "certain") for word in said)]
    return next((level for level in ("possible", "probable") if level in levels), "certain")
