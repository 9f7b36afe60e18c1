"""When a sentence puts an event: which of its times is the event's, not the saying's and not another clause's."""

from __future__ import annotations

from dataclasses import replace

from warmonitor.coding.triggers import Trigger
from warmonitor.coding.view import View, clause_verb
from warmonitor.coding.words import word_list
from warmonitor.model import Mention, When

MEASURED = 5  # words before "since" in which a superlative makes it a measure


def time_of(view: View, main: Trigger, words: frozenset[int]) -> When | None:
    """The time of the event: the dated expression nearest to the trigger that is not the saying's."""
    best: tuple[int, int, When] | None = None
    for i, mention in view.times:
        when = mention.value
        if not isinstance(when, When) or (i not in words and not _hangs_on(view, i, main)):
            continue
        if _is_sayings(view, i, main) or _is_tolls(view, i, main):
            continue
        if _is_reckoned(view, mention, main) or _is_ahead(view, when) or _is_measure(view, i, when):
            continue
        if _is_long(when) and _is_of_another_clause(view, i, main):
            continue
        undated = 0 if when.is_dated or when.constraint else 1
        is_name = mention.by == "feast" and view.tree.tokens[i].dep == "compound"  # "a Christmas truce"
        rank = (undated or int(is_name), view.tree.distance(i, main.head))
        if best is None or rank < best[:2]:
            best = (*rank, replace(when, span=when.span or mention.span))
    return best[2] if best else _shared(view, main) or _headed(view)


def _shared(view: View, main: Trigger) -> When | None:
    """ "On Tuesday troops shelled X and stormed Y", "rebels raided X on Tuesday and burned Y": one doer, one day."""
    tree, verb = view.tree, clause_verb(view, main.head)
    while tree.tokens[verb].dep == "conj" and not any(tree.kids(verb, "nsubj", "nsubjpass")):
        verb = tree.head(verb)
        for i, mention in view.times:
            when = mention.value
            own = next((k for k in tree.ancestors(i) if tree.tokens[k].pos in {"VERB", "AUX"}), None)
            is_day = isinstance(when, When) and when.is_dated and not _is_long(when) and not _is_ahead(view, when)
            if own == verb and is_day and isinstance(when, When) and not _says(view, verb):
                return replace(when, span=when.span or mention.span)
    return None


def _is_reckoned(view: View, mention: Mention, main: Trigger) -> bool:
    """ "The raid came a day after strikes on X": the day of the strikes; the raid's is what it was reckoned from."""
    words = mention.span.quote.lower().split()
    if not mention.by.startswith("relative") or words[-1] not in {"after", "before"}:
        return False
    tree = view.tree
    mark = next((k for k, t in enumerate(tree.tokens) if t.end == mention.span.end), None)
    if mark is None or mark + 1 >= len(tree.tokens) or tree.tokens[mark + 1].pos == "PUNCT":
        return False
    clause = tree.subtree(tree.head(mark) if tree.tokens[mark].dep == "mark" else mark)
    return main.head not in clause and any(t.head in clause for t in view.triggers)


def _headed(view: View) -> When | None:
    """The day at the head of the note, where the sentence names none; the hours of a live page may be a statement's."""
    is_day = view.entry is not None and view.entry.basis == "head of the note" and not view.times
    return view.entry if is_day else None


def _is_ahead(view: View, when: When) -> bool:
    """A day after the publication ("tomorrow's holiday"), or the day up to which a report counts ("as of 9 April")."""
    published = view.article.published
    is_coming = bool(published and published.end and when.start and when.start > published.end)
    return is_coming or bool(when.span and when.span.quote.lower().startswith("as of"))


def _hangs_on(view: View, i: int, main: Trigger) -> bool:
    """ "Fled in 2017, when troops burned their villages": of both; "an offensive was launched on Saturday, after"."""
    tree = view.tree
    above = tree.head(i)
    above = tree.head(above) if tree.tokens[above].dep == "prep" else above
    if above == main.head:
        return any(tree.tokens[k].dep == "relcl" for k in tree.children[i])
    is_carrier = tree.tokens[main.head].dep in {"nsubj", "nsubjpass", "dobj"} and above == tree.head(main.head)
    return is_carrier and all(t.head != above for t in view.triggers)


def _is_measure(view: View, i: int, when: When) -> bool:
    """ "For the first time since 1985", "the deadliest raid since May": what it is measured by, not when it was."""
    if not when.span or not when.span.quote.lower().startswith("since"):
        return False
    before = [t for t in view.tree.tokens[:i] if t.start < when.span.start][-MEASURED:]
    return any(t.tag in {"JJS", "RBS"} or t.lemma in {"first", "only"} for t in before)


