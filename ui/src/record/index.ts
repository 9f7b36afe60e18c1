// The record in memory, made for filtering: typed columns beside the summaries, words folded once.

import type { Place, Summary } from "../api/types";
import { toNumber } from "./days";
import { tests, type Filters } from "./filters";
import { fold } from "./text";
import { bestFigure } from "./words";

/** How far an open end is drawn on the timeline, days; for filters the day that is known stands for it. */
const OPEN_END = 30;
const EPOCH = "1970-01-01"; // stands in the columns of undated rows, which are never read

export class RecordIndex {
  readonly rows: Summary[];
  readonly rowOf: Map<string, number>;
  /** First and last day on which it may have happened, as far as they are known. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** The same as far as they are drawn. */
  readonly drawnFirst: Int32Array;
  readonly drawnLast: Int32Array;
  readonly undated: Uint8Array;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly actorNames: { actor: string | null; folded: string }[] = [];
  readonly sideA: number[][] = [];
  readonly sideB: number[][] = [];
  readonly placeWords: string[];
  readonly sourceWords: string[];
  #allWords: string[] | null = null;
  #figures = new Map<string, Float64Array>();

  constructor(rows: Summary[]) {
    this.rows = rows;
    this.rowOf = new Map(rows.map((row, i) => [row.id, i]));
    const number = remembered(toNumber);
    this.first = Int32Array.from(rows, (row) => number(row.start ?? row.end ?? EPOCH));
    this.last = Int32Array.from(rows, (row) => number(row.end ?? row.start ?? EPOCH));
    this.drawnFirst = Int32Array.from(rows, (row, i) => (row.start ? this.first[i]! : this.last[i]! - OPEN_END));
    this.drawnLast = Int32Array.from(rows, (row, i) => (row.end ? this.last[i]! : this.first[i]! + OPEN_END));
    this.undated = Uint8Array.from(rows, (row) => (row.start || row.end ? 0 : 1));
    this.lat = Float64Array.from(rows, (row) => row.place?.lat ?? Number.NaN);
    this.lon = Float64Array.from(rows, (row) => row.place?.lon ?? Number.NaN);
    const folded = remembered(fold);
    const placed = remembered(({ name, admin1 }: Place) => fold(`${name} | ${admin1 ?? ""}`));
    this.placeWords = rows.map((row) => (row.place ? placed(row.place) : ""));
    this.sourceWords = rows.map((row) => [...row.outlets, ...row.origins].map(folded).join(" | "));
    this.#numberActors(folded);
  }

  /** Everything that can be searched in a row, folded; made when the first search asks for it. */
  get allWords(): string[] {
    this.#allWords ??= this.rows.map((row, i) =>
      [
        fold(row.title),
        row.sub_event_type.toLowerCase(),
        this.placeWords[i],
        fold(row.place?.country_name ?? ""),
        this.sourceWords[i],
        ...[...row.side_a, ...row.side_b].map((party) => fold(party.name)),
      ].join(" | "),
    );
    return this.#allWords;
  }

  /** Best figure of a kind for each row; NaN where none is given. */
  figures(kind: string): Float64Array {
    let figures = this.#figures.get(kind);
    if (!figures)
      this.#figures.set(
        kind,
        (figures = Float64Array.from(this.rows, (row) => bestFigure(row.tolls[kind]) ?? Number.NaN)),
      );
    return figures;
  }

  #numberActors(folded: (text: string) => string): void {
    const numbers = new Map<string, number>();
    const number = ({ actor, name }: { actor: string | null; name: string }): number => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      this.actorNames.push({ actor, folded: folded(name) });
      numbers.set(name, this.actorNames.length - 1);
      return this.actorNames.length - 1;
    };
    for (const row of this.rows) {
      this.sideA.push(row.side_a.map(number));
      this.sideB.push(row.side_b.map(number));
    }
  }
}

function remembered<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const known = new Map<Key, Made>();
  return (key) => {
    let made = known.get(key);
    if (made === undefined) known.set(key, (made = make(key)));
    return made;
  };
}

export interface Selection {
  /** Rows that pass every filter. */
  rows: number[];
  /** Rows that pass all but the range of days: what the timeline draws, so that a brush can be moved. */
  anyDay: number[];
  /** Rows that pass all but the box: what the map draws. */
  anywhere: number[];
}

/** Which rows the filters let through. */
export function select(index: RecordIndex, filters: Filters, hits: ReadonlySet<string> | null): Selection {
  const all = tests(index, filters, hits);
  const other = all.filter((one) => one.name === "other").map((one) => one.test);
  const inDays = all.find((one) => one.name === "days")?.test ?? (() => true);
  const inBox = all.filter((one) => one.name === "box").map((one) => one.test);
  const selection: Selection = { rows: [], anyDay: [], anywhere: [] };
  for (let row = 0; row < index.rows.length; row += 1) {
    if (!other.every((test) => test(row))) continue;
    const [day, box] = [inDays(row), inBox.every((test) => test(row))];
    if (box) selection.anyDay.push(row);
    if (day) selection.anywhere.push(row);
    if (day && box) selection.rows.push(row);
  }
  return selection;
}

export type Order = "day" | "-day" | "-killed" | "-origins" | "-doubt";

export const ORDERS: Record<Order, string> = {
  "-day": "Newest first",
  day: "Oldest first",
  "-killed": "Most killed",
  "-origins": "Most origins",
  "-doubt": "Most disputed",
};

/** Rows in an order; undated events come last by day. */
export function sorted(index: RecordIndex, rows: number[], order: Order): number[] {
  const killed = index.figures("killed");
  const day = (row: number): number => (index.undated[row] ? Number.NaN : index.first[row]!);
  const doubt = (row: number): number => index.rows[row]!.disputed.length + (index.rows[row]!.denied ? 1 : 0);
  const keys: Record<Order, (row: number) => number> = {
    day: (row) => -day(row),
    "-day": day,
    "-killed": (row) => killed[row]!,
    "-origins": (row) => index.rows[row]!.origins.length,
    "-doubt": doubt,
  };
  const key = keys[order];
  const value = (row: number): number => {
    const found = key(row);
    return Number.isNaN(found) ? -Infinity : found;
  };
  const figures = new Map(rows.map((row) => [row, value(row)]));
  return [...rows].sort((a, b) => {
    const [x, y] = [figures.get(a)!, figures.get(b)!];
    return x === y ? a - b : y - x;
  });
}
