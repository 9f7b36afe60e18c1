"""The canonical name of a source that no list knows, so that one speaker has one name however an article calls it.

Bodies of a state are classes in a country ("Government of Libya", "Ministry of Health (Egypt)"), a person is named with
the role that the article gives ("Amina Yusuf (resident of Moura)"), others by their noun and where they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from warmonitor.mentions.actor_classes import generated
from warmonitor.mentions.actor_names import country_names
from warmonitor.mentions.source_lexicon import (
    countries,
    country_pattern,
    find_country,
    nouns,
    word_kinds,
    word_set,
    words,
)

_WORD = re.compile(r"[^\W_][\w’'.-]*|[,()]")
_ARTICLE = re.compile(r"\A(?:the|an?|our|their|its|his|her|this|that|these|those)\s+", re.IGNORECASE)
_PARTICLE = re.compile(
    r"(?:al|el|ad|an|ar|as|ash|at|az)-\w+|(?:al|el|abu|ibn|bin|bint|de|da|di|van|von|der)", re.IGNORECASE
)
_MINISTRY = re.compile(
    r"(?:ministry|department) of (?:the )?(?:National )?([\w-]+(?: and [A-Z]\w+)?)|([\w-]+) (?:ministry|department)",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?:Cent(?:re|er)|Network|Institute|Committee|Association|Union|Campaign|Foundation|League|Society|Forum) "
    r"(?:for|of|on|against) "
)
_WHERE = re.compile(r",? \b((?:based |living )?in|of|at|from|near|inside|around) ")
_BODY_OF = re.compile(r"(?:[\w-]+ )?[Ss]ources? (?:at|in|from|within|inside) (?:the )?(?=[A-Z]|al-)")
_APPOSITION = re.compile(
    r",| (?:who|which) |(?<! of)(?<! for)(?<! at)(?<! in)(?<! from)(?<! by)(?<! with) (?:an?|the) "
)
_LEAD = re.compile(r"(?:(?!in |at |near |from )[a-z-]+ ){0,4}")
_NAME = re.compile(r"(?:\b(?:[aA]l|[eE]l)[- ])?[A-Z][\w’'-]*(?: [\w’'-]*[A-Z][\w’'-]*| hospital)*")
_POSSESSOR = re.compile(r"^(\w+(?: \w+)?)['’]s? |^([A-Z]\w+)s (?=[a-z])")


@cache
def _isos() -> Mapping[str, str]:
    spelled: dict[str, str] = words()["isos"]
    return {name: iso for iso, name in country_names().items()} | spelled


def of_class(label: str, country: str | None) -> str | None:
    """The name of an actor's class in a country, None where the country is not known.

    >>> of_class("military", "Libya")
    'Military Forces of Libya'
    """
    iso = _isos().get(country or "")
    return generated(label, iso).name if iso else None


def name_of_country(code: str) -> str:
    """The name that sources carry for a country: the lexicon's, else the country list's.

    >>> name_of_country("CD")
    'Democratic Republic of Congo'
    """
    return next((name for name, iso in words()["isos"].items() if iso == code), country_names()[code])


def named(text: str, head: str, kind: str, home: str | None) -> str:
    """The canonical name of the phrase ``text``, in an article that is mostly about ``home``.

    >>> named("A Libyan government spokesman", "spokesman", "military or government", "Libya")
    'Government of Libya'
    >>> named("rebel spokesman Musa Keita", "Keita", "armed group", "Mali")
    'Musa Keita (rebel spokesman)'
    """
    bare = re.sub(r" in the (?:city|area|town|region|village|province)$", "", _bare(text))
    country = country_in(bare) or home
    person = _person(bare, head)
    low = bare.lower().split()
    role = (bare[: person[0]] + bare[person[1] :]).strip(" ,") if person else ""
    speaks = bool(word_set("classes", "spokesmen") & set(low))
    if person is not None and not (speaks and _state(role, role.lower().split(), country)):
        return _with_role(bare, person, country)
    if kind == "state or party media":
        return _state_media(bare, low, country)
    if kind in {"military or government", "foreign government"} or (role and speaks):
        name = _state(role or bare, (role or bare).lower().split(), country)
        if name is not None:
            return name
    if kind == "armed group" and _are_rebels(bare, low):
        return of_class("rebels", country) or "Opposition rebels"
    if kind == "unnamed" and set(low) & word_set("classes", "video"):
        return "Amateur video" if "amateur" in low else "Video footage"
    if kind == "unnamed" and low and low[-1] in _reports() and not set(low) & {"unconfirmed", "media"}:
        return "Unnamed reports"
    return _labelled(bare, head, country)


def country_in(text: str) -> str | None:
    """The country of a phrase, not the one that only backs it.

    >>> country_in("Turkish-backed Syrian rebels")
    'Syria'
    """
    return find_country(re.sub(r"[\w.]+-(?:backed|led|allied|aligned|linked|trained|supported|made)\b", "", text))


def _bare(text: str) -> str:
    """The phrase without article, numbers and words of quantity before it."""
    out = re.sub(r"\A\d{1,2}[:.h]\d{2}\b[ –—-]*", "", text.strip(" ,\"'“”").replace("\n", " "))  # a live page's hour
    vague = word_set("classes", "quantities")
    while True:
        first, _, rest = out.partition(" ")
        if rest and (first.lower() in vague or _ARTICLE.match(out) or (first == "of" and out != text)):
            out = rest  # "one of the rescuers"
        else:
            return out


@cache
def _reports() -> frozenset[str]:
    return word_set("cues", "impersonal") | {"report", "reports"}


def _are_rebels(bare: str, low: Sequence[str]) -> bool:
    """Rebels without a name: "Syrian rebels", "opposition fighters"."""
    proper = any(w[:1].isupper() and w.lower() not in countries() for w in bare.split()[1:])
    fighters = low[-1] in word_set("classes", "fighters") and bool(set(low) & word_set("classes", "rebels"))
    return fighters and not proper


def _state(bare: str, low: Sequence[str], country: str | None) -> str | None:
    """A state's ministry, forces or government; None where the words name someone in particular."""
    ministry = _MINISTRY.search(bare)
    if ministry and "ministry" in ministry.group().lower():
        field = (ministry.group(1) or ministry.group(2)).lower()
        if field not in countries() and field not in word_set("classes", "no_field"):
            name = words()["ministries"].get(field, field.title())
            return f"Ministry of {name} ({country})" if country else f"Ministry of {name}"
    told = set(re.sub(r"['’]s?(?= |$)", "", country_pattern().sub(" ", " ".join(low))).split())
    rest = told - word_set("classes", "plain")
    for label in ("police", "military", "government"):
        own = word_set("classes", label)
        if (told & own and not rest - own) or (not told and label == "government"):
            return of_class(label, country)
    return None


