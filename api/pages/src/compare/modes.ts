/** The ways to look at a pair; grid and time-lapse take in all photos of its view. Difference needs a pair that is comparable; a refused pair is only shown apart. */
import type { Comparison } from "../types.ts";

export interface Mode { id: string; word: string; icon: string }

export const MODES: Mode[] = [
  { id: "side_by_side", word: "Side by side", icon: "columns-2" },
  { id: "slider", word: "Slider", icon: "square-split-horizontal" },
  { id: "overlay", word: "Overlay", icon: "layers" },
  { id: "flicker", word: "Flicker", icon: "zap" },
  { id: "difference", word: "Difference", icon: "diff" },
  { id: "grid", word: "Grid", icon: "layout-grid" },
  { id: "timelapse", word: "Time-lapse", icon: "film" },
];

/** Why a mode cannot be used on this pair; empty when it can. */
export function offReason(mode: string, comparison: Comparison): string {
  if (comparison.status === "refused") return mode === "apart" ? "" : "needs a comparable pair";
  const level = comparison.grade.overall;
  return mode === "difference" && level !== "green" && level !== "amber" ? "needs a green or amber pair" : "";
}

export function usableMode(asked: string, comparison: Comparison): string {
  if (comparison.status === "refused") return "apart";
  if (asked === "apart") return "apart";
  return MODES.some((mode) => mode.id === asked) && !offReason(asked, comparison) ? asked : "side_by_side";
}
