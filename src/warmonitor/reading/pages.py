"""HTML -> Article: trafilatura finds the article text, htmldate the day that the page itself states.

Pages of plain paragraphs are read as they stand, so that an article gives the same text whatever holds it. A heading
that only repeats the title is left out: the title is metadata in every container.
"""

from __future__ import annotations

import logging
import re
from datetime import date
from typing import Any

from warmonitor.model import Article, When
from warmonitor.reading.identity import new_article

PLAIN_TAGS = frozenset(
    {"p", "br", "em", "strong", "b", "i", "u", "a", "span", "h1", "h2", "h3", "h4", "div", "article", "main", "section",
     "blockquote", "time", "q", "sup", "sub", "small", "img", "hr"}
)
BLOCKS = ("p", "h1", "h2", "h3", "h4", "blockquote", "li", "div", "article", "section", "main", "td", "pre", "body")
DATE_OPTIONS = {
    # Only what the page states; no search through loose text, no clock.
    "extensive_search": False,
    "original_date": True,
    "max_date": "2100-01-01",
    "outputformat": "%Y-%m-%d",
}
MOST_ELEMENTS = 10_000  # beyond, trafilatura's second opinions are not asked: their time grows with the square
# What trafilatura, htmldate and what they stand on were seen to raise at hostile pages.
BROKEN_PAGE = (ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError, RecursionError)
LONGEST_TAG = 10_000  # characters; pictures written into the page are longer, but have few attributes
MOST_ATTRIBUTES = 1000  # 200,000 took the parser over three minutes, and time grows with their square
_log = logging.getLogger(__name__)
_TAG = re.compile(r"<[a-zA-Z](?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+")
_ATTRIBUTE = re.compile(r"[\s\"'/]([^\s\"'=<>/]++)")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


def read_page(html: str, url: str | None = None, notes: tuple[str, ...] = ()) -> Article | None:
    """The article of a page; None where no text is found.

    >>> read_page("<title>Raid</title><p>Shells hit Sirte.</p><p>Two died.</p>").text
    'Shells hit Sirte.\\nTwo died.'
    """
    tree = None if is_bomb(html) else _parse(html)
    if tree is None:
        return None
    found = _metadata(tree, url)
    title = found.title if found else None
    text = _without_title(_text_of(html, tree, url), title)
    if not text.strip():
        return None
    return new_article(
        text,
        title=title or None,
        url=url or (found.url if found else None),
        outlet=found.sitename if found else None,
        author=found.author if found else None,
        published=_published(found.date if found else None),
        notes=notes,
    )


def _metadata(tree: Any, url: str | None) -> Any:
    """What the page states of itself; None where that cannot be read."""
    from trafilatura import extract_metadata

    try:
        return extract_metadata(tree, default_url=url, date_config=dict(DATE_OPTIONS))
    except BROKEN_PAGE as error:
        _log.info("what %s states of itself cannot be read (%s: %s)", url or "a page", type(error).__name__, error)
        return None


def is_bomb(html: str) -> bool:
    """Whether a tag has so many attributes that the parser, which compares each with each, would not come back.

    >>> is_bomb("<p " + "".join(f'a{n}="" ' for n in range(5000)) + ">Shells hit Sirte.</p>")
    True
    """
    long_tags = (match.group() for match in _TAG.finditer(html) if len(match.group()) > LONGEST_TAG)
    return any(len(_ATTRIBUTE.findall(tag)) > MOST_ATTRIBUTES for tag in long_tags)


def fragment_text(html: str) -> str:
    """The text of a piece of HTML (a feed entry), its blocks on lines of their own.

    >>> fragment_text("<p>Shells hit <b>Sirte</b>.</p>Two died.<br/>")
    'Shells hit Sirte.\\nTwo died.'
    """
    if "<" not in html and "&" not in html:
        return html.strip()
    tree = _parse(f"<html><body>{html}</body></html>")
    return "" if tree is None else _block_text(tree)


def _parse(html: str) -> Any:
    from trafilatura.utils import load_html

    tree = load_html(html)
    if tree is None and html.strip():
        from lxml import etree  # type: ignore[import-untyped]
        from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

        try:
            tree = document_fromstring(html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
        except (etree.LxmlError, ValueError):
            return None
    return tree


def _text_of(html: str, tree: Any, url: str | None) -> str:
    if _is_plain(tree):
        return _block_text(tree)
    from trafilatura import bare_extraction

    is_large = sum(1 for _ in tree.iter()) > MOST_ELEMENTS
    try:
        found = bare_extraction(html, url=url, include_comments=False, include_tables=True, with_metadata=False,
                                fast=is_large)
    except BROKEN_PAGE as error:
        _log.info("all paragraphs of %s are taken (%s: %s)", url or "a page", type(error).__name__, error)
        return _paragraphs(tree)
    text = str(found.text or "") if found is not None else ""
    return text if text.strip() else _paragraphs(tree)


def _is_plain(tree: Any) -> bool:
    """Whether the page is nothing but paragraphs and headings: no menus to tell from text."""
    body = tree.find(".//body") if tree.tag != "body" else tree
    if body is None:
        return False
    return all(
        isinstance(node.tag, str) and node.tag in PLAIN_TAGS and not (node.get("class") or node.get("id"))
        for node in body.iterdescendants()
        if isinstance(node.tag, str)
    )


def _paragraphs(tree: Any) -> str:
    texts = [_clean("".join(node.itertext())) for node in tree.iter("p")]
    text = "\n".join(line for line in texts if line)
    return text or _block_text(tree)


def _block_text(tree: Any) -> str:
    """All text of the body, one line per block."""
    parts: list[str] = []
    body = tree.find(".//body")
    _collect(tree if body is None else body, parts)
    lines = (_clean(line) for line in "".join(parts).split("\0"))
    return "\n".join(line for line in lines if line)


def _collect(root: Any, parts: list[str]) -> None:
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    skipped = 0
    for event, node in iterwalk(root, events=("start", "end")):
        name = node.tag if isinstance(node.tag, str) else "script"
        hidden = name in {"script", "style", "noscript", "template", "title", "head"}
        is_block = name in BLOCKS or name == "br"
        if event == "start":
            skipped += hidden
            parts.append("\0" if is_block else "")
            parts.append(node.text or "" if not skipped else "")
        else:
            skipped -= hidden
            parts.append("\0" if is_block else "")
            parts.append(node.tail or "" if not skipped and node is not root else "")


def _clean(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _without_title(text: str, title: str | None) -> str:
    first, _, rest = text.partition("\n")
    is_title = bool(title) and bool(rest.strip()) and _clean(first).lower() == _clean(title or "").lower()
    return rest.lstrip("\n") if is_title else text


def _published(day: str | None) -> When | None:
    try:
        found = date.fromisoformat(day) if day else None
    except ValueError:
        return None
    return When(found, found, basis="metadata") if found else None
