"""Which actor a noun phrase or pronoun stands for, in the order of the text.

A phrase takes the name inside it, then the name attached to it ("fighters of X", "forces loyal to Y"), then, if it may
refer back, the actor last named that fits; else the class of its head in the country that the article is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from warmonitor.mentions.actor_classes import generated
from warmonitor.mentions.actor_labels import label_of
from warmonitor.mentions.actor_names import Found, actor_row, actors_by_id, fold
from warmonitor.mentions.actor_phrases import Phrase, modifier_kinds
from warmonitor.mentions.actor_sides import beside_state, follower, is_unowned, owner_after, proxy, seat_after
from warmonitor.model import Actor, Token
from warmonitor.ontology import lexicon

# of a government or a land: nothing where the country is not known
NEEDS_COUNTRY = frozenset({"militia", "militias", "supporters"})
RECENT = 3  # sentences back in which a noun may find its actor
GROUPS = frozenset({"rebel group", "political militia", "identity militia"})
UNSPOKEN = frozenset(
    {"civilians", "protesters", "rioters", "unidentified"}
)  # never what "the group", "its forces" mean
ANEW = frozenset({"suspected", "alleged", "other", "unidentified", "unknown", "more", "new", "rival"})  # another party
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
EMPTY_VERBS = frozenset({"be", "seem", "appear", "remain", "become", "emerge", "rain", "take"})


@dataclass
class Discourse:
    """What was named so far, and the country that the article is about."""

    country: str | None
    named: list[tuple[int, Actor]] = field(default_factory=list)  # number of the sentence, actor
    bound: dict[str, tuple[int, Actor]] = field(default_factory=dict)
    protests: bool = False  # whether the article tells of protests
    coalition: Actor | None = None
    leader: Actor | None = None  # the side of the leader named last
    union: Actor | None = None  # a political coalition: "the Coalition" of its own statements
    subject: tuple[Actor, bool] | None = None  # of the last sentence, and whether it was a plural word

    def add(self, number: int, found: Actor) -> None:
        """Remember an actor that was named."""
        self.named.append((number, found))
        if found.type == "external force" and ("oalition" in found.name or found.id == "nato"):
            self.coalition = found
        elif "oalition" in found.name:
            self.union = found

    def last(self, number: int, types: frozenset[str], jihadist: bool = False) -> Actor | None:
        """The actor of the list last named, of one of these types."""
        for at, found in reversed(self.named):
            if number - at > RECENT:
                return None
            if found.type in types and found.id in actors_by_id() and (not jihadist or is_jihadist(found)):
                return found
        return None


def is_jihadist(found: Actor) -> bool:
    """Whether the list calls a group jihadist."""
    return found.id in actors_by_id() and "jihadist" in actor_row(found.id or "")["side"]


def resolve(
    phrase: Phrase, tokens: Sequence[Token], names: Mapping[int, Found], number: int, where: str | None, talk: Discourse
) -> tuple[Actor | None, str]:
    """The actor of a noun phrase, or None where it stays open, and the rule."""
    inner = next((n for n in phrase.names if n.name.kind == "actor"), None)
    named = inner or _beside(phrase, tokens, names)
    if named is not None and phrase.kind not in {"civilians", "protesters", "rioters"}:
        value = side_of(named)
        talk.bound[phrase.head] = (number, value)
        return value, "actor list" if named is inner else "compositional"
    country = next((n.name.key for n in phrase.names if n.name.kind != "actor"), None)
    if phrase.kind == "allies":
        return _allies(phrase, tokens, names, country, number, talk)
    if phrase.possessor is not None and not country and phrase.kind in {"forces", "military", "militia"}:
        owner = _owner(phrase, tokens, names, number, talk)
        return (owner, f"nominal <- {owner.name}") if owner else (None, "open")
    if country in actors_by_id():
        return actors_by_id()[str(country)], "leader"
    return _by_class(phrase, tokens, names, country, number, where, talk)


def _allies(
    phrase: Phrase,
    tokens: Sequence[Token],
    names: Mapping[int, Found],
    country: str | None,
    number: int,
    talk: Discourse,
) -> tuple[Actor | None, str]:
    """ "Its Russian allies", "its ally Russia"; the allies of a state are the militias on its side."""
    beside = seat_after(phrase, tokens, names)
    if beside is not None and country is None:
        return side_of(beside), "compositional"
    if country is not None:
        return generated("military", country), "compositional"
    owner = _owner(phrase, tokens, names, number, talk) if phrase.possessor is not None else None
    owner = owner or beside_state(phrase, tokens, talk.named, number)
    if owner is not None and owner.type in {"state force", "government"} and owner.country == talk.country:
        return generated("militia", owner.country), f"nominal <- allies of {owner.name}"
    return None, "open"


def side_of(found: Found) -> Actor:
    """The armed side that a name after "loyal to", "of" or inside a phrase stands for."""
    key = found.name.key
    return actors_by_id()[key] if key in actors_by_id() else generated("military", key)


@cache
def _attaching() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words.split()) for words in lexicon("actors")["links"]["attaching"])


def _beside(phrase: Phrase, tokens: Sequence[Token], names: Mapping[int, Found]) -> Found | None:
    """The name right after a phrase: "rebel group Ahrar al-Sham", "fighters of X", "forces loyal to President Y"."""
    at = phrase.last + 1
    if at in names and names[at].name.kind == "actor" and phrase.kind not in {"military", "government", "police"}:
        return names[at]
    for words in _attaching():
        if tuple(fold(t.text) for t in tokens[at : at + len(words)]) == words:
            loyal = words[-1] == "to"
            for k in range(at + len(words), min(at + len(words) + (7 if loyal else 2), len(tokens))):
                if k in names and (names[k].name.kind == "actor" or (loyal and phrase.kind != "civilians")):
                    return names[k]
                if tokens[k].pos == "VERB" or tokens[k].text in ".,;":
                    return None
    return None


def _owner(
    phrase: Phrase, tokens: Sequence[Token], names: Mapping[int, Found], number: int, talk: Discourse
) -> Actor | None:
    """Whose forces "its forces" are: the last actor that can have any, of this sentence or the one before.

    "His forces" are those of the leader named last.
    """
    if fold(tokens[phrase.possessor or 0].text) in {"his", "her"}:
        leaders = [n for k, n in names.items() if k < phrase.first and n.name.kind == "leader"]
        return side_of(leaders[-1]) if leaders else _commanded(phrase, tokens, number, talk) or talk.leader
    for at, found in reversed(talk.named):
        if number - at > 1:
            return None
        if found.type in UNSPOKEN or (
            fold(tokens[phrase.possessor or 0].text) == "their" and found.type == "government"
        ):
            continue
        return generated("military", found.country) if found.type == "government" else found
    return None


def _commanded(phrase: Phrase, tokens: Sequence[Token], number: int, talk: Discourse) -> Actor | None:
    """ "A commander of the Front said his men had taken it": whose commander the subject before is."""
    before = [t.lemma for t in tokens[: phrase.first] if t.dep in SUBJECTS]
    owner = next((found for at, found in reversed(talk.named) if at == number and found.type not in UNSPOKEN), None)
    leads = bool(before) and before[-1] in lexicon("actors")["commanders"]["heads"]
    return owner if leads and owner is not None and owner.type != "government" else None


def _by_class(
    phrase: Phrase,
    tokens: Sequence[Token],
    names: Mapping[int, Found],
    country: str | None,
    number: int,
    where: str | None,
    talk: Discourse,
) -> tuple[Actor | None, str]:
    kinds = {k for m in phrase.modifiers for k in modifier_kinds().get(m, ())}
    behind = proxy(phrase, talk.country)
    if behind is not None:
        return actors_by_id()[behind], "proxy"
    if is_unowned(phrase, kinds, country):
        return _arms(phrase, tokens, names, number, talk)
    if "allied" in phrase.modifiers and country is None and phrase.kind in {"forces", "military", "militia"}:
        owner = beside_state(phrase, tokens, talk.named, number)
        if owner is not None:
            return generated("militia", owner.country), f"nominal <- allies of {owner.name}"
    label = follower(phrase, tokens, country, talk.protests) or label_of(phrase, kinds, country, tokens)
    if label is None and phrase.is_definite and phrase.head in {"fighters", "combatants"}:
        label = "group" if not _is_other(phrase, tokens) else None
    elif label is None and phrase.head in {"fighters", "combatants"} and not phrase.modifiers - ANEW:
        label = "unidentified"  # as "militants"
    if label is None or (label in NEEDS_COUNTRY and country is None and where is None):
        return None, "open"
    if label == "coalition":
        value = _coalition(phrase, talk)
        return value, f"nominal <- {value.name}" if value else "open"
    if label == "group" and phrase.is_definite and phrase.head in talk.bound:
        return talk.bound[phrase.head][1], f"nominal <- {talk.bound[phrase.head][1].name}"
    if label == "group":
        value = talk.last(number, GROUPS) if phrase.is_definite and phrase.possessor is None else None
        return value, f"nominal <- {value.name}" if value else "open"
    if label in {"rebels", "islamists", "unidentified"} and country is None:
        earlier = _bound(phrase, label, number, talk)
        if earlier is not None:
            return earlier, f"nominal <- {earlier.name}"
    if label == "militias" and phrase.is_definite and (group := talk.bound.get(phrase.head)):
        return group[1], f"nominal <- {group[1].name}"
    if label == "peacekeepers":
        return _of_mission(country, country or where)
    value = _of_land(phrase, label, country, where)
    if phrase.head in lexicon("actors")["owned"]["heads"]:
        talk.bound[phrase.head] = (number, value)
    return value, "compositional" if country or kinds else "nominal"


def _of_land(phrase: Phrase, label: str, country: str | None, where: str | None) -> Actor:
    """The actor of a class in a country, by what it is called in that country's war."""
    told, land = lexicon("actors")["labels"], country or where
    if label == "military" and country is None:
        land = told["armies"].get(land, land)
    if phrase.head.startswith("settler") and land in told["settlers"]:
        return actors_by_id()[told["settlers"][land]]
    if label == "unidentified" and phrase.head.startswith("militant") and land in told["insurgents"]:
        label = "rebels"
    return generated(label, land)


