// Days as whole numbers since 1970-01-01 for speed, and as words for people. No time zones: the record has days only.

import type { Day } from "../api/types";

const MS = 86_400_000;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const toNumber = (day: Day): number => Math.round(Date.parse(`${day}T00:00:00Z`) / MS);
export const toDay = (number: number): Day => new Date(number * MS).toISOString().slice(0, 10);

interface Parts {
  year: number;
  month: number;
  day: number;
}

export function parts(number: number): Parts {
  const date = new Date(number * MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
}

export const fromParts = (year: number, month: number, day: number): number =>
  Math.round(Date.UTC(year, month, day) / MS);

export const isDay = (text: string | null): text is Day =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** "8 April 2022". */
export function dayWords(day: Day): string {
  const { year, month, day: date } = parts(toNumber(day));
  return `${date} ${MONTHS[month]} ${year}`;
}

/** "8 Apr 2022", for narrow places. */
export function shortDay(day: Day): string {
  const { year, month, day: date } = parts(toNumber(day));
  return `${date} ${MONTHS[month]!.slice(0, 3)} ${year}`;
}

export const monthName = (month: number): string => MONTHS[month]!.slice(0, 3);

const WEEKDAY = /^weekday:(\w+)$/;
const MONTH = /^month:(\d+)$/;

function constraintWords(constraint: string | null): string {
  if (!constraint) return "";
  const weekday = WEEKDAY.exec(constraint)?.[1];
  if (weekday) return ` (a ${weekday[0]!.toUpperCase()}${weekday.slice(1)})`;
  const month = MONTH.exec(constraint)?.[1];
  return month ? ` (in ${MONTHS[Number(month) - 1]})` : "";
}

/** A range as its words bear it: "8 April 2022", "7–8 April 2022", "May 2018", "by 25 July 2018", "undated (a Friday)". */
export function rangeWords(start: Day | null, end: Day | null, constraint: string | null = null): string {
  if (!start && !end) return `undated${constraintWords(constraint)}`;
  if (!start) return `by ${dayWords(end!)}`;
  if (!end) return `from ${dayWords(start)}`;
  if (start === end) return dayWords(start);
  const [a, b] = [parts(toNumber(start)), parts(toNumber(end))];
  const wholeMonth = a.day === 1 && parts(toNumber(end) + 1).day === 1;
  if (a.year === b.year && wholeMonth) {
    if (a.month === b.month) return `${MONTHS[a.month]} ${a.year}`;
    if (a.month === 0 && b.month === 11) return `${a.year}`;
    return `${MONTHS[a.month]}–${MONTHS[b.month]} ${a.year}`;
  }
  if (a.year === b.year && a.month === b.month) return `${a.day}–${b.day} ${MONTHS[a.month]} ${a.year}`;
  if (a.year === b.year) return `${a.day} ${MONTHS[a.month]} – ${b.day} ${MONTHS[b.month]} ${a.year}`;
  return `${dayWords(start)} – ${dayWords(end)}`;
}
