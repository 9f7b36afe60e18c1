"""Says what a figure counts: from the words right beside it, then from the sentence's tree.

The words beside it come first because they hold where the tree does not: headlines ("22 killed, 40 wounded"), lost
commas, lists. What needs the tree is the long way ("12 people waiting for bread in Douma were killed").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from warmonitor.model import Token
from warmonitor.ontology import lexicon

TOLL_WINDOW = 14  # words from "toll" to its figure
BEYOND = 8  # words of a parenthesis between a figure and its verb
IDIOM_REACH = 3  # words between "lost" and "lives"
OBJECT_REACH = 7  # the same with the figure between: "treated 45 people for gunshot wounds"
STEPS = 7  # heads to climb: the longest found in news was 5


@cache
def beside(key: str) -> frozenset[str]:
    """Words that may stand between a figure and what it counts: auxiliaries, fillers, openers, and those of tolls."""
    return frozenset(lexicon("counts")["beside"][key])


@dataclass(frozen=True, slots=True)
class VerbKind:
    """What a verb form says of its object and of its subject."""

    object: str | None = None
    subject: str | None = None


def inflect(verb: str) -> tuple[str, ...]:
    """The forms of an English verb, by rule or from the lexicon's irregular ones.

    >>> inflect("injure")
    ('injure', 'injures', 'injured', 'injuring')
    """
    irregular = lexicon("counts")["irregular"].get(verb)
    if irregular is not None:
        return (verb, *irregular)
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    suffix = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return verb, verb + suffix, verb + "ed", verb + "ing"


@cache
def verb_kinds() -> Mapping[str, VerbKind]:
    """Every form of every counting verb."""
    out: dict[str, VerbKind] = {}
    for kind, roles in lexicon("counts")["verbs"].items():
        for role in ("object", "subject"):
            for verb in roles[role]:
                for form in inflect(verb):
                    known = out.get(form, VerbKind())
                    new = {"object": known.object, "subject": known.subject}
                    new[role] = new[role] or kind
                    out[form] = VerbKind(**new)
    return out


@cache
def noun_classes() -> Mapping[str, str]:
    """Every listed noun form with its class: all, civilians, children, women, combatants, localities, weapons, area."""
    words = lexicon("counts")
    out: dict[str, str] = {}
    for group in ("whom", "nouns_of"):
        for name, forms in words[group].items():
            for form in forms if name != "fired" else ():
                out.setdefault(form, name)
    return out


@cache
def counting_nouns() -> Mapping[str, str]:
    """Every form of the nouns that are themselves counted ("deaths", "arrests")."""
    out: dict[str, str] = {}
    for noun, kind in lexicon("counts")["nouns"].items():
        plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
        out.update({noun: kind, plural: kind})
    out["losses"] = "killed"
    return out

PEOPLE = frozenset({"all", "civilians", "children", "women", "combatants", "protest"})


def by_class(kind: str | None, noun_class: str | None) -> str | None:
    """The kind of what is taken, lost, fired or sent, which the noun decides: people, places, ground or weapons.

    >>> by_class("captured", "localities"), by_class("lost", "combatants"), by_class("killed", "weapons")
    ('localities', 'killed', None)
    """
    if noun_class in {"localities", "area"}:
        place = "localities" if noun_class == "localities" else "area_km2"
        return place if kind in {"captured", "taken", "lost"} else None
    if noun_class == "weapons":
        return "weapons" if kind in {"captured", "taken", "weapons"} else None
    if noun_class == "things" or kind in {"taken", "weapons"}:
        return None
    if kind == "lost":
        return "killed" if noun_class == "combatants" else None
    if kind in {"strength", "captured"}:
        return kind if noun_class in PEOPLE else None
    return kind


@cache
def _idioms() -> Mapping[str, Mapping[str, str]]:
    """For each form of an idiom's verb, the words that it must take and the kind that they make."""
    out: dict[str, dict[str, str]] = {}
    for idiom in lexicon("counts")["idioms"]:
        for form in (form for verb in idiom["verbs"] for form in inflect(verb)):
            out.setdefault(form, {}).update(dict.fromkeys(idiom["with"], idiom["kind"]))
    return out


def idiom_kind(tokens: Sequence[Token], verb: int, reach: int = IDIOM_REACH) -> str | None:
    """By a verb and what it takes: "lost their lives", "suffered burns", "were put to death", "hacked to death"."""
    taken = _idioms().get(tokens[verb].text.lower(), {})
    ahead = [t.text.lower() for t in tokens[verb + 1 : verb + 2 + reach]]
    return next((taken[word] for word in ahead if word in taken), None)


