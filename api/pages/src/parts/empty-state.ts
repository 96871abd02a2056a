/** A finished screen for the times when there is nothing to show: a line drawing, what it is, what happens or how to mend it, one button. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ui } from "../styles/ui.ts";
import { icon } from "./icon.ts";
import { viewGlyph } from "./shapes.ts";

@customElement("empty-state")
export class EmptyState extends LitElement {
  static override styles = [ui, css`
    :host { display: grid; place-content: center; padding: var(--s6); background: var(--surround-find); color: var(--on-find); }
    div { max-width: 420px; }
    svg.pic { margin: 0 0 var(--s5); }
    p { color: var(--on-find-2); margin: var(--s2) 0 var(--s4); }
  `];

  /** An icon, or `view` for the head of the missing view. */
  @property() sign = "";
  @property() head = "";
  @property() line = "";
  @property() address = "";
  @property() act = "";
  @property() actIcon = "";

  override render(): TemplateResult {
    return html`<div role="status">
      ${this.sign === "view" ? viewGlyph("front", "face", 73) : this.sign ? icon(this.sign, 84, 1.1) : nothing}
      <h2>${this.head}</h2>
      <p>${this.line}</p>
      ${this.address ? html`<a class="btn" href=${this.address}>${this.actIcon ? icon(this.actIcon) : nothing}${this.act}</a>` : html`<slot></slot>`}
    </div>`;
  }
}
