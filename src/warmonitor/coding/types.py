"""Which of the 27 types an event is: from its trigger, its instrument, who did it and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from warmonitor.coding.finds import is_carried
from warmonitor.coding.triggers import Entry, Trigger
from warmonitor.coding.view import View
from warmonitor.coding.words import word_list
from warmonitor.mentions.actor_phrases import heads as phrase_heads
from warmonitor.mentions.actors import actor, generated
from warmonitor.model import Claim, Count, Party
from warmonitor.ontology import event_types, lexicon

TAKES = ("Government regains territory", "Non-state actor overtakes territory")
CIVILIAN = frozenset({"civilians"})
UNARMED = frozenset({"all", "civilians", "children", "women"})
TO = ("to", "into", "for")
MOVED = frozenset({"displaced", "evacuated"})
LOOTERS = frozenset({"rioters"})
CLASH = "Armed clash"
ABDUCTION = "Abduction/forced disappearance"
POLICING = "Protest with intervention"
SHELLING = "Shelling/artillery/missile attack"
CROWD = frozenset({"protesters", "rioters"})
FLYING = frozenset({"state force", "external force"})
STATE = frozenset({"state force", "external force", "police", "government"})
FIGHTERS = frozenset({"state force", "police", "rebel group", "political militia", "identity militia"})
ARMED = STATE | {"rebel group", "political militia", "identity militia", "private military company", "unidentified"}


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger with what its sentence says around it: the tokens acted on, the kinds of each side, the figures."""

    trigger: Trigger
    objects: Sequence[int]
    kinds_a: set[str]
    kinds_b: set[str]
    counts: Sequence[Count]


@dataclass(frozen=True, slots=True)
class Decided:
    sub_event_type: str
    is_specific: bool


def type_of(party: Party) -> str:
    """The type of a party's actor, listed or made by its class; "unknown" for a name that no list holds."""
    if party.actor is None:  # of a country that is not known yet, or a name that no list holds
        return "civilians" if party.name == generated("civilians", None).name else "unknown"
    try:
        return actor(party.actor).type or "unknown"
    except KeyError:
        return "unknown"


def _kind(party: Party) -> str:
    """The type of a party as it decides the event's: militias of the government count with the state, its unarmed
    officials with civilians."""
    if _is_of_office(party):
        return "civilians"
    return "state force" if party.name.startswith("Pro-government militia") else type_of(party)


