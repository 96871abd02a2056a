/** One of several ways to look; arrows move, the icon stands over its word when there is little room, the word is never dropped. */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../parts/icon.ts";
import { ui } from "../styles/ui.ts";
import type { Comparison } from "../types.ts";
import { MODES, offReason } from "./modes.ts";

@customElement("mode-switch")
export class ModeSwitch extends LitElement {
  static override styles = [ui, css`
    :host([stacked]) .seg { display: flex; }
    :host([stacked]) .seg > * { flex: 1; flex-direction: column; gap: 3px; justify-content: center; padding: 6px 0; min-height: 56px; font-size: var(--text-s); }
    .seg > [aria-disabled=true] { color: var(--ink-2); font-weight: 400; cursor: default; }
    @media (max-width: 1279px) { :host(:not([stacked])) .seg > * { padding: 0 var(--s2); gap: 6px; } }
  `];

  @property() mode = "";
  @property({ attribute: false }) comparison!: Comparison;
  @property({ type: Boolean, reflect: true }) stacked = false;

  private choose(mode: string): void {
    const off = offReason(mode, this.comparison);
    this.dispatchEvent(new CustomEvent(off ? "off" : "mode", { detail: off ? `${MODES.find((one) => one.id === mode)?.word} ${off}` : mode }));
  }

  private pressed(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const usable = MODES.filter((mode) => !offReason(mode.id, this.comparison));
    const next = usable[(usable.findIndex((mode) => mode.id === this.mode) + step + usable.length) % usable.length]!;
    this.choose(next.id);
    this.renderRoot.querySelector<HTMLElement>(`[data-mode=${next.id}]`)?.focus();
  }

  override render(): TemplateResult {
    const chosen = MODES.some((mode) => mode.id === this.mode) ? this.mode : MODES[0]!.id;
    return html`<div class="seg" role="radiogroup" aria-label="How to look" @keydown=${this.pressed}>${MODES.map((mode) => {
      const off = offReason(mode.id, this.comparison);
      return html`<button type="button" role="radio" data-mode=${mode.id} class=${mode.id === this.mode ? "on" : ""} aria-checked=${mode.id === this.mode ? "true" : "false"}
        aria-disabled=${off ? "true" : "false"} title=${off} aria-label=${off ? `${mode.word}: ${off}` : mode.word} tabindex=${mode.id === chosen ? 0 : -1} @click=${() => this.choose(mode.id)}>
        ${icon(off ? "circle-slash" : mode.icon)}${mode.word}</button>`;
    })}</div>`;
  }
}
