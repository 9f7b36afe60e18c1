"""Questions about the dependency tree of one sentence: who is subject, object, agent of a word, tolerant of its errors.

Tokens are meant by their index in the sentence. The repairs follow what was seen to fail in news: subjects of
participles and infinitives, relative pronouns, coordination, control verbs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from warmonitor.model import Sentence, Token

RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom"})
SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
BELIEVING = frozenset({"think", "believe", "suspect"})
NOMINAL = frozenset({"shelling", "bombing", "bombardment", "pounding", "strafing"})
OBJECTS = frozenset({"dobj", "obj", "dative"})
ACCUSING = frozenset({"accuse", "suspect", "blame", "prevent", "stop", "keep", "charge", "convict", "catch"})
DEPTH = 6


@dataclass(frozen=True)
class Tree:
    """A sentence's tokens with their children."""

    sentence: Sentence
    children: tuple[tuple[int, ...], ...] = field(repr=False)

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    def kids(self, i: int, *deps: str) -> Iterator[int]:
        """Children of a token by one of these relations (all when none is given)."""
        return (k for k in self.children[i] if not deps or self.tokens[k].dep in deps)

    def head(self, i: int) -> int:
        return self.tokens[i].head

    def is_root(self, i: int) -> bool:
        return self.tokens[i].head == i

    def ancestors(self, i: int) -> Iterator[int]:
        """The heads above a token, nearest first; a broken tree with a ring ends."""
        tokens, seen = self.sentence.tokens, {i}
        while (head := tokens[i].head) not in seen:  # a root is its own head
            i = head
            seen.add(i)
            yield i

    def subtree(self, i: int) -> set[int]:
        found, todo = set(), [i]
        while todo:
            k = todo.pop()
            if k not in found:
                found.add(k)
                todo.extend(self.children[k])
        return found

    def distance(self, i: int, j: int) -> int:
        """Number of edges between two tokens; 99 where the tree does not join them."""
        up = {i: 0} | {k: n for n, k in enumerate(self.ancestors(i), 1)}
        if j in up:
            return up[j]
        for steps, k in enumerate(self.ancestors(j), 1):
            if k in up:
                return up[k] + steps
        return 99

    def distances(self, i: int) -> list[int]:
        """Number of edges from one token to every other; 99 where the tree does not join them."""
        steps, todo = [99] * len(self.tokens), [i]
        steps[i] = 0
        for k in todo:
            for near in (*self.children[k], self.head(k)):
                if steps[near] == 99:
                    steps[near] = steps[k] + 1
                    todo.append(near)
        return steps

    def conjuncts(self, i: int) -> list[int]:
        """A token and everything coordinated to it, in order."""
        out, todo = [], [i]
        while todo:
            k = todo.pop(0)
            if k not in out:
                out.append(k)
                todo.extend(self.kids(k, "conj", "appos"))
        return out

    def with_conjuncts(self, heads: Iterable[int]) -> list[int]:
        return [k for i in heads for k in self.conjuncts(i)]

    def is_passive(self, i: int) -> bool:
        """True for "was killed", "civilians killed in ..." and what is coordinated to them without its own subject."""
        token = self.tokens[i]
        if any(True for _ in self.kids(i, "nsubjpass", "auxpass", "csubjpass")):
            return True
        if any(True for _ in self.kids(i, "agent")) and not any(True for _ in self.kids(i, "dobj")):
            return True  # "bombs dropped by jets killed nine", read as "bombs dropped"
        if token.tag != "VBN" or any(True for _ in self.kids(i, "nsubj", "aux")):
            return False
        if token.dep in {"acl", "amod"} or any(True for _ in self.kids(i, "agent")):
            return True
        if token.dep == "conj":
            return self.is_passive(self.head(i))
        return token.dep in {"ROOT", "advcl"} and not any(True for _ in self.kids(i, "dobj"))

    def subjects(self, i: int, depth: int = DEPTH) -> list[int]:
        """Who a verb is said of, active or passive, own or inherited; relative pronouns give their noun."""
        own = list(self.kids(i, *SUBJECTS, *PASSIVE_SUBJECTS))
        token = self.tokens[i]
        if own:
            return [self._antecedent(i, k) for k in own]
        if opened := self._before_a_saying(i):
            return self.subjects(opened, 0)
        if (eaten := self._eaten(i)) is not None:
            return [eaten]
        if depth == 0 or self.is_root(i):
            return []
        head = self.head(i)
        if token.dep in {"acl", "relcl"}:
            return [head]
        if token.dep == "xcomp":
            controlled = list(self.kids(head, *OBJECTS))
            return controlled if controlled and token.tag in {"VB", "VBG"} else self.subjects(head, depth - 1)
        if token.dep == "pcomp" and not self.is_root(head) and self.tokens[self.head(head)].lemma in ACCUSING:
            return list(self.kids(self.head(head), *OBJECTS))
        if token.dep == "advcl" and token.tag == "VBG" and self.is_passive(head):
            return self.verb_agents(head)  # "the plane was shot down, killing two": who shot it down killed them
        taken_for = token.dep == "ccomp" and token.tag == "VBD" and self.tokens[head].lemma in BELIEVING
        if token.dep in {"conj", "advcl", "pcomp", "prep"} or taken_for:  # "gunmen thought to be rebels killed two"
            return self.subjects(head, depth - 1)
        return []

    def _eaten(self, i: int) -> int | None:
        """The noun right before a verb, read as the end of a phrase of time or place: "On 9 May gunmen opened fire"."""
        k = i - 1
        while k > 0 and self.tokens[k].pos in {"ADV", "AUX"}:
            k -= 1
        above = self.head(i) if self._is_nominal(i) else i
        if k < 1 or self.tokens[k].pos not in {"NOUN", "PROPN"} or above not in self.ancestors(k):
            return None
        first = k
        while self.tokens[first].dep == "conj" and self.head(first) < first:
            first = self.head(first)
        if self.tokens[first].dep != "pobj" or not (self._is_nominal(i) or self._is_finite(i)):
            return None
        before = (self.tokens[n] for n in self.kids(first, "nummod", "compound"))
        named = any(t.pos == "NUM" or t.tag == "NNP" for t in before)
        return first if named or self._is_nominal(i) else None

    def _is_finite(self, i: int) -> bool:
        token = self.tokens[i]
        finite = token.tag in {"VBD", "VBP", "VBZ"} or any(True for _ in self.kids(i, "aux", "auxpass"))
        return finite and token.dep != "relcl"

    def _is_nominal(self, i: int) -> bool:
        """ "Wounded in army shelling on the town", read as what somebody does while wounded."""
        return self.tokens[i].tag == "VBG" and self.tokens[i].text.lower() in NOMINAL

    def _before_a_saying(self, i: int) -> int | None:
        """ "Soldiers entered X, residents said, burned houses": the clause before the saying has the subject."""
        sayings = (k for k in self.kids(i, "parataxis") if k < i)
        return next((k for saying in sayings for k in self.kids(saying, "ccomp") if k < saying), None)

    def _antecedent(self, verb: int, subject: int) -> int:
        if self.tokens[subject].text.lower() in RELATIVE_PRONOUNS and self.tokens[verb].dep == "relcl":
            return self.head(verb)
        if self.tokens[subject].text.lower() in RELATIVE_PRONOUNS and subject > 0 and self.tokens[verb].dep != "ROOT":
            return self.head(verb)
        return subject

    def verb_agents(self, i: int) -> list[int]:
        """Who does what the verb says: the subject, or the "by" phrase of a passive."""
        if not self.is_passive(i):
            return self._all_subjects(i)
        by = [p for a in self.kids(i, "agent") for p in self.kids(a, "pobj")]
        by += [p for a in self.kids(i, "prep") if self.tokens[a].lemma == "by" for p in self.kids(a, "pobj")]
        return self.with_conjuncts(by)

    def verb_patients(self, i: int) -> list[int]:
        """To whom or what it is done: the object, or the subject of a passive."""
        if self.is_passive(i):
            return self._all_subjects(i)
        objects = [self._antecedent(i, k) for k in self.kids(i, *OBJECTS)]  # "the men whom they seized"
        return self.with_conjuncts(objects) or self.object_before(i)

    def object_before(self, i: int) -> list[int]:
        """ "The soldiers they took": what a relative clause with a subject of its own says the verb of."""
        own = list(self.kids(i, "nsubj"))
        is_object = self.tokens[i].dep == "relcl" and own and self.tokens[own[0]].text.lower() not in RELATIVE_PRONOUNS
        return [self.head(i)] if is_object and not any(True for _ in self.kids(i, "xcomp", "ccomp")) else []

    def _all_subjects(self, i: int) -> list[int]:
        """Subjects with what is coordinated to them: not "those who were killed and the men who did it"."""
        first = self.subjects(i)
        return [k for k in self.with_conjuncts(first) if k in first or k < i or min(first) > i]

    def prepositions(self, i: int, words: Iterable[str]) -> list[int]:
        """Objects of the given prepositions under a token, with their conjuncts."""
        wanted = set(words)
        heads = [
            p
            for k in self.kids(i, "prep", "agent", "dative")
            if self.tokens[k].lemma in wanted
            for p in self.kids(k, "pobj", "pcomp")
        ]
        return self.with_conjuncts(heads)

    def prepositions_below(self, tokens: Iterable[int], words: Iterable[str]) -> list[int]:
        """The same anywhere under the given tokens, where the parser hangs a phrase too low."""
        below = sorted({k for i in tokens for k in self.subtree(i)})
        return [p for k in below for p in self.prepositions(k, words)]


def make_tree(sentence: Sentence) -> Tree:
    children: list[list[int]] = [[] for _ in sentence.tokens]
    for i, token in enumerate(sentence.tokens):
        if token.head != i:
            children[token.head].append(i)
    return Tree(sentence, tuple(map(tuple, children)))
