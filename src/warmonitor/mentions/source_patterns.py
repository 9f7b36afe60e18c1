"""Finds attributions in one parsed sentence: whose words, by which cue, and how much of the sentence is theirs.

The parser loses subjects of trailing attributions ("..., state media and a monitor said") and of texts without commas,
so each cue takes its subject from the tree where that is sound and from the run of words beside the verb where not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
        if word == "according" and low[i + 1 : i + 2] == ["to"]:
            found += _after_preposition(tokens, low, i, i + 2)
        elif verb and _is_verb(tokens, low, i):
            found += _verbal(tokens, low, i, verb)
    return found


def _is_verb(tokens: Sequence[Token], low: Sequence[str], i: int) -> bool:
    token = tokens[i]
    if token.pos in {"VERB", "AUX"}:
        return token.dep not in {"amod", "compound"} or token.lemma == "say"
    return token.lemma == "say" or low[i] in {"says", "say", "said"}


def _verbal(tokens: Sequence[Token], low: Sequence[str], i: int, verb: Verb) -> Iterator[Attribution]:
    if low[i] in words()["cues"]["quoting"] and low[i] not in {"quoted"}:
        yield from _after_preposition(tokens, low, i, i + 1, verb)
        return
    if _is_passive(tokens, low, i):
        by = next((k for k in range(i + 1, min(i + 8, len(low))) if low[k] == "by"), None)
        if by is not None:
            yield from _after_preposition(tokens, low, i, by + 1, verb)
        return
    phrase = _subject(tokens, low, i)
    if phrase is None or not _can_speak(tokens, low, phrase, verb):
        phrase = _inverted(tokens, low, i)
        if phrase is None or not _can_speak(tokens, low, phrase, verb):
            return
    yield Attribution(phrase, (i, i + 1), verb, _place(tokens, low, phrase, i), "verb", _hearer(tokens, low, i))


def _is_passive(tokens: Sequence[Token], low: Sequence[str], i: int) -> bool:
    return any(t.head == i and t.dep == "auxpass" for t in tokens[max(0, i - 4) : i])


def _after_preposition(
    tokens: Sequence[Token], low: Sequence[str], cue: int, start: int, verb: Verb | None = None
) -> Iterator[Attribution]:
    end = _phrase_end(tokens, low, start)
    if end > start and any(t.pos in {"NOUN", "PROPN", "PRON", "ADJ"} for t in tokens[start:end]):
        yield Attribution((start, end), (cue, start), verb or Verb("asserts", "certain", "any"), "around", "preposition")


def _subject(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    head = next((k for k, t in enumerate(tokens[:i]) if t.head == i and t.dep in SUBJECTS), None)
    if head is None and tokens[i].dep in {"conj", "advcl", "acl", "xcomp"} and tokens[i].head < i:
        upper = tokens[i].head
        if low[upper] in verbs() or tokens[i].tag == "VBG":
            head = next((k for k, t in enumerate(tokens[:upper]) if t.head == upper and t.dep in SUBJECTS), None)
            i = upper
    if head is not None and low[head] in {"who", "which"} and tokens[i].dep == "relcl":
        head = tokens[i].head
    if head is not None:
        phrase = _around_head(tokens, low, head, i)
        if phrase[1] == i or _only_between(tokens, low, phrase[1], i):
            return phrase
    return _left_run(tokens, low, i)


def _around_head(tokens: Sequence[Token], low: Sequence[str], head: int, verb: int) -> tuple[int, int]:
    start = head
    while start > 0 and _under(tokens, start - 1, head) and low[start - 1] not in {",", ";", ":", "-", "\""}:
        start -= 1
    determiners = [k for k in range(start + 1, head) if low[k] in {"a", "an", "the"} and tokens[k - 1].pos != "ADP"]
    start = determiners[-1] if determiners else start
    stop = _phrase_end(tokens, low, head, verb)
    return start, max(stop, head + 1)


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
        if word in RELATIVES or word in _days() or pos in {"VERB", "AUX", "SCONJ"} and k > start:
            break
        if pos == "PUNCT" and word not in {"-", "(", ")", "'", "’", "."} or word in {".", ";"} and k == len(low) - 1:
            break
        if pos == "CCONJ" and (k + 1 >= limit or tokens[k + 1].pos not in NOMINAL):
            break
        if pos == "PRON" and k > start:
            break
        k += 1
    while k > start + 1 and (tokens[k - 1].pos in {"ADP", "CCONJ", "ADV", "DET", "PUNCT"} or low[k - 1] in _between()) and low[k - 1] != ")":
        k -= 1
    return k


def _apposition_end(tokens: Sequence[Token], low: Sequence[str], comma: int, limit: int) -> int | None:
    """The end of ", a spokesman for the group[,]": no verb inside, and it begins like a noun phrase."""
    if comma + 1 >= limit or tokens[comma + 1].pos not in {"DET", "NOUN", "PROPN", "ADJ"}:
        return None
    for k in range(comma + 1, limit):
        if low[k] == ",":
            return k if k + 1 >= limit else k
        if tokens[k].pos in {"VERB", "AUX", "SCONJ", "CCONJ"} or low[k] in RELATIVES or low[k] in _days():
            return None
    return limit


def _left_run(tokens: Sequence[Token], low: Sequence[str], verb: int) -> tuple[int, int] | None:
    """The noun phrase directly before a verb, read from the words alone."""
    end = verb
    while end > 0 and (low[end - 1] in _between() or low[end - 1] in _days() or tokens[end - 1].pos == "ADV"):
        end -= 1
    if end > 0 and low[end - 1] == "on":
        end -= 1
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
    if word in _days() or word in RELATIVES:
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
    if tokens[i].tag == "VBG" or i + 1 >= len(tokens) or tokens[i + 1].pos not in {"DET", "NOUN", "PROPN", "ADJ"}:
        return None
    end = _phrase_end(tokens, low, i + 1)
    return (i + 1, end) if end > i + 1 and _ends_clause(tokens, low, end) else None


def _ends_clause(tokens: Sequence[Token], low: Sequence[str], end: int) -> bool:
    return end >= len(low) or tokens[end].pos in {"PUNCT", "ADP", "CCONJ", "SCONJ", "PRON"} or low[end] in _days() or (
        tokens[end].tag in {"VBG"} or low[end] in RELATIVES)


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


def _between() -> frozenset[str]:
    return word_set("adverbs", "between")


def certainty_of(low: Sequence[str], verb: Verb) -> str:
    """The weakest certainty among the verb and the words of the sentence's clause."""
    levels = [verb.certainty, *(hedge(w) for w in low)]
    return next((level for level in ("possible", "probable") if level in levels), "certain")
