// Overview columns -> summaries, and the record as it stood on an earlier day.

import type { Bounds, Day, History, Overview, Party, Summary } from "../api/types";

function parties(numbers: number[], actors: Overview["actors"]): Party[] {
  return numbers.map((number) => {
    const alleged = number < 0;
    const { actor, name } = actors[alleged ? -number - 1 : number]!;
    return { actor, name, alleged };
  });
}

/** All rows of an overview as summaries, in its order. */
export function summaries(overview: Overview): Summary[] {
  const c = overview.columns;
  const pick = (list: string[], numbers: number[]): string[] => numbers.map((i) => list[i]!);
  return c.id.map((id, row) => {
    const sub = overview.sub_event_types[c.type[row]!]!;
    const place = c.place[row] ?? null;
    return {
      id,
      title: c.title[row]!,
      sub_event_type: sub,
      event_type: overview.event_type_of[sub] ?? sub,
      status: overview.statuses[c.status[row]!]!,
      level: c.level[row]!,
      parent: c.parent[row] ?? null,
      start: c.start[row] ?? null,
      end: c.end[row] ?? null,
      constraint: c.constraint[row] ?? null,
      time_precision: c.time_precision[row] ?? null,
      place: place === null ? null : overview.places[place]!,
      side_a: parties(c.side_a[row]!, overview.actors),
      side_b: parties(c.side_b[row]!, overview.actors),
      tolls: Object.fromEntries(
        c.tolls[row]!.map(([kind, ...bounds]) => [overview.toll_kinds[kind]!, bounds as Bounds]),
      ),
      outlets: pick(overview.outlets, c.outlets[row]!),
      origins: pick(overview.origins, c.origins[row]!),
      source_kinds: pick(overview.source_kinds, c.source_kinds[row]!),
      articles: c.articles[row]!,
      claims: c.claims[row]!,
      independent: c.independent[row]!,
      corroborated: c.independent[row]! >= 2,
      disputed: pick(overview.fields, c.disputed[row]!),
      denied: c.denied[row]!,
      updated: pick(overview.fields, c.updated[row]!),
      known: c.known[row] ?? null,
      last: c.last[row] ?? null,
    };
  });
}

/** The summaries as they stood on a day, from the steps in which they were learned; what was not known yet is left out. */
export function asKnownOn(final: Summary[], history: History, day: Day): Summary[] {
  const stood: Summary[] = [];
  for (const summary of final) {
    if (!summary.known || summary.known > day) continue;
    const step = history.events[summary.id]?.filter((one) => one.day <= day).at(-1);
    stood.push(step ? { ...summary, ...step.row } : summary);
  }
  return stood;
}
