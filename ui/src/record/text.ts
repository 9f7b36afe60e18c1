// Offsets of the record count code points; JavaScript strings count UTF-16 units. One map per text does the turning.

export interface Piece<T> {
  text: string;
  start: number;
  end: number;
  marks: T[];
}

interface Spanned {
  start: number;
  end: number;
}

/** Cuts text[from:to] (code points) wherever a mark begins or ends; each piece knows the marks that cover it. */
export function pieces<T extends Spanned>(
  points: readonly string[],
  from: number,
  to: number,
  marks: readonly T[],
): Piece<T>[] {
  const inside = marks.filter((mark) => mark.start < to && mark.end > from && mark.end > mark.start);
  const cuts = new Set([from, to]);
  for (const mark of inside) {
    cuts.add(Math.max(from, mark.start));
    cuts.add(Math.min(to, mark.end));
  }
  const order = [...cuts].sort((a, b) => a - b);
  return order.slice(1).map((end, i) => {
    const start = order[i]!;
    return {
      text: points.slice(start, end).join(""),
      start,
      end,
      marks: inside.filter((mark) => mark.start <= start && mark.end >= end),
    };
  });
}

/** The stretches between blank lines, without the white space around them. */
export function paragraphs(points: readonly string[], from: number, to: number): [start: number, end: number][] {
  const found: [number, number][] = [];
  let [start, end, breaks] = [-1, -1, 0];
  for (let i = from; i < to; i += 1) {
    if (!points[i]!.trim()) {
      breaks += points[i] === "\n" ? 1 : 0;
      continue;
    }
    if (start >= 0 && breaks > 1) {
      found.push([start, end]);
      start = i;
    }
    [start, end, breaks] = [start < 0 ? i : start, i + 1, 0];
  }
  if (start >= 0) found.push([start, end]);
  return found;
}

export const codePoints = (text: string): string[] => Array.from(text);

/** Lower case without diacritics, for searching. */
export const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** A CSV cell that no spreadsheet runs as a formula. */
export function csvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