def decide_type(
    view: View,
    group: Sequence[Trigger],
    words: frozenset[int],
    side_a: Sequence[Party],
    side_b: Sequence[Party],
    objects: Sequence[int],
    counts: Sequence[Count],
) -> Decided | None:
    """The type of an event, or None where its trigger names none after all ("captured the mood", "strike" at work)."""
    main = group[0].entry
    kinds_a, kinds_b = {_kind(p) for p in side_a}, {_kind(p) for p in side_b}
    if main.frame == "take" and kinds_b and kinds_b <= CIVILIAN and _ends_in_death(view, group):
        return None  # then the words for the death tell it
    if main.frame in {"take", "lose"}:
        return _territory(view, Act(group[0], objects, kinds_a, kinds_b, counts))
    if kinds_a and kinds_a <= LOOTERS and main.sub_event_type in {"Armed clash", "Attack"}:
        return Decided("Mob violence" if kinds_b else "Looting/property destruction", True)
    if main.words == ("block",) and not kinds_a & ARMED - {"police", "government"}:
        return Decided("Peaceful protest", False) if kinds_a & CROWD else None  # by the police, by snow
    explodes = main.strength == "strong" and event_types()[main.sub_event_type].event_type.startswith("Explosions")
    if main.frame == "crowd" or (not explodes and (kinds_b & CROWD or kinds_a & CROWD)):
        return _crowd(view, main.sub_event_type, words, kinds_a, kinds_b, counts)
    if main.frame == "clash" and main.pos == "verb" and not kinds_a and not kinds_b:
        return Decided("Mob violence", False) if _is_of_neighbours(view, group[0]) else None
    if main.words == ("engage",) and not kinds_b & ARMED:
        return None  # "engaged in talks"
    if main.sub_event_type == "Armed clash" and (main.frame, main.pos) == ("act", "verb") and kinds_b == CIVILIAN:
        return Decided("Attack", True)  # gunmen who "storm" a village and kill its people do not clash
    if main.words == ("bomb",) and kinds_a and kinds_a <= FLYING and not _is_laid(view, words):
        return Decided("Air/drone strike", True)  # "killed by regime bombs"
    if main.strength == "strong":
        return Decided(_instrument_over(view, words, main.sub_event_type), True)
    if main.frame == "hold" and _is_of_a_house(view, group[0], objects):
        return None
    if main.words == ("agree",) and len(side_a) + len(side_b) < 2:
        return None
    if main.frame in {"agree", "hold"}:
        return Decided(main.sub_event_type, True)
    if main.frame == "move":
        return _move(view, Act(group[0], objects, kinds_a, kinds_b, counts))
    if main.sub_event_type in {"Looting/property destruction", "Disrupted weapons use"}:
        return _thing(view, group[0], objects)
    if main.sub_event_type == ABDUCTION and (main.pos, main.frame) == ("verb", "act"):
        return _taken_away(view, objects, kinds_a, kinds_b)
    instrument = None
    if main.frame != "clash" and main.sub_event_type != POLICING:  # "fought to halt rocket fire", "fired stun grenades"
        instrument = instrument_of(view, words)
    if instrument is not None and not (instrument == "Attack" and kinds_b & FIGHTERS):
        return Decided(instrument, True)
    if main.sub_event_type == "Agreement" and main.frame == "act":
        freed = bool(kinds_b) or any(c.kind == "released" for c in counts)
        return Decided("Agreement", True) if freed else None  # "released a video"
    if main.sub_event_type in {"Arrests", "Agreement"}:
        return Decided(main.sub_event_type, True)
    return _by_sides(main, kinds_a, kinds_b, counts)


def _is_of_neighbours(view: View, trigger: Trigger) -> bool:
    """ "Two communities clashed", "farmers and herders fought": brawls of people who are no armed group."""
    return any(view.lemma(k) in word_list("crowd", "neighbours") for k in view.tree.subjects(trigger.head))


def _taken_away(view: View, objects: Sequence[int], kinds_a: set[str], kinds_b: set[str]) -> Decided | None:
    """ "Dragged a teacher from his house": living people, not bodies or rifles; by the police it is an arrest."""
    dead = any(view.lemma(o) in {"body", "corpse", "remains"} for o in objects)
    if dead or not kinds_b & CIVILIAN:
        return None
    return Decided("Arrests" if kinds_a & STATE else ABDUCTION, True)


def _ends_in_death(view: View, group: Sequence[Trigger]) -> bool:
    """ "The priest was seized and killed": what was done to him in the end."""
    joined = (t for t in group if view.tree.tokens[t.head].dep == "conj" and view.tree.head(t.head) == group[0].head)
    return any(t.entry.strength == "result" and t.entry.words[0] in {"kill", "murder", "execute"} for t in joined)


def _is_of_a_house(view: View, trigger: Trigger, objects: Sequence[int]) -> bool:
    """ "His house was surrounded": no siege."""
    small = (word_list("owners", "civilians") | word_list("owners", "persons")) - {"village"}
    return trigger.entry.pos == "verb" and bool(objects) and all(view.lemma(o) in small for o in objects)


def _is_laid(view: View, words: Iterable[int]) -> bool:
    """Whether a bomb was laid, thrown or driven, not dropped."""
    return any(view.lemma(i) in word_list("finds", "laid") for i in words)


