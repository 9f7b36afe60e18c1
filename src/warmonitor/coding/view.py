"""One sentence with everything that was found in it: its tree, triggers and mentions, each at its token."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from warmonitor.coding.tree import Tree, make_tree
from warmonitor.coding.triggers import Trigger, find_triggers
from warmonitor.coding.words import word_list
from warmonitor.model import Article, Document, Location, Mention, Sentence, Source, Span, When


@dataclass(frozen=True)
class View:
    """A parsed sentence as the coder sees it. ``actor_at`` maps each token inside an actor mention to it."""

    article: Article
    number: int
    tree: Tree
    triggers: tuple[Trigger, ...]
    actor_at: Mapping[int, Mention]
    places: tuple[tuple[int, Mention], ...]
    times: tuple[tuple[int, Mention], ...]
    counts: tuple[tuple[int, Mention], ...]
    sources: tuple[Mention, ...]
    references: tuple[tuple[int, Mention], ...] = ()  # "the city": places meant by a noun; see place_reference.py
    holders: tuple[Mention, ...] = ()  # parties that only hold a place: "rebel-held Misrata"
    entry: When | None = None  # the day of the note that it stands in; see entries.py

    @property
    def sentence(self) -> Sentence:
        return self.tree.sentence

    def span(self, first: int, last: int) -> Span:
        tokens = self.tree.tokens
        return self.article.span(tokens[first].start, tokens[last].end)

    def lemma(self, i: int) -> str:
        return self.tree.tokens[i].lemma

    def place_at(self, i: int) -> Mention | None:
        """The place mention whose words hold a token."""
        token = self.tree.tokens[i]
        for _, mention in self.places:
            if mention.span.start <= token.start < mention.span.end:
                return mention
        return None


def views(document: Document, mentions: Iterable[Mention]) -> list[View]:
    """Every coded, parsed sentence with its mentions, in order."""
    ordered = sorted(mentions, key=lambda m: m.span.start)
    starts = [m.span.start for m in ordered]
    out = []
    parsed = [sentence for sentence in document.sentences if sentence.tokens]  # a repeat or a teaser sets nothing apart
    speaking = _speaking(ordered, parsed)
    for number, sentence in enumerate(parsed):
        inside = ordered[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        out.append(_view(document, number, sentence, inside, speaking[number]))
    return out


def _speaking(ordered: Sequence[Mention], sentences: Sequence[Sentence]) -> list[list[Mention]]:
    """The sources of whose words each sentence holds some."""
    found: list[list[Mention]] = [[] for _ in sentences]
    starts, ends = [s.start for s in sentences], [s.end for s in sentences]
    for mention in ordered:
        content = mention.value.content if isinstance(mention.value, Source) else None
        if mention.kind == "source" and content is not None:
            for number in range(bisect_right(ends, content.start), bisect_left(starts, content.end)):
                found[number].append(mention)
    return found


def _view(
    document: Document, number: int, sentence: Sentence, inside: Sequence[Mention], sources: Sequence[Mention]
) -> View:
    tree = make_tree(sentence)
    actor_at: dict[int, Mention] = {}
    names = [m.span for m in inside if m.kind == "actor"] + [m.span for m in sources if not _is_footage(m)]
    located: dict[str, list[tuple[int, Mention]]] = {"place": [], "time": [], "count": []}
    for mention in inside:
        covered = [
            i for i, t in enumerate(sentence.tokens) if t.start < mention.span.end and mention.span.start < t.end
        ]
        if not covered:
            continue
        if mention.kind == "actor" and mention.by != "attributive" and mention.value is not None:
            actor_at.update(dict.fromkeys(covered, mention))
        elif mention.kind == "place" and any(name.contains(mention.span) for name in names):
            continue
        elif mention.kind in located:
            located[mention.kind].append((_head(tree, covered), mention))
    return View(
        document.article,
        number,
        tree,
        tuple(t for t in find_triggers(sentence) if not _is_named(sentence, t, inside)),
        actor_at,
        tuple(located["place"]),
        tuple(located["time"]),
        tuple(located["count"]),
        tuple(sources),
        holders=tuple(m for m in inside if m.kind == "actor" and m.by == "attributive" and m.value is not None),
    )


def _is_footage(source: Mention) -> bool:
    """ "Video from X shows ...": what is seen was seen there; where a speaker sits is another thing."""
    return bool(word_list("gatherings", "footage") & set(source.span.quote.lower().split()))


def _is_named(sentence: Sentence, trigger: Trigger, inside: Iterable[Mention]) -> bool:
    """Whether the word belongs to a date or a name: "March 2011", "Battle of the ... Brigade"."""
    start, end = sentence.tokens[trigger.first].start, sentence.tokens[trigger.last].end
    return any(
        m.span.start <= start and end <= m.span.end
        for m in inside
        if m.kind == "time" or (isinstance(m.value, Location) and m.value.place.id is not None)
    )


def _head(tree: Tree, covered: Sequence[int]) -> int:
    """The token of a mention whose own head lies outside it; the last one where the tree is broken."""
    inside = set(covered)
    tops = [i for i in covered if tree.head(i) not in inside or tree.is_root(i)]
    return tops[-1] if tops else covered[-1]


def clause_verb(view: View, i: int) -> int:
    """The verb of the clause that a token stands in; the token itself where there is none."""
    return next((k for k in [i, *view.tree.ancestors(i)] if view.tree.tokens[k].pos in {"VERB", "AUX"}), i)
