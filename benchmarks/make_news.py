"""A stream of news in which few articles tell of a war: ``make_news(500)``. What it holds is our own.

Most articles are put together from sentences of everyday news (news.toml); every tenth is one of our open corpus of
news on wars. Real streams differ: for one use ``speed.py ARTICLES``.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from warmonitor import pipeline
from warmonitor.model import Article, When

HERE = Path(__file__).parent
WARS = HERE.parent / "tests" / "corpus" / "develop" / "articles.jsonl"
ONE_IN = 10
SENTENCES = (12, 22)
NAMES = ("Ana Ruiz", "Peter Lang", "Mona Idris", "Tom Baker", "Ivana Horvat", "Samuel Okoro", "Lin Wei", "Marta Silva")
PLACES = ("Porto", "Leeds", "Lyon", "Nairobi", "Graz", "Pune", "Cusco", "Malmö", "Izmir", "Gdansk", "Osaka", "Tampa")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def make_news(number: int, seed: int = 1) -> list[Article]:
    """That many articles in a fixed pseudo-random order, each with an id and a text of its own."""
    chance = random.Random(seed)
    topics: dict[str, list[str]] = tomllib.loads((HERE / "news.toml").read_text(encoding="utf-8"))["topics"]
    wars = list(pipeline.read([WARS]))
    made = []
    for i in range(number):
        if i % ONE_IN == ONE_IN // 2:
            made.append(replace(wars[i // ONE_IN % len(wars)], id=f"war-{i}"))
            continue
        day = date(2024, 1, 1) + timedelta(days=chance.randrange(300))
        text = written(chance, topics[chance.choice(sorted(topics))])
        made.append(Article(f"news-{i}", text, outlet="Daily Courier", published=When(day, day)))
    return made


def written(chance: random.Random, sentences: Sequence[str]) -> str:
    """An article of one topic, in paragraphs of two or three sentences."""
    told = [chance.choice(sentences).format(name=chance.choice(NAMES), place=chance.choice(PLACES),
                                            day=chance.choice(DAYS), n=chance.randint(2, 9))
            for _ in range(chance.randint(*SENTENCES))]  # fmt: skip
    paragraphs = []
    while told:
        size = chance.choice((2, 3))
        paragraphs.append(" ".join(told[:size]))
        told = told[size:]
    return "\n".join(paragraphs)