def _is_fallen(tokens: Sequence[Token], verb: int, noun_class: str | None) -> bool:
    """ "Six soldiers fell in the fighting", not "fell into an ambush" or "fell back"."""
    if noun_class != "combatants" or tokens[verb].text.lower() not in {"fell", "fallen"}:
        return False
    follows = tokens[verb + 1].text.lower() if verb + 1 < len(tokens) else ""
    return follows not in lexicon("counts")["fallen"]["not_before"]


def _held(tokens: Sequence[Token], at: int) -> str | None:
    """ "Five men are under arrest", "in custody", "under siege"."""
    states = lexicon("counts")["states"].get(tokens[at].text.lower(), {})
    ahead = [t.text.lower() for t in tokens[at + 1 : at + 3]]
    return next((states[word] for word in ahead if word in states), None)


def kind_after(tokens: Sequence[Token], last: int, noun_class: str | None) -> str | None:
    """By the words behind the figure: "12 dead", "35 people were killed", "22 killed, 40 wounded"."""
    words, passive = lexicon("counts"), False
    if [t.text.lower() for t in tokens[last + 1 : last + 3]] in (["of", "them"], ["of", "those"]):
        last += 2  # "six of them were killed"
    for at in range(last + 1, min(last + 6, len(tokens))):
        word = tokens[at].text.lower()
        idiom = idiom_kind(tokens, at)
        if idiom:
            return by_class(idiom, noun_class)
        if _is_fallen(tokens, at, noun_class):
            return "killed"
        held = _held(tokens, at)
        if held:
            return held
        if word in words["adjectives"]:
            if _is_of_next_noun(tokens, at):
                return None
            return (
                None if _takes_object(tokens, at) and not passive else by_class(words["adjectives"][word], noun_class)
            )
        verb = verb_kinds().get(word)
        if verb is not None and word not in beside("fillers"):
            if verb.subject and not (passive and verb.object) and not word.endswith("ing"):
                return by_class(verb.subject, noun_class)
            if verb.object and word.endswith(("ed", "en", "ain", "ung")) and (passive or not _takes_object(tokens, at)):
                return by_class(verb.object, noun_class)
            return None
        if word in {"was", "were", "been", "being", "are", "is", "be", "got"}:
            passive = True
        elif word not in beside("auxiliaries") and word not in beside("fillers"):
            return None
    return None


def _is_of_next_noun(tokens: Sequence[Token], at: int) -> bool:
    """ "12 dead fighters' homes"; not "50 rebels dead, saying ...", where the parse hangs the word on the verb."""
    head = tokens[at].head
    return tokens[at].dep == "amod" and at < head < len(tokens) and tokens[head].pos not in {"VERB", "AUX"}


def _takes_object(tokens: Sequence[Token], verb: int) -> bool:
    ahead = [t.text.lower() for t in tokens[verb + 1 : verb + 5]]
    if any(w in lexicon("counts")["adjectives"] or w == "killed" for w in ahead[1:]):
        return False  # a headline's list: "60 rebels killed tens injured"
    if any(
        t.head == verb and t.dep in {"dobj", "obj"} and n > verb and t.entity not in {"DATE", "TIME"}
        for n, t in enumerate(tokens)
    ):
        return True
    follows = tokens[verb + 1] if verb + 1 < len(tokens) else None
    if follows is None or follows.entity in {"DATE", "TIME"}:
        return False
    return follows.pos in {"DET", "NUM", "PRON"} or follows.text[0].isdigit()


