""" "The city", "the capital", "across the country": nouns that stand for a place named before.

They are no toponyms, so they are found here, once the mentions of the whole article are known, and are used only where
an event's own words name no place. The place's words are those of the noun.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from warmonitor.coding.view import View
from warmonitor.mentions.gazetteer import capital, country
from warmonitor.mentions.places import count_demonyms
from warmonitor.model import Location, Mention, Place
from warmonitor.ontology import lexicon

REACH = 8  # sentences back in which a noun's place is looked for
@cache
def _nouns() -> Mapping[str, Sequence[str]]:
    found: Mapping[str, Sequence[str]] = lexicon("places")["references"]
    return found


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(lexicon("places")["reference_words"][key])


@dataclass(frozen=True, slots=True)
class Told:
    """A place that the article has named: in which sentence, at which character, and whether inside a source's name."""

    sentence: int
    at: int
    place: Place
    is_speakers: bool


def with_references(views: Sequence[View], mentions: Sequence[Mention]) -> list[View]:
    """The views of an article, each with the nouns of its sentence that refer to a place named before."""
    countries = _country_votes(views)
    starts = [view.sentence.start for view in views]
    own = {m.span for view in views for _, m in view.places}
    told = [
        Told(views[bisect(starts, m.span.start) - 1].number, m.span.start, m.value.place, m.span not in own)
        for m in sorted(mentions, key=lambda m: m.span.start)
        if isinstance(m.value, Location) and starts and m.span.start >= starts[0]
    ]
    return [replace(view, references=tuple(_references(view, told, countries))) for view in views]


def _country_votes(views: Sequence[View]) -> Counter[str]:
    """How often an article names each country, its places and its people."""
    votes: Counter[str] = Counter()
    for view in views:
        votes.update(m.value.place.country for _, m in view.places
                     if isinstance(m.value, Location) and m.value.place.country)  # fmt: skip
    if views:
        told = "\n".join(view.article.text[view.sentence.start : view.sentence.end] for view in views)
        for code, count in count_demonyms(told).items():
            votes[code] += round(count)
    return votes


def _references(
    view: View, told: Sequence[Told], countries: Counter[str]
) -> Iterator[tuple[int, Mention]]:
    for i, token in enumerate(view.tree.tokens):
        if token.text.lower() in _words("wide"):
            place = _main_country(countries)
        elif token.lemma in _nouns() and token.pos == "NOUN" and not (_is_named(view, i) or _is_aside(view, i)):
            place = _meant(view, i, told, countries)
        else:
            continue
        if place is not None:
            first = _first_word(view, i)
            span = view.span(first, i)
            yield i, Mention("place", span, Location(place, span), "refers back")


def _is_named(view: View, i: int) -> bool:
    """ "the city of X", "the capital, X", "X city": the name itself stands beside the noun."""
    tree = view.tree
    if any(view.place_at(k) is not None for k in (i - 1, i, i + 1) if 0 <= k < len(tree.tokens)):
        return True
    names = {k for d in tree.kids(i, "appos", "compound", "prep") for k in tree.subtree(d)}
    return any(at in names for at, _ in view.places)


def _first_word(view: View, i: int) -> int:
    """Where the noun's phrase begins: its article, adjectives and owner; the noun alone where it has none."""
    first = i
    for k in sorted(view.tree.kids(i, "det", "amod", "poss", "compound", "nmod"), reverse=True):
        low = min(view.tree.subtree(k))
        if low < first and first - low <= 4:
            first = low
    return first


def _meant(view: View, i: int, told: Sequence[Told], countries: Counter[str]) -> Place | None:
    tree = view.tree
    noun = tree.tokens[i].lemma
    if noun == "capital":
        return _capital_meant(view, i, told, countries)
    is_definite = any(tree.tokens[k].text.lower() in _words("definite") for k in tree.kids(i))
    if not is_definite or tree.tokens[i].tag in {"NNS", "NNPS"}:
        return None
    if noun in {"country", "nation"}:
        return _main_country(countries) if _says_where(view, i) else None
    main = _main_country(countries)
    return _last_of_kind(view, i, _nouns()[noun], [t for t in told if t.place.id and _is_of(t.place, main)])


def _is_of(place: Place, main: Place | None) -> bool:
    """Whether a place lies in the article's main country: the others are where ministers meet."""
    return main is None or place.country == main.country


def _last_of_kind(view: View, i: int, kinds: Sequence[str], told: Sequence[Told]) -> Place | None:
    """The last place of these kinds: of this sentence, else one where no speaker and no government sits."""
    before = [t for t in told if t.at < view.tree.tokens[i].start and view.number - t.sentence <= REACH]
    fitting = [t for t in reversed(before) if t.place.kind in kinds]
    here = [t for t in fitting if t.sentence == view.number]
    away = [t for t in fitting if t.sentence != view.number]
    ordered = [*here, *sorted(away, key=lambda t: (t.is_speakers, _is_seat(t.place)))]
    return ordered[0].place if ordered else None


def _is_seat(place: Place) -> bool:
    seat = capital(place.country) if place.country else None
    return seat is not None and seat.id == place.id


def _says_where(view: View, i: int) -> bool:
    """ "in the country", "in the country's east"; not "the country's army"."""
    token = view.tree.tokens[i]
    return token.dep == "pobj" or (token.dep == "poss" and view.lemma(view.tree.head(i)) in _words("parts"))


def _is_aside(view: View, i: int) -> bool:
    """ "near the capital", "fled from the city": not the place itself."""
    token = view.tree.tokens[i]
    return token.dep == "pobj" and view.lemma(view.tree.head(i)) in _words("aside")


def main_country(views: Sequence[View]) -> Place | None:
    """The country that an article names most, itself, by its places and by its people."""
    return _main_country(_country_votes(views))


def _main_country(countries: Counter[str]) -> Place | None:
    most = countries.most_common(1)
    return country(most[0][0]) if most else None


def _capital_meant(
    view: View, i: int, told: Sequence[Told], countries: Counter[str]
) -> Place | None:
    """ "Libya's capital", "the Syrian capital", "the capital"; a provincial capital is the last province's seat."""
    phrase = view.span(_first_word(view, i), i).quote
    if _words("seats") & set(phrase.lower().split()):
        provinces = [t.place for t in told if t.place.kind == "province" and t.at < view.tree.tokens[i].start]
        seats = [t.place for t in told if provinces and t.place.kind == "city" and t.place.name == provinces[-1].name]
        return seats[-1] if seats else None
    below = view.tree.subtree(i)
    named = [m.value.place for k, m in view.places if k in below and isinstance(m.value, Location)]
    own = [*(p.country for p in named if p.kind == "country"), *count_demonyms(phrase)]
    if not own and not phrase.lower().startswith(("the ", "its ", "their ")):
        return None
    main = _main_country(countries)
    code = own[0] if own else main.country if main else None
    return capital(code) if code else None
