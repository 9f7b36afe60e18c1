"""Which actor a noun phrase or pronoun stands for, in the order of the text.

A phrase takes the name inside it, then the name attached to it ("fighters of X", "forces loyal to Y"), then, if it may
refer back, the actor last named that fits; else the class of its head in the country that the article is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from warmonitor.mentions.actor_classes import generated
from warmonitor.mentions.actor_names import Found, actor_row, actors_by_id, fold
from warmonitor.mentions.actor_phrases import Phrase, heads, modifier_kinds
from warmonitor.mentions.actor_sides import beside_state, follower, is_unowned, owner_after, proxy, seat_after
from warmonitor.model import Actor, Token
from warmonitor.ontology import lexicon

# of a government or a land: nothing where the country is not known
NEEDS_COUNTRY = frozenset({"militia", "militias", "supporters"})
PARLIAMENTARY = frozenset({"main", "political", "parliamentary", "democratic"})
REACH = 5  # words behind "men" in which arms make them gunmen
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


def _bears_arms(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """ "Men with machetes", "youths armed with rifles"."""
    if phrase.head not in lexicon("actors")["bearing"]["bearers"]:
        return False
    after = [t.lemma for t in tokens[phrase.last + 1 : phrase.last + 1 + REACH]]
    carrying = bool(after) and after[0] in lexicon("actors")["bearing"]["verbs"]
    return carrying and not set(lexicon("actors")["bearing"]["arms"]).isdisjoint(after)


def _is_of_politics(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """ "The opposition party", "an opposition leader"."""
    after = tokens[phrase.last + 1].lemma if phrase.last + 1 < len(tokens) else ""
    return after in lexicon("actors")["bearing"]["politics"]


def label_of(phrase: Phrase, kinds: set[str], country: str | None, tokens: Sequence[Token]) -> str | None:
    """The class of a phrase by its head and modifiers; None where they do not say."""
    if phrase.kind == "police" and phrase.modifiers & {"army", "military", "naval"}:
        return "military"
    if phrase.head == "staff" and "general" in phrase.modifiers:
        return "military"
    if (phrase.kind == "civilians" and "armed" in phrase.modifiers) or _bears_arms(phrase, tokens):
        return "unidentified"
    if phrase.kind in {"civilians", "protesters", "rioters", "police"}:
        return phrase.kind
    if phrase.kind == "peacekeepers":
        return "peacekeepers"
    if phrase.kind == "seats":
        return "government" if country else None
    if phrase.kind in {"elected", "rulers"}:
        return _of_office(phrase, kinds)
    if phrase.head == "men" and phrase.modifiers & _ARMED_MEN and not kinds & {"rebel", "militia"} and country is None:
        return "unidentified"
    if "islamist" in kinds and phrase.kind in {"rebels", "militants", "forces", "gunmen"}:
        return "islamists"
    if phrase.kind == "government":
        return _of_government(phrase, kinds, tokens)
    if phrase.head == "convoy" and "peaceful" in kinds:
        return None
    if phrase.kind in {"group", "coalition"}:
        return _of_group(phrase, kinds)
    if phrase.kind == "defectors":
        return "defectors"
    if "coalition" in kinds and phrase.kind in {"forces", "military"}:
        return "coalition"
    return _of_fighters(phrase, kinds, country, tokens)


def _of_government(phrase: Phrase, kinds: set[str], tokens: Sequence[Token]) -> str | None:
    """A government is one where it governs and an army where it fights; the opposition's is neither."""
    if "rebel" in kinds:
        return None
    if phrase.head not in {"government", "regime", "administration"}:
        return "government"
    at_war = fights(phrase.last, tokens) or _shares_forces(phrase, tokens) or _regime_acts(phrase, tokens)
    return "military" if at_war else "government"


def _of_group(phrase: Phrase, kinds: set[str]) -> str | None:
    """ "A rebel group", "the US-led coalition"; a peaceful one, a charity, a body with a seat is no armed group."""
    links = {link for link, _ in phrase.backers}
    if "peaceful" in kinds or (phrase.kind == "group" and (_is_body(phrase) or "based" in links)):
        return None
    if "rebel" in kinds:
        return "rebels"
    if phrase.kind == "coalition":
        return "coalition"
    return "unidentified" if kinds & {"unidentified", "militant"} else "group"