def kind_before(tokens: Sequence[Token], first: int, noun_class: str | None) -> str | None:
    """By the words before the figure: "killed 38", "the bodies of 16", "claimed the lives of 12", "toll rose to 44"."""
    at = first - 1
    while at >= 0 and first - at <= 3 and tokens[at].pos in {"DET", "ADV", "PRON"} and not _is_counting(tokens[at]):
        at -= 1
    if at < 0:
        return None
    word = tokens[at].text.lower()
    verb = verb_kinds().get(word)
    if verb is not None and verb.object:
        return by_class(verb.object, noun_class)
    if word in _idioms():  # "treated 12 people for burns", "hacked 19 farmers to death", "took nine men into custody"
        return by_class(idiom_kind(tokens, at, OBJECT_REACH), noun_class)
    if word == "dead" and at and tokens[at - 1].pos == "VERB":
        return by_class("killed", noun_class)  # "shot dead four protesters"
    if word == "death" and at > 1 and tokens[at - 1].text.lower() == "to":
        return by_class(idiom_kind(tokens, at - 2), noun_class)  # "hacked to death 14 villagers"
    if word == "toll":
        return "killed"  # "put the toll as high as 90"
    if word == "to" and at and counting_nouns().get(tokens[at - 1].text.lower()) == "injured":
        return by_class("injured", noun_class)  # "injuries to 40 people"
    if word in {"off", "up", "down", "hostage", "prisoner"} and at:
        verb = verb_kinds().get(tokens[at - 1].text.lower())
        if verb and verb.object:
            return by_class("abducted" if word == "hostage" else verb.object, noun_class)
    if word in {"of", "by"} and at:
        return (_kind_of_noun(tokens, at, noun_class) or _kind_of_toll(tokens, at)) if word == "of" else None
    if word in beside("tolls"):
        return _kind_of_toll(tokens, at) or _kind_of_subject(tokens, at)
    return None


