/** Own drawings: the mark, four status shapes, and the head of each view. Shape first, then the word, then the colour. */
import { html, svg, type TemplateResult } from "lit";
import type { Level } from "../types.ts";

const TICK = svg`<path d="m7 12.4 3.4 3.4 6.8-7.2" fill="none" stroke="var(--gk, var(--panel))" stroke-width="2.6"/>`;
const STATUS: Record<Level, TemplateResult<2>> = {
  green: svg`<circle cx="12" cy="12" r="10.5" fill="currentColor"/>${TICK}`,
  amber: svg`<path d="M12 1.8 23.2 21.6H.8Z" fill="currentColor" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"/>
    <path d="M12 9v6.2M12 18.2v.6" stroke="var(--gk, var(--panel))" stroke-width="2.6"/>`,
  red: svg`<path d="M7.6 1.4h8.8l6.2 6.2v8.8l-6.2 6.2H7.6l-6.2-6.2V7.6Z" fill="currentColor"/>
    <path d="m8 8 8 8m0-8-8 8" stroke="var(--gk, var(--panel))" stroke-width="2.6"/>`,
  unknown: svg`<circle cx="12" cy="12" r="10.2" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="3.4 3"/>
    <path d="M9.2 9.6a2.9 2.9 0 1 1 4.2 2.7c-.9.5-1.4 1-1.4 2m0 2.6v.4" fill="none" stroke="currentColor" stroke-width="2"/>`,
};
export const TONE: Record<Level, string> = { green: "ok", amber: "warn", red: "stop", unknown: "unknown" };

/** A filled circle, triangle, octagon or a dashed circle. `grey` keeps it without hue, for use beside a photo. */
export function statusShape(level: Level, size = 20, { grey = false } = {}): TemplateResult {
  const color = grey ? "color: inherit" : `color: var(--${TONE[level]})`;
  return html`<svg .style=${color} width=${size} height=${size} viewBox="0 0 24 24" stroke-linecap="round" role="img" aria-label=${level}>${STATUS[level]}</svg>`;
}

export function mark(size = 30): TemplateResult {
  return html`<svg width=${size} height=${size} viewBox="0 0 30 30" fill="none" stroke="currentColor" stroke-width="2.2" aria-hidden="true">
    <rect x="3" y="6" width="14" height="18"/><path d="M13 6h14v18H13"/><circle cx="15" cy="15" r="3.6"/></svg>`;
}

const HEADS: Record<string, string> = {
  front: "M16 3.5C9.5 3.5 6 8.5 6 16c0 9 4.6 17.5 10 20 5.4-2.5 10-11 10-20 0-7.5-3.5-12.5-10-12.5ZM16 16v7l-2 1.2M13 29.5h6",
  oblique: "M15 3.5C22 3.5 26 8.5 25.5 16.5 25 26 20 33.5 14 35.5 10 34 7.5 29 7.2 24.5L5 19.5l2-5C7.2 8 10 3.5 15 3.5ZM10 16.5l-2.3 6 2 1M10 30h4.5",
  lateral: "M13 3.5C22 2.5 27 9 26 17c-.4 5-2.5 8-3.3 12.5L23.5 36M13 3.5C9 4.5 7.4 8.5 7.4 13L3.6 20.2l2.8 1v3l1 1.2-1 1.6c0 4.2 3.6 4 8 3.6L15.5 36",
  close_up: "M5 9V5h4M23 5h4v4M27 31v4h-4M9 35H5v-4M16 14a6 6 0 1 0 .01 0M16 18.5a1.5 1.5 0 1 0 .01 0",
  limb: "M9 4c0 10-2 14-1 22l2 10M23 4c0 10 2 14 1 22l-2 10M15.5 18a2.3 2.3 0 1 0 .01 0",
};

/** The head as that view sees it; a limb for places that are no face. */
export function viewGlyph(view: string, region: string, width = 22): TemplateResult {
  const limb = /arm|hand|leg|abdomen|back/.test(region);
  const turned = view.replace(/_(left|right)$/, "");
  const path = HEADS[limb ? "limb" : turned] ?? HEADS["close_up"];
  const mirrored = !limb && view.endsWith("_right");
  return html`<svg width=${width} height=${(width * 40) / 32} viewBox="0 0 32 40" fill="none" stroke="currentColor" stroke-width=${width > 120 ? 0.8 : width > 40 ? 1.2 : 2}
    stroke-linejoin="round" stroke-linecap="round" aria-hidden="true"><path transform=${mirrored ? "translate(32 0) scale(-1 1)" : "translate(0 0)"} d=${path}/></svg>`;
}
