"""Who acts and who suffers: names of the actor list, state forces by country, and the nouns that stand for them.

Names first, then noun phrases by their head ("Syrian government forces", "rebels", "the group"), in the order of the
text, so that an open phrase can take the actor last named that fits. What stays open has no value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from warmonitor.mentions.actor_classes import actor, civilians, generated
from warmonitor.mentions.actor_labels import attacks, fights
from warmonitor.mentions.actor_names import Found, actors_by_id, country_names, find_names, fold
from warmonitor.mentions.actor_phrases import Phrase, find_holders, find_phrases, heads, links
from warmonitor.mentions.actor_reference import SUBJECTS, Discourse, pronoun, resolve, side_of
from warmonitor.mentions.actor_unknown import Unknown, find_unknown, unknown_actor
from warmonitor.mentions.source_lexicon import bodies
from warmonitor.model import Actor, Document, Location, Mention, Sentence, Token
from warmonitor.ontology import lexicon

__all__ = ["actor", "civilians", "find", "generated", "main_country"]
SCENE_LASTS = 2  # sentences without a place that a scene abroad goes on: "police", "protesters" there
PRONOUNS = frozenset({"they", "it"})
ACCUSED = frozenset({"accuse", "blame", "condemn", "denounce", "attribute", "pin"})


def find(document: Document, places: Sequence[Mention] = ()) -> Iterator[Mention]:
    """Every actor that the coded, parsed sentences name, in the order of the text."""
    country = main_country(document, places)
    talk = Discourse(country, protests=_tells_of_protests(document))
    scene, since = country, 0
    for number, sentence in enumerate(s for s in document.coded_sentences if s.tokens):
        here = _scene(sentence, places)
        if here is not None and _is_street(sentence):
            scene, since = here, number
        elif here is not None or number - since > SCENE_LASTS or _names_country(sentence):
            scene = country
        where = here or scene
        yield from _in_sentence(document, number, sentence, where, talk)


def _tells_of_protests(document: Document) -> bool:
    words = set(lexicon("actors")["followers"]["protests"])
    return any(t.text.lower() in words for s in document.coded_sentences for t in s.tokens)


def main_country(document: Document, places: Sequence[Mention] = ()) -> str | None:
    """The country whose war an article tells of, ISO 3166-1 alpha-2; None where it names none."""
    votes: Counter[str] = Counter()
    powers = set(lexicon("actors")["foreign"]["powers"])
    for number, sentence in enumerate(s for s in document.coded_sentences if s.tokens):
        weight = 30 if sentence.zone == "headline" else 15 if number < 3 else 10
        for found in find_names(sentence.tokens):
            key, share = found.name.key, 10 if found.name.kind != "capital" else 7
            if _is_attributive(found, sentence.tokens):
                continue  # "Turkish-backed rebels" fight elsewhere
            if key in actors_by_id():
                key, share = actors_by_id()[key].country or "", 5
            if key in country_names():
                votes[key] += weight * share * (4 if key in powers else 10)
    for mention in places:
        value = mention.value
        if isinstance(value, Location) and value.place.country and value.place.kind != "country":
            votes[value.place.country] += 1200
    return max(votes, key=lambda c: (votes[c], c)) if votes else _country_of_outlet(document.article.outlet)


def _country_of_outlet(outlet: str | None) -> str | None:
    """The country of a state's or party's own outlet, whose army is "the army" where no country is named."""
    body = bodies().get((outlet or "").lower())
    return body.country if body is not None and body.kind == "state or party media" else None


def _scene(sentence: Sentence, places: Sequence[Mention]) -> str | None:
    """The country of the sentence's places below country level, if they are all in one."""
    inside = {
        m.value.place.country
        for m in places
        if sentence.start <= m.span.start < sentence.end
        and isinstance(m.value, Location)
        and m.value.place.kind != "country"
        and m.value.place.country
    }
    return inside.pop() if len(inside) == 1 else None


def _is_street(sentence: Sentence) -> bool:
    """Whether crowds or police are in a sentence: "protesters stormed the embassy in London"."""
    return any(heads().get(fold(t.text)) in {"police", "protesters", "rioters"} for t in sentence.tokens)


