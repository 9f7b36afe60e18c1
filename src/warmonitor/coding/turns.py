"""Where a sentence turns to another event, and where its words only seem to: "another resident", "an earlier toll"."""

from __future__ import annotations

from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.count_phrases import is_running_total

OPENING = 4  # the first words, which turn a whole sentence elsewhere
UPDATE_REACH = 4  # words between "earlier" and "toll"


def is_elsewhere(view: View, own: frozenset[int] | None = None) -> bool:
    """Whether the words turn to something else: "Elsewhere", "In a separate attack", "another 12".

    In "30 died in X and another 12 in Y" only the second do; ``own`` are the words of one event of a sentence.
    """
    words = [t.text.lower() for t in view.tree.tokens]
    told = [i for i, word in enumerate(words) if word in word_list("clauses", "elsewhere")]
    told = [i for i in told if own is None or i in own or i < OPENING]
    return any(not (_is_speakers(view, i) or _is_update(view, i) or _is_of_saying(view, i)) for i in told)


def comes_later(view: View, words: frozenset[int]) -> bool:
    """ "Three raids on the harbour later on Tuesday", "hours later a convoy was hit": after what was told before."""
    tokens = [t.text.lower() for t in view.tree.tokens]
    phrases = [phrase.split() for phrase in word_list("clauses", "after_that")]
    starts = (i for i in range(len(tokens)) if not words or i in words)
    return any(tokens[i : i + len(phrase)] == phrase for i in starts for phrase in phrases)


def _is_speakers(view: View, i: int) -> bool:
    """ "Another resident said": someone else speaks of the same."""
    tree = view.tree
    head = tree.head(i)
    verb = tree.head(head)
    is_subject = tree.tokens[i].dep in {"det", "amod"} and tree.tokens[head].dep == "nsubj"
    return is_subject and view.lemma(verb) in word_list("roles", "saying") | {"put", "give", "speak", "count"}


def _is_of_saying(view: View, i: int) -> bool:
    """ "Earlier on Wednesday, the monitor said that 20 died": when it was said."""
    tree = view.tree
    if tree.tokens[i].pos != "ADV":
        return False
    verb = next((k for k in tree.ancestors(i) if tree.tokens[k].pos == "VERB"), i)
    return view.lemma(verb) in word_list("roles", "saying")


def tells_old_figures(view: View) -> bool:
    """ "Updating an earlier toll of 15", "had earlier given 27 dead": figures of what is told with other ones."""
    words = [t.text.lower() for t in view.tree.tokens]
    return "updating" in words or any(_is_update(view, i) for i in range(len(words)))


def _is_update(view: View, i: int) -> bool:
    """ "An earlier toll", "had earlier given 27 dead", "according to earlier information": an old one of the same."""
    if view.tree.tokens[i].text.lower() not in word_list("updates", "when"):
        return False
    near = {view.lemma(k) for k in range(max(0, i - UPDATE_REACH), min(len(view.tree.tokens), i + UPDATE_REACH + 1))}
    return bool(near & word_list("updates", "figures"))


def is_running(view: View) -> bool:
    """ "Have killed about 100 fighters in the past three days": the figures of a sentence run over several days."""
    return is_running_total(view.article.text[view.sentence.start : view.sentence.end])
