/** One treatment, as it was recorded: product, batch, settings, practitioner, appointment. */
import { html, nothing, type TemplateResult } from "lit";
import "../parts/sheet-dialog.ts";
import { regionName } from "../places.ts";
import type { Treatment } from "../types.ts";
import { capital, onDay, plain } from "../words.ts";
import { productWords } from "./treatment-words.ts";

export function treatmentSheet(treatment: Treatment, closed: () => void): TemplateResult {
  const line = (word: string, value: unknown) => (value === null || value === undefined || value === "" ? nothing : html`<tr><th scope="row">${word}</th><td>${value}</td></tr>`);
  return html`<sheet-dialog head=${`${treatment.number ? `${treatment.number}  ` : ""}${treatment.title}`} @closed=${closed}>
    <table>
      ${line("Date", onDay(treatment.on))}
      ${line("Area", regionName(treatment.area))}
      ${line("Practitioner", treatment.practitioner)}
      ${Object.entries(treatment.settings).map(([name, value]) => line(capital(plain(name)), String(value).replace("cm2", "cm²")))}
      ${treatment.products.map((use) => html`<tr><th scope="row">Product</th><td>${productWords(use)}
        ${use.batch ? html`<br>batch <span class="code">${use.batch}</span>` : nothing}${use.expires_on ? html`, expires ${onDay(use.expires_on)}` : nothing}</td></tr>`)}
      ${line("Appointment", treatment.appointment_ref ? html`<span class="code">${treatment.appointment_ref}</span>` : null)}
    </table>
  </sheet-dialog>`;
}