def _by_sides(entry: Entry, kinds_a: set[str], kinds_b: set[str], counts: Sequence[Count]) -> Decided:
    """Attack, strike, raid, kill with no instrument named: the victims decide; rebels who "hit" have no aircraft."""
    armed_b = kinds_b - CIVILIAN - CROWD - {"unknown", "government"}  # officials are civilians to the codebook
    if entry.sub_event_type == "Air/drone strike" and entry.pos == "verb" and kinds_a and not kinds_a & STATE:
        return Decided("Armed clash" if armed_b else "Attack", False)
    if entry.sub_event_type == "Other":
        return Decided("Other", False)
    if entry.strength == "result":
        return Decided("Armed clash" if armed_b else "Attack", False)
    if entry.sub_event_type in {"Armed clash", "Attack"}:
        on_people = bool(kinds_b & CIVILIAN) or (not armed_b and any(c.whom in UNARMED and c.high != 0 for c in counts))
        if kinds_b & FIGHTERS and not kinds_b & CIVILIAN:
            return Decided(CLASH, True)  # "a soldier was killed by a sniper"
        return Decided("Attack" if on_people else entry.sub_event_type, bool(kinds_b))
    return Decided(entry.sub_event_type, False)


def instrument_of(view: View, words: Iterable[int]) -> str | None:
    """The type that the instruments named near the trigger speak for."""
    tokens = view.tree.tokens
    words = [i for i in words if not is_carried(view, i)]
    text = " " + " ".join(tokens[i].lemma for i in sorted(words)) + " "
    plain = " " + " ".join(tokens[i].text.lower() for i in sorted(words)) + " "
    instruments = lexicon("coding")["instruments"]
    for kind in instruments["order"]:
        if any(f" {word} " in text or f" {word} " in plain for word in instruments[kind]):
            return str(kind)
    return None


def _instrument_over(view: View, words: frozenset[int], sub_event_type: str) -> str:
    """ "A car bomb driven by a suicide bomber" is a suicide bomb; "shells with chlorine" a chemical weapon."""
    if sub_event_type in {"Remote explosive/landmine/IED", "Shelling/artillery/missile attack", "Air/drone strike"}:
        instrument = instrument_of(view, words)
        if instrument == "Air/drone strike" and sub_event_type != instrument and not _names_artillery(view, words):
            return instrument  # "warplanes pounded the town", "bombs dropped by jets"
        if instrument in {"Chemical weapon"} or (instrument == "Suicide bomb" and "IED" in sub_event_type):
            return instrument
    return sub_event_type


def _names_artillery(view: View, words: frozenset[int]) -> bool:
    arms = set(lexicon("coding")["instruments"][SHELLING]) - {"bombardment"}
    return any(view.lemma(i) in arms for i in words)


def _territory(view: View, act: Act) -> Decided | None:
    """Ground that changes hands; where no ground is named, people or arms that are taken, men that are lost."""
    trigger, objects, kinds_a, kinds_b = act.trigger, act.objects, act.kinds_a, act.kinds_b
    verb = trigger.entry.words[0]
    if trigger.entry.words == ("drive",) and not view.tree.verb_patients(trigger.head):
        return None  # "drove into an ambush"
    ground = _names_ground(view, trigger, objects, kinds_a)
    phrase = trigger.entry.frame == "take" and trigger.entry.words[1:] not in {(), ("back",), ("over",)}
    arms = any(view.lemma(o) in word_list("territory", "weapons") for o in objects)
    if not ground and not arms and not phrase and kinds_b & FIGHTERS and verb in {"seize", "capture"}:
        return Decided("Arrests" if kinds_a & STATE else CLASH, True)  # "marines captured the leader of the cartel"
    if not ground and kinds_b & CIVILIAN and verb in {"seize", "capture", "take"}:
        return _people_taken(view, trigger, objects)
    if not ground and kinds_b & CIVILIAN and verb in word_list("roles", "expelling") | {"force"}:
        return Decided("Displacement", True)  # "driven from their homes"
    if verb == "lose" and any(c.kind == "killed" for c in act.counts):
        return Decided(CLASH, True) if len(view.triggers) == 1 else None  # "the army lost 12 men in X"
    if not ground and not phrase:
        found = arms and verb in {"seize", "capture", "recover", "secure"}
        return Decided("Disrupted weapons use", True) if found else None
    return _taken_by(trigger, kinds_a, kinds_b)


