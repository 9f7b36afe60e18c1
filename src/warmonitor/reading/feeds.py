"""RSS and Atom -> articles: each entry's own content. DTDs and entity declarations are refused (no entity bombs)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from warmonitor.model import Article
from warmonitor.reading.decoding import BinaryContentError, declared_charset, decode
from warmonitor.reading.errors import OnError, ReadError
from warmonitor.reading.pages import fragment_text
from warmonitor.reading.records import read_record


class UnsafeXmlError(ValueError):
    """The XML declares a document type or entities."""


def read_feed(data: bytes, source: str, on_error: OnError) -> Iterator[Article]:
    """The entries of a feed as articles; entries without text are reported by their number."""
    for number, record in enumerate(feed_records(data, source, on_error), 1):
        article = read_record(record, source, number, on_error, record.pop("notes", ()))
        if article:
            yield article


def feed_records(data: bytes, source: str, on_error: OnError) -> Iterator[dict[str, Any]]:
    """The entries of a feed as records, with or without text: text, title, url, published, author, outlet, language."""
    try:
        text, notes = decode(data, declared_charset(data))
        root = parse_xml(text)
    except (BinaryContentError, UnsafeXmlError) as error:
        on_error(ReadError(source, None, str(error)))
        return
    except expat.ExpatError as error:
        on_error(ReadError(source, error.lineno, f"broken XML: {expat.ErrorString(error.code)}"))
        return
    entries = [node for node in root.iter() if _name(node) in {"item", "entry"}]
    if not entries:
        on_error(ReadError(source, None, "no entries: not an RSS or Atom feed, or an empty one"))
    channel = next((node for node in root.iter() if _name(node) == "channel"), root)
    outlet, language = _text(channel, "title"), _text(channel, "language")
    for entry in entries:
        yield {"outlet": outlet, "language": language, "notes": notes, **_record_of(entry)}


def parse_xml(text: str) -> Element:
    """The root element; raises ``UnsafeXmlError`` at a document type declaration, before any entity is read."""
    parser = expat.ParserCreate(namespace_separator="}")
    builder = TreeBuilder()

    def refuse(*_: object) -> None:
        raise UnsafeXmlError("the XML declares a document type or entities, which are refused")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: builder.start(name, attributes)
    parser.EndElementHandler = lambda name: builder.end(name)
    parser.CharacterDataHandler = builder.data
    body = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.lstrip("\ufeff"))
    parser.Parse(body.lstrip().encode("utf-8", "replace"), True)
    return builder.close()


def _record_of(entry: Element) -> dict[str, object]:
    content = _content(entry)
    day = _day(_text(entry, "pubDate", "published", "date", "issued", "updated"))
    author = next((node for node in entry if _name(node) in {"author", "creator"}), None)
    name = None if author is None else _text(author, "name") or (author.text or "").strip() or None
    return {
        "text": content, "title": fragment_text(_text(entry, "title") or "") or None, "url": _link(entry),
        "published": day, "author": name,
    }  # fmt: skip


def _content(entry: Element) -> str:
    """The longest of content and summary: feeds fill either."""
    texts = [""]
    for node in entry:
        if _name(node) in {"encoded", "content", "description", "summary"}:
            if node.get("type") == "xhtml" or len(node):
                texts.append("\n".join(part.strip() for part in node.itertext() if part.strip()))
            elif node.get("type") == "text":
                texts.append((node.text or "").strip())
            else:
                texts.append(fragment_text(node.text or ""))
    return max(texts, key=len)


def _link(entry: Element) -> str | None:
    for node in entry:
        if _name(node) == "link":
            if node.get("href") and node.get("rel", "alternate") == "alternate":
                return node.get("href")
            if node.text and node.text.strip():
                return node.text.strip()
    identifier = _text(entry, "guid", "id")
    return identifier if identifier and identifier.startswith("http") else None


def _day(stamp: str | None) -> str | date | None:
    if not stamp or re.match(r"\d{4}-\d{2}-\d{2}", stamp):
        return stamp
    try:
        return parsedate_to_datetime(stamp).date()
    except (ValueError, OverflowError):
        return stamp


def _text(node: Element, *names: str) -> str | None:
    for name in names:
        for child in node:
            if _name(child) == name and (child.text or "").strip():
                return (child.text or "").strip()
    return None


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2]
