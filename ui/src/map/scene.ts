// Events -> marks. Events of one place are one mark; marks that would lie on each other are one mark with a number.
// Nothing is moved or scattered: what is known to an area only is drawn as that area.

import type { Place } from "../api/types";
import type { RecordIndex } from "../record/index";
import { family, FAMILIES } from "../record/types";
import { worldX, worldY } from "./camera";

export interface Spot {
  lat: number;
  lon: number;
  x: number;
  y: number;
  radiusKm: number;
  precision: number;
  name: string;
  rows: number[];
}

export interface MapMark {
  key: string;
  x: number;
  y: number;
  lat: number;
  spots: Spot[];
  rows: number[];
  /** Pixels. */
  radius: number;
  /** Events (or people killed) of each family, for the ring. */
  shares: number[];
  figure: number;
}

export type Measure = "events" | "killed";

/** The events by place; most first. Places of one point and width are one spot, whatever they are called. */
export function spots(index: RecordIndex, rows: number[]): Spot[] {
  const byPlace = new Map<Place, Spot>();
  const byPoint = new Map<string, Spot>();
  for (const row of rows) {
    const place = index.rows[row]!.place;
    if (!place || place.lat === null || place.lon === null) continue;
    let spot = byPlace.get(place);
    if (!spot) {
      const point = `${place.lat},${place.lon},${place.radius_km},${place.precision}`;
      spot = byPoint.get(point) ?? {
        lat: place.lat,
        lon: place.lon,
        x: worldX(place.lon),
        y: worldY(place.lat),
        radiusKm: place.radius_km ?? 1,
        precision: place.precision ?? 3,
        name: place.name,
        rows: [],
      };
      byPoint.set(point, spot);
      byPlace.set(place, spot);
    }
    spot.rows.push(row);
  }
  return [...byPoint.values()].sort((a, b) => b.rows.length - a.rows.length);
}

const CELL = 46; // pixels between the middles of two marks at least
const LARGEST = 30;

/** The marks of a zoom: greedy, the fullest places first, on a grid of the world, so that panning changes nothing. */
export function marks(index: RecordIndex, all: Spot[], zoom: number, measure: Measure): MapMark[] {
  const s = 512 * 2 ** zoom;
  const cells = new Map<string, MapMark[]>();
  const made: MapMark[] = [];
  for (const spot of all) {
    const [cx, cy] = [Math.floor((spot.x * s) / CELL), Math.floor((spot.y * s) / CELL)];
    const near = nearest(cells, cx, cy, spot, s);
    if (near) {
      near.spots.push(spot);
      near.rows = near.rows.concat(spot.rows);
      continue;
    }
    const mark: MapMark = {
      key: `${spot.lat},${spot.lon},${spot.radiusKm}`,
      x: spot.x,
      y: spot.y,
      lat: spot.lat,
      spots: [spot],
      rows: spot.rows,
      radius: 0,
      shares: [],
      figure: 0,
    };
    made.push(mark);
    const cell = `${cx},${cy}`;
    cells.set(cell, [...(cells.get(cell) ?? []), mark]);
  }
  for (const mark of made) measured(index, mark, measure);
  return made.filter((mark) => mark.radius > 0);
}

function nearest(cells: Map<string, MapMark[]>, cx: number, cy: number, spot: Spot, s: number): MapMark | null {
  let [best, least]: [MapMark | null, number] = [null, CELL * 0.8];
  for (let dx = -1; dx <= 1; dx += 1)
    for (let dy = -1; dy <= 1; dy += 1) {
      for (const mark of cells.get(`${cx + dx},${cy + dy}`) ?? []) {
        const distance = Math.hypot(mark.x - spot.x, mark.y - spot.y) * s;
        if (distance < least) [best, least] = [mark, distance];
      }
    }
  return best;
}

function measured(index: RecordIndex, mark: MapMark, measure: Measure): void {
  const killed = index.figures("killed");
  mark.shares = new Array<number>(FAMILIES.length).fill(0);
  for (const row of mark.rows) {
    const weight = measure === "events" ? 1 : killed[row]! || 0;
    mark.shares[family(index.rows[row]!.event_type)]! += weight;
    mark.figure += weight;
  }
  const size = measure === "events" ? 5.5 + 2.2 * Math.sqrt(mark.figure) : 4 + 1.15 * Math.sqrt(mark.figure);
  mark.radius = mark.figure > 0 ? Math.min(LARGEST, size) : 0;
}

/** A ring's slices as SVG paths, clockwise from the top. */
export function slices(shares: number[], outer: number, inner: number): { family: number; path: string }[] {
  const total = shares.reduce((a, b) => a + b, 0);
  let from = 0;
  return shares.flatMap((share, i) => {
    if (share === 0) return [];
    const to = from + share / total;
    const path = slice(from, Math.min(to, from + 0.999), outer, inner);
    from = to;
    return [{ family: i, path }];
  });
}

function slice(from: number, to: number, outer: number, inner: number): string {
  const point = (turn: number, r: number): string =>
    `${(r * Math.sin(turn * 2 * Math.PI)).toFixed(3)} ${(-r * Math.cos(turn * 2 * Math.PI)).toFixed(3)}`;
  const large = to - from > 0.5 ? 1 : 0;
  return `M${point(from, outer)}A${outer} ${outer} 0 ${large} 1 ${point(to, outer)}L${point(to, inner)}A${inner} ${inner} 0 ${large} 0 ${point(from, inner)}Z`;
}