def _taken_by(trigger: Trigger, kinds_a: set[str], kinds_b: set[str]) -> Decided:
    if kinds_a & STATE:
        return Decided(TAKES[0], True)
    if kinds_a - {"unknown"} or kinds_b & STATE:
        return Decided(TAKES[1], True)
    return Decided(TAKES[0] if kinds_b else trigger.entry.sub_event_type, False)


def _names_ground(view: View, trigger: Trigger, objects: Sequence[int], kinds_a: set[str]) -> bool:
    """Whether what is taken is a place: by its name, its noun, or a name that armed men take and that nobody bears."""
    tree = view.tree
    open_verb = trigger.entry.words[0] in {"take", "lose", "clear", "enter"}
    nouns = word_list("territory", "plain" if open_verb else "nouns")
    near = [k for o in objects for k in (o, *tree.kids(o, "compound", "nmod"))]
    if trigger.entry.pos == "noun":
        near += tree.prepositions(trigger.head, ("of",))
    if any(view.place_at(k) or view.lemma(k) in nouns for k in near):
        return True
    dates = {i for i, _ in view.times}
    names = (o for o in objects if tree.tokens[o].pos == "PROPN" and o not in view.actor_at and o not in dates)
    return bool(kinds_a & ARMED) and any(True for _ in names)


def _people_taken(view: View, trigger: Trigger, objects: Sequence[int]) -> Decided | None:
    """ "Seized eleven teachers"; not "took them to a hospital", nor "took the lives of nine"."""
    to = view.tree.prepositions(trigger.head, TO)
    helped = any(view.lemma(k) in word_list("movement", "no_refuge") for k in to)
    lives = any(view.lemma(o) == "life" for o in objects)
    return None if helped or lives else Decided(ABDUCTION, True)


def _crowd(
    view: View, default: str, words: frozenset[int], kinds_a: set[str], kinds_b: set[str], counts: Sequence[Count]
) -> Decided | None:
    lemmas = {view.tree.tokens[i].lemma for i in words}
    killed = any(c.kind in {"killed", "injured"} and (c.low or c.high) for c in counts)
    fire = lemmas & word_list("crowd", "gunfire")
    if "fire" in lemmas and not lemmas & word_list("crowd", "policing"):
        fire = fire | {"fire"}
    state = bool((kinds_a | kinds_b) & STATE)
    if kinds_a - CROWD - CIVILIAN - STATE - {"unknown"} and not kinds_b & CROWD:
        return None  # rebels who "march on" a town do not demonstrate
    if kinds_b & CROWD and (killed or fire) and not kinds_a & CROWD:
        return Decided("Excessive force against protesters", True)
    if lemmas & word_list("crowd", "violence"):
        return Decided("Violent demonstration", True)
    if lemmas & word_list("crowd", "policing"):
        return Decided(POLICING, True)
    if killed and state:
        return Decided("Excessive force against protesters", True)
    return Decided(default if default != "Attack" else "Peaceful protest", True)