def is_joint(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "killed or wounded 30", "48 killed and injured": says neither how many were killed nor how many wounded."""
    after = [t.text.lower() for t in tokens[last : last + 6]]
    before = [t.text.lower() for t in tokens[max(0, first - 3) : first]]
    kinds = [_casualty(w) for w in before]
    if len(before) > 1 and kinds[-1] and kinds[-2] and kinds[-1] != kinds[-2]:
        return True
    if _is_lost_comma(after):
        return True
    pairs = [(before[n : n + 3]) for n in range(len(before) - 2)] + [after[n : n + 3] for n in range(len(after) - 2)]
    return any(
        _casualty(a) and link in {"and", "or", "and/or"} and _casualty(b) and _casualty(a) != _casualty(b)
        for a, link, b in pairs
    )


def _is_lost_comma(after: Sequence[str]) -> bool:
    """ "25 militants killed, injured": a headline's list of two fates, with no figure for the second."""
    words = [*(w for w in after if w != ","), ""]
    trios = (words[n : n + 3] for n in range(min(2, len(words) - 2)))
    kinds = ((_casualty(one), _casualty(other), then) for one, other, then in trios)
    return any(one and other and one != other and not then[:1].isdigit() for one, other, then in kinds)


def _is_joint_verb(tokens: Sequence[Token], verb: int) -> bool:
    """ "Tens of civilians who meant to leave were killed and injured"."""
    near = [t.text.lower() for t in tokens[max(0, verb - 2) : verb + 3]]
    triples = [near[n : n + 3] for n in range(len(near) - 2)]
    return any(
        link in {"and", "or"} and _casualty(a) and _casualty(b) and _casualty(a) != _casualty(b)
        for a, link, b in triples
    )


def _casualty(word: str) -> str | None:
    verb = verb_kinds().get(word)
    kind = lexicon("counts")["adjectives"].get(word) or (verb.object if verb else None)
    return kind if kind in {"killed", "injured"} else None


def kind_beyond(tokens: Sequence[Token], last: int, noun_class: str | None) -> str | None:
    """By the verb behind a parenthesis or a place: "two others - including a child - died", "12 men in X were shot"."""
    first = tokens[last + 1].text.lower() if last + 1 < len(tokens) else ""
    follows = tokens[last + 2].text.lower() if last + 2 < len(tokens) else ""
    if first not in beside("openers") or (first == "," and follows in {"and", "or", "but", "while"}):
        return None
    for at in range(last + 2, min(last + 2 + BEYOND, len(tokens) - 1)):
        closed = tokens[at].text in {"-", "–", ",", ")"} and first in {"-", "–", ",", "including", "mostly", "("}
        if closed or tokens[at + 1].pos == "AUX":
            kind = kind_after(tokens, at, noun_class)
            if kind:
                return kind
        if tokens[at].pos in {"VERB", "AUX"} and tokens[at].text.lower() != "including":
            return None
    return None


def _is_counting(token: Token) -> bool:
    return token.text.lower() in verb_kinds()


def _kind_of_noun(tokens: Sequence[Token], of: int, noun_class: str | None) -> str | None:
    noun = tokens[of - 1].text.lower()
    if noun in {"lives", "life"}:
        return "killed"
    kind = counting_nouns().get(noun)
    if noun in {"number", "total"}:
        return None
    if noun in lexicon("counts")["strength"]["nouns"]:
        return by_class("strength", noun_class)
    return by_class(kind, noun_class)


def _kind_of_toll(tokens: Sequence[Token], at: int) -> str | None:
    back = [t.text.lower() for t in tokens[max(0, at - TOLL_WINDOW) : at + 1]]
    if "toll" in back or ("death" in back and "count" in back):
        return "killed"
    for state in ("dead", "wounded", "injured"):  # "put the dead at 20 on the first night and at 68 on the second"
        if any(back[n : n + 2] == [state, "at"] for n in range(len(back) - 1)):
            return str(lexicon("counts")["adjectives"][state])
    if back[-2:] == ["losses", "at"]:
        return "killed"  # "put its losses at six"
    if "number" in back:
        place = len(back) - 1 - back[::-1].index("number")
        for word in back[place:]:
            kind = counting_nouns().get(word) or lexicon("counts")["adjectives"].get(word) or _casualty(word)
            if kind is None and (verb := verb_kinds().get(word)):
                kind = verb.subject if verb.subject == "killed" else None  # "the number of those who died"
            if kind:
                return kind
    return None


def _kind_of_subject(tokens: Sequence[Token], at: int) -> str | None:
    """ "The number of citizens killed in the raid that the militia made on the market last week has reached 104"."""
    verb = at if tokens[at].pos == "VERB" else tokens[at].head
    for n, t in enumerate(tokens[:verb]):
        if t.head == verb and t.dep == "nsubj" and t.lemma in {"number", "toll", "count"}:
            return _kind_of_toll(tokens, min(n + TOLL_WINDOW // 2, verb))
    return None


def kind_by_tree(tokens: Sequence[Token], head: int, noun_class: str | None) -> str | None:
    """By climbing the sentence's tree from the counted noun."""
    at = head
    if not tokens or not tokens[at].dep:
        return None
    for _ in range(STEPS):
        below = _kind_of_children(tokens, at)
        if below:
            return by_class(below, noun_class)
        token = tokens[at]
        up = token.head
        if up == at:
            return None
        found = _kind_by_head(tokens, at, up)
        if found is not None:
            return by_class(found, noun_class) or None
        if token.dep not in {"conj", "appos", "nummod", "amod", "compound", "poss", "quantmod", "nmod", "dep", "attr"}:
            if token.dep == "pobj" and tokens[up].text.lower() in {"of", "including", "among"}:
                up = tokens[up].head
            else:
                return None
        at = up
    return None


def _kind_of_children(tokens: Sequence[Token], at: int) -> str | None:
    """A participle or relative clause that hangs on the noun: "12 people killed in ...", "civilians trapped"."""
    for t in tokens:
        if t.head < len(tokens) and tokens[t.head] is tokens[at] and t.dep in {"acl", "relcl"}:
            verb = verb_kinds().get(t.text.lower())
            if verb and verb.subject and t.dep == "relcl":
                return verb.subject
            if verb and verb.object and t.tag == "VBN":
                return verb.object
    return None


def _kind_by_head(tokens: Sequence[Token], at: int, up: int) -> str | None:
    dep, word = tokens[at].dep, tokens[up].text.lower()
    verb = verb_kinds().get(word) or verb_kinds().get(tokens[up].lemma)
    children = [t for t in tokens if t.head == up and t is not tokens[up]]
    if dep in {"dobj", "obj", "oprd"} or (dep == "nsubj" and tokens[up].pos == "ADJ"):
        adjective = _adjective([*children, tokens[up]])
        return adjective or (verb.object if verb else None)
    if dep == "nsubjpass":
        if _is_joint_verb(tokens, up):
            return None
        return _adjective(children) or idiom_kind(tokens, up) or (verb.object if verb else None)
    if dep == "nsubj":
        adjective = _adjective([t for t in children if t.dep in {"acomp", "oprd", "ccomp"}])
        if adjective:
            return adjective
        return idiom_kind(tokens, up) or (verb.subject if verb else None)
    if dep == "pobj" and word == "of":
        return counting_nouns().get(tokens[tokens[up].head].text.lower())
    if dep == "pobj" and word == "by":
        return None
    return None


def _adjective(tokens: Sequence[Token]) -> str | None:
    adjectives = lexicon("counts")["adjectives"]
    return next((adjectives[t.text.lower()] for t in tokens if t.text.lower() in adjectives), None)
