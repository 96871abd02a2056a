/** A criterion in words and as a gauge: dot = value, tick = limit, two ticks = window, dashed line = not measured. Pure. */
import type { Criterion } from "../types.ts";
import { interval } from "../words.ts";

export interface Gauge { kind: "limit" | "window" | "none"; dot: number } // dot: share of the width, 0 to 1
export interface Reading { value: string; limit: string; short: string; gauge: Gauge }

const UNITS: Record<string, string> = { deg: "°", degrees: "°", percent: " %", "%": " %", delta_e: " ΔE", delta_e_2000: " ΔE", "percent of eye distance": " %", mm: " mm", px: " px", ratio: "", days: " days", weeks: " weeks" };

export const NAMES: Record<string, { word: string; short: string; missing: string }> = {
  pose: { word: "Pose", short: "Pose", missing: "no face found" },
  distance: { word: "Distance", short: "Distance", missing: "not known" },
  light: { word: "Light", short: "Light", missing: "not known" },
  colour: { word: "Colour", short: "Colour", missing: "no card" },
  sharpness: { word: "Sharpness", short: "Sharp", missing: "not known" },
  expression: { word: "Expression", short: "Face", missing: "not known" },
  timing: { word: "Timing", short: "Timing", missing: "not known" },
};

export function number(value: number, unit: string): string {
  const size = Math.abs(value);
  const text = unit === "ratio" ? value.toFixed(2) : size >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
  return text.replace(/^-0(\.0+)?$/, "0").replace("-", "−");
}

function words(value: number | string, unit: string): string {
  if (typeof value === "string") return value;
  if (unit === "days") return interval(value);
  return number(value, unit) + (UNITS[unit] ?? (unit ? ` ${unit}` : ""));
}

const clip = (share: number) => Math.min(1, Math.max(0, share));

export function read(criterion: Criterion): Reading {
  const { measured, limit, unit, name } = criterion;
  if (measured === null || measured === undefined)
    return { value: NAMES[name]?.missing ?? "not known", limit: limitWords(limit, unit), short: shortLimit(limit, unit), gauge: { kind: "none", dot: 0 } };
  return { value: words(measured, unit), limit: limit === null ? "no limit set" : limitWords(limit, unit, criterion), short: shortLimit(limit, unit), gauge: limit === null ? { kind: "none", dot: 0 } : gaugeOf(measured, limit, criterion.level) };
}

function limitWords(limit: Criterion["limit"], unit: string, criterion?: Criterion): string {
  if (limit === null || limit === undefined) return "";
  if (Array.isArray(limit)) return unit === "days" ? `due ${weeks(limit[0]!)} to ${weeks(limit[1]!)}` : `${words(limit[0]!, unit)} to ${words(limit[1]!, unit)}`;
  if (typeof limit === "string") return limit;
  const outer = criterion && criterion.level !== "green" && typeof criterion.outer_limit === "number" ? `, at most ${bare(criterion.outer_limit, unit)}` : "";
  // Two limits share the unit of the second: "limit 5, at most 10 %".
  const first = outer && UNITS[unit] === " %" ? number(limit, unit) : bare(limit, unit);
  return `limit ${first}${outer}`;
}

/** The limit where there is little room: "≤ 3°", "≥ −10 %", "26–34". */
function shortLimit(limit: Criterion["limit"], unit: string): string {
  if (limit === null || limit === undefined) return "";
  if (Array.isArray(limit)) return unit === "days" ? `${weeks(limit[0]!)}–${weeks(limit[1]!)}` : `${number(limit[0]!, unit)}–${number(limit[1]!, unit)}`;
  return typeof limit === "string" ? limit : `${limit < 0 ? "≥" : "≤"} ${bare(limit, unit)}`;
}

/** Beside its value a limit needs its sign, not its unit again: "limit 2, at most 4". */
function bare(limit: number, unit: string): string {
  return UNITS[unit] === " ΔE" ? number(limit, unit) : words(limit, unit);
}

const weeks = (days: number) => (days >= 14 ? String(Math.round(days / 7)) : interval(days));

function gaugeOf(measured: number | string, limit: Criterion["limit"], level: string): Gauge {
  if (Array.isArray(limit) && typeof measured === "number") {
    const [low, high] = [limit[0]!, limit[1]!];
    return { kind: "window", dot: clip(0.3 + (0.4 * (measured - low)) / Math.max(1e-9, high - low)) };
  }
  if (typeof measured === "number" && typeof limit === "number" && limit !== 0) return { kind: "limit", dot: clip(measured / (2 * limit)) };
  return { kind: "limit", dot: level === "green" ? 0 : 1 };
}