def _move(view: View, act: Act) -> Decided | None:
    """Movements count when an armed party moves; civilians who flee are displacement."""
    trigger, objects, kinds_a = act.trigger, act.objects, act.kinds_a
    kind = trigger.entry.sub_event_type
    if not kinds_a and _is_of_fighters(view, trigger):
        kinds_a = {"unidentified"}
    if kind == "Displacement":
        wounded = any(view.lemma(o) in {"wounded", "injured", "body", "casualty"} for o in objects)
        moved = act.kinds_b & CIVILIAN or any(c.kind in MOVED for c in act.counts)  # "authorities evacuated 300 people"
        return Decided(kind, True) if not wounded and (not kinds_a or kinds_a & CIVILIAN or moved) else None
    if trigger.entry.words[0] in {"leave", "abandon", "vacate"} and not any(_is_town(view, o) for o in objects):
        return None
    if kind == "Change to group/activity" and _is_standing(view, trigger.head):
        return None
    if kind == "Change to group/activity" and (not kinds_a or kinds_a & CIVILIAN):
        return Decided(kind, False) if trigger.entry.pos == "noun" and not kinds_a else None
    if kind == "Non-violent transfer of territory" and trigger.entry.pos == "verb":
        ceded = word_list("territory", "plain")
        if not any(view.place_at(o) is not None or view.lemma(o) in ceded for o in objects):
            return None
    if kind == "Headquarters or base established" and not kinds_a & ARMED:
        return None
    return Decided(kind, bool(kinds_a))


def _is_of_fighters(view: View, trigger: Trigger) -> bool:
    """Whether fighters of whatever party are told to move: "two hundred fighters defected"."""
    armed = {"forces", "military", "rebels", "militants"}  # of "men" nobody knows whether they are armed
    subjects = [k for s in view.tree.subjects(trigger.head) for k in (s, *view.tree.prepositions(s, ("of",)))]
    words = {view.tree.tokens[k].text.lower() for k in subjects} - {"men", "man"}
    return any(phrase_heads().get(word) in armed for word in words)


def _is_standing(view: View, i: int) -> bool:
    """ "The jets deployed in X": where they stand, not that they came."""
    tree = view.tree
    if tree.tokens[i].tag == "VBD":  # read as the main verb before another: "jets deployed in X took no part"
        others = [k for k in tree.kids(i, "conj") if tree.tokens[k].pos == "VERB" and k > i]
        between = {tree.tokens[j].pos for k in others[:1] for j in range(i + 1, k)}
        return bool(others) and not between & {"CCONJ", "PUNCT"}
    return tree.tokens[i].dep == "acl" and tree.tokens[i].tag == "VBN" and not tree.verb_agents(i)


def _is_town(view: View, i: int) -> bool:
    """ "Gao", "the town of Gao"."""
    return any(view.place_at(k) for k in (i, *view.tree.prepositions(i, ("of",))))


def _thing(view: View, trigger: Trigger, objects: Sequence[int]) -> Decided | None:
    """Looting and disarming need their object: houses, shops; a bomb, a rocket."""
    weapons = word_list("territory", "weapons") | word_list("finds", "munitions") | {"tunnel", "attack", "uav", "plane"}
    if trigger.entry.sub_event_type == "Disrupted weapons use":
        if trigger.entry.pos == "verb" and any(view.lemma(o) in word_list("finds", "aircraft") for o in objects):
            return Decided("Armed clash", True)  # with men aboard
        if trigger.entry.pos == "verb" and not any(view.lemma(o) in weapons for o in objects):
            return None
        return Decided("Disrupted weapons use", True)
    if trigger.entry.pos == "verb" and _is_standing(view, trigger.head):
        return None  # "a photo of houses reduced to rubble"
    return Decided("Looting/property destruction", True) if objects or trigger.entry.pos == "noun" else None


def _is_of_no_body(party: Party) -> bool:
    """Civilians as such, not the Red Cross: it moves others."""
    return party.actor is None or party.name == generated("civilians", actor(party.actor).country).name


