"""A record (JSON object, table row, feed entry) -> Article. Field names vary between exports; see ``FIELDS``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from warmonitor.model import Article, When
from warmonitor.reading.errors import OnError, ReadError
from warmonitor.reading.identity import new_article
from warmonitor.reading.pages import read_page

FIELDS = {
    "text": ("text", "body", "content", "article", "articlebody", "full_text", "fulltext"),
    "html": ("html", "raw_html"),
    "title": ("title", "headline"),
    "url": ("url", "link", "canonical_url"),
    "outlet": ("outlet", "source", "publisher"),
    "published": ("published", "date", "pubdate", "published_at", "publish_date", "date_published", "datepublished"),
    "id": ("id", "article_id"),
    "author": ("author", "byline", "creator"),
    "language": ("language", "lang"),
    "agency": ("agency",),
}
_CLOCK = r"[T ]\d{1,2}(?::?\d{2}){0,2}(?:[.,]\d+)?\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{0,2})?"
_ISO_DAY = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})(?:{_CLOCK})?$")


def read_record(
    record: Mapping[str, object], source: str, line: int | None, on_error: OnError, notes: tuple[str, ...] = ()
) -> Article | None:
    """The article of a record; what is wrong with it goes to ``on_error``, and None comes back if there is no text."""
    known = _known_fields(record)
    html = known.get("html")
    text = known.get("text")
    if not (isinstance(text, str) and text.strip()):
        if not (isinstance(html, str) and html.strip()):
            on_error(ReadError(source, line, _why_no_text(record, known)))
            return None
        page = read_page(html)
        if page is None:
            on_error(ReadError(source, line, "no article text found in the HTML"))
            return None
        text = page.text
        known = {**{k: getattr(page, k) for k in ("title", "url", "outlet", "author", "published")}, **_filled(known)}
    when, note = published_on(known.get("published"))
    if note:
        on_error(ReadError(source, line, note))
        notes = (*notes, note)
    words = {name: _word(known.get(name)) for name in ("title", "url", "outlet", "author", "language", "agency")}
    return new_article(text, identifier=_word(known.get("id")), published=when, notes=notes, **words)


def published_on(value: object) -> tuple[When | None, str | None]:
    """The day of a metadata field, or what is wrong with it.

    >>> published_on("2018-08-01T23:10:00Z")[0].start, published_on("1/8/18")[1]
    (datetime.date(2018, 8, 1), "published '1/8/18' is not a day YYYY-MM-DD or a timestamp: left undated")
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    if isinstance(value, When):
        return value, None
    day = _day(value)
    if day is None:
        return None, f"published {str(value)[:60]!r} is not a day YYYY-MM-DD or a timestamp: left undated"
    return When(day, day, basis="metadata"), None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _ISO_DAY.match(str(value).strip()) if isinstance(value, str) else None
    try:
        return date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None


def _known_fields(record: Mapping[str, object]) -> dict[str, object]:
    by_name = {str(key).strip().lower().replace(" ", "_"): value for key, value in record.items()}
    return {
        field: next((by_name[name] for name in names if by_name.get(name) not in (None, "")), None)
        for field, names in FIELDS.items()
    }


def _filled(known: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in known.items() if value not in (None, "")}


def _why_no_text(record: Mapping[str, object], known: Mapping[str, object]) -> str:
    text = known.get("text")
    if text is not None and not isinstance(text, str):
        return f"text is {type(text).__name__}, not a string"
    has_field = any(str(key).strip().lower() in (*FIELDS["text"], *FIELDS["html"]) for key in record)
    return "empty text" if has_field else f"no text: it has {', '.join(map(str, record)) or 'no fields'}"


def _word(value: object) -> str | None:
    if isinstance(value, list | tuple):
        value = ", ".join(str(part) for part in value if part)
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    if value is None or (isinstance(value, float) and value != value):
        return None
    return str(value).strip() or None
