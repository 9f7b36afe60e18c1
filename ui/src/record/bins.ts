// The timeline's columns. An event of uncertain day is spread evenly over its days and kept apart from those whose day
// is known, so that no column says more than the words do.

import type { RecordIndex } from "./index";
import { fromParts, monthName, parts } from "./days";
import { family, FAMILIES } from "./types";

export type Unit = "day" | "week" | "month" | "year";

export interface Bin {
  start: number;
  end: number;
  sure: number[];
  spread: number[];
}

const UNITS: [Unit, number][] = [
  ["day", 1],
  ["week", 7],
  ["month", 30.4],
  ["year", 365.25],
];

/** The finest unit that leaves at least ``least`` pixels a column. */
export function unitFor(days: number, width: number, least = 7): Unit {
  return UNITS.find(([, length]) => (width / Math.max(1, days)) * length >= least)?.[0] ?? "year";
}

/** The first day of the unit that a day falls in; weeks begin on Monday. */
export function floorTo(day: number, unit: Unit): number {
  const { year, month } = parts(day);
  if (unit === "day") return day;
  if (unit === "week") return day - ((((day + 3) % 7) + 7) % 7);
  return unit === "month" ? fromParts(year, month, 1) : fromParts(year, 0, 1);
}

export function nextOf(start: number, unit: Unit): number {
  const { year, month } = parts(start);
  if (unit === "day") return start + 1;
  if (unit === "week") return start + 7;
  return unit === "month" ? fromParts(year, month + 1, 1) : fromParts(year + 1, 0, 1);
}

/** Columns from one day to another; ``weigh`` gives a row's weight (1, or its toll). */
export function bins(
  index: RecordIndex,
  rows: number[],
  from: number,
  to: number,
  unit: Unit,
  weigh: (row: number) => number,
): Bin[] {
  const made: Bin[] = [];
  for (let start = floorTo(from, unit); start <= to; start = nextOf(start, unit)) {
    made.push({ start, end: nextOf(start, unit) - 1, sure: FAMILIES.map(() => 0), spread: FAMILIES.map(() => 0) });
  }
  const starts = made.map((bin) => bin.start);
  for (const row of rows) {
    if (index.undated[row]) continue;
    const [first, last, weight] = [index.drawnFirst[row]!, index.drawnLast[row]!, weigh(row)];
    if (!weight || last < from || first > to) continue;
    const kind = family(index.rows[row]!.event_type);
    let i = Math.max(0, place(starts, first));
    if (first >= made[i]!.start && last <= made[i]!.end) {
      made[i]!.sure[kind]! += weight;
      continue;
    }
    for (; i < made.length && made[i]!.start <= last; i += 1) {
      const share = Math.min(last, made[i]!.end) - Math.max(first, made[i]!.start) + 1;
      if (share > 0) made[i]!.spread[kind]! += (weight * share) / (last - first + 1);
    }
  }
  return made;
}

function place(starts: number[], day: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Lane {
  row: number;
  lane: number;
  first: number;
  last: number;
  openStart: boolean;
  openEnd: boolean;
}

/** Each event as its own interval, packed into lanes; null where more lanes than ``most`` would be needed. */
export function lanes(
  index: RecordIndex,
  rows: number[],
  from: number,
  to: number,
  least: number,
  most: number,
): Lane[] | null {
  const shown = rows
    .filter((row) => !index.undated[row] && index.drawnLast[row]! >= from && index.drawnFirst[row]! <= to)
    .sort((a, b) => index.drawnFirst[a]! - index.drawnFirst[b]! || a - b);
  if (shown.length > most * 12) return null;
  const ends: number[] = [];
  const made: Lane[] = [];
  for (const row of shown) {
    const [first, last] = [index.drawnFirst[row]!, Math.max(index.drawnLast[row]! + 1, index.drawnFirst[row]! + least)];
    let lane = ends.findIndex((end) => end <= first);
    if (lane < 0) lane = ends.push(0) - 1;
    if (lane >= most) return null;
    ends[lane] = last;
    const one = index.rows[row]!;
    made.push({ row, lane, first, last, openStart: !one.start, openEnd: !one.end });
  }
  return made;
}

export interface Tick {
  day: number;
  label: string;
}

/** Days to name below the timeline: years, months or days, whichever fit. */
export function ticks(from: number, to: number, width: number): Tick[] {
  const room = Math.max(2, Math.floor(width / 76));
  const span = to - from + 1;
  const steps: [Unit, number, number][] = [
    ["day", 1, 1],
    ["day", 2, 2],
    ["week", 1, 7],
    ["month", 1, 30.4],
    ["month", 3, 91.3],
    ["month", 6, 183],
    ["year", 1, 365.25],
    ["year", 2, 731],
    ["year", 5, 1826],
    ["year", 10, 3652],
  ];
  const [unit, every] = steps.find(([, , length]) => span / length <= room) ?? ["year", 20];
  const made: Tick[] = [];
  let count = 0;
  for (let day = floorTo(from, unit); day <= to; day = nextOf(day, unit)) {
    const { year, month, day: date } = parts(day);
    const fits = unit === "month" ? month % every === 0 : unit === "year" ? year % every === 0 : count % every === 0;
    count += 1;
    if (!fits || day < from) continue;
    made.push({
      day,
      label:
        unit === "year"
          ? `${year}`
          : unit === "month"
            ? month === 0 || !made.length
              ? `${monthName(month)} ${year}`
              : monthName(month)
            : `${date} ${monthName(month)}${made.length ? "" : ` ${year}`}`,
    });
  }
  return made;
}
