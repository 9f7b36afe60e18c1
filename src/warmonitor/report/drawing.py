"""SVG by text: escaped, without script, style sheet or any address outside the file."""

from __future__ import annotations

import re
from collections.abc import Iterable

Point = tuple[float, float]
FONT = "font-family=\"'Noto Sans', 'Helvetica Neue', Arial, sans-serif\""
INK, SOFT, PAPER = "#1f2933", "#66727a", "#ffffff"
SEA, LAND, WATER, BORDER = "#eaf0f4", "#fbfaf6", "#c9dbe6", "#b7b2a6"
# The page's colours, told apart also by those who do not see red and green.
COLOURS = {
    "Battles": "#b3432b",
    "Explosions/Remote violence": "#bf7410",
    "Violence against civilians": "#86316b",
    "Riots": "#3f7a55",
    "Protests": "#2f7f9a",
    "Strategic developments": "#66727a",
}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNS_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def plain(text: str, longest: int = 400) -> str:
    """Text for people: without characters that no page may hold or that turn the words after them; of bounded length.

    >>> plain("gpj\\u202eexe\\0")
    'gpjexe'
    """
    kept = _TURNS_TEXT.sub("", _NOT_IN_XML.sub("", text))
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def escaped(text: str) -> str:
    """Text as it stands in XML and HTML, in content and in quoted attributes.

    >>> escaped('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    for character, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(character, name)
    return text


def number(value: float) -> str:
    """A length in a drawing: one decimal, no trailing zero.

    >>> number(3.0), number(2.349)
    ('3', '2.3')
    """
    return f"{value:.1f}".removesuffix(".0")


def path(points: Iterable[Point], closed: bool = False) -> str:
    """Points as the data of a path; steps below a third of a pixel are left out."""
    kept: list[Point] = []
    for point in points:
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > 0.3:
            kept.append(point)
    if len(kept) < 2:
        return ""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in kept) + ("Z" if closed else "")


def text(at: Point, words: str, size: float = 12, fill: str = INK, anchor: str = "start", weight: int = 400) -> str:
    """A line of text."""
    return (f'<text x="{number(at[0])}" y="{number(at[1])}" font-size="{number(size)}" fill="{fill}" '
            f'text-anchor="{anchor}" font-weight="{weight}">{escaped(plain(words, 120))}</text>')  # fmt: skip


def svg(width: float, height: float, parts: Iterable[str], title: str, about: str) -> str:
    """A drawing with its title and description for those who do not see it."""
    body = "\n".join(part for part in parts if part)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" '
            f'width="{number(width)}" height="{number(height)}" role="img" {FONT}>\n'
            f"<title>{escaped(plain(title))}</title>\n<desc>{escaped(plain(about))}</desc>\n"
            f'<rect width="100%" height="100%" fill="{PAPER}"/>\n{body}\n</svg>\n')  # fmt: skip
