/** The part of a picture that is in view, at the resolution of the screen, laid over the coarser one once zoom and pan have come to rest. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ui } from "../styles/ui.ts";
import { seen, type Box, type Size, type View } from "./viewport.ts";

const REST = 250; // ms without a move

@customElement("sharp-part")
export class SharpPart extends LitElement {
  static override styles = [ui, css`
    :host { position: absolute; inset: 0; pointer-events: none; }
    img { position: absolute; }
  `];

  /** The address of a part of the picture, given how many px of the screen it fills. */
  @property({ attribute: false }) address!: (box: Box, wide: number) => string;
  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) pane!: Size;
  @property({ attribute: false }) field!: Size;
  @state() private ready: { src: string; box: Box } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private key = "";

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("view") && !changed.has("pane") && !changed.has("address")) return;
    const box = seen(this.view, this.pane, this.field);
    const src = this.address(box, Math.ceil((box.width / this.field.width) * this.pane.width * this.view.scale * devicePixelRatio));
    if (src === this.key) return;
    this.key = src;
    this.ready = null;
    clearTimeout(this.timer);
    if (src) this.timer = setTimeout(() => void this.fetch(src, box), REST);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async fetch(src: string, box: Box): Promise<void> {
    const image = new Image();
    image.src = src;
    try {
      await image.decode();
    } catch {
      return this.dispatchEvent(new CustomEvent("closed", { detail: src, bubbles: true, composed: true })), undefined;
    }
    if (src === this.key) this.ready = { src, box };
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.ready) return nothing;
    const { src, box } = this.ready;
    const by = (this.pane.width / this.field.width) * this.view.scale;
    return html`<img src=${src} alt="" draggable="false" .style=${`left: ${box.x * by + this.view.x}px; top: ${box.y * by + this.view.y}px; width: ${box.width * by}px; height: ${box.height * by}px`}>`;
  }
}
