import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutOf, sessionsShown, treats } from "../src/timeline/layout.ts";
import type { CaptureSession, Treatment } from "../src/types.ts";

const session = (id: string, on: string, time_point: string | null = null): CaptureSession => ({ id, label: id, on, time_point, protocol: null });
const treatment = (id: string, on: string): Treatment => ({ id, on, number: 1, title: "Laser", area: "face", practitioner: null, settings: {}, products: [], appointment_ref: null });
const NOW = "2026-11-20";

test("on one day the baseline comes before the treatment and the immediate photo after it", () => {
  const sessions = [session("immediate", "2026-01-14", "immediate"), session("baseline", "2026-01-14", "baseline")];

  const { columns } = layoutOf(sessions, [treatment("laser", "2026-01-14")], 900, NOW);

  assert.deepEqual(columns.map((column) => column.id), ["baseline", "laser", "immediate"]);
});

test("the axis is true to scale: twice the time is twice the way", () => {
  const { columns } = layoutOf([session("a", "2026-01-01"), session("b", "2026-03-02"), session("c", "2026-06-30")], [], 900, NOW);
  const [a, b, c] = columns.map((column) => column.at);

  assert.ok(Math.abs((c! - b!) / (b! - a!) - 2) < 0.01);
});

test("columns never get too narrow to see a face: the sheet grows wider instead", () => {
  const many = Array.from({ length: 30 }, (_, i) => session(`s${i}`, `2026-01-${String(i + 1).padStart(2, "0")}`));

  const { columns, width } = layoutOf(many, [], 600, NOW);

  assert.ok(columns.every((column) => column.width >= 92));
  assert.equal(width, 30 * 92);
});

test("a photo without a session stands in a column of its own day", () => {
  const photo = { id: "p", session_id: null, taken_at: "2026-05-05T10:00:00Z", taken_at_source: "exif", state: "ready", thumbnail_url: "", flags: [], is_baseline: true, width_px: 1, height_px: 1 };
  const lanes = [{ region: "face", region_label: "Face", rows: [{ view: "front", view_label: "Front", photos: [photo] }] }];

  const shown = sessionsShown([session("empty", "2026-01-01")], lanes);

  assert.deepEqual(shown.map((one) => one.id), ["day:2026-05-05"]);
});

test("a rod runs only through lanes of the treated region", () => {
  assert.equal(treats("face", "cheek_left"), true);
  assert.equal(treats("cheek_left", "face"), true);
  assert.equal(treats("cheek_left", "cheek_right"), false);
  assert.equal(treats("face", "forearm_left"), false);
});
