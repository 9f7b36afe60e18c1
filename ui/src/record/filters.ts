// What is shown: the filters, their place in the address, and the test of a row. The meaning is that of /api/events.

import { isDay, toNumber } from "./days";
import { fold } from "./text";
import type { RecordIndex } from "./index";

export type Box = [south: number, west: number, north: number, east: number];

export interface Filters {
  from: string | null;
  to: string | null;
  undated: boolean;
  type: string[];
  status: string[];
  level: string | null;
  actor: string[];
  side: "a" | "b" | null;
  country: string[];
  place: string;
  box: Box | null;
  unplaced: boolean;
  source: string[];
  source_kind: string[];
  kind: string;
  min: number | null;
  max: number | null;
  origins: number | null;
  disputed: string | null;
  parent: string | null;
  text: string;
}

export const NONE: Filters = {
  from: null,
  to: null,
  undated: false,
  type: [],
  status: [],
  level: null,
  actor: [],
  side: null,
  country: [],
  place: "",
  box: null,
  unplaced: false,
  source: [],
  source_kind: [],
  kind: "killed",
  min: null,
  max: null,
  origins: null,
  disputed: null,
  parent: null,
  text: "",
};

const LISTS = ["type", "status", "actor", "country", "source", "source_kind"] as const;
const FLAGS = ["undated", "unplaced"] as const;
const FIGURES = ["min", "max", "origins"] as const;
const WORDS = ["place", "text"] as const;

function boxOf(text: string | null): Box | null {
  const sides = (text ?? "").split(",").map(Number);
  return sides.length === 4 && sides.every(Number.isFinite) ? (sides as Box) : null;
}

function figureOf(text: string | null): number | null {
  const figure = text === null || text === "" ? Number.NaN : Number(text);
  return Number.isFinite(figure) && figure >= 0 ? Math.floor(figure) : null;
}

/** Filters from an address; what cannot be read is left out. */
export function read(query: URLSearchParams): Filters {
  const day = (name: string): string | null => (isDay(query.get(name)) ? query.get(name) : null);
  const side = query.get("side");
  const made: Filters = {
    ...NONE,
    from: day("from"),
    to: day("to"),
    level: query.get("level"),
    disputed: query.get("disputed"),
    parent: query.get("parent"),
  };
  for (const name of LISTS) made[name] = query.getAll(name);
  for (const name of FLAGS) made[name] = query.get(name) === "true";
  for (const name of FIGURES) made[name] = figureOf(query.get(name));
  for (const name of WORDS) made[name] = query.get(name) ?? "";
  made.kind = query.get("kind") ?? "killed";
  made.side = side === "a" || side === "b" ? side : null;
  made.box = boxOf(query.get("box"));
  return made;
}

/** The address of filters; only what differs from no filter is written. */
export function write(filters: Filters, query = new URLSearchParams()): URLSearchParams {
  for (const [name, value] of Object.entries(filters)) {
    query.delete(name);
    if (Array.isArray(value) && name !== "box") for (const one of value) query.append(name, String(one));
    else if (value !== null && value !== false && value !== "" && value !== NONE[name as keyof Filters])
      query.set(name, String(value));
  }
  return query;
}

/** How many filters are set, a range of days counting once. */
export function countSet(filters: Filters): number {
  const query = write(filters);
  if (query.has("from") && query.has("to")) query.delete("to");
  if (query.has("min") && query.has("max")) query.delete("max");
  query.delete("side");
  query.delete("kind");
  return [...query].length;
}

type Test = (row: number) => boolean;

function days(index: RecordIndex, filters: Filters): Test | null {
  if (filters.undated) return (row) => index.undated[row] === 1;
  if (!filters.from && !filters.to) return null;
  const first = filters.from ? toNumber(filters.from) : -Infinity;
  const last = filters.to ? toNumber(filters.to) : Infinity;
  return (row) => index.undated[row] === 0 && index.first[row]! <= last && index.last[row]! >= first;
}

