// The outlines of the world, made ready for drawing: paths in world units, coarse for far and fine for near.

import { feature } from "topojson-client";
import type { GeometryCollection, MultiLineString, Topology } from "topojson-specification";
import { loadScript } from "../api/load";
import { scale, toScreen, worldX, worldY, type Camera } from "./camera";

type Ring = [number, number][];
/** A path for each level of detail, made when it is first drawn. */
type Shapes = (level: number) => Path2D;
interface Label {
  name: string;
  x: number;
  y: number;
  size: number;
  town: boolean;
  width: number;
}

export interface Basemap {
  land: Shapes;
  lakes: Shapes;
  rivers: Shapes;
  borders: Shapes;
  disputed: Shapes;
  labels: Label[];
}

interface Packed {
  world: Topology<{
    land: GeometryCollection;
    lakes: GeometryCollection;
    rivers: MultiLineString;
    borders: MultiLineString;
    disputed: MultiLineString;
  }>;
  countries: [name: string, lon: number, lat: number, size: number][];
  towns: [name: string, lon: number, lat: number, thousands: number][];
}

declare global {
  interface Window {
    warmonitorBasemap?: Packed;
  }
}

/** Points nearer than this to the last one are left out, in world units, by level: a pixel at zoom 1.5, 4, and all. */
const LEVELS = [1 / 1400, 1 / 8000, 0];
const LEVEL_FROM = [0, 2.5, 4.6];

let loading: Promise<Basemap> | null = null;

export function basemap(): Promise<Basemap> {
  loading ??= loadScript("./basemap.js").then(() => prepared(window.warmonitorBasemap!));
  return loading;
}

function prepared({ world, countries, towns }: Packed): Basemap {
  const { objects } = world;
  return {
    land: shapes(rings(feature(world, objects.land)), true),
    lakes: shapes(rings(feature(world, objects.lakes)), true),
    rivers: shapes(lines(feature(world, objects.rivers)), false),
    borders: shapes(lines(feature(world, objects.borders)), false),
    disputed: shapes(lines(feature(world, objects.disputed)), false),
    labels: [
      ...countries.map(([name, lon, lat, size]) => label(name, lon, lat, size, false)),
      ...towns.map(([name, lon, lat, thousands]) => label(name, lon, lat, thousands, true)),
    ],
  };
}

const label = (name: string, lon: number, lat: number, size: number, town: boolean): Label => ({
  name,
  x: worldX(lon),
  y: worldY(lat),
  size,
  town,
  width: name.length * (town ? 6 : 7.4) + 6,
});

function rings(collection: GeoJSON.FeatureCollection): Ring[] {
  return collection.features.flatMap(({ geometry }) => {
    if (geometry.type === "Polygon") return geometry.coordinates as Ring[];
    return geometry.type === "MultiPolygon" ? (geometry.coordinates.flat() as Ring[]) : [];
  });
}

const lines = (one: GeoJSON.Feature): Ring[] => (one.geometry as GeoJSON.MultiLineString).coordinates as Ring[];

function shapes(all: Ring[], closed: boolean): Shapes {
  const world = all.map((ring) => ring.map(([lon, lat]): [number, number] => [worldX(lon), worldY(lat)]));
  const made: Path2D[] = [];
  return (level) => (made[level] ??= path(world, LEVELS[level]!, closed));
}

function path(all: Ring[], least: number, closed: boolean): Path2D {
  const made = new Path2D();
  for (const ring of all) {
    const kept = thinned(ring, least);
    if (closed && kept.length < 4 && least > 0) continue;
    kept.forEach(([x, y], i) => (i ? made.lineTo(x, y) : made.moveTo(x, y)));
    if (closed) made.closePath();
  }
  return made;
}

function thinned(ring: Ring, least: number): Ring {
  let last = ring[0]!;
  return ring.filter((point, i) => {
    if (i === 0 || i === ring.length - 1) return true;
    if (Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) < least) return false;
    last = point;
    return true;
  });
}

export interface Ink {
  sea: string;
  land: string;
  border: string;
  disputed: string;
  water: string;
  coast: string;
}

/** Draws the outlines on a canvas of the camera's size. */
export function draw(canvas: HTMLCanvasElement, base: Basemap, camera: Camera, ink: Ink): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const s = scale(camera);
  const at = Math.max(
    0,
    LEVEL_FROM.findLastIndex((from) => camera.zoom >= from),
  );
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = ink.sea;
  context.fillRect(0, 0, width, height);
  context.setTransform(
    s * ratio,
    0,
    0,
    s * ratio,
    (camera.width / 2 - camera.x * s) * ratio,
    (camera.height / 2 - camera.y * s) * ratio,
  );
  context.lineJoin = "round";
  const stroke = (paths: Shapes, style: string, px: number, dash: number[] = []): void => {
    context.strokeStyle = style;
    context.lineWidth = px / s;
    context.setLineDash(dash.map((length) => length / s));
    context.stroke(paths(at));
  };
  context.fillStyle = ink.land;
  context.fill(base.land(at), "evenodd");
  stroke(base.land, ink.coast, 0.8);
  context.fillStyle = ink.sea;
  context.fill(base.lakes(at));
  if (camera.zoom > 2.6) stroke(base.rivers, ink.water, camera.zoom > 5 ? 1.3 : 0.7);
  stroke(base.borders, ink.border, camera.zoom > 4 ? 1.1 : 0.7);
  stroke(base.disputed, ink.disputed, camera.zoom > 4 ? 1.3 : 0.9, [4, 3]);
}

export interface PlacedLabel {
  name: string;
  x: number;
  y: number;
  town: boolean;
}

const COUNTRY_SHOWS = 34; // square pixels x size a country needs before it is named
const MOST_LABELS = 46;

/** The names that fit: large before small, none over another. */
export function labels(base: Basemap, camera: Camera): PlacedLabel[] {
  const placed: (PlacedLabel & { left: number; right: number })[] = [];
  const perDegree = scale(camera) / 360;
  for (const one of base.labels) {
    if (placed.length >= MOST_LABELS) break;
    if (one.town ? !townShows(one.size, camera.zoom) : Math.sqrt(one.size) * perDegree < COUNTRY_SHOWS) continue;
    const [x, y] = toScreen(camera, one.x, one.y);
    const left = one.town ? x + 4 : x - one.width / 2;
    const right = left + one.width;
    if (left < 4 || right > camera.width - 4 || y < 10 || y > camera.height - 8) continue;
    if (placed.some((other) => left < other.right && right > other.left && Math.abs(y - other.y) < 14)) continue;
    placed.push({ name: one.name, x, y, town: one.town, left, right });
  }
  return placed;
}

/** A town of so many thousand people is named from the zoom at which it is about alone in its part of the map. */
const townShows = (thousands: number, zoom: number): boolean =>
  zoom >= 4 && thousands >= 6000 / 2 ** ((zoom - 3.4) * 1.8);
