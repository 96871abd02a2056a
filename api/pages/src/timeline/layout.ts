/** Where things stand on the timeline: columns in the order of events, and the same events to scale on the axis above. Pure. */
import type { CaptureSession, Lane, TimelinePhoto, Treatment } from "../types.ts";
import { capital, day, monthName, plain } from "../words.ts";

export const ROD = 46; // px, width of a treatment's column
export const LABEL = 166; // px, width of the column of view names
const SESSION_LEAST = 92; // px
const MOST = 280; // px
const DAY = 86_400_000; // ms

export interface Column { kind: "session" | "treatment"; id: string; on: string; session?: CaptureSession; treatment?: Treatment; width: number; center: number; at: number }
export interface Tick { x: number; word: string }
export interface Layout { columns: Column[]; width: number; ticks: Tick[]; today: number | null; template: string }

/** How wide photos are shown, in the open lane and in the folded ones: as large as height and columns allow. */
export function photoWidths(lanes: number, height: number, column: number): { open: number; folded: number } {
  const free = height - 140 - 30 - 10 * Math.max(0, lanes - 1);
  const folded = Math.round(Math.min(88, Math.max(48, free / (1.25 * (2.5 + lanes - 1)))));
  const open = Math.round(Math.min(2.5 * folded, 220, column - 22));
  return { open, folded: Math.min(folded, Math.round(open / 1.6)) };
}

/** Sessions that hold photos; photos without one stand in a column of their own day. */
export function sessionsShown(sessions: CaptureSession[], lanes: Lane[]): CaptureSession[] {
  const photos = lanes.flatMap((lane) => lane.rows.flatMap((row) => row.photos));
  const held = new Set(photos.map((photo) => sessionOf(photo)));
  const shown = sessions.filter((session) => held.has(session.id));
  const known = new Set(shown.map((session) => session.id));
  for (const photo of photos) {
    const id = sessionOf(photo);
    if (known.has(id)) continue;
    known.add(id);
    shown.push({ id, label: "No session", on: photo.taken_at, time_point: null, protocol: null });
  }
  return shown;
}

/** The time point stands over a column; a visit without one has only its name. */
export function headOf(session: CaptureSession): string {
  return session.time_point ? capital(plain(session.time_point)) : session.label;
}

export function sessionOf(photo: TimelinePhoto): string {
  return photo.session_id ?? `day:${photo.taken_at.slice(0, 10)}`;
}

/** On one day: photos before the treatment, the treatment, photos straight after it. */
function rank(column: { kind: string; session?: CaptureSession }): number {
  if (column.kind === "treatment") return 1;
  return column.session?.time_point === "immediate" ? 2 : 0;
}

export function layoutOf(sessions: CaptureSession[], treatments: Treatment[], free: number, now: string): Layout {
  const events = [
    ...sessions.map((session) => ({ kind: "session" as const, id: session.id, on: session.on, session })),
    ...treatments.map((treatment) => ({ kind: "treatment" as const, id: treatment.id, on: treatment.on, treatment })),
  ].sort((a, b) => day(a.on) - day(b.on) || rank(a) - rank(b) || a.on.localeCompare(b.on));
  const room = free - treatments.length * ROD;
  const wide = Math.max(SESSION_LEAST, Math.min(MOST, Math.floor(room / Math.max(1, sessions.length))));
  const width = Math.max(free, sessions.length * wide + treatments.length * ROD);
  const scale = scaleOf(events.map((event) => event.on), now, width);
  const columns: Column[] = [];
  let x = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    const own = event.kind === "session" ? wide : ROD;
    // Events of one day stand beside each other on the axis, else they would hide one another.
    const at = Math.max(scale.of(event.on), last + 6);
    last = at;
    columns.push({ ...event, width: own, center: x + own / 2, at });
    x += own;
  }
  return { columns, width, ticks: scale.ticks, today: scale.of(now), template: columns.map((column) => `${column.width}px`).join(" ") };
}

function scaleOf(days: string[], now: string, width: number): { of: (iso: string) => number; ticks: Tick[] } {
  const all = [...days, now].map(day);
  const first = new Date(Math.min(...all));
  const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1);
  const end = Math.max(...all) + Math.max(14 * DAY, (Math.max(...all) - start) * 0.06);
  const of = (iso: string) => 10 + ((day(iso) - start) / (end - start)) * (width - 32);
  const months = (end - start) / (30.4 * DAY);
  const step = [1, 2, 3, 6, 12, 24].find((every) => (width / months) * every > 58) ?? 48;
  const ticks: Tick[] = [];
  for (let month = new Date(start); month.getTime() < end; month = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + step, 1))) {
    const year = ticks.length === 0 || month.getUTCMonth() < step;
    const word = step >= 12 ? String(month.getUTCFullYear()) : monthName(month.getUTCMonth()) + (year ? ` ${month.getUTCFullYear()}` : "");
    ticks.push({ x: of(month.toISOString()), word });
  }
  return { of, ticks };
}

const FACE = new Set(["face", "forehead", "lips", "nose", "chin", "eyes", "cheek", "cheek_left", "cheek_right", "full_face"]);

/** Whether a treatment of `area` was on the photographed region: a rod runs only through the lanes of the treated region. */
export function treats(area: string, region: string): boolean {
  const place = area.toLowerCase().replaceAll(" ", "_");
  if (place === region) return true;
  if (FACE.has(place) && FACE.has(region)) return place === "face" || place === "full_face" || region === "face";
  return false;
}
