/** The axis, true to scale: thin curves carry each date down to its column, thick ones carry treatments. */
import { html, svg, type TemplateResult } from "lit";
import type { Layout } from "./layout.ts";

const LINE = 30; // px from the top of the drawing
const HEIGHT = 82; // px

export function axis(layout: Layout): TemplateResult {
  const curve = (from: number, to: number) => `M${from} ${LINE}C${from} 64 ${to} 48 ${to} ${HEIGHT}`;
  return html`<svg width=${layout.width} height=${HEIGHT} viewBox="0 0 ${layout.width} ${HEIGHT}" fill="currentColor" aria-hidden="true">
    <path d="M0 ${LINE}H${layout.width - 8}" stroke="currentColor" stroke-width="1.5"/>
    ${layout.ticks.map((tick) => svg`<path d="M${tick.x} ${LINE}v-7" stroke="currentColor"/><text x=${tick.x + 5} y="21" font-size="14">${tick.word}</text>`)}
    ${layout.columns.filter((column) => column.kind === "treatment").map((column) => svg`
      <path d=${curve(column.at, column.center)} fill="none" stroke="currentColor" stroke-width="4" opacity=".32"/>`)}
    ${layout.columns.filter((column) => column.kind === "session").map((column) => svg`
      <path d=${curve(column.at, column.center)} fill="none" stroke="currentColor" stroke-width="1.3" opacity=".85"/>
      <circle cx=${column.at} cy=${LINE} r="4"/>`)}
    ${layout.columns.filter((column) => column.kind === "treatment").map((column) => svg`
      <rect x=${column.at - 4.5} y=${LINE - 4.5} width="9" height="9" transform="rotate(45 ${column.at} ${LINE})"/>`)}
    ${layout.today === null ? "" : svg`<path d="M${layout.today} 24V44" stroke="currentColor" stroke-width="2.5"/>
      <text x=${Math.min(layout.today + 7, layout.width - 44)} y="52" font-size="14" font-weight="600">today</text>`}
  </svg>`;
}
