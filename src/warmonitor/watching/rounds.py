"""One round of watching: the feeds that are due, the pages of their new links, politely.

Conditional requests (ETag, Last-Modified), robots.txt with its delay, a pause between requests to one host, and for a
feed that fails longer and longer waits. The clock, the sleep and the fetch come from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from warmonitor.model import Article
from warmonitor.reading.decoding import BinaryContentError, declared_charset, decode
from warmonitor.reading.errors import OnError
from warmonitor.reading.feeds import feed_records
from warmonitor.reading.pages import read_page
from warmonitor.reading.records import read_record
from warmonitor.reading.web import Fetched, FetchError
from warmonitor.watching.state import FeedState, State

LARGEST_PAGE = 10_000_000  # bytes
MOST_NEW = 50  # links of one feed in one round
MOST_TRIES = 3  # of a page, in as many rounds, before the feed's own words are taken
LONGEST_WAIT = 24 * 3600.0  # seconds between tries of a feed that fails
GONE = 410
TRY_LATER = frozenset({None, 408, 425, 429, 500, 502, 503, 504})
Fetch = Callable[[str, Mapping[str, str]], Fetched]
Say = Callable[[str], None]


@dataclass(slots=True)
class Visitor:
    """Who goes to the sites: how to fetch, the clock, how to wait, and when each host was last asked."""

    fetch: Fetch
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    pause: float
    crawl_delay: Callable[[str], float]
    asked: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """Fetch an address after its host's pause."""
        host = urlsplit(url).netloc
        wait = self.asked.get(host, 0.0) + max(self.pause, self.crawl_delay(url)) - self.clock()
        if wait > 0:
            self.sleep(wait)
        try:
            return self.fetch(url, headers or {})
        finally:
            self.asked[host] = self.clock()


def poll(url: str, state: State, visitor: Visitor, every: float, say: Say, on_error: OnError
         ) -> Iterator[tuple[Article, str]]:
    """New articles of a feed, if it is due, each with its link; marks in ``state`` what was seen of the feed."""
    known = state.feeds.setdefault(url, FeedState())
    if known.is_gone or known.due > visitor.clock():
        return
    for record in _new_records(url, known, state, visitor, every, say, on_error):
        article = _article(record, url, state, visitor, say, on_error)
        if article:
            yield article, record["url"]


def _new_records(url: str, known: FeedState, state: State, visitor: Visitor, every: float, say: Say,
                 on_error: OnError) -> list[dict[str, Any]]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    try:
        found = visitor.get(url, {name: value for name, value in headers.items() if value})
    except FetchError as error:
        _put_off(known, error, visitor.clock(), every)
        say(f"{url}: {error}; " + ("given up" if known.is_gone else f"again in {known.due - visitor.clock():.0f} s"))
        return []
    known.failures, known.due = 0, visitor.clock() + every
    if found.is_unchanged:
        say(f"{url}: unchanged")
        return []
    records = [r for r in feed_records(found.data, url, on_error) if r.get("url") and r["url"] not in state.seen]
    fresh = [r for r in records if str(r["url"]).startswith(("http://", "https://"))][:MOST_NEW]
    if len(fresh) == len(records):  # what is left over must come again, though the feed has not changed
        known.etag, known.modified = found.headers.get("etag"), found.headers.get("last-modified")
    say(f"{url}: {len(fresh)} new")
    return fresh


def _put_off(known: FeedState, error: FetchError, now: float, every: float) -> None:
    """When to ask a feed again that failed: twice as long each time, or what the site says; never where it is gone."""
    known.failures += 1
    known.is_gone = error.status == GONE
    wait = min(every * 2 ** min(known.failures, 20), LONGEST_WAIT)
    known.due = now + max(wait, min(_seconds(error.wait, now), LONGEST_WAIT))


def _seconds(wait: str | None, now: float) -> float:
    """Retry-After in seconds: a number, or a moment.

    >>> _seconds("120", 0.0), _seconds(None, 0.0), _seconds("soon", 0.0)
    (120.0, 0.0, 0.0)
    """
    if not wait:
        return 0.0
    if wait.strip().isdigit():
        return float(wait)
    try:
        return max(parsedate_to_datetime(wait).timestamp() - now, 0.0)
    except ValueError:
        return 0.0


def _article(record: dict[str, Any], feed: str, state: State, visitor: Visitor, say: Say, on_error: OnError
             ) -> Article | None:
    """The article of a feed's entry: its page in full, else after some tries the feed's own words."""
    link = str(record["url"])
    try:
        page = _page(visitor.get(link))
        said = None if page else "no article text found"
    except (FetchError, BinaryContentError) as error:
        page, said = None, str(error)
        state.tries[link] = state.tries.get(link, 0) + 1
        status = error.status if isinstance(error, FetchError) else 0
        if status in TRY_LATER and state.tries[link] < MOST_TRIES and "robots" not in said:
            say(f"{link}: {said}; again in the next round")
            _come_again(state.feeds[feed])
            return None
    if page:
        return _with_feed(page, record, feed, on_error)
    say(f"{link}: {said}; the feed's own words are taken")
    return read_record(record, feed, None, on_error, (f"only the feed's words: {said}",))


def _come_again(known: FeedState) -> None:
    """The feed must be read again though it has not changed."""
    known.etag = known.modified = None


def _page(found: Fetched) -> Article | None:
    text, notes = decode(found.data, found.charset or declared_charset(found.data))
    return read_page(text, found.url, notes)


def _with_feed(page: Article, record: dict[str, Any], feed: str, on_error: OnError) -> Article:
    """A page with what only its feed says: title, outlet, day; a host's name gives way to the feed's title."""
    told = read_record({**record, "text": page.text}, feed, None, on_error)
    if told is None:
        return page
    own = page.outlet if page.outlet and page.outlet not in urlsplit(page.url or "").netloc else None
    return replace(page, title=page.title or told.title, outlet=own or told.outlet or page.outlet,
                   published=page.published or told.published, author=page.author or told.author)
