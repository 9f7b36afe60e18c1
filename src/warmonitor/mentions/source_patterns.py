"""Finds attributions in one parsed sentence: whose words, by which cue, and how much of the sentence is theirs.

The parser loses subjects of trailing attributions ("..., state media and a monitor said") and of texts without commas,
so each cue takes its subject from the tree where that is sound and from the run of words beside the verb where not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from warmonitor.mentions.source_lexicon import Verb, find_bodies, hedge, nouns, verbs, word_set, words
from warmonitor.model import Token

NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
RELATIVES = frozenset({"who", "which", "that", "whose", "when", "where", "while", "as", "because", "if", "after"})
JOINING = frozenset({"of", "for", "in", "from", "at", "near", "with", "to"})
LONGEST_PHRASE = 16  # tokens of a source's noun phrase; longer runs are lists or broken sentences


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
    """All attributions of a sentence, in the order of their cues."""
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
            found.append(Attribution((start, i + 1), (i, i + 1), Verb("asserts", "possible", "any"), "after", "reports"))
        elif verb and _is_verb(tokens, low, i):
            found += _verbal(tokens, low, i, verb)
    return found


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
        yield Attribution(phrase, (i, min(i + 2, len(low))), verb, _place(tokens, low, phrase, i), "phrase")


def _is_nominal_report(low: Sequence[str], i: int) -> bool:
    before, after = low[max(0, i - 2) : i], low[i + 1 : i + 2]
    return after in (["of"], ["that"], ["about"]) and bool(
        {"unconfirmed", "there", "conflicting", "were", "are", "been", "amid", "to"} & set(before) or i == 0
    )


def _is_verb(tokens: Sequence[Token], low: Sequence[str], i: int) -> bool:
    token = tokens[i]
    if low[i] in words()["cues"]["calling"] and low[i + 1 : i + 2] not in (["for"], ["on"], ["upon"]):
        return False
    if token.pos in {"VERB", "AUX"}:
        return token.dep not in {"amod", "compound"} or token.lemma == "say"
    return token.lemma == "say" or low[i] in {"says", "say", "said"}


def _verbal(tokens: Sequence[Token], low: Sequence[str], i: int, verb: Verb) -> Iterator[Attribution]:
    if low[i] in words()["cues"]["quoting"] and low[i] not in {"quoted"}:
        yield from _after_preposition(tokens, low, i, i + 1, verb)
        return
    saying = _as_saying(tokens, low, i)
    if saying:
        subject = _subject(tokens, low, i)
        yield Attribution(saying, (i, i + 1), Verb("asserts", "certain", "any"), "after", "as saying", subject)
        return
    if _is_passive(tokens, low, i):
        if low[i + 1 : i + 3] == ["as", "saying"]:
            phrase = _subject(tokens, low, i)
            if phrase is not None:
                yield Attribution(phrase, (i, i + 3), Verb("asserts", "certain", "any"), "after", "as saying")
            return
        if low[i + 1 : i + 2] == ["by"] and verb.subjects != "weak":
            yield from _after_preposition(tokens, low, i, i + 2, verb)
        return
    phrase = _speaker_phrase(tokens, low, i, verb)
    if phrase is None:
        return
    yield Attribution(phrase, (i, i + 1), verb, _place(tokens, low, phrase, i), "verb", _hearer(tokens, low, i))


def _speaker_phrase(tokens: Sequence[Token], low: Sequence[str], i: int, verb: Verb) -> tuple[int, int] | None:
    inverted = _inverted(tokens, low, i)
    if inverted and not _can_speak(tokens, low, inverted, verb):
        inverted = None
    if inverted and _is_final(tokens, low, inverted, i):
        return inverted
    subject = _subject(tokens, low, i)
    if subject and _can_speak(tokens, low, subject, verb):
        return subject
    return inverted if i and low[i - 1] in {",", "\"", "”", "'", "’"} else None


def _is_final(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int], verb: int) -> bool:
    """The words after "said" are a speaker and nothing else happens there: ``... two soldiers said the Observatory.``"""
    if verb and low[verb - 1] in {"\"", "”"}:
        return True
    before = any(t.pos in {"VERB", "AUX"} for t in tokens[:verb])
    rest = low[phrase[1] : phrase[1] + 1]
    quiet = rest in (["who"], ["which"]) or not any(_is_finite(tokens, low, k) for k in range(phrase[1], len(tokens)))
    return before and quiet and tokens[phrase[0]].pos != "NUM" and tokens[verb - 1].pos != "AUX"


def _as_saying(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    """The speaker of ``quoted X as saying``, ``reported X as saying``."""
    for k in range(i + 2, min(i + 14, len(low) - 1)):
        if low[k] == "as" and low[k + 1] == "saying":
            end = _phrase_end(tokens, low, i + 1, k)
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
    end = _phrase_end(tokens, low, start)
    if low[end + 1 : end + 2] == ["by"] and tokens[end].tag == "VBN":
        start = end + 2
        end = _phrase_end(tokens, low, start)
    if end > start and any(t.pos in {"NOUN", "PROPN", "PRON", "ADJ"} for t in tokens[start:end]):
        yield Attribution((start, end), (cue, start), verb or Verb("asserts", "certain", "any"), "around", "preposition")


def _subject(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    head = next((k for k, t in enumerate(tokens[:i]) if t.head == i and t.dep in SUBJECTS), None)
    verb = i
    while head is None and tokens[verb].dep in {"conj", "advcl", "acl", "xcomp", "dobj"} and tokens[verb].head < verb:
        upper = tokens[verb].head
        if low[upper] not in verbs() and tokens[i].tag != "VBG" and tokens[verb].dep != "conj":
            break
        head = next((k for k, t in enumerate(tokens[:upper]) if t.head == upper and t.dep in SUBJECTS), None)
        verb = upper
    if head is not None and low[head] in {"who", "which"} and tokens[i].dep == "relcl":
        head = tokens[i].head
    if head is not None:
        phrase = _around_head(tokens, low, head, verb)
        run = None if _only_between(tokens, low, phrase[1], verb) else _left_run(tokens, low, verb)
        if run and _stands_alone(tokens, low, run):
            return run
        known = _is_speaker(tokens, low, phrase)
        if known or _only_between(tokens, low, phrase[1], verb):
            return phrase
    return _left_run(tokens, low, i)


def _stands_alone(tokens: Sequence[Token], low: Sequence[str], run: tuple[int, int]) -> bool:
    """A speaker beside the verb that no word before it governs: ``alleged rebels a monitoring group said``."""
    strong = low[head_of(tokens, run)] in nouns() or find_bodies(" ".join(t.text for t in tokens[run[0] : run[1]]))
    governed = run[0] == 0 or tokens[run[0] - 1].pos in {"ADP", "CCONJ", "VERB", "DET", "SCONJ", "AUX"}
    return bool(strong) and not governed and tokens[run[0]].pos in {"DET", "PROPN"}


def _around_head(tokens: Sequence[Token], low: Sequence[str], head: int, verb: int) -> tuple[int, int]:
    start = head
    while start > 0 and _under(tokens, start - 1, head) and not _stops(tokens, low, start - 1):
        start -= 1
    while start < head and (low[start] in _days() or low[start] in _dates() or re.fullmatch(r"(?:19|20)\d\d", low[start])):
        start += 1
    determiners = [k for k in range(start + 1, head) if low[k] in {"a", "an", "the"} and tokens[k - 1].pos != "ADP"]
    start = determiners[-1] if determiners else start
    stop = _phrase_end(tokens, low, head, verb)
    return start, max(stop, head + 1)


def _is_finite(tokens: Sequence[Token], low: Sequence[str], k: int) -> bool:
    """A verb, but not the second half of "state-run" or "Britain-based"."""
    return tokens[k].pos in {"VERB", "AUX"} and not (k and low[k - 1] == "-" and tokens[k - 1].end == tokens[k].start)


def _stops(tokens: Sequence[Token], low: Sequence[str], k: int) -> bool:
    """A mark that no noun phrase runs over; a hyphen inside a word ("Britain-based") is none."""
    if low[k] == "-":
        return k == 0 or tokens[k - 1].end != tokens[k].start
    return low[k] in {",", ";", ":", ")", "\"", "”", "“", "–", "—"}


def _under(tokens: Sequence[Token], k: int, head: int) -> bool:
    for _ in range(6):
        if k == head:
            return True
        if tokens[k].head == k:
            return False
        k = tokens[k].head
    return k == head


def _phrase_end(tokens: Sequence[Token], low: Sequence[str], start: int, limit: int | None = None) -> int:
    """Where a noun phrase that begins at ``start`` stops: at a verb, a relative, a day or a comma without apposition."""
    limit = min(limit if limit is not None else len(tokens), start + LONGEST_PHRASE)
    k = start
    while k < limit:
        word, pos = low[k], tokens[k].pos
        if word == ",":
            closing = _apposition_end(tokens, low, k, limit)
            if closing is None:
                break
            k = closing
            continue
        if word in RELATIVES or word in _days() or (pos == "SCONJ" or _is_finite(tokens, low, k)) and k > start:
            break
        if pos == "PUNCT" and word not in {"-", "(", ")", "'", "’", "."} or word in {".", ";"} and k == len(low) - 1:
            break
        if pos == "CCONJ" and (k + 1 >= limit or tokens[k + 1].pos not in NOMINAL):
            break
        if pos == "PRON" and k > start:
            break
        k += 1
    while k > start + 1 and (tokens[k - 1].pos in {"ADP", "CCONJ", "ADV", "DET", "PUNCT", "PART"} or low[k - 1] in _between()) and (
        low[k - 1] not in {")", "s", "'s", "’s"}
    ):
        k -= 1
    return k


def _apposition_end(tokens: Sequence[Token], low: Sequence[str], comma: int, limit: int) -> int | None:
    """The end of ", a spokesman for the group[,]": no verb inside, and it begins like a noun phrase."""
    if comma + 1 >= limit or tokens[comma + 1].pos not in {"DET", "NOUN", "PROPN", "ADJ"}:
        return None
    for k in range(comma + 1, limit):
        if low[k] == ",":
            return k if k + 1 >= limit else k
        if _is_finite(tokens, low, k) or tokens[k].pos in {"SCONJ"} or low[k] in RELATIVES or low[k] in _days():
            return None
    return limit


def _left_run(tokens: Sequence[Token], low: Sequence[str], verb: int) -> tuple[int, int] | None:
    """The noun phrase directly before a verb, read from the words alone."""
    end = verb
    while end > 0 and (low[end - 1] in _between() or low[end - 1] in _days() or tokens[end - 1].pos == "ADV"):
        end -= 1
    if end > 0 and low[end - 1] == "on":
        end -= 1
    if end > 1 and low[end - 1] == ",":
        opening = next((k for k in range(end - 2, max(0, end - 18), -1) if low[k] == ","), None)
        return None if opening is None else _left_run(tokens, low, opening)
    start = end
    while start > 0 and end - start < LONGEST_PHRASE and _continues(tokens, low, start - 1, start, end):
        start -= 1
        if low[start] in {"a", "an", "the"} and (start == 0 or tokens[start - 1].pos not in {"ADP", "CCONJ"}):
            break
    while start < end and (tokens[start].pos in {"ADP", "CCONJ", "PART", "PUNCT"}):
        start += 1
    return (start, end) if start < end else None


def _continues(tokens: Sequence[Token], low: Sequence[str], k: int, start: int, end: int) -> bool:
    word, pos = low[k], tokens[k].pos
    if word in _days() or word in _dates() or word in RELATIVES:
        return False
    if pos in NOMINAL or word in {"-", "(", ")"}:
        return pos != "PRON" or start == end or tokens[start].pos == "PART"
    if word in JOINING or word == "and":
        return start < end and k > 0 and tokens[k - 1].pos in {"NOUN", "PROPN"}
    return False


def _only_between(tokens: Sequence[Token], low: Sequence[str], start: int, end: int) -> bool:
    return all(
        w in _between() or w in _days() or t.pos in {"ADV", "AUX", "PUNCT", "ADP", "PART"} or t.pos == "NUM"
        for w, t in zip(low[start:end], tokens[start:end], strict=True)
    )


def _inverted(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    """``... , said X``: only for verbs of saying after a quotation or at the end of a clause."""
    if low[i] not in words()["cues"]["inverting"] or i + 1 >= len(tokens) or tokens[i + 1].pos not in {"DET", "NOUN", "PROPN", "ADJ"}:
        return None
    end = _phrase_end(tokens, low, i + 1)
    return (i + 1, end) if end > i + 1 and _ends_clause(tokens, low, end) else None


def _ends_clause(tokens: Sequence[Token], low: Sequence[str], end: int) -> bool:
    return end >= len(low) or tokens[end].pos in {"PUNCT", "ADP", "CCONJ", "SCONJ", "PRON"} or low[end] in _days() or (
        tokens[end].tag in {"VBG"} or low[end] in RELATIVES)


def _is_speaker(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int]) -> bool:
    head = head_of(tokens, phrase)
    return low[head] in nouns() or tokens[head].text[:1].isupper()


def _can_speak(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int], verb: Verb) -> bool:
    head = head_of(tokens, phrase)
    text = " ".join(t.text for t in tokens[phrase[0] : phrase[1]])
    if low[phrase[0]] in words()["not_sources"]["phrases"] or low[head] in word_set("not_sources", "things"):
        return False
    if tokens[head].pos == "PRON":
        return low[head] in words()["anaphora"]["pronouns"].split() and verb.subjects != "weak"
    if low[head] in nouns() or find_bodies(text):
        return True
    if tokens[head].pos == "PROPN" or tokens[head].text[0].isupper():
        return verb.subjects != "weak"
    return verb.subjects == "any"


def head_of(tokens: Sequence[Token], phrase: tuple[int, int]) -> int:
    """The head of a noun phrase: its last noun before a preposition, a bracket or a comma."""
    start, end = phrase
    for k in range(start + 1, end):
        if tokens[k].pos == "ADP" or tokens[k].text in {"(", ","} or tokens[k].pos == "CCONJ":
            end = k
            break
    for k in range(end - 1, start - 1, -1):
        if tokens[k].pos in {"NOUN", "PROPN", "PRON"}:
            return k
    return max(start, end - 1)


def _place(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int], verb: int) -> str:
    rest_start = max(phrase[1], verb + 1)
    before = any(t.pos in {"VERB", "AUX"} for t in tokens[: min(phrase[0], verb)])
    rest = tokens[rest_start:]
    after = any(t.pos in {"VERB", "AUX"} for t in rest)
    follows = low[rest_start] if rest_start < len(low) else "."
    if not before:
        return "after"
    ends = follows in {",", ".", "\"", "”", "adding", "citing", "in", "on"} or follows in _days()
    previous = low[min(phrase[0], verb) - 1]
    if previous in {",", "\"", "”", "'"} and ends and after:
        return "around"
    if ends or not after:
        return "before"
    return "after"


def _hearer(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    if low[i] not in words()["cues"]["told"] or i + 1 >= len(tokens):
        return None
    start = i + 1
    end = start
    while end < len(tokens) and tokens[end].pos in {"DET", "PROPN", "ADJ", "NOUN"} and end - start < 5:
        end += 1
    return (start, end) if end > start else None


def _days() -> frozenset[str]:
    return word_set("adverbs", "days")


def _dates() -> frozenset[str]:
    return word_set("adverbs", "dates")


def _between() -> frozenset[str]:
    return word_set("adverbs", "between")


def certainty_of(low: Sequence[str], verb: Verb) -> str:
    """The weakest certainty among the verb and the words of the sentence's clause."""
    levels = [verb.certainty, *(hedge(w) for w in low)]
    return next((level for level in ("possible", "probable") if level in levels), "certain")