def as_forces(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """A government that bombs, besieges or fights does so with its armed forces."""
    forces = {p.name: p for p in reversed([_as_force(party) for party in parties])}
    return tuple(reversed(forces.values()))


def _as_force(party: Party) -> Party:
    if type_of(party) != "government" or party.actor is None or _is_of_office(party):
        return party
    country = actor(party.actor).country
    forces = generated("military", country) if country else None
    return replace(party, actor=forces.id, name=forces.name) if forces else party


def _is_of_office(party: Party) -> bool:
    """ "The governor", "the French embassy": persons and houses of a government, not its forces."""
    last = party.span.quote.lower().split()[-1] if party.span else ""
    offices = lexicon("actors")["heads"]
    return last in offices["rulers"] or last in offices["seats"]


def in_order(
    sub_event_type: str, side_a: tuple[Party, ...], side_b: tuple[Party, ...]
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """The sides as the codebook orders them: a crowd is side A of what it does, side B of what is done to it."""
    if sub_event_type == "Suicide bomb":  # police who "killed the other bomber" did not bomb
        return tuple(p for p in side_a if type_of(p) not in STATE), side_b
    if sub_event_type == "Displacement":
        moved = tuple(p for p in side_b if type_of(p) in CIVILIAN) or tuple(p for p in side_a if _is_of_no_body(p))
        return tuple(p for p in side_a if p not in moved), moved or side_b
    if sub_event_type == "Armed clash":  # civilians who die in a clash are not its other side
        armed = tuple(p for p in side_b if type_of(p) not in CIVILIAN)
        state = tuple(p for p in armed if type_of(p) in STATE)
        if side_a or not state or len(state) == len(armed):
            return side_a, armed
        return state, tuple(p for p in armed if p not in state)  # "129 soldiers and 116 rebels died in the fighting"
    crowd = tuple(p for p in (*side_a, *side_b) if type_of(p) in CROWD)
    state = tuple(p for p in (*side_a, *side_b) if type_of(p) in STATE)
    if not crowd or not state:
        return side_a, side_b
    if sub_event_type in {"Peaceful protest", "Violent demonstration", "Mob violence"}:
        return crowd, state
    if sub_event_type in {POLICING, "Excessive force against protesters", "Arrests"}:
        return state, crowd
    return side_a, side_b


def as_crowd(
    sub_event_type: str, side_a: tuple[Party, ...], side_b: tuple[Party, ...]
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Civilians who demonstrate are protesters: "hundreds of women marched", "police fired tear gas at residents"."""
    kind = event_types()[sub_event_type].event_type
    if sub_event_type in {"Peaceful protest", "Violent demonstration"}:
        return _as_crowd(side_a), side_b
    return (side_a, _as_crowd(side_b)) if kind == "Protests" else (side_a, side_b)


def _as_crowd(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    return tuple(_as_protesters(p) if type_of(p) in CIVILIAN and p.actor else p for p in parties)


def _as_protesters(party: Party) -> Party:
    crowd = generated("protesters", actor(party.actor).country if party.actor else None)
    return replace(party, actor=crowd.id, name=crowd.name)


def among_protests(claims: Sequence[Claim]) -> list[Claim]:
    """Read "clashes" in a story of protests, with no armed group in it, as the violence of a demonstration."""
    crowds = any(c.event_type in {"Protests", "Riots"} and c.focus != "background" for c in claims)
    fighters = any(type_of(p) in ARMED - STATE for c in claims for p in (*c.side_a, *c.side_b))
    if not crowds or fighters:
        return list(claims)
    return [_as_riot(c) if c.sub_event_type == "Armed clash" and _may_be_riot(c) else c for c in claims]


def _may_be_riot(claim: Claim) -> bool:
    """Whether a "clash" may be a crowd's: "fighting" and "killed" are of armed men unless a crowd is a side of it."""
    named = any(type_of(p) in CROWD for p in (*claim.side_a, *claim.side_b))
    return named or claim.trigger.quote.lower().split()[-1].rstrip("esd") in word_list("crowd", "brawls")


def _as_riot(claim: Claim) -> Claim:
    parent = event_types()["Violent demonstration"].event_type
    side_a, side_b = in_order("Violent demonstration", claim.side_a, claim.side_b)
    return replace(claim, sub_event_type="Violent demonstration", event_type=parent, side_a=side_a, side_b=side_b)
