"""The model loaded our way gives the words that spaCy gives."""

from __future__ import annotations

import subprocess
import sys
import warnings
from typing import Any

import pytest
import spacy
from thinc.api import use_ops

from warmonitor import parsing, spacy_model

TEXTS = (
    "There were clashes near Vardo on Monday, and the army's 3rd Brigade said it had lost 14 men.",
    "They're gonna leave, aren't they?  Y'all  let's go; c'mon, he ain't coming.",
    "Shells hit the market\n in Orsha, which hadn't been hit since 2019; \"nobody expected it\", a baker said.",
    "That the mayor's been seen is all I know, but who'd tell you what he's got to do with it?",
    "Do as you're told: to have done so was the soldiers' duty, whatever it might cost them.",
    "Gunmen shot her; her brothers, both farmers, were better off, though worse was to come.",
    "МВС: 12 ранених. L'armée a tiré ... £5m and 3.5 per cent of $20bn (approx.) @ 10:30 a.m.",
    " ",
)


@pytest.fixture(scope="module")
def plain() -> Any:
    """The same model as spaCy loads it."""
    with warnings.catch_warnings(), use_ops("numpy", use_blis=False):
        warnings.simplefilter("ignore", UserWarning)
        for name in parsing.MODELS:
            try:
                return spacy.load(name, exclude=["senter"])
            except OSError:
                continue
    raise AssertionError("no model is installed")


def words(nlp: Any, text: str) -> list[tuple[str, ...]]:
    return [(t.text, t.lemma_, t.pos_, t.tag_, t.dep_, str(t.morph), t.ent_type_) for t in nlp(text)]


def test_words_are_those_of_spacy_when_new_and_when_known(plain: Any) -> None:
    ours = parsing.load_parser()
    expected = [words(plain, text) for text in TEXTS]
    for _ in range(2):
        assert [words(ours, text) for text in TEXTS] == expected
    known = ours.get_pipe("attribute_ruler").match.__self__.known
    assert len(known) > 40


def test_rules_that_ask_for_more_than_is_known_of_a_word_are_left_to_spacy() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "Xxxx"}]], {"POS": "PROPN"})
    spacy_model._remember_words(ruler)
    assert "match" not in vars(ruler)
    assert [token.pos_ for token in nlp("Kyiv fell")] == ["PROPN", ""]


def test_who_wants_spacys_command_line_gets_it() -> None:
    code = ("from warmonitor import spacy_model; spacy_model.load(__import__('sys').argv[1]); import spacy, sys; "
            "assert 'spacy.cli' not in sys.modules; import spacy.cli; assert spacy.cli.download; "
            "assert spacy.info()['spacy_version'] == spacy.__version__")  # fmt: skip
    name = parsing.load_parser().path.parent.name
    done = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
