/** What lies between the two photos, treatment by treatment, with batch. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { Comparison } from "../types.ts";
import { interval, onDayShort } from "../words.ts";
import { dose, productWords } from "../timeline/treatment-words.ts";

export const betweenStyle = css`
  .btw { margin-top: 10px; position: relative; }
  .btw::before { content: ""; position: absolute; left: 12px; top: 8px; bottom: 14px; width: 2px; background: var(--line); }
  .btw li { display: flex; gap: 12px; padding: 4px 0; line-height: 1.35; position: relative; }
  .btw i { width: 26px; height: 26px; flex: none; background: var(--ink); color: var(--panel); clip-path: polygon(50% 0, 100% 50%, 50% 100%, 0 50%); display: grid; place-items: center; font: 700 14px var(--font-ui); }
`;

export function betweenPanel(comparison: Comparison): TemplateResult {
  const { treatments, interval_days } = comparison.between;
  if (treatments.length === 0) return html`<p class="q">No treatment, ${interval(interval_days)} apart.</p>`;
  return html`<ol class="btw">${treatments.map((treatment) => html`<li><i>${treatment.number ?? ""}</i><div><b>${onDayShort(treatment.on)}</b> ${dose({ ...treatment, products: [] }).replace(" · ", ", ")}
    ${treatment.products.map((use) => html`<br><span class="q">${productWords(use)}${use.batch ? html`, batch <span class="code">${use.batch}</span>` : nothing}</span>`)}</div></li>`)}</ol>`;
}
