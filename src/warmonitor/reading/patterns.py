"""The lexicon of page furniture (``lexicon/en/zones.toml``) as compiled patterns, built once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from warmonitor.ontology import lexicon
from warmonitor.reading.dates import CLOCK_WORDS, DATE_WORDS
from warmonitor.reading.gated import Gated, Phrases, gated, phrases

_TOWN = r"[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?|[A-Z]{4,}(?: [A-Z]{3,})?"
_ANY_CASE = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Patterns:
    """Compiled patterns by what they mark; those named ``*_line`` must match a whole line."""

    menu_line: re.Pattern[str]
    teaser_header: re.Pattern[str]
    teaser_closer: re.Pattern[str]
    teaser_prefix: re.Pattern[str]
    teaser_tail: re.Pattern[str]
    byline_teaser: re.Pattern[str]
    promotion: Phrases
    credit: Gated
    credit_sentence: Phrases
    byline_line: re.Pattern[str]
    glued_byline: re.Pattern[str]
    lead: re.Pattern[str]
    update: re.Pattern[str]
    after_date: re.Pattern[str]
    caption_header: re.Pattern[str]
    caption: Phrases
    scene: re.Pattern[str]
    dated_caption: Gated
    agency: re.Pattern[str]
    agency_name: dict[str, str]
    not_towns: frozenset[str]
    glued_town: re.Pattern[str]

    def states_scene_only(self, words: str) -> bool:
        """Whether only the present tense speaks for a caption: no credit, no "pictured", no date at its end."""
        is_scene = self.scene.match(words) is not None
        return is_scene and not (self.caption.stand_in(words) or self.dated_caption.search(words))


@cache
def patterns() -> Patterns:
    """The patterns of the English lexicon."""
    words = lexicon("zones")
    teaser, byline = words["teaser"], words["byline"]
    seen, scenes = _either(words["caption"]["seen"]), _either(words["caption"]["scenes"])
    return Patterns(
        menu_line=_compile(rf"(?:{_either(words['menu']['lines'])})[:.,…!]?"),
        teaser_header=_compile(rf"(?:{_either(teaser['headers'])})\s?[:>»…]{{0,3}}"),
        teaser_closer=_compile(_either(teaser["closers"])),
        teaser_prefix=_compile(rf"(?:{_either(teaser['prefixes'])})\s?[:|>»]+\s?\S"),
        teaser_tail=_compile(rf"\s(?:{_either(teaser['tails'])})\s?:?$"),
        byline_teaser=_compile(words["promotion"]["byline_teaser"]),
        promotion=phrases(words["promotion"]["anywhere"]),
        credit=gated(_fill(_either(words["promotion"]["credits"]), words)),
        credit_sentence=phrases(words["promotion"]["credit_sentences"]),
        byline_line=_compile(_fill(rf"(?:{_either(byline['lines'])})\s?[|–—-]?", words)),
        glued_byline=re.compile(_fill(_either(byline["glued"]), words)),
        lead=_compile(rf"(?:{_either(byline['leads'])})\s{{0,3}}(?:{CLOCK_WORDS},?\s{{0,2}})?"),
        update=_compile(_either(byline["updates"])),
        after_date=_compile(_fill(_either(byline["after"]), words)),
        caption_header=_compile(rf"(?:{_either(words['caption']['headers'])})[,:.]?"),
        caption=phrases(_fill(part, words) for part in words["caption"]["anywhere"]),
        scene=_compile(rf"(?!(?:the|some|many|most|these|those|all) )(?:[\w-]+ ){{0,3}}(?:{seen}) (?:{scenes})\b"),
        dated_caption=gated(_fill(words["caption"]["dated"], words)),
        agency=re.compile(rf"(?<!\w)(?<!\w-)(?:{_agencies(words)})(?!\w)"),
        agency_name=dict(words["agencies"]),
        not_towns=frozenset(words["dateline"]["not_towns"]),
        glued_town=re.compile(rf"({_TOWN}) (?=(?:{_either(words['dateline']['beginnings'])}) [a-zA-Z])"),
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, _ANY_CASE)


def _either(parts: list[str]) -> str:
    return "|".join(parts)


def _agencies(words: Any) -> str:
    return "|".join(sorted(map(re.escape, words["agencies"]), key=len, reverse=True))


def _fill(pattern: str, words: Any) -> str:
    return pattern.replace("{agency}", f"(?:{_agencies(words)})").replace("{date}", f"(?:{DATE_WORDS})")
