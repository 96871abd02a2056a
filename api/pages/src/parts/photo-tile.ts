/** One thumbnail on the surround: always 4:5, nothing on it. When it may not be shown, a plate says so and no pixels are fetched again. */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { whyNot } from "../client.ts";
import { ui } from "../styles/ui.ts";
import { icon } from "./icon.ts";

@customElement("photo-tile")
export class PhotoTile extends LitElement {
  static override styles = [ui, css`
    :host { aspect-ratio: 4 / 5; position: relative; overflow: hidden; }
    img { width: 100%; height: 100%; object-fit: contain; }
    .plate { width: 100%; height: 100%; display: grid; place-content: center; justify-items: center; gap: 4px; padding: 4px; text-align: center; font-size: var(--text-s); line-height: 1.15; color: var(--on-find); background: color-mix(in srgb, var(--surround-find) 80%, #808080); }
    .plate span { font-size: 14px; }
    :host([small]) .plate span { display: none; }
  `];

  @property() src = "";
  @property() alt = "";
  /** `stored` and not yet read: a clock stands where the picture will be. */
  @property() state = "ready";
  @property({ type: Boolean, reflect: true }) small = false;
  @state() private refused: "" | "withheld" | "broken" = "";
  @state() private reason = "";

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("src")) this.refused = "";
  }

  override render(): TemplateResult {
    if (this.state === "stored") return this.plate("clock", "being read");
    if (this.state === "unreadable") return this.plate("image-off", "did not open");
    if (this.refused === "withheld") return this.plate("shield-off", "withheld");
    if (this.refused === "broken") return this.plate("image-off", "did not open");
    return html`<img src=${this.src} alt=${this.alt} loading="lazy" decoding="async" draggable="false" @error=${() => void this.ask()}>`;
  }

  private plate(sign: string, word: string): TemplateResult {
    return html`<div class="plate" role="img" aria-label="${this.alt}: ${word}${this.reason ? `. ${this.reason}` : ""}" title=${this.reason || word}>${icon(sign, this.small ? 18 : 24)}<span>${word}</span></div>`;
  }

  private async ask(): Promise<void> {
    const problem = await whyNot(this.src);
    this.reason = problem.refusals[0]?.sentence ?? problem.detail;
    this.refused = problem.status === 403 ? "withheld" : "broken";
  }
}
