// What the record learned between two days: asked of the API, or made from the history that lies in the files.

import * as api from "../api/client";
import { boot } from "../api/load";
import type { Changes, Day, Summary } from "../api/types";
import { asKnownOn } from "./decode";

/** Every day on which an article told of an event that the record holds. */
export function daysOfNews(rows: Summary[]): Day[] {
  return [...new Set(rows.flatMap((row) => [row.known, row.last]).filter((day): day is Day => day !== null))].sort();
}

export async function changesBetween(from: Day, to: Day, rows: Summary[]): Promise<Changes> {
  if (boot.mode === "api") return api.changes(from, to);
  const history = await api.history();
  const titles = new Map(rows.map((row) => [row.id, row.title]));
  const within = (day: Day): boolean => day > from && day <= to;
  const changed = Object.entries(history.events).flatMap(([id, steps]) => {
    const changes = steps
      .slice(1)
      .filter((step) => within(step.day))
      .flatMap((step) => step.changes);
    return changes.length && titles.has(id) ? [{ id, title: titles.get(id)!, changes }] : [];
  });
  const now = asKnownOn(rows, history, to);
  return {
    from,
    to,
    new: now.filter((row) => row.known && within(row.known)),
    changed,
    counts: { from: asKnownOn(rows, history, from).length, to: now.length },
  };
}
