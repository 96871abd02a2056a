/** What was corrected, in figures: nothing on the screen was changed that does not stand here. */
import { css, html, type TemplateResult } from "lit";
import type { Corrected } from "../types.ts";

export const correctedStyle = css`
  .cor { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin-top: 10px; }
  .cor dt { color: var(--ink-2); white-space: nowrap; }
  .cor dd { text-align: right; }
`;

const figure = (value: number | null, digits: number, unit: string) => (value === null ? "unknown" : `${value.toFixed(digits).replace("-", "−")}${unit}`);

export function correctedPanel(corrected: Corrected | null): TemplateResult {
  if (!corrected) return html`<p class="q">Nothing. The two are shown as taken.</p>`;
  const scale = corrected.scale === null ? null : (corrected.scale - 1) * 100;
  return html`<dl class="cor">
    <dt>Shift, turn, scale</dt><dd>${figure(corrected.shift_px, 1, " px")}, ${figure(corrected.rotation_deg, 1, "°")}, ${figure(scale, 1, " %")}</dd>
    <dt>Expected error</dt><dd>${figure(corrected.expected_error_px, 1, " px")}</dd>
    <dt>Colour</dt><dd>${corrected.colour ?? "as taken"}</dd>
    <dt>Retouching</dt><dd>${corrected.retouching}</dd>
  </dl>`;
}
