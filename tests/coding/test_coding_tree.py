"""Roles out of the dependency tree: subjects, agents and patients in the constructions of news English."""

from __future__ import annotations

import pytest

from warmonitor.coding.tree import Tree, make_tree
from warmonitor.coding.triggers import find_triggers
from warmonitor.model import Article, Document, Sentence, Zone
from warmonitor.parsing import parse


def tree_of(text: str) -> Tree:
    document = Document(Article("t", text), (Zone("body", 0, len(text)),), (Sentence(0, len(text), "body", 0),))
    return make_tree(next(iter(parse([document]))).sentences[0])


def words(tree: Tree, tokens: list[int]) -> list[str]:
    return [tree.tokens[i].text for i in tokens]


def verb(tree: Tree, lemma: str) -> int:
    return next(i for i, t in enumerate(tree.tokens) if t.lemma == lemma)


AGENTS = [
    ("Militants attacked the village.", "attack", ["Militants"], ["village"]),
    ("The village was attacked by militants.", "attack", ["militants"], ["village"]),
    ("Soldiers killed in the raid were buried.", "kill", [], ["Soldiers"]),
    ("The militants who attacked the village fled.", "attack", ["militants"], ["village"]),
    ("Rebels captured the town and burned the market.", "burn", ["Rebels"], ["market"]),
    ("Jets struck the bridge, killing drivers.", "kill", ["Jets"], ["drivers"]),
    ("Rebels and soldiers looted shops.", "loot", ["Rebels", "soldiers"], ["shops"]),
]


@pytest.mark.parametrize(("text", "lemma", "agents", "patients"), AGENTS, ids=[row[0] for row in AGENTS])
def test_verb_roles(text: str, lemma: str, agents: list[str], patients: list[str]) -> None:
    tree = tree_of(text)
    at = verb(tree, lemma)
    assert words(tree, tree.verb_agents(at)) == agents
    assert words(tree, tree.verb_patients(at)) == patients


TRIGGERS = [
    ("Air strikes hit a convoy.", ["Air strikes", "hit"]),
    ("Troops took full control of the town.", ["took full control"]),
    ("A suicide bomber blew himself up at a checkpoint.", ["suicide bomber", "blew himself up"]),
    ("The minister opened a school.", []),
]


@pytest.mark.parametrize(("text", "expected"), TRIGGERS, ids=[row[0] for row in TRIGGERS])
def test_triggers(text: str, expected: list[str]) -> None:
    tree = tree_of(text)
    found = [text[tree.tokens[t.first].start : tree.tokens[t.last].end] for t in find_triggers(tree.sentence)]
    assert found == expected


def test_stand_ins_keep_the_articles_own_words() -> None:
    tree = tree_of("Dozens of villagers were murdered by IS in the hills.")
    assert "IS" in [t.text for t in tree.tokens]
    assert words(tree, tree.verb_agents(verb(tree, "murder"))) == ["IS"]
