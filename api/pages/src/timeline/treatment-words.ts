/** A treatment in a few words: "Laser 595 nm · 7.5 J/cm²", "4 laser sessions", "Lumelle 20, 1 ml, batch LM2-4471B". */
import type { ProductUse, Treatment } from "../types.ts";
import { count } from "../words.ts";

const UNITS: Record<string, string> = { j_cm2: "J/cm²", j_per_cm2: "J/cm²", ms: "ms", mm: "mm", nm: "nm", w: "W", hz: "Hz", percent: "%", minutes: "min", ml: "ml" };

/** Device settings come as names with their unit at the end (`fluence_j_cm2: 7.5`), or as words. */
export function settingWords(settings: Record<string, string | number>): string[] {
  return Object.entries(settings).map(([name, value]) => {
    const unit = Object.keys(UNITS).find((end) => name === end || name.endsWith(`_${end}`));
    return typeof value === "number" && unit ? `${value} ${UNITS[unit]}` : String(value).replace("cm2", "cm²");
  });
}

export function dose(treatment: Treatment): string {
  return [treatment.title, ...settingWords(treatment.settings).slice(0, 1)].join(" · ") + (treatment.products.length ? ` + ${treatment.products[0]!.name}` : "");
}

export function productWords(use: ProductUse): string {
  return [use.name, use.amount === null ? "" : `${use.amount} ${use.unit ?? ""}`.trim()].filter(Boolean).join(", ");
}

/** What lies between two photos: "4 × Laser 595 nm". */
export function between(treatments: Treatment[]): string {
  if (treatments.length === 0) return "no treatment";
  const kinds = new Map<string, number>();
  for (const treatment of treatments) kinds.set(treatment.title, (kinds.get(treatment.title) ?? 0) + 1);
  return [...kinds].map(([title, n]) => `${count(n, "session")} of ${title}`).join(", ");
}
