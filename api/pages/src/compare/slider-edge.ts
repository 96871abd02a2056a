/** The edge between before and after: white with black casing, the knob low on the picture so that the hand hides no face. */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../parts/icon.ts";
import { ui } from "../styles/ui.ts";

@customElement("slider-edge")
export class SliderEdge extends LitElement {
  static override styles = [ui, css`
    :host { position: absolute; inset: 0; pointer-events: none; }
    .edge { position: absolute; top: 0; bottom: 0; width: 4px; margin-left: -2px; background: #fff; box-shadow: 0 0 0 1.5px #000; }
    .knob { position: absolute; bottom: 40px; left: -30px; width: 64px; height: 64px; border-radius: 50%; background: #fff; color: #111; display: grid; place-items: center; box-shadow: 0 0 0 2px #000; pointer-events: auto; touch-action: none; cursor: ew-resize; }
    .knob:focus-visible { outline-color: #000; box-shadow: 0 0 0 2px #000, 0 0 0 6px #fff; }
  `];

  /** Share of the width that shows before, 0 to 100. */
  @property({ type: Number }) at = 50;

  private set(at: number): void {
    this.dispatchEvent(new CustomEvent("edge", { detail: Math.min(100, Math.max(0, at)) }));
  }

  private dragged(event: PointerEvent): void {
    const knob = event.currentTarget as Element;
    if (event.type === "pointerdown") knob.setPointerCapture(event.pointerId);
    if (!knob.hasPointerCapture(event.pointerId)) return;
    event.stopPropagation();
    const box = this.getBoundingClientRect();
    this.set(((event.clientX - box.left) / box.width) * 100);
  }

  private pressed(event: KeyboardEvent): void {
    const step = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: this.at - step, ArrowRight: this.at + step, ArrowDown: this.at - step, ArrowUp: this.at + step, Home: 0, End: 100 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(to);
  }

  override render(): TemplateResult {
    const after = Math.round(100 - this.at);
    return html`<div class="edge" .style=${`left: ${this.at}%`}><div class="knob" role="slider" tabindex="0" aria-label="Edge between before and after" aria-valuemin="0" aria-valuemax="100"
      aria-valuenow=${after} aria-valuetext="${after} % after" @pointerdown=${this.dragged} @pointermove=${this.dragged} @keydown=${this.pressed}>${icon("move-horizontal", 30, 2.2)}</div></div>`;
  }
}
