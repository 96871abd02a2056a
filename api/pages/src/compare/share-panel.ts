/** Where this pair may go: the gate's answer for each use, obligations under the choice, refused rows visible with the way to mend them. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { duties } from "../consent/duties.ts";
import { icon } from "../parts/icon.ts";
import { statusShape } from "../parts/shapes.ts";
import { ui } from "../styles/ui.ts";
import type { Patient, Use } from "../types.ts";
import { capital, onDay, them } from "../words.ts";

/** Refusals that a yes of the patient would mend. */
const ASKABLE = new Set(["no_permission", "channel_not_granted", "photo_not_covered", "too_recognisable", "withdrawn", "expired"]);

export const useKey = (use: Use) => `${use.purpose}/${use.channel}`;

@customElement("share-panel")
export class SharePanel extends LitElement {
  static override styles = [ui, css`
    li { display: flex; gap: 12px; min-height: 44px; align-items: center; line-height: 1.25; padding: 4px 10px; margin: 0 -10px; border-radius: 8px; }
    li.on { background: var(--accent-soft); }
    label { display: flex; gap: 12px; align-items: center; flex: 1; min-height: 36px; cursor: pointer; }
    input { appearance: none; width: 22px; height: 22px; border-radius: 50%; border: 2px solid var(--edge); flex: none; margin: 0; background: var(--panel); }
    input:checked { border: 7px solid var(--accent); }
    .no { width: 22px; height: 22px; border-radius: 50%; border: 2px dashed var(--edge); flex: none; }
    em { display: block; font-size: var(--text-s); color: var(--ink-2); margin-top: 2px; }
    .acts { display: flex; gap: 8px; position: sticky; bottom: 0; background: var(--panel); padding: var(--s3) 0 16px; margin-top: auto; }
  `];

  @property({ attribute: false }) uses: Use[] = [];
  @property({ attribute: false }) patient: Patient | null = null;
  @property() comparison = "";
  @state() private chosen = "";

  override render(): TemplateResult {
    const use = this.uses.find((one) => useKey(one) === this.chosen && one.allowed);
    return html`<ul>${[...this.uses].sort((a, b) => Number(b.allowed) - Number(a.allowed)).map((one) => (one.allowed ? this.allowed(one) : this.refused(one)))}</ul>
      <div class="acts">${use && use.purpose !== "care"
        ? html`<button type="button" class="btn go grow" @click=${() => this.dispatchEvent(new CustomEvent("prepare", { detail: use, bubbles: true, composed: true }))}>${icon("share-2")}Prepare for ${goal(use)}</button>`
        : html`<button type="button" class="btn grow" aria-disabled="true">${icon("share-2")}${use ? "You are looking at it" : "Choose a use first"}</button>`}</div>`;
  }

  private allowed(use: Use): TemplateResult {
    const on = useKey(use) === this.chosen;
    return html`<li class=${on ? "on" : ""}><label><input type="radio" name="use" .checked=${on} @change=${() => { this.chosen = useKey(use); }}>
      <span class="grow">${on ? html`<b>${use.label}</b>` : use.label}${use.until ? `, to ${onDay(use.until)}` : ""}${use.obligations.length ? html`<em>${capital(duties(use.obligations).join(", "))}</em>` : nothing}</span></label>
      ${statusShape("green")}</li>`;
  }

  private refused(use: Use): TemplateResult {
    const refusal = use.refusals[0];
    const ask = this.patient && ASKABLE.has(refusal?.code ?? "");
    return html`<li><i class="no"></i><span class="grow">${use.label}<em title=${refusal?.mend ?? ""}>${capital(refusal?.sentence ?? "no permission")}</em></span>
      ${ask ? html`<a class="s" href="/patients/${this.patient!.id}/consent/give?for=${useKey(use)}">Ask ${them(this.patient!.sex)}</a>` : nothing}${statusShape("red")}</li>`;
  }
}

function goal(use: Use): string {
  return use.label.replace(/^(Our|Her|His|Their) /, "").toLowerCase();
}