def _state_media(bare: str, low: Sequence[str], country: str | None) -> str:
    form = next((name for name, told in words()["media_names"].items() if set(told.split()) & set(low)), "State media")
    return f"{form} ({country})" if country else form


def _person(bare: str, head: str) -> tuple[int, int] | None:
    """Where a person's name stands in a phrase: capitalised words beside a role, or the head itself."""
    masked = country_pattern().sub(lambda m: m.group().lower(), bare)
    found = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(masked)]
    runs: list[list[int]] = []
    for k, (_, _, word) in enumerate(found):
        joins = bool(runs and runs[-1][-1] == k - 1 and _PARTICLE.fullmatch(word) and k + 1 < len(found))
        if _is_name(word) or joins or (_PARTICLE.fullmatch(word) and k + 1 < len(found) and _is_name(found[k + 1][2])):
            if runs and runs[-1][-1] == k - 1:
                runs[-1].append(k)
            else:
                runs.append([k])
    plain = [word.lower().rstrip(".") for _, _, word in found]
    for run in runs:
        first, last = run[0], run[-1]
        name = (found[first][0], found[last][1])
        if not _has_role(bare, name) or (_TITLED.match(bare) and "," not in bare[: name[0]]):
            continue  # "the Centre for Civilian Harm, a monitor"
        starts = all(word in word_set("classes", "titles") for word in plain[:first])
        before = starts or plain[first - 1] in _roles() or plain[first - 1] == ","
        after = plain[last + 1] if last + 1 < len(found) else ""
        ends = not after or after in {",", "a", "an", "the", "who", "of"} or after in _roles() or after in countries()
        if before and ends and (len(run) > 1 or any(found[k][2] == head for k in run) or after in {",", "a", "an"}):
            return name
    return None


