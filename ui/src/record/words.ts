// How values read on the page. Nothing here is more precise than the record.

import type { Bounds, ClaimCard, Party, Place, Summary } from "../api/types";
import { rangeWords } from "./days";

export const SILENT = "not said";

/** "39 or more", "39–57", "57", "up to 30"; null where nothing is known. */
export function boundsWords([low, best, high]: Bounds): string | null {
  if (low === null && high === null) return best === null ? null : `${best}`;
  if (high === null) return best !== null && best !== low ? `${low}–${best} or more` : `${low} or more`;
  if (low === null) return `up to ${high}`;
  return low === high ? `${low}` : `${low}–${high}`;
}

/** The figure to size and sort by: best, else low, else high. */
export const bestFigure = (bounds: Bounds | undefined): number | null =>
  bounds ? (bounds[1] ?? bounds[0] ?? bounds[2]) : null;

export function placeWords(place: Place | null): string {
  if (!place) return "place not known";
  const relation = place.relation && place.relation !== "in" ? `${place.relation} ` : "";
  const region = place.admin1 && place.admin1 !== place.name ? place.admin1 : null;
  const country = place.country_name && place.country_name !== place.name ? place.country_name : null;
  return relation + [place.name, region, country].filter(Boolean).join(", ");
}

/** What the place's precision means for a reader. */
export function precisionWords(place: Place | null): string {
  if (!place) return "no place is named";
  if (place.lat === null) return "named, but not found in the gazetteer";
  const radius = place.radius_km ? `, about ${Math.round(place.radius_km)} km across its half` : "";
  if (place.precision === 1) return `known to the ${place.kind ?? "place"}`;
  if (place.precision === 2) return `known to the area only: ${place.kind ?? "area"}${radius}`;
  return `known to the ${place.kind ?? "region"} only${radius}`;
}

export const partyWords = (party: Party): string => party.name + (party.alleged ? " (alleged)" : "");

export function sidesWords(summary: Summary): string {
  const names = (side: Party[]): string => side.map(partyWords).join(", ");
  if (!summary.side_a.length && !summary.side_b.length) return "";
  if (!summary.side_b.length) return names(summary.side_a);
  return `${summary.side_a.length ? names(summary.side_a) : "not known who"} → ${names(summary.side_b)}`;
}

/** Who speaks in a claim: who denies, where somebody does; else its origins; else the outlet. */
export function speakerWords({ chain, origins, article }: ClaimCard): string {
  const denying = chain.filter((link) => link.role === "source" && link.stance === "denies").map((link) => link.name);
  const names = denying.length ? denying : origins.length ? origins : [article.outlet ?? "unnamed source"];
  return names.join(", ");
}

const FIELD_NAMES: Record<string, string> = {
  sub_event_type: "What",
  event_type: "What",
  status: "Did it happen",
  when: "When",
  place: "Where",
  side_a: "By whom",
  side_b: "Against whom",
  sources: "Who says so",
  counts: "Figure",
};

/** "side_a" -> "By whom"; other fields read as they are. */
export function fieldName(field: string): string {
  const known = FIELD_NAMES[field];
  if (known) return known;
  const words = field.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const THREE = /^(\d+|\?) \/ (\d+|\?) \/ (\d+|\?)$/;
const RANGE = /^(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?$/;

/** A value of the record as people write it: "39 / 57 / 57" -> "39–57, best 57"; "2022-04-08" -> "8 April 2022". */
export function valueWords(value: string | null): string {
  if (value === null) return SILENT;
  const three = THREE.exec(value);
  if (three) {
    const [low, best, high] = three.slice(1).map((figure) => (figure === "?" ? null : Number(figure))) as Bounds;
    const words = boundsWords([low, low === high ? best : null, high]) ?? value;
    return best !== null && low !== high && !(high === null && best === low) ? `${words}, best ${best}` : words;
  }
  const range = RANGE.exec(value);
  return range ? rangeWords(range[1]!, range[2] ?? range[1]!) : value;
}

/** A value before or after a change; where the value is a list of fields, their names. */
export function changeWords(field: string, value: string | null): string {
  if (value === null || !["disputed", "updated"].includes(field)) return valueWords(value);
  return value
    .split(", ")
    .map((name) => fieldName(name).toLowerCase())
    .join(", ");
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
