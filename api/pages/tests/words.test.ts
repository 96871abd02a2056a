import assert from "node:assert/strict";
import { test } from "node:test";
import { askedOf, grantsOf, until, START } from "../src/consent/choices.ts";
import { placeOf } from "../src/router.ts";
import { refusalWords, settled, stepOf } from "../src/upload/outcome.ts";
import { Problem } from "../src/client.ts";
import { daysBetween, interval, list, onDay } from "../src/words.ts";
import type { Photo } from "../src/types.ts";

const photo = (part: Partial<Photo>): Photo => ({
  id: "p", patient_id: "q", region: "face", view: "front", side: "none", state: "ready", taken_at: "2026-01-01", taken_at_source: "exif", facts: {}, findings: [],
  flags: [], alignment_to_baseline: null, treatment_id: null, session_id: null, width_px: 1, height_px: 1, format: "jpeg", sha256: "", ...part,
});

test("a day is a day, whatever the zone of the screen", () => {
  assert.equal(onDay("2026-08-12T23:59:00+14:00"), "12 Aug 2026");
  assert.equal(daysBetween("2026-01-14T23:00:00Z", "2026-01-15T01:00:00Z"), 1);
});

test("intervals are days, then weeks, then years", () => {
  assert.deepEqual([0, 1, 13, 14, 210, 1461].map(interval), ["same day", "1 day", "13 days", "2 weeks", "30 weeks", "4 years"]);
  assert.equal(list(["a", "b", "c"]), "a, b and c");
});

test("every screen has an address of its own, and a wrong one leads nowhere", () => {
  assert.deepEqual(placeOf("/patients/1/compare/2", "?mode=slider").params, { patient: "1", comparison: "2" });
  assert.equal(placeOf("/patients/1/consent/give", "").screen, "consent-give");
  assert.equal(placeOf("/patients/1/secrets", "").screen, "nowhere");
});

test("purposes are never mixed in one grant, so that a yes to one is no yes to another", () => {
  const asked = askedOf([
    { purpose: "marketing", channel: "website", label: "", state: "no", until: null },
    { purpose: "teaching", channel: "congress", label: "", state: "no", until: null },
    { purpose: "care", channel: "chairside", label: "", state: "yes", until: null },
  ]);

  const grants = grantsOf({ ...START, yes: new Set(["marketing/website", "teaching/congress"]) }, asked, new Date("2026-11-20T10:00:00Z"));

  assert.deepEqual(grants.map((grant) => [grant["purposes"], grant["channels"]]), [[["marketing"], ["website"]], [["teaching"], ["congress"]]]);
});

test("nothing is granted that was not answered with yes", () => {
  assert.deepEqual(grantsOf(START, [["marketing", ["website"]]], new Date()), []);
});

test("a yes ends on the same day years later", () => {
  assert.equal(until(2, new Date("2026-11-20T10:00:00Z")).slice(0, 10), "2028-11-20");
});

test("an upload is settled only when nothing more will happen by itself", () => {
  const aligned = photo({ alignment_to_baseline: { status: "aligned", reason: null, error_px: 1, confidence: 1 } });

  assert.deepEqual([stepOf(photo({ state: "stored" })), settled(photo({ state: "stored" }), false)], ["landed", false]);
  assert.deepEqual([stepOf(photo({})), settled(photo({}), false)], ["measured", false]);
  assert.equal(settled(photo({}), true), true);
  assert.deepEqual([stepOf(aligned), settled(aligned, false)], ["aligned", true]);
});

test("a refused file says that nothing was kept, and a strange code still says what the server said", () => {
  assert.match(refusalWords(new Problem(415, "unsupported_format", "", ""))[1], /Nothing was kept/);
  assert.deepEqual(refusalWords(new Problem(422, "new_code", "strange thing", "because", "do this")), ["Strange thing", "Because. Do this"]);
});
