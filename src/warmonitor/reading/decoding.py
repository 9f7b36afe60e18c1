"""Bytes -> text, and what kind of content bytes hold. UTF-8 first; what had to be guessed is said in a note."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NO_CHARSETS = frozenset({"idna", "punycode", "raw_unicode_escape", "raw-unicode-escape", "undefined",
                         "unicode_escape", "unicode-escape"})  # Python's, and slow or without "replace"
GUESSED = "not valid UTF-8"
SNIFFED = 4096  # bytes that are looked at
MOST_CONTROLS = 0.02  # share of control characters beyond which content is not text
_CONTROLS = bytes({*range(0, 9), 11, *range(14, 27), *range(28, 32), 127})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,80}encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|\w+:feed)[\s>]")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p|h1)[\s>/]", re.IGNORECASE)


class BinaryContentError(ValueError):
    """The bytes are no text in any known encoding."""


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes and notes on how it was decoded; raises ``BinaryContentError`` where they are no text.

    >>> decode("Alep à l’aube".encode("cp1252"))
    ('Alep à l’aube', ('decoded as cp1252: not valid UTF-8',))
    """
    encoding = encoding_of(data, declared)
    text = data.decode(encoding, errors="replace")
    if encoding in {"utf-8", "utf-8-sig"}:
        return text, ()
    reason = "byte order mark" if _bom(data) else "as declared" if _known(declared) == encoding else GUESSED
    return text, (f"decoded as {encoding}: {reason}",)


def misread(data: bytes, notes: tuple[str, ...]) -> tuple[int, str] | None:
    """The line of the first byte that is no UTF-8 and what was done about it, where the encoding had to be guessed.

    >>> misread(b"Two\\nCaf\\xe9", decode(b"Two\\nCaf\\xe9")[1])
    (2, 'not UTF-8 (byte 0xe9): decoded as cp1252')
    """
    if not any(GUESSED in note for note in notes):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return line, f"not UTF-8 (byte 0x{data[error.start]:02x}): {notes[0].partition(':')[0]}"
    return None


def encoding_of(data: bytes, declared: str | None = None) -> str:
    """The encoding to read some bytes with: byte order mark, UTF-8 if valid, as declared, UTF-16, cp1252, Latin-1."""
    bom = _bom(data)
    if bom:
        return bom
    if _is_valid(data, "utf-8") and b"\0" not in data[:SNIFFED]:
        if is_binary(data):
            raise BinaryContentError("binary content, not text")
        return "utf-8"
    wide = _utf_16_without_mark(data[:SNIFFED])
    if wide and _is_valid(data, wide):
        return wide
    if is_binary(data):
        raise BinaryContentError("binary content, not text")
    known = _known(declared)
    if known and _is_valid(data, known):
        return known
    return "cp1252" if _is_valid(data, "cp1252") else "latin-1"


def declared_charset(data: bytes) -> str | None:
    """The charset that a page or XML file declares in its first bytes."""
    match = _XML_ENCODING.search(data[:SNIFFED]) or _CHARSET.search(data[:SNIFFED])
    return match.group(1).decode("ascii") if match else None


def is_binary(data: bytes) -> bool:
    """Whether control characters show that the bytes are no text."""
    head = data[: 16 * SNIFFED]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > MOST_CONTROLS * len(head) or head.startswith((b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8"))


def sniff(data: bytes) -> str:
    """What the first bytes of a content are: "warc", "gzip", "jsonl", "json", "feed", "html" or "text".

    >>> sniff(b'<?xml version="1.0"?><rss version="2.0">'), sniff(b'{"text": "..."}'), sniff(b"Shells hit Sirte.")
    ('feed', 'jsonl', 'text')
    """
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith(b"WARC/"):
        return "warc"
    encoding = _bom(data) or _utf_16_without_mark(data[:SNIFFED]) or "utf-8"
    head = data[:SNIFFED].decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
    if head.startswith("{"):
        first_line, _, rest = head.partition("\n")
        return "jsonl" if first_line.rstrip().endswith("}") or not rest else "json"
    if re.match(r"\[\s*[{\]]", head):
        return "json"
    if not head.startswith("<"):
        return "text"
    if _FEED.search(head) and not re.search(r"<html[\s>]", head, re.IGNORECASE):
        return "feed"
    return "html" if _HTML.search(head) else "text"


def _bom(data: bytes) -> str | None:
    return next((name for mark, name in BOMS if data.startswith(mark)), None)


def _is_valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _known(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared).name
        "".encode(name)
    except (LookupError, ValueError):
        return None
    if name in NO_CHARSETS:
        return None
    return "cp1252" if name in {"iso8859-1", "ascii"} else name  # as browsers read them


def _utf_16_without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every other byte of Latin text."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    low, high = head[1::2].count(0), head[0::2].count(0)
    if low > 0.6 * pairs and high < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if high > 0.6 * pairs and low < 0.1 * pairs else None
