/** The pair as it would leave the house for one use: decided again, obligations done to the picture, written down. */
import { html, type TemplateResult } from "lit";
import { comparisonImage } from "../client.ts";
import { duties } from "../consent/duties.ts";
import { icon } from "../parts/icon.ts";
import "../parts/sheet-dialog.ts";
import type { Comparison, Use } from "../types.ts";
import { capital, onDay } from "../words.ts";
import "./stage-picture.ts";

export function releaseSheet(pair: Comparison, use: Use, closed: () => void): TemplateResult {
  const address = `${comparisonImage(pair.id, "side_by_side", 2048)}&purpose=${use.purpose}&channel=${encodeURIComponent(use.channel)}`;
  const done = duties(use.obligations);
  return html`<sheet-dialog head=${`For ${use.label.toLowerCase()}`} @closed=${closed}>
    <div class="surround release"><stage-picture .address=${address} .name=${"The pair as it would be shown"}></stage-picture></div>
    <p>${done.length ? `${capital(done.join(", "))}. ` : ""}${use.until ? `Permitted to ${onDay(use.until)}.` : ""}</p>
    <a class="btn go big" href=${address} download="comparison.jpg">${icon("upload", 22)}Save the picture</a>
  </sheet-dialog>`;
}
