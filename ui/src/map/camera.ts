// Where the map looks: Web Mercator, the world a square of side 1, 512 pixels wide at zoom 0.

export interface Camera {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

const TILE = 512;
const MOST_NORTH = 85;
const CLOSEST = 11;
const EARTH_KM = 40_075;

export const worldX = (lon: number): number => lon / 360 + 0.5;
export function worldY(lat: number): number {
  const sin = Math.sin((Math.max(-MOST_NORTH, Math.min(MOST_NORTH, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}
const lonOf = (x: number): number => (x - 0.5) * 360;
const latOf = (y: number): number => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;

/** Pixels across the whole world. */
export const scale = (camera: Camera): number => TILE * 2 ** camera.zoom;

export function project(camera: Camera, lon: number, lat: number): [number, number] {
  return toScreen(camera, worldX(lon), worldY(lat));
}

export function toScreen(camera: Camera, x: number, y: number): [number, number] {
  const s = scale(camera);
  return [(x - camera.x) * s + camera.width / 2, (y - camera.y) * s + camera.height / 2];
}

export function unproject(camera: Camera, px: number, py: number): { lon: number; lat: number } {
  const s = scale(camera);
  return { lon: lonOf(camera.x + (px - camera.width / 2) / s), lat: latOf(camera.y + (py - camera.height / 2) / s) };
}

/** How many pixels a length on the ground spans at a latitude. */
export const pixels = (camera: Camera, km: number, lat: number): number =>
  (km / (EARTH_KM * Math.cos((lat * Math.PI) / 180))) * scale(camera);

/** Keeps the camera on the world and not smaller than the frame. */
export function held(camera: Camera): Camera {
  const widest = Math.log2(Math.max(camera.width, camera.height * 0.8, 1) / TILE);
  const zoom = Math.max(Math.min(widest, CLOSEST), Math.min(CLOSEST, camera.zoom));
  const half = camera.height / 2 / (TILE * 2 ** zoom);
  const y = half >= 0.5 ? 0.5 : Math.max(half, Math.min(1 - half, camera.y));
  return { ...camera, zoom, x: Math.max(0, Math.min(1, camera.x)), y };
}

export function panned(camera: Camera, dx: number, dy: number): Camera {
  const s = scale(camera);
  return held({ ...camera, x: camera.x - dx / s, y: camera.y - dy / s });
}

/** Zoomed by steps with the point under (px, py) staying where it is. */
export function zoomed(camera: Camera, by: number, px = camera.width / 2, py = camera.height / 2): Camera {
  const before = unproject(camera, px, py);
  const next = held({ ...camera, zoom: camera.zoom + by });
  const [x, y] = project(next, before.lon, before.lat);
  return panned(next, px - x, py - y);
}

export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

export function boundsOf(camera: Camera): Bounds {
  const [nw, se] = [unproject(camera, 0, 0), unproject(camera, camera.width, camera.height)];
  return { south: se.lat, west: nw.lon, north: nw.lat, east: se.lon };
}

/** The camera that shows bounds whole, with room around them. */
export function fitted(camera: Camera, bounds: Bounds, closest = 7): Camera {
  const [x0, x1, y0, y1] = [worldX(bounds.west), worldX(bounds.east), worldY(bounds.north), worldY(bounds.south)];
  const room = 0.78;
  const span = Math.max((x1 - x0) / Math.max(camera.width, 1), (y1 - y0) / Math.max(camera.height, 1), 1e-9);
  const zoom = Math.min(closest, Math.log2(room / span / TILE));
  return held({ ...camera, x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom });
}
