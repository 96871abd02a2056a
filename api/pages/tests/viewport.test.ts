import assert from "node:assert/strict";
import { test } from "node:test";
import { FIT, MOST, fitted, fullScale, held, panned, sizeFor, zoomed } from "../src/compare/viewport.ts";

const PANE = { width: 400, height: 500 };

test("what lies under the finger stays under it while zooming", () => {
  const at = { x: 120, y: 333 };

  const view = zoomed(FIT, 2.5, at, PANE);

  assert.ok(Math.abs((at.x - view.x) / view.scale - at.x) < 1e-9);
  assert.ok(Math.abs((at.y - view.y) / view.scale - at.y) < 1e-9);
});

test("zooming in and out by the same factor comes back to the whole picture", () => {
  const there = zoomed(FIT, 3, { x: 200, y: 250 }, PANE);

  const back = zoomed(there, 1 / 3, { x: 200, y: 250 }, PANE);

  assert.deepEqual([back.scale, Math.abs(back.x), Math.abs(back.y)], [1, 0, 0]);
});

test("the picture cannot be pushed out of its pane", () => {
  const view = panned({ scale: 2, x: -100, y: -100 }, 9999, -9999, PANE);

  assert.deepEqual(view, { scale: 2, x: 0, y: -500 });
});

test("zoom ends at the whole picture and at the most", () => {
  assert.equal(held({ scale: 0.2, x: 0, y: 0 }, PANE).scale, 1);
  assert.equal(held({ scale: 99, x: 0, y: 0 }, PANE).scale, MOST);
});

test("a picture is fitted whole, whichever side is the longer", () => {
  assert.deepEqual(fitted({ width: 4, height: 5 }, { width: 400, height: 1000 }), { width: 400, height: 500 });
  assert.deepEqual(fitted({ width: 5, height: 4 }, { width: 400, height: 100 }), { width: 125, height: 100 });
});

test("one hundred per cent is one pixel of the picture on one of the screen", () => {
  assert.equal(fullScale({ width: 2000, height: 2500 }, PANE), 5);
});

test("the smallest sharp picture is asked for, and never more than the server makes", () => {
  assert.equal(sizeFor(PANE, 1, 1), 640);
  assert.equal(sizeFor(PANE, 2, 1), 1024);
  assert.equal(sizeFor(PANE, 16, 3), 2048);
});
