/** A sheet: focus goes in, Esc closes it, focus comes back. Full height from below on a tablet held upright. */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ui } from "../styles/ui.ts";
import { icon } from "./icon.ts";

@customElement("sheet-dialog")
export class SheetDialog extends LitElement {
  static override styles = [ui, css`
    dialog { border: 0; border-radius: var(--radius-sheet); background: var(--panel); color: var(--ink); padding: 0; width: min(560px, calc(100vw - 32px)); max-height: calc(100vh - 48px); box-shadow: var(--shadow-float); }
    dialog::backdrop { background: var(--scrim); }
    :host([side]) dialog { margin: 0 0 0 auto; height: 100vh; max-height: 100vh; width: 420px; border-radius: 0; }
    header { display: flex; align-items: center; gap: var(--s3); padding: var(--s4) var(--s3) var(--s2) var(--s5); }
    header h2 { font-size: var(--text-xl); }
    .body { padding: var(--s2) var(--s5) var(--s5); }
    @media (max-width: 1023px) { dialog { margin: auto 0 0; width: 100vw; max-width: 100vw; border-radius: var(--radius-sheet) var(--radius-sheet) 0 0; } }
  `];

  @property() head = "";
  @property({ type: Boolean, reflect: true }) side = false;
  private cameFrom: Element | null = null;

  override firstUpdated(): void {
    this.cameFrom = document.activeElement;
    while (this.cameFrom?.shadowRoot?.activeElement) this.cameFrom = this.cameFrom.shadowRoot.activeElement;
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  private closed(): void {
    if (this.cameFrom instanceof HTMLElement) this.cameFrom.focus();
    this.dispatchEvent(new Event("closed"));
  }

  override render(): TemplateResult {
    return html`<dialog aria-label=${this.head} @close=${this.closed}>
      <header><h2 class="grow">${this.head}</h2>
        <button type="button" class="btn ico plain" aria-label="Close" @click=${() => this.renderRoot.querySelector("dialog")?.close()}>${icon("x", 24)}</button></header>
      <div class="body"><slot></slot></div>
    </dialog>`;
  }
}