def _of_fighters(phrase: Phrase, kinds: set[str], country: str | None, tokens: Sequence[Token]) -> str | None:
    """Separatists, rebels, militias, militants and forces, by whom they are for, against or of."""
    links = {link for link, _ in phrase.backers}
    pro = any(m.startswith("pro-") for m in phrase.modifiers) or "pro" in links
    anti = any(m.startswith("anti-") for m in phrase.modifiers) or "anti" in links
    if phrase.kind == "separatists" or "separatist" in phrase.modifiers:
        return "separatists"
    if phrase.head == "opposition" and (phrase.modifiers & PARLIAMENTARY or _is_of_politics(phrase, tokens)):
        return None  # parties, not fighters
    if "rebel" in kinds or anti or phrase.kind == "rebels":
        return "rebels"
    if pro:
        return "military" if phrase.head in _REGULAR or phrase.kind == "military" else "militia"
    if phrase.kind == "gunmen" or ("unidentified" in kinds and not kinds & {"state", "police"} and country is None):
        return "unidentified"
    if phrase.kind == "militants" or "militant" in kinds:
        return "unidentified" if phrase.head[:9] in {"militant", "militants", "terrorist"} else "islamists"
    if "police" in kinds:
        return "police"
    if phrase.kind == "militia" and not kinds & {"militia", "state", "allied"}:
        return "militias"  # nobody says on whose side
    if phrase.kind == "militia" or "militia" in kinds:
        return "militia"
    is_state = phrase.kind == "military" or phrase.head in {"loyalist", "loyalists"}
    return "military" if is_state or "state" in kinds or country else None


def _of_office(phrase: Phrase, kinds: set[str]) -> str:
    """ "A village chief" is a civilian, "the police chief" police, "the governor" the government."""
    if phrase.modifiers & {"police", "security", "intelligence", "prison"}:
        return "police"
    if phrase.modifiers & {"army", "military", "defence", "defense", "general"} and phrase.kind == "elected":
        return "military"
    return "government" if phrase.kind == "rulers" or "government" in phrase.modifiers else "civilians"


def _is_body(phrase: Phrase) -> bool:
    """A name in capitals whose words say nothing of arms: "World Health Organisation"."""
    return phrase.is_proper and not any(m in modifier_kinds() for m in phrase.modifiers)


def _regime_acts(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """A regime that does anything but govern: "the regime continues its onslaught", "destruction by the regime"."""
    token = tokens[phrase.last]
    head = tokens[token.head]
    if phrase.head != "regime":
        return False
    if token.dep == "nsubj":
        return head.pos == "VERB" and head.lemma not in lexicon("actors")["verbs"]["govern"]
    return token.dep == "pobj" and head.text.lower() == "by"


def _shares_forces(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """ "Regime and rebel fighters", "the regime and Russian warplanes": the first shares the head of the second."""
    after = tokens[phrase.last + 1 : phrase.last + 4]
    if len(after) < 3 or fold(after[0].text) not in {"and", "or"} or tokens[phrase.last].text.endswith("s"):
        return False
    return any(heads().get(fold(t.text)) in {"forces", "military"} for t in after[1:])


_ARMED_MEN = frozenset({"armed", "masked", "hooded", "unidentified", "unknown"})
_REGULAR = frozenset({"forces", "force", "troops", "units", "sniper", "snipers", "loyalists"})


@cache
def _fight_verbs() -> frozenset[str]:
    return frozenset(lexicon("actors")["verbs"]["fight"])


@cache
def attacks() -> frozenset[str]:
    """Nouns whose doer fights: "airstrikes", "shelling"."""
    return frozenset(lexicon("actors")["verbs"]["attacks"])


def fights(i: int, tokens: Sequence[Token]) -> bool:
    """Whether a word stands where a fighting party stands: "the regime shelled", "clashes with the regime"."""
    for _ in range(3):
        if tokens[i].dep != "conj":
            break
        i = tokens[i].head
    token, top = tokens[i], tokens[i].head
    head = tokens[top]
    if token.dep in {"compound", "amod", "poss", "nmod"}:
        return head.text.lower() in attacks() or (head.text.lower() not in heads() and _acts(head))
    if token.dep == "nsubj":
        return _acts(head) or _does_fight(top, tokens)
    if token.dep == "pobj" and head.text.lower() in {"by", "with", "against", "between", "from", "on"}:
        return _acts(tokens[head.head])
    return False


def _acts(word: Token) -> bool:
    return word.lemma in _fight_verbs() or word.text.lower() in attacks()


def _does_fight(verb: int, tokens: Sequence[Token]) -> bool:
    """ "Escalated its attacks", "continues to bomb", "committed a massacre"; not "condemned the massacre"."""
    if tokens[verb].lemma in lexicon("actors")["verbs"]["govern"]:
        return False
    return any(child.head == verb and child.dep in {"dobj", "xcomp"} and _acts(child) for child in tokens)


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
