import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../src/compare/gauge.ts";
import type { Criterion } from "../src/types.ts";

const criterion = (part: Partial<Criterion>): Criterion => ({ name: "pose", level: "green", verdict: "PASS", measured: 0.9, limit: 3, outer_limit: 6, unit: "deg", sentence: "", ...part });

test("a number has its limit beside it", () => {
  const { value, limit, short } = read(criterion({}));

  assert.deepEqual([value, limit, short], ["0.9°", "limit 3°", "≤ 3°"]);
});

test("an amber number also says how far amber goes", () => {
  const { limit } = read(criterion({ name: "colour", level: "amber", measured: 2.6, limit: 2, outer_limit: 4, unit: "delta_e_2000" }));

  assert.equal(limit, "limit 2, at most 4");
});

test("a window is drawn with two ticks and its value between them", () => {
  const { value, limit, gauge } = read(criterion({ name: "distance", measured: 1, limit: [0.97, 1.03], unit: "ratio" }));

  assert.deepEqual([value, limit, gauge.kind], ["1.00", "0.97 to 1.03", "window"]);
  assert.ok(Math.abs(gauge.dot - 0.5) < 1e-9);
});

test("what was not measured has no dot and is not called good", () => {
  const { value, gauge } = read(criterion({ name: "colour", level: "unknown", measured: null, unit: "delta_e_2000", limit: 2 }));

  assert.deepEqual([value, gauge], ["no card", { kind: "none", dot: 0 }]);
});

test("a loss of sharpness is held against a limit below zero", () => {
  const { value, limit, short, gauge } = read(criterion({ name: "sharpness", measured: -20, limit: -10, outer_limit: -25, unit: "percent", level: "amber" }));

  assert.deepEqual([value, limit, short, gauge.dot], ["−20 %", "limit −10, at most −25 %", "≥ −10 %", 1]);
});

test("days are said in weeks, with the weeks in which it was due", () => {
  const { value, limit } = read(criterion({ name: "timing", measured: 210, limit: [182, 238], unit: "days" }));

  assert.deepEqual([value, limit], ["30 weeks", "due 26 to 34"]);
});
