/** Every purpose and channel with its answer now: yes with its end, no, or ended. Shape, then word, then colour. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../parts/icon.ts";
import { statusShape } from "../parts/shapes.ts";
import { PURPOSES, channelName, purposeName } from "../places.ts";
import { ui } from "../styles/ui.ts";
import type { Permission } from "../types.ts";
import { onDay } from "../words.ts";

@customElement("consent-matrix")
export class ConsentMatrix extends LitElement {
  static override styles = [ui, css`
    section { display: grid; grid-template-columns: 44px minmax(0, 240px) minmax(0, 1fr); gap: 12px; padding: 14px 0; border-bottom: 1px solid var(--line); }
    h3 { font-size: var(--text-l); }
    li { display: flex; align-items: center; gap: 12px; min-height: 40px; border-bottom: 1px solid var(--sunken); }
    li:last-child { border: 0; }
    .word { display: flex; align-items: center; gap: 8px; min-width: 190px; }
    @media (max-width: 1023px) { section { grid-template-columns: 36px minmax(0, 1fr); } ul { grid-column: 1 / -1; padding-left: 48px; } }
  `];

  @property({ attribute: false }) matrix: Permission[] = [];

  override render(): TemplateResult {
    const purposes = [...new Set(this.matrix.map((one) => one.purpose))].filter((purpose) => purpose !== "care");
    return html`${purposes.map((purpose) => html`<section>
      <div>${icon(PURPOSES[purpose]?.icon ?? "info", 28, 1.7)}</div>
      <div><h3>${purposeName(purpose)}</h3></div>
      <ul>${this.matrix.filter((one) => one.purpose === purpose).map((one) => html`<li><span class="grow">${one.channel ? channelName(one.channel, purpose) : one.label}</span>${answer(one)}</li>`)}</ul>
    </section>`)}`;
  }
}

function answer(permission: Permission): TemplateResult {
  const until = permission.until ? onDay(permission.until) : "";
  if (permission.state === "yes") return html`<span class="word">${statusShape("green", 20)}<b>Yes</b>${until ? html`<span class="s q">until ${until}</span>` : nothing}</span>`;
  if (permission.state === "ended") return html`<span class="word">${icon("circle-slash", 20)}Ended${until ? html`<span class="s q">${until}</span>` : nothing}</span>`;
  return html`<span class="word q">${icon("minus", 20)}No</span>`;
}
