/** Zoom and pan of one pane, as numbers. At scale 1 the whole picture fits; `x`, `y` move its top left corner, in px of the screen. Pure. */

export interface View { scale: number; x: number; y: number }
export interface Size { width: number; height: number }

export const FIT: View = { scale: 1, x: 0, y: 0 };
export const MOST = 16; // times the fit

/** The picture never leaves its pane: no empty edge beside it while it is larger than the pane. */
export function held(view: View, pane: Size): View {
  const scale = Math.min(MOST, Math.max(1, view.scale));
  const inside = (at: number, length: number) => Math.min(0, Math.max(length - length * scale, at));
  return { scale, x: inside(view.x, pane.width), y: inside(view.y, pane.height) };
}

/** Zoom by a factor; what lies under the point (px in the pane) stays under it. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }, pane: Size): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  const by = scale / view.scale;
  return held({ scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by }, pane);
}

export function panned(view: View, dx: number, dy: number, pane: Size): View {
  return held({ ...view, x: view.x + dx, y: view.y + dy }, pane);
}

/** The same place of the picture, after its pane has changed its size. */
export function resized(view: View, by: number): View {
  return { ...view, x: view.x * by, y: view.y * by };
}

/** The largest size of that shape inside the free room. */
export function fitted(shape: Size, free: Size): Size {
  const by = Math.min(free.width / shape.width, free.height / shape.height);
  return { width: Math.max(1, Math.floor(shape.width * by)), height: Math.max(1, Math.floor(shape.height * by)) };
}

/** One pixel of the picture on one of the screen. */
export function fullScale(field: Size, pane: Size): number {
  return Math.max(1, field.width / pane.width);
}

const SIZES = [640, 1024, 1536, 2048]; // px, long side: what the server is asked for

/** The smallest picture that is sharp at this zoom. */
export function sizeFor(pane: Size, scale: number, density: number): number {
  const wanted = Math.max(pane.width, pane.height) * scale * density;
  return SIZES.find((size) => size >= wanted) ?? SIZES.at(-1)!;
}

export interface Box { x: number; y: number; width: number; height: number }

/** What of the picture is in view, in whole pixels of the picture at full size. */
export function seen(view: View, pane: Size, field: Size): Box {
  const by = (field.width / pane.width) / view.scale;
  const x = Math.max(0, Math.floor(-view.x * by));
  const y = Math.max(0, Math.floor(-view.y * by));
  return { x, y, width: Math.min(field.width - x, Math.ceil(pane.width * by) + 1), height: Math.min(field.height - y, Math.ceil(pane.height * by) + 1) };
}

/** Whether the largest flat picture is coarser than what the screen could show of this one. */
export function wantsParts(view: View, pane: Size, field: Size, density: number): boolean {
  const flat = SIZES.at(-1)!;
  return Math.max(field.width, field.height) > flat && Math.max(pane.width, pane.height) * view.scale * density > flat;
}
