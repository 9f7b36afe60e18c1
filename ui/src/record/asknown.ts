// One event as it was known on a day, made from its files: the server answers this itself, a disk cannot.

import type { Bounds, Day, EventDetail, EventField, Figure, Summary } from "../api/types";
import { rangeWords } from "./days";
import { partyWords, placeWords } from "./words";

/** The event with the claims published until a day; null where nothing was known of it. */
export function detailAsKnown(detail: EventDetail, day: Day): EventDetail | null {
  const step = detail.history.filter((one) => one.day <= day).at(-1);
  if (!step) return null;
  const claims = detail.claims.filter(({ article }) => article.published !== null && article.published <= day);
  const known = new Set(claims.map((card) => card.claim.id));
  return {
    ...detail,
    summary: step.summary,
    title: step.summary.title,
    note: null,
    claims,
    history: detail.history.filter((one) => one.day <= day),
    figures: detail.figures.flatMap((figure) => figureOf(figure, known, step.summary)),
    fields: detail.fields.map((field) => fieldOf(field, known, step.summary)),
    chains: detail.chains.filter((chain) => chain.claims.some((id) => known.has(id))),
    links: detail.links.filter((link) => link.claims.every((id) => known.has(id))),
    against: detail.against?.claims.every((id) => known.has(id)) ? detail.against : null,
  };
}

function figureOf(figure: Figure, known: ReadonlySet<string>, summary: Summary): Figure[] {
  const marks = figure.marks.filter((mark) => known.has(mark.claim)).map((mark) => ({ ...mark, replaced: false }));
  if (!marks.length) return [];
  const [low, best, high] =
    (figure.whom === "all" ? summary.tolls[figure.kind] : undefined) ??
    spread(figure, marks.length === figure.marks.length, marks);
  return [{ ...figure, marks, low, best, high }];
}

/** The bounds of a group of victims: the record's where all its marks were known, else from the least to the most stated. */
function spread(figure: Figure, whole: boolean, marks: Figure["marks"]): Bounds {
  if (whole) return [figure.low, figure.best, figure.high];
  const [lows, highs] = [marks.map((mark) => mark.low), marks.map((mark) => mark.high)];
  const low = lows.every((one) => one !== null) ? Math.min(...lows) : null;
  return [low, null, highs.every((one) => one !== null) ? Math.max(...highs) : null];
}

function fieldOf(field: EventField, known: ReadonlySet<string>, summary: Summary): EventField {
  const says = field.says
    .filter((one) => known.has(one.claim))
    .map((one) => (one.how === "updated" ? { ...one, how: "agrees" as const } : one));
  const told = says.filter((one) => one.how !== "silent");
  const differ = summary.disputed.includes(field.field);
  const agreement = differ
    ? "differ"
    : summary.updated.includes(field.field)
      ? "update"
      : told.length > 1
        ? "agree"
        : told.length
          ? "single"
          : "silent";
  return { ...field, says, agreement, value: valueOf(field, summary) };
}

function valueOf(field: EventField, summary: Summary): string | null {
  const toll = summary.tolls[field.field];
  if (toll) return toll.map((figure) => figure ?? "?").join(" / ");
  const values: Record<string, () => string | null> = {
    event_type: () => summary.sub_event_type,
    sub_event_type: () => summary.sub_event_type,
    status: () => summary.status,
    when: () => rangeWords(summary.start, summary.end, summary.constraint),
    place: () => (summary.place ? placeWords(summary.place) : null),
    side_a: () => summary.side_a.map(partyWords).join(", ") || null,
    side_b: () => summary.side_b.map(partyWords).join(", ") || null,
  };
  return values[field.field]?.() ?? null;
}