@cache
def _roles() -> frozenset[str]:
    return frozenset(nouns()) | word_set("classes", "titles")


@cache
def _bodies() -> frozenset[str]:
    """Words of which the names of bodies are made: a run that holds one is nobody's name."""
    told = {word for _, line in word_kinds("name_words") for phrase in line for word in phrase.split()}
    return frozenset(told) | word_set("classes", "bodies")


def _is_name(word: str) -> bool:
    low = word.lower()
    small = low.rstrip(".")
    if _PARTICLE.fullmatch(word) and "-" in word and word.split("-")[1][:1].isupper():
        return True
    return (
        word[0].isupper() and low not in _roles() and small not in _roles() and low not in countries()
        and low not in _bodies() and small not in countries()
    )


def _has_role(bare: str, name: tuple[int, int]) -> bool:
    rest = re.findall(r"[\w-]+", (bare[: name[0]] + " " + bare[name[1] :]).lower())
    people = word_set("classes", "titles") | word_set("classes", "spokesmen") | _people()
    return any(word in people for word in rest)


@cache
def _people() -> frozenset[str]:
    """Nouns that a single person can be."""
    bodies = word_set("classes", "government") | word_set("classes", "media_things") | _bodies()
    bodies -= {"governor", "guard", "official", "spokesman", "spokeswoman", "spokesperson"}
    return frozenset(w for w in nouns() if not w.endswith("s") and w not in bodies)


def _with_role(bare: str, person: tuple[int, int], country: str | None) -> str:
    name = bare[person[0] : person[1]]
    before, after = bare[: person[0]].strip(" ,"), bare[person[1] :].strip(" ,()")
    kept = [w for w in before.split() if w.lower().rstrip(".") not in word_set("classes", "honorifics")]
    ranks = word_set("classes", "ranks")
    role = " ".join([w for w in kept if w.lower().rstrip(".,") not in ranks] or kept)
    if not role:
        role = _APPOSITION.split(_ARTICLE.sub("", after, count=1))[0]
    role = " ".join(_ARTICLE.sub("", role, count=1).strip(" ,").split()[:8])
    return f"{name} ({role})" if role else name


def _labelled(bare: str, head: str, country: str | None) -> str:
    """The noun as it stands, with where they are: the place in the phrase, else the country."""
    told = _BODY_OF.match(bare)
    if told and set(bare.lower().split()) & (_bodies() | {"command", "directorate", "branch"}):
        return re.split(r" (?:in|of the city) ", bare[told.end() :])[0][:80]
    for where in _WHERE.finditer(bare) if head.lower() in nouns() else ():
        place = _place(bare[where.end() :])
        who = bare[: where.start()].strip(" ,")
        if place and who == who[:1] + who[1:].lower() and (where.group(1) != "of" or head.lower() in _locals()):
            return f"{_capital(who)} ({place})"
    owner = _POSSESSOR.match(bare)
    if owner and find_country(owner.group()):
        return f"{_capital(bare[owner.end():])} ({find_country(owner.group())})"
    bare = _APPOSITION.split(bare)[0].strip(" ,") or bare
    if re.search(r"[A-Z]", bare[1:]) or (bare[:1].isupper() and bare.lower() not in nouns() and " " not in bare):
        first = bare.split()[0]
        if find_country(first) and head.lower() in nouns() and len(bare.split()) <= 4:
            return f"{_capital(bare[len(first):].strip())} ({find_country(first)})"
        return _capital(bare[:80]) if bare.split()[0].lower() in nouns() else bare[:80]
    label = _capital(bare)[:80]
    return f"{label} ({country})" if country and not find_country(bare) else label


def _place(text: str) -> str | None:
    """The first name in "the district of Waer in Homs"; None where no name stands there."""
    bare = _ARTICLE.sub("", text, count=1)
    lead = _LEAD.match(bare)
    match = _NAME.match(bare, lead.end() if lead else 0)
    if match is None or (match.group().lower() in countries() and match.group() not in words()["countries"]):
        return None  # "the fighters of the Kurdish alliance"
    return match.group()


@cache
def _locals() -> frozenset[str]:
    """Speakers who are of a place: "residents of Homs"."""
    people = word_set("nouns", "residents or witnesses") | word_set("nouns", "activists")
    return people | {"council", "governor", "mayor"}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