def _names_country(sentence: Sentence) -> bool:
    return any(found.name.key in country_names() for found in find_names(sentence.tokens))


def _in_sentence(
    document: Document, number: int, sentence: Sentence, where: str | None, talk: Discourse
) -> Iterator[Mention]:
    tokens = sentence.tokens
    names = find_names(tokens, talk.country)
    name_at = {i: n for n in names for i in range(n.first, n.last + 1)}
    unknown = find_unknown(tokens, name_at)
    taken = {i for u in unknown for i in range(u.first, u.last + 1)}
    names = [n for n in names if n.first not in taken]
    phrases = [p for p in find_phrases(tokens, names) if p.last not in taken]
    inside = {i for p in phrases for i in range(p.first, p.last + 1)}
    items: list[tuple[int, int, Phrase | Found | Unknown | None]] = [(p.first, p.last, p) for p in phrases]
    items += [(u.first, u.last, u) for u in unknown if u.first not in inside]
    items += [(n.first, n.last, n) for n in names if n.first not in inside]
    items += [(i, i, None) for i, t in enumerate(tokens) if fold(t.text) in PRONOUNS and t.dep in SUBJECTS]
    holders = [p for p in find_holders(tokens) if p.last not in inside and p.last not in name_at]
    items += [(p.first, p.last, p) for p in holders]
    covered: dict[int, tuple[Actor, bool]] = {}
    for first, last, item in sorted(items, key=lambda entry: entry[:2]):
        if isinstance(item, Phrase) and item.head in lexicon("actors")["offshoots"]["heads"]:
            value, by = _offshoot(item)
        elif isinstance(item, Phrase):
            value, by = resolve(item, tokens, name_at, number, where, talk)
            by = "attributive" if item in holders else by
        elif isinstance(item, Unknown):
            value, by = unknown_actor(item, tokens, document.article.text, where), "unknown name"
            talk.bound[fold(tokens[last].text)] = (number, value)  # "the brigade"
        elif item is not None:
            value, by = _name(item, tokens, phrases)
            if value is not None and item.name.kind == "actor":
                talk.bound[fold(tokens[last].text)] = (number, value)  # "Houthi rebels" ... "the rebels"
        else:
            value = pronoun(first, tokens, covered, talk)
            by = f"pronoun <- {value.name}" if value else ""
        if not by:
            continue
        if value is not None and by != "attributive":
            talk.add(number, value)
            covered.update(dict.fromkeys(range(first, last + 1), (value, tokens[last].tag in {"NNS", "NNPS"})))
        yield Mention("actor", document.article.span(tokens[first].start, tokens[last].end), value, by)
    talk.leader = next((side_of(n) for n in reversed(names) if n.name.kind == "leader"), talk.leader)
    subject = next((i for i, t in enumerate(tokens) if t.dep in SUBJECTS), None)
    talk.subject = covered.get(subject) if subject is not None else None


def _offshoot(phrase: Phrase) -> tuple[Actor | None, str]:
    """ "al-Nusra Front, Syria's Al-Qaeda affiliate": the name beside it, never the parent; open where none is told."""
    others = [n.name.key for n in phrase.names[1:] if n.name.key in actors_by_id()]
    return (actors_by_id()[others[0]], "actor list") if others else (None, "open")


def _name(found: Found, tokens: Sequence[Token], phrases: Sequence[Phrase]) -> tuple[Actor | None, str]:
    """A name by itself; no rule ("") where it names no actor."""
    attributive = _is_attributive(found, tokens)
    if found.name.kind == "actor":
        return actors_by_id()[found.name.key], "attributive" if attributive else "actor list"
    if attributive:
        return None, ""
    if found.name.key in actors_by_id():
        return actors_by_id()[found.name.key], "leader"
    return _country(found, tokens, phrases)


