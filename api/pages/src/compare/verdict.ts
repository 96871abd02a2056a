/** The grade in words. A red pair is never called a result; unknown is never called good. */
import type { Level } from "../types.ts";

const VERDICTS: Record<Level, string> = {
  green: "Comparable",
  amber: "Comparable, with a note",
  red: "Not comparable",
  unknown: "Comparable as far as known",
};

export const verdict = (level: Level): string => VERDICTS[level];