function inBox(index: RecordIndex, [south, west, north, east]: Box): Test {
  return (row) => {
    const [lat, lon] = [index.lat[row]!, index.lon[row]!];
    return lat >= south && lat <= north && (west <= east ? lon >= west && lon <= east : lon >= west || lon <= east);
  };
}

function actors(index: RecordIndex, wanted: string[], side: "a" | "b" | null): Test {
  const folded = wanted.map(fold);
  const fits = index.actorNames.map(({ actor, folded: name }) =>
    folded.some((word) => actor === word || name.includes(word)),
  );
  const any = (numbers: number[]): boolean => numbers.some((i) => fits[i]);
  return (row) => (side !== "b" && any(index.sideA[row]!)) || (side !== "a" && any(index.sideB[row]!));
}

function toll(index: RecordIndex, { kind, min, max }: Filters): Test {
  const figures = index.figures(kind);
  return (row) => figures[row]! >= (min ?? 0) && figures[row]! <= (max ?? Infinity);
}

function some(values: string[], of: (row: number) => string[]): Test {
  const wanted = new Set(values);
  return (row) => of(row).some((value) => wanted.has(value));
}

/** Every test that the filters ask for, named by the part of the page that a user would set it with. */
export function tests(
  index: RecordIndex,
  filters: Filters,
  hits: ReadonlySet<string> | null,
): { name: "days" | "box" | "other"; test: Test }[] {
  const rows = index.rows;
  const found: { name: "days" | "box" | "other"; test: Test }[] = [];
  const add = (test: Test, name: "days" | "box" | "other" = "other"): number => found.push({ name, test });
  const time = days(index, filters);
  if (time) add(time, "days");
  if (filters.box) add(inBox(index, filters.box), "box");
  if (filters.unplaced) add((row) => Number.isNaN(index.lat[row]!), "box");
  if (filters.type.length) add(some(filters.type, (row) => [rows[row]!.event_type, rows[row]!.sub_event_type]));
  if (filters.status.length) add(some(filters.status, (row) => [rows[row]!.status]));
  if (filters.level) add((row) => rows[row]!.level === filters.level);
  if (filters.parent) add((row) => rows[row]!.parent === filters.parent);
  if (filters.country.length)
    add(
      some(
        filters.country.map((code) => code.toUpperCase()),
        (row) => [rows[row]!.place?.country ?? ""],
      ),
    );
  if (filters.place) {
    const word = fold(filters.place);
    add((row) => index.placeWords[row]!.includes(word));
  }
  if (filters.actor.length) add(actors(index, filters.actor, filters.side));
  if (filters.source.length) {
    const words = filters.source.map(fold);
    add((row) => words.some((word) => index.sourceWords[row]!.includes(word)));
  }
  if (filters.source_kind.length) add(some(filters.source_kind, (row) => rows[row]!.source_kinds));
  if (filters.min !== null || filters.max !== null) add(toll(index, filters));
  if (filters.origins !== null) add((row) => rows[row]!.independent >= filters.origins!);
  if (filters.disputed) add(disputes(index, filters.disputed));
  if (filters.text.trim()) add(words(index, filters.text, hits));
  return found;
}

function disputes(index: RecordIndex, wanted: string): Test {
  const rows = index.rows;
  if (wanted === "any") return (row) => rows[row]!.disputed.length > 0;
  if (wanted === "none") return (row) => rows[row]!.disputed.length === 0;
  if (wanted === "denied") return (row) => rows[row]!.denied;
  return (row) => rows[row]!.disputed.includes(wanted);
}

function words(index: RecordIndex, text: string, hits: ReadonlySet<string> | null): Test {
  const wanted = fold(text).split(/\s+/).filter(Boolean);
  return (row) => hits?.has(index.rows[row]!.id) || wanted.every((word) => index.allWords[row]!.includes(word));
}