def _country(found: Found, tokens: Sequence[Token], phrases: Sequence[Phrase]) -> tuple[Actor | None, str]:
    """A country, its people, capital or leader that acts: its military in a fight, else its government."""
    key, token = found.name.key, tokens[found.last]
    if found.name.kind == "capital" and any(p.first == found.last + 1 for p in phrases):
        return None, ""  # "in Beirut Lebanese troops", a comma lost
    if found.name.kind == "capital" and token.dep == "pobj" and tokens[token.head].text.lower() in {"on", "from"}:
        return None, ""  # "air strikes on Tripoli" hit the city
    after = tokens[found.last + 1 : found.last + 3]
    if found.name.kind == "capital" and found.first == 0 and token.text.isupper() and after and after[0].text == "(":
        return None, ""  # a dateline: "MOSCOW (Agency) ..."
    if found.name.kind == "country" and found.first and fold(tokens[found.first - 1].text) in directions():
        return None, ""  # "the central Mali attack"
    if found.name.kind in {"country", "capital"} and {fold(t.text) for t in after} & blasts():
        return None, ""  # "12 dead in Syria car bomb": where, not who
    if after and fold(after[0].text) in attacks():
        if found.name.kind == "capital":
            return None, ""  # "the Bangui ambush" was there
        return generated("military", key), "compositional"
    if found.name.kind == "people":
        if _shares_head(found, tokens, phrases):
            return generated("military", key), "compositional"
        if token.dep in {"compound", "amod", "poss", "nmod"} and tokens[token.head].text.lower() in attacks():
            return generated("military", key), "compositional"
        if token.dep in {"compound", "amod", "nmod"} and tokens[token.head].text.lower() in assets():
            return generated("military", key), "compositional"  # "a Ukrainian command post"
        is_noun = token.pos in {"NOUN", "PROPN"} and token.dep not in {"amod", "compound"}
        is_people = is_noun and token.text.endswith("s")
        if is_people and fights(found.last, tokens) and token.dep == "nsubj":
            return generated("military", key), "metonym"  # "the Russians bombed the town"
        return (civilians(key), "people of a country") if is_people else (None, "")
    if fights(found.last, tokens):
        return generated("military", key), "metonym"
    return (generated("government", key), "metonym") if _is_party(found.last, tokens) else (None, "")


@cache
def blasts() -> frozenset[str]:
    """What goes off somewhere: a country's name before it is no state's deed."""
    return frozenset(lexicon("actors")["verbs"]["blasts"])


@cache
def directions() -> frozenset[str]:
    """Words that make a country's name say where: "northern Mali"."""
    return frozenset(lexicon("actors")["quantities"]["directions"])


@cache
def assets() -> frozenset[str]:
    """What an army has: "post", "depot"."""
    return frozenset(lexicon("actors")["verbs"]["assets"])


def _shares_head(found: Found, tokens: Sequence[Token], phrases: Sequence[Phrase]) -> bool:
    """ "Syrian and Russian jets": the first adjective shares the head of the second."""
    after = found.last + 2
    if after >= len(tokens) or fold(tokens[found.last + 1].text) not in {"and", "or", "/", ","}:
        return False
    return any(p.first <= after <= p.last and p.kind in {"military", "forces", "government"} for p in phrases)


def _is_party(i: int, tokens: Sequence[Token]) -> bool:
    """Whether a word is a subject, agent or one of the parties of something: "signed by Ankara and Moscow"."""
    for _ in range(3):
        if tokens[i].dep != "conj":
            break
        i = tokens[i].head
    token, head = tokens[i], tokens[tokens[i].head]
    if token.dep in SUBJECTS:
        return head.pos in {"VERB", "AUX"}
    if token.dep in {"dobj", "obj"}:
        return head.lemma in ACCUSED
    if token.dep == "pobj" and head.text.lower() in {"on", "to"}:
        return tokens[head.head].lemma in ACCUSED
    return token.dep == "pobj" and head.text.lower() in {"by", "between", "with", "against"}


def _is_attributive(found: Found, tokens: Sequence[Token]) -> bool:
    """ "IS-held town", "US-backed": the name does not act."""
    after = [fold(t.text) for t in tokens[found.last + 1 : found.last + 3]]
    return len(after) == 2 and after[0] == "-" and after[1] in links()
