/** Zoom by button, for hands that do not pinch: minus, the scale, plus, whole picture, linked or not. Grey only: it stands in the surround. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../parts/icon.ts";
import { ui } from "../styles/ui.ts";

@customElement("zoom-bar")
export class ZoomBar extends LitElement {
  static override styles = [ui, css`
    :host { position: absolute; left: 50%; bottom: 10px; transform: translateX(-50%); z-index: 2; --focus: #000; --focus-gap: #fff; }
    div { display: flex; align-items: center; background: #141414; color: #f2f2f2; border-radius: 12px; min-height: 52px; padding: 0 4px; }
    button { min-width: 48px; min-height: 48px; display: flex; gap: 8px; align-items: center; justify-content: center; border: 0; background: none; border-radius: 8px; }
    b { min-width: 64px; text-align: center; }
    .more { padding: 0 12px; border-left: 1px solid #4a4a4a; border-radius: 0; }
    button:focus-visible { outline: 3px solid #fff; outline-offset: -4px; box-shadow: none; }
    :host([upright]) { left: auto; right: 8px; transform: none; }
    :host([upright]) div { flex-direction: column; padding: 4px 0; }
    :host([upright]) .more { border-left: 0; border-top: 1px solid #4a4a4a; padding: 0; }
    :host([upright]) .word { display: none; }
  `];

  /** 100 is one pixel of the picture on one of the screen. */
  @property({ type: Number }) percent = 100;
  @property({ type: Boolean }) linked = true;
  @property({ type: Boolean }) two = true;
  /** Photos as taken have no common pixel: then 100 is the whole picture. */
  @property({ type: Boolean }) relative = false;
  @property({ type: Boolean, reflect: true }) upright = false;

  private tell(what: string): void {
    this.dispatchEvent(new Event(what));
  }

  override render(): TemplateResult {
    return html`<div role="group" aria-label="Zoom">
      <button type="button" aria-label="Smaller" @click=${() => this.tell("smaller")}>${icon("minus", 22)}</button>
      <b aria-live="polite">${this.relative ? `× ${(this.percent / 100).toFixed(1)}` : `${Math.round(this.percent)} %`}</b>
      <button type="button" aria-label="Larger" @click=${() => this.tell("larger")}>${icon("plus", 22)}</button>
      <button type="button" class="more" aria-label="Fit the whole picture" @click=${() => this.tell("fit")}>${icon("minimize", 20)}<span class="word">fit</span></button>
      ${this.two ? html`<button type="button" class="more" aria-pressed=${this.linked ? "true" : "false"} @click=${() => this.tell("link")}>${icon(this.linked ? "link" : "unlink", 20)}<span class="word">${this.linked ? "linked" : "apart"}</span></button>` : nothing}
    </div>`;
  }
}
