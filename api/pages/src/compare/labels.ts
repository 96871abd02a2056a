/** What stands beside each date: before which session, how many weeks on, how long after the last one. Pure. */
import type { Comparison } from "../types.ts";
import { daysBetween, interval } from "../words.ts";

export interface Labels { before: string; after: string }

export function labelsOf(comparison: Comparison): Labels {
  const { treatments, interval_days } = comparison.between;
  const [first, last] = [treatments[0], treatments.at(-1)];
  const word = (number: number | null) => (number === null ? "the treatment" : `session ${number}`);
  const since = last && comparison.after.taken_at ? daysBetween(last.on, comparison.after.taken_at) : null;
  return {
    before: first ? `Before ${word(first.number)}` : "",
    after: [`${interval(Math.round(interval_days))} on`, last && since !== null ? `${since === 0 ? "same day as" : `${interval(since)} after`} ${word(last.number)}` : ""].filter(Boolean).join(", "),
  };
}
