"""Finds the noun phrase of a speaker beside a cue: from the tree where it is sound, else from the run of words.

The parser loses subjects of trailing attributions ("..., state media and a monitor said") and of texts without commas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from warmonitor.mentions.source_edges import cut_at
from warmonitor.mentions.source_lexicon import find_bodies, nouns, verbs, word_set
from warmonitor.model import Token

NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
RELATIVES = frozenset({"who", "which", "that", "whose", "when", "where", "while", "as", "because", "if", "after"})
JOINING = frozenset({"of", "for", "in", "from", "at", "near", "with", "to"})
YEAR_OR_HOUR = re.compile(r"(?:19|20)\d\d|\d{1,2}[:.]\d{2}")
LONGEST_PHRASE = 16  # tokens of a source's noun phrase; longer runs are lists or broken sentences
YEAR_OR_HOUR = re.compile(r"(?:19|20)\d\d|\d{1,2}[:.]\d{2}")


def subject_of(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    """The noun phrase that is the subject of the verb at ``i``: the ministry "run by the rebels", both who speak."""
    phrase = _bare_subject(tokens, low, i)
    if phrase is None or phrase[0] < 3:
        return phrase
    start = phrase[0]
    if low[start - 1] == "by" and low[start - 2] in _owned():
        owned = _left_run(tokens, low, start - 2)
        return (owned[0], phrase[1]) if owned and _is_speaker(tokens, low, owned) else phrase
    first = _left_run(tokens, low, start - 1) if low[start - 1] == "and" else None
    apart = first is not None and first[0] > 0 and low[first[0] - 1] == "," and low[head_of(tokens, first)] in nouns()
    return (first[0], phrase[1]) if first and apart else phrase


def _bare_subject(tokens: Sequence[Token], low: Sequence[str], i: int) -> tuple[int, int] | None:
    head = next((k for k, t in enumerate(tokens[:i]) if t.head == i and t.dep in SUBJECTS), None)
    verb = i
    while head is None and tokens[verb].dep in {"conj", "advcl", "acl", "xcomp", "dobj"} and tokens[verb].head < verb:
        upper = tokens[verb].head
        through = low[upper] in word_set("cues", "seeming") | word_set("cues", "daring")
        if low[upper] not in verbs() and not through and tokens[i].tag != "VBG" and tokens[verb].dep != "conj":
            break
        run = _left_run(tokens, low, i)
        if low[upper] not in verbs() and run and any(word in nouns() for word in low[run[0] : run[1]]):
            return run
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
    while start < head and (low[start] in day_words() | _dates() or YEAR_OR_HOUR.fullmatch(low[start])):
        start += 1
    determiners = [k for k in range(start + 1, head) if low[k] in {"a", "an", "the"} and tokens[k - 1].pos != "ADP"]
    start = determiners[-1] if determiners else start
    stop = phrase_end(tokens, low, head, verb)
    return start, max(stop, head + 1)


def is_finite(tokens: Sequence[Token], low: Sequence[str], k: int) -> bool:
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


def phrase_end(tokens: Sequence[Token], low: Sequence[str], start: int, limit: int | None = None) -> int:
    """Where a noun phrase that begins at ``start`` stops: at a verb, a relative, a day, a comma without apposition."""
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
        if word in RELATIVES or word in day_words() or ((pos == "SCONJ" or is_finite(tokens, low, k)) and k > start):
            break
        last = k == len(low) - 1
        if (pos == "PUNCT" and word not in {"-", "(", ")", "'", "’", "."}) or (last and word in {".", ";"}):
            break
        if pos == "CCONJ" and (k + 1 >= limit or tokens[k + 1].pos not in NOMINAL):
            break
        if (pos == "PRON" and k > start) or cut_at(tokens, low, start, k):
            break
        k += 1
    while k > start + 1 and _trails(tokens[k - 1], low[k - 1]):
        k -= 1
    return k


def _trails(token: Token, word: str) -> bool:
    """A word that no noun phrase ends on."""
    if word in {")", "s", "'s", "’s"}:
        return False
    return token.pos in {"ADP", "CCONJ", "ADV", "DET", "PUNCT", "PART"} or word in _between()


def _apposition_end(tokens: Sequence[Token], low: Sequence[str], comma: int, limit: int) -> int | None:
    """The end of ", a spokesman for the group[,]": no verb inside, and it begins like a noun phrase."""
    if comma + 1 >= limit or tokens[comma + 1].pos not in {"DET", "NOUN", "PROPN", "ADJ"}:
        return None
    for k in range(comma + 1, limit):
        if low[k] == ",":
            return k
        if is_finite(tokens, low, k) or tokens[k].pos in {"SCONJ"} or low[k] in RELATIVES or low[k] in day_words():
            return None
    return limit


def _left_run(tokens: Sequence[Token], low: Sequence[str], verb: int) -> tuple[int, int] | None:
    """The noun phrase directly before a verb, read from the words alone."""
    end = verb
    while end > 0 and (low[end - 1] in _between() or low[end - 1] in day_words() or tokens[end - 1].pos == "ADV"):
        end -= 1
    if end > 0 and low[end - 1] == "on":
        end -= 1
    if end > 1 and low[end - 1] == ",":
        opening = next((k for k in range(end - 2, max(0, end - 32), -1) if low[k] == ","), None)
        run = None if opening is None else _left_run(tokens, low, opening)
        named = run is not None and all(t.pos in {"DET", "PROPN"} for t in tokens[run[1] + 1 : end - 1])
        return (run[0], end - 1) if run and named else run  # "the security adviser, Musa Keita, told"
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
    if word in day_words() or word in _dates() or word in RELATIVES:
        return False
    if pos in NOMINAL or word in {"-", "(", ")"}:
        return pos != "PRON" or start == end or tokens[start].pos == "PART"
    if word in JOINING or word == "and":
        return start < end and k > 0 and tokens[k - 1].pos in {"NOUN", "PROPN"}
    return False


def _only_between(tokens: Sequence[Token], low: Sequence[str], start: int, end: int) -> bool:
    return all(
        w in _between() or w in day_words() or t.pos in {"ADV", "AUX", "PUNCT", "ADP", "PART"} or t.pos == "NUM"
        for w, t in zip(low[start:end], tokens[start:end], strict=True)
    )


def _is_speaker(tokens: Sequence[Token], low: Sequence[str], phrase: tuple[int, int]) -> bool:
    head = head_of(tokens, phrase)
    return low[head] in nouns() or tokens[head].text[:1].isupper()


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


def day_words() -> frozenset[str]:
    return word_set("adverbs", "days")


def _dates() -> frozenset[str]:
    return word_set("adverbs", "dates")


def _owned() -> frozenset[str]:
    return word_set("classes", "owned")


def _between() -> frozenset[str]:
    return word_set("adverbs", "between")