def _of_mission(country: str | None, land: str | None) -> tuple[Actor | None, str]:
    """ "Kenyan peacekeepers" are Kenya's forces; "the peacekeepers" those of the mission in that war."""
    if country is not None:
        return generated("military", country), "compositional"
    mission = lexicon("actors")["missions"].get(land or "")
    return (actors_by_id()[mission], "mission in that war") if mission else (None, "open")


def _arms(
    phrase: Phrase, tokens: Sequence[Token], names: Mapping[int, Found], number: int, talk: Discourse
) -> tuple[Actor | None, str]:
    """Arms without an owner beside them: "aircraft of the United States", or "the jet" that was named before."""
    country = owner_after(phrase, tokens, names)
    if country is not None:
        return generated("military", country), "compositional"
    at, before = talk.bound.get(phrase.head, (number, None))
    if before is not None and phrase.article == "the" and number - at <= RECENT:
        return before, f"nominal <- {before.name}"
    return None, "open"


def _is_other(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """Fighters of a people or faith ("Kurdish fighters") are not simply those of the group named before."""
    return any(t.text[0].isupper() and t.pos in {"ADJ", "PROPN"} for t in tokens[phrase.first : phrase.last])


def _coalition(phrase: Phrase, talk: Discourse) -> Actor | None:
    known = lexicon("actors")["coalitions"]
    if phrase.modifiers & {"opposition", "national", "ruling", "governing", "political", "exile", "party"}:
        return talk.union
    if phrase.article in {"a", "an", "another"} and not any(link == "led" for link, _ in phrase.backers):
        return None
    for link, found in phrase.backers:
        if link == "led" and found.name.key in known["leaders"]:
            return actors_by_id()[known["leaders"][found.name.key]]
    if talk.union is not None and (phrase.is_proper or talk.coalition is None) and not phrase.modifiers:
        return talk.union
    if talk.coalition is not None:
        return talk.coalition
    default = known["wars"].get(talk.country or "")
    return actors_by_id()[default] if default else None


def _bound(phrase: Phrase, label: str, number: int, talk: Discourse) -> Actor | None:
    """The group that such words meant before: "Boko Haram militants ... the militants"."""
    state_word = phrase.head.startswith("terrorist")
    at, found = talk.bound.get(phrase.head, (number, None))
    if phrase.kind not in {"rebels", "militants", "gunmen", "separatists"}:
        return None
    if (
        found is not None
        and not phrase.modifiers & ANEW
        and (not state_word or (phrase.is_definite and number - at <= 2))
    ):
        return found
    if only := _only_group(phrase, number, talk):
        return only
    if phrase.kind == "militants" and not state_word and not phrase.modifiers & ANEW:
        jihadist = talk.last(number, GROUPS, jihadist=True)
        any_group = phrase.is_definite and phrase.head.startswith("militant")
        return jihadist or (talk.last(number, GROUPS) if any_group else None)
    return None


def _only_group(phrase: Phrase, number: int, talk: Discourse) -> Actor | None:
    """ "The insurgents", "the gunmen" after the one armed group that an article has named, just before."""
    groups = {found.id: at for at, found in talk.named if found.type in GROUPS and found.id in actors_by_id()}
    if len(groups) != 1 or phrase.article != "the" or phrase.modifiers or number - max(groups.values()) > RECENT:
        return None
    (only,) = groups
    return actors_by_id()[str(only)]


def pronoun(
    i: int, tokens: Sequence[Token], covered: Mapping[int, tuple[Actor, bool]], talk: Discourse
) -> Actor | None:
    """The actor that "they" or "it" as a subject stands for: the subject before it, if it agrees; None where unsure."""
    word, verb = fold(tokens[i].text), tokens[tokens[i].head]
    passive = tokens[i].dep == "nsubjpass" and verb.lemma in lexicon("actors")["verbs"]["impersonal"]
    if word == "it" and (passive or verb.lemma in EMPTY_VERBS):
        return None
    if i < 2 and any(t.text in '"“”' for t in tokens[:i]):
        return None  # "“They came at dawn": whom the speaker means is not the subject before
    before = [k for k in range(i) if tokens[k].dep in SUBJECTS and tokens[k].pos in {"NOUN", "PROPN", "PRON"}]
    found = covered.get(before[-1]) if before else talk.subject
    if found is None or (word == "it" and found[1]) or (word == "they" and found[0].type == "government"):
        return None
    return found[0]
