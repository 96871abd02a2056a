/** Which photos make a series, how they stand in a grid, what is said of each. Pure. */
import type { SeriesFrame, Timeline } from "../types.ts";
import { fitted, type Size } from "./viewport.ts";

export const MOST = 24; // photos a series
const CAPTION = 52; // px above each picture
const GAP = 16; // px

/** All photos of the row that holds the first, readable ones only, in time; the two picked are always among them. */
export function photosOfView(timeline: Timeline, first: string, second: string): string[] {
  const row = timeline.lanes.flatMap((lane) => lane.rows).find((one) => one.photos.some((photo) => photo.id === first));
  const ready = (row?.photos ?? []).filter((photo) => photo.state === "ready").sort((a, b) => a.taken_at.localeCompare(b.taken_at)).map((photo) => photo.id);
  const picked = new Set([first, second]);
  const others = ready.filter((id) => !picked.has(id)).slice(-(MOST - picked.size));
  const kept = new Set([...others, ...picked]);
  const inTime = ready.filter((id) => kept.has(id));
  return [...inTime, ...[...picked].filter((id) => !inTime.includes(id))];
}

/** The columns that make the pictures largest. */
export function gridOf(many: number, shape: Size, free: Size): { columns: number; pane: Size } {
  let best = { columns: 1, pane: { width: 1, height: 1 } };
  for (let columns = 1; columns <= many; columns++) {
    const rows = Math.ceil(many / columns);
    const pane = fitted(shape, { width: (free.width - GAP * (columns - 1)) / columns, height: (free.height - 8 * (rows - 1)) / rows - CAPTION });
    if (pane.width > best.pane.width) best = { columns, pane };
  }
  return best;
}

/** The grade against the baseline in a word, with the drift where it is more than the alignments explain. */
export function frameWords(frame: SeriesFrame): string {
  if (frame.status === "baseline") return "baseline";
  const level = { green: "comparable", amber: "comparable, with a note", red: "not a result", unknown: "not known how far" }[frame.grade?.overall ?? "unknown"];
  const drift = frame.drift?.verdict === "FAIL" ? `, drift ${Number(frame.drift.measured).toFixed(1)} px, limit ${Number(frame.drift.limit).toFixed(1)}` : "";
  return `${level}${drift}`;
}
