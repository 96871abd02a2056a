import assert from "node:assert/strict";
import { test } from "node:test";
import { frameWords, gridOf, photosOfView } from "../src/compare/series.ts";
import { FIT, seen, wantsParts, zoomed } from "../src/compare/viewport.ts";
import type { SeriesFrame, Timeline } from "../src/types.ts";

const photo = (id: string, day: number, state = "ready") => ({ id, taken_at: `2026-01-${String(day).padStart(2, "0")}T10:00:00Z`, state });
const timeline = (photos: object[]) => ({ lanes: [{ rows: [{ photos: [photo("other", 1)] }, { photos }] }] }) as unknown as Timeline;
const frame = (rest: object) => ({ status: "aligned", grade: { overall: "amber" }, drift: null, ...rest }) as unknown as SeriesFrame;

test("a series is the row of the first photo, in time, without what cannot be read", () => {
  const found = photosOfView(timeline([photo("c", 9), photo("a", 2), photo("b", 5, "unreadable")]), "a", "c");
  assert.deepEqual(found, ["a", "c"]);
});

test("a long row keeps the two that were picked", () => {
  const many = Array.from({ length: 28 }, (_, i) => photo(`p${i}`, i + 1));
  const found = photosOfView(timeline(many), "p0", "p1");
  assert.equal(found.length, 24);
  assert.deepEqual(found.slice(0, 2), ["p0", "p1"]);
});

test("a grid takes the columns that make its pictures largest", () => {
  assert.equal(gridOf(4, { width: 4, height: 5 }, { width: 1600, height: 500 }).columns, 4);
  assert.equal(gridOf(4, { width: 4, height: 5 }, { width: 800, height: 1000 }).columns, 2);
});

test("drift is told where the alignments do not explain it", () => {
  assert.equal(frameWords(frame({})), "comparable, with a note");
  assert.match(frameWords(frame({ drift: { verdict: "FAIL", measured: 6.12, limit: 2 } })), /drift 6\.1 px, limit 2\.0/);
});

test("what is in view is told in pixels of the picture", () => {
  const pane = { width: 400, height: 500 };
  const field = { width: 4000, height: 5000 };
  assert.deepEqual(seen(FIT, pane, field), { x: 0, y: 0, width: 4000, height: 5000 });
  const close = seen(zoomed(FIT, 4, { x: 200, y: 250 }, pane), pane, field);
  assert.deepEqual([close.x, close.y], [1500, 1875]);
  assert.ok(close.width <= 1001 && close.height <= 1251);
});

test("parts are fetched only where the flat picture is too coarse", () => {
  const pane = { width: 800, height: 1000 };
  assert.equal(wantsParts({ scale: 2, x: 0, y: 0 }, pane, { width: 4000, height: 5000 }, 1), false);
  assert.equal(wantsParts({ scale: 3, x: 0, y: 0 }, pane, { width: 4000, height: 5000 }, 1), true);
  assert.equal(wantsParts({ scale: 3, x: 0, y: 0 }, pane, { width: 1200, height: 1600 }, 1), false);
});