def _is_long(when: When) -> bool:
    """More than a day and its night: "since May", "in 2013"."""
    return when.is_dated and (when.days or 99) > 2


def _is_of_another_clause(view: View, i: int, main: Trigger) -> bool:
    """ "Entered X, the only city that the enemy had taken since May": a time of what the clause tells of its noun."""
    tree = view.tree
    path = [i, *tree.ancestors(i)]
    clause = next((k for k in path if tree.tokens[k].dep in {"relcl", "acl"}), None)
    if clause is None or main.head in tree.subtree(clause):
        return False
    return tree.head(clause) not in {t.head for t in view.triggers}


def _is_sayings(view: View, i: int, main: Trigger) -> bool:
    """ "... , a monitor said on Saturday": the day of the statement, not of the event."""
    tree = view.tree
    if tree.tokens[i].dep == "poss":  # "claimed Sunday's bombing"
        return False
    before = [k for k in range(max(0, i - 4), i) if tree.tokens[k].pos not in {"ADP", "DET", "ADJ", "ADV"}]
    if before and before[-1] != main.head and _says(view, before[-1]):
        return True
    governor = next((k for k in [i, *tree.ancestors(i)] if _governs(view, k, main)), main.head)
    governor = next(tree.kids(governor, "acomp"), governor)  # "was on Sunday accused of shelling X"
    if governor == main.head or not _says(view, governor):
        return False
    if main.entry.sub_event_type == "Agreement" and tree.head(main.head) == governor:
        return False  # "declared a truce on Friday": what is said is done by saying it
    if any(k < i and _is_event(view, k, main) for k in tree.kids(governor, "dobj", "nsubjpass")):
        return False  # "reported clashes on Friday", "clashes were reported on Friday", "claimed advances on Friday"
    is_last = main.head < i or len(view.times) == 1  # "... was killed on Thursday state television said"
    if is_last and any(k > i for k in tree.kids(governor, "nsubj")):
        return False
    return governor in tree.ancestors(main.head) or len(view.times) > 1


def _is_tolls(view: View, i: int, main: Trigger) -> bool:
    """ "The toll rose to 68 on Friday", "put the dead at 20 on the first night": the day of a count."""
    tree = view.tree
    if main.entry.strength != "result" or main.entry.pos == "verb" or tree.tokens[i].dep == "poss":
        return False
    before = {tree.tokens[k].start for k in range(max(0, i - 4), i)}
    if any(m.span.start in before and tree.tokens[at - 1].text.lower() in {"at", "to"} for at, m in view.counts):
        return True
    verb = next((k for k in tree.ancestors(i) if tree.tokens[k].pos in {"VERB", "AUX"}), main.head)
    return verb != main.head and view.lemma(verb) in word_list("updates", "verbs")


def _is_event(view: View, noun: int, main: Trigger) -> bool:
    """Whether what is reported is the event itself: "raids", "advances", "the deaths of ten"; no responsibility."""
    return main.head in view.tree.subtree(noun) or view.lemma(noun) in word_list("roles", "gains")


def _governs(view: View, k: int, main: Trigger) -> bool:
    """Whether a word above a time can own it: the event's own word, or the verb of a clause."""
    return k == main.head or view.tree.tokens[k].pos in {"VERB", "AUX"}


def _says(view: View, k: int) -> bool:
    """A verb of saying: not the "state" of Kaduna, nor "claimed the lives"."""
    words = frozenset[str]().union(*(word_list("roles", key) for key in ("saying", "telling", "speaking", "accusing")))
    is_verb = view.tree.tokens[k].pos == "VERB" and view.lemma(k) in words
    return is_verb and not any(view.lemma(o) == "life" for o in view.tree.kids(k, "dobj"))


def tense_of(view: View, main: Trigger) -> str:
    """The tense of the event's clause: past, perfect, before ("had fled"), present; none without a finite verb."""
    tree = view.tree
    verb = next((k for k in [main.head, *tree.ancestors(main.head)] if tree.tokens[k].pos in {"VERB", "AUX"}), None)
    if verb is None:
        return "none"
    own = ("aux", "auxpass", "nsubj", "nsubjpass")
    while tree.tokens[verb].dep in {"conj", "xcomp"} and not any(True for _ in tree.kids(verb, *own)):
        verb = tree.head(verb)
    helping = {view.tree.tokens[k].text.lower() for k in tree.kids(verb, "aux", "auxpass")}
    if helping & {"has", "have", "'ve"}:
        return "perfect"
    if "had" in helping:
        return "before"
    tag = tree.tokens[verb].tag
    if tag == "VBD" or helping & {"was", "were", "did"}:
        return "past"
    return "present" if tag in {"VBZ", "VBP"} or helping else "none"
