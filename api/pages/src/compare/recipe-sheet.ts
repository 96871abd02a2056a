/** The recipe: the stored, ordered operations that make this picture from the originals, with the alignment's evidence. */
import { html, nothing, type TemplateResult } from "lit";
import "../parts/sheet-dialog.ts";
import type { Comparison } from "../types.ts";

export function recipeSheet(pair: Comparison, closed: () => void): TemplateResult {
  const alignment = pair.alignment;
  return html`<sheet-dialog head="Recipe" @closed=${closed}>
    ${alignment ? html`<table>
      <tr><th scope="row">Found by</th><td>${alignment.method}</td></tr>
      <tr><th scope="row">Confidence</th><td>${alignment.confidence.toFixed(2)}, 1 is most</td></tr>
      <tr><th scope="row">Expected error</th><td>${alignment.error_px.toFixed(1)} px</td></tr>
      <tr><th scope="row">Shift</th><td>${alignment.shift_px.map((px) => px.toFixed(1)).join(", ")} px</td></tr></table>` : nothing}
    <pre class="code recipe" tabindex="0" aria-label="Operations">${JSON.stringify(pair.recipe, null, 2)}</pre>
  </sheet-dialog>`;
}
