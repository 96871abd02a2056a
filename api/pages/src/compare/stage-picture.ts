/** One picture of the stage: the sharper one replaces the coarser one only when it is there, so that nothing flashes. */
import { LitElement, css, html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { whyNot, type Problem } from "../client.ts";
import { ui } from "../styles/ui.ts";
import { capital } from "../words.ts";

@customElement("stage-picture")
export class StagePicture extends LitElement {
  static override styles = [ui, css`
    :host { position: absolute; inset: 0; transform-origin: 0 0; pointer-events: none; }
    img { width: 100%; height: 100%; object-fit: contain; }
    .plate { position: absolute; inset: 0; background: color-mix(in srgb, var(--surround-judge) 88%, #000); color: var(--on-judge); display: grid; place-content: center; padding: var(--s5); text-align: center; gap: var(--s2); }
  `];

  @property() address = "";
  @property() name = "";
  /** A difference: what its greys stand for comes with it, and is told. */
  @property({ type: Boolean }) told = false;
  @state() private ready = "";
  @state() private problem: Problem | null = null;
  @state() private late = false;

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("address")) void this.fetch(this.address);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget();
  }

  private forget(): void {
    if (this.ready.startsWith("blob:")) URL.revokeObjectURL(this.ready);
  }

  private async fetch(address: string): Promise<void> {
    const image = new Image();
    image.src = this.told ? await this.withScale(address) : address;
    const patience = setTimeout(() => { this.late = true; }, 2000);
    try {
      await image.decode();
      if (address !== this.address) return;
      this.forget();
      this.ready = image.src;
      this.problem = null;
    } catch {
      if (address === this.address && !this.ready) this.problem = await whyNot(address);
    } finally {
      clearTimeout(patience);
      this.late = false;
    }
  }

  /** The picture as an address of this page, after its `Likeness-Difference` was read. */
  private async withScale(address: string): Promise<string> {
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      const said = Object.fromEntries((answer.headers.get("Likeness-Difference") ?? "").split(", ").map((part) => part.split("=")));
      if (!answer.ok) return address;
      this.dispatchEvent(new CustomEvent("told", { detail: { floor: Number(said["floor"]), white: Number(said["white"]) } }));
      return URL.createObjectURL(await answer.blob());
    } catch {
      return address;
    }
  }

  override render(): TemplateResult {
    if (this.problem) {
      const said = this.problem.refusals[0]?.sentence ?? (this.problem.detail || this.problem.title);
      return html`<div class="plate" role="status"><b>${this.problem.status === 403 ? "This photo may not be shown here" : "This photo did not open"}</b><span>${capital(said)}</span></div>`;
    }
    if (!this.ready) return html`<div class="plate" role="status">${this.late ? "Fetching the photo. The first time takes longer, it is aligned and rendered." : ""}</div>`;
    return html`<img src=${this.ready} alt=${this.name} draggable="false" decoding="sync">`;
  }
}
