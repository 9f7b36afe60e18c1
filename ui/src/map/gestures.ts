// Drag, wheel, pinch, double click and keys move the camera. One finger pans: the map is low enough on a phone that the
// page can be scrolled beside it.

import { panned, zoomed, type Camera } from "./camera";

export interface Gestures {
  camera: () => Camera;
  move: (camera: Camera) => void;
  box: ((px: [number, number, number, number], done: boolean) => void) | null;
}

const KEY_STEP = 80;
const WHEEL = 0.002;
const DRAG_STARTS = 4;

export function gestures(node: HTMLElement, given: Gestures) {
  let current = given;
  const pointers = new Map<number, [number, number]>();
  let moved = 0;
  let boxFrom: [number, number] | null = null;

  const at = (event: PointerEvent | WheelEvent | MouseEvent): [number, number] => {
    const frame = node.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  const boxTo = ([x, y]: [number, number]): [number, number, number, number] => [
    Math.min(x, boxFrom![0]),
    Math.min(y, boxFrom![1]),
    Math.max(x, boxFrom![0]),
    Math.max(y, boxFrom![1]),
  ];

  function down(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as Element).closest("button, a, [role=dialog]")) return;
    pointers.set(event.pointerId, at(event));
    moved = 0;
    if (current.box) boxFrom = at(event);
  }

  function move(event: PointerEvent): void {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved < DRAG_STARTS) return;
    if (!node.hasPointerCapture(event.pointerId)) node.setPointerCapture(event.pointerId);
    if (boxFrom && current.box) current.box(boxTo(now), false);
    else if (pointers.size === 1) current.move(panned(current.camera(), dx, dy));
    else pinch(event.pointerId, before, now);
    pointers.set(event.pointerId, now);
  }

  function pinch(id: number, before: [number, number], now: [number, number]): void {
    const other = [...pointers].find(([one]) => one !== id)![1];
    const spread = (a: [number, number]): number => Math.max(1, Math.hypot(a[0] - other[0], a[1] - other[1]));
    const centre: [number, number] = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    const shifted = panned(current.camera(), (now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    current.move(zoomed(shifted, Math.log2(spread(now) / spread(before)), ...centre));
  }

  function up(event: PointerEvent): void {
    if (boxFrom && current.box && moved >= DRAG_STARTS) current.box(boxTo(at(event)), true);
    boxFrom = null;
    pointers.delete(event.pointerId);
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    const by = Math.max(-0.6, Math.min(0.6, -event.deltaY * lines * WHEEL));
    current.move(zoomed(current.camera(), by, ...at(event)));
  }

  function key(event: KeyboardEvent): void {
    if (event.target !== node) return;
    const pan: Record<string, [number, number]> = {
      ArrowLeft: [KEY_STEP, 0],
      ArrowRight: [-KEY_STEP, 0],
      ArrowUp: [0, KEY_STEP],
      ArrowDown: [0, -KEY_STEP],
    };
    const zoom: Record<string, number> = { "+": 0.5, "=": 0.5, "-": -0.5 };
    if (pan[event.key]) current.move(panned(current.camera(), ...pan[event.key]!));
    else if (zoom[event.key]) current.move(zoomed(current.camera(), zoom[event.key]!));
    else return;
    event.preventDefault();
  }

  const twice = (event: MouseEvent): void => {
    if (!(event.target as Element).closest("button, a, [role=dialog]"))
      current.move(zoomed(current.camera(), 1, ...at(event)));
  };

  node.addEventListener("pointerdown", down);
  node.addEventListener("pointermove", move);
  node.addEventListener("pointerup", up);
  node.addEventListener("pointercancel", up);
  node.addEventListener("wheel", wheel, { passive: false });
  node.addEventListener("keydown", key);
  node.addEventListener("dblclick", twice);
  return {
    update: (next: Gestures) => {
      current = next;
    },
  };
}
