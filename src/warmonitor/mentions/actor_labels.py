"""Which class of actor a noun phrase stands for: civilians, police, a government, rebels, militias, forces."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from warmonitor.mentions.actor_names import fold
from warmonitor.mentions.actor_phrases import Phrase, heads, modifier_kinds
from warmonitor.model import Token
from warmonitor.ontology import lexicon

PARLIAMENTARY = frozenset({"main", "political", "parliamentary", "democratic"})
REACH = 5  # words behind "men" in which arms make them gunmen


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
