/** Two photos on one canvas, so that they slide, lie over one another and zoom together. Pixels never fade, move or scale on their own. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, comparisonImage, Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import { ui } from "../styles/ui.ts";
import type { Comparison, ComparedPhoto, Look } from "../types.ts";
import { onDay, onDayShort, yearOf } from "../words.ts";
import { Gestures, type Zoomable } from "./gestures.ts";
import { labelsOf } from "./labels.ts";
import "./sharp-part.ts";
import "./slider-edge.ts";
import { stageStyle } from "./stage-style.ts";
import "./stage-picture.ts";
import { FIT, fitted, fullScale, panned, resized, sizeFor, wantsParts, zoomed, type Box, type Size, type View } from "./viewport.ts";
import "./zoom-bar.ts";

const FLICKER = 700; // ms a photo
const MARGIN = 132; // px beside a single photo that hold its dates

@customElement("photo-stage")
export class PhotoStage extends LitElement implements Zoomable {
  static override styles = [ui, stageStyle];

  @property({ attribute: false }) comparison!: Comparison;
  @property() mode = "side_by_side";
  @state() private free: Size = { width: 800, height: 600 };
  @state() private views: [View, View] = [FIT, FIT];
  @state() private linked = true;
  @state() private edge = 50;
  @state() private strength = 50;
  @state() private flipped = false;
  @state() private running = false;
  @state() private holding = false;
  @state() private looks: Look[] = [];
  @state() private scaleOf: { floor: number; white: number } | null = null;
  private looking = "";
  private timer: ReturnType<typeof setInterval> | undefined;
  private paneWas = 0;
  private gestures = new Gestures(this);
  private seen = new ResizeObserver(([entry]) => { this.free = { width: entry!.contentRect.width, height: entry!.contentRect.height }; });

  override connectedCallback(): void {
    super.connectedCallback();
    this.seen.observe(this);
    addEventListener("keydown", this.pressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.seen.disconnect();
    removeEventListener("keydown", this.pressed);
    clearInterval(this.timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const by = this.pane.width / (this.paneWas || this.pane.width);
    if (by !== 1) this.views = [resized(this.views[0], by), resized(this.views[1], by)];
    this.paneWas = this.pane.width;
    void this.lookCloser();
    if (!changed.has("mode")) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.run(this.mode === "flicker" && !still);
    this.flipped = false;
    if (this.mode === "apart") this.linked = false;
    else if (changed.get("mode") === "apart") this.linked = true;
    this.views = this.linked ? [this.views[0], this.views[0]] : this.views;
  }

  /** Where the flat picture is too coarse for this zoom, the pair is opened for parts at full resolution, once. */
  private async lookCloser(): Promise<void> {
    const id = this.comparison.id;
    if (this.looking === id || this.mode === "difference" || !this.parts(0) && !this.parts(1)) return;
    this.looking = id;
    try {
      const looks = await api.lookClosely(id);
      if (id === this.comparison.id) this.looks = looks;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.looks = []; // the flat picture stays, and says itself why when it may not be shown any more
    }
  }

  private parts(index: 0 | 1): boolean {
    return this.mode !== "apart" && wantsParts(this.views[index], this.pane, this.shape, devicePixelRatio);
  }

  private get two(): boolean {
    return this.mode === "side_by_side" || this.mode === "apart";
  }

  /** One photo with its dates in the margins and the zoom bar upright, where the window is higher than wide. */
  private get upright(): boolean {
    return !this.two && this.free.width < 1000;
  }

  private get shape(): Size {
    const field = this.mode === "apart" ? null : this.comparison.field;
    return field ? { width: field.width_px, height: field.height_px } : { width: 4, height: 5 };
  }

  private get pane(): Size {
    const { width, height } = this.free;
    if (this.upright) return fitted(this.shape, { width: width - 2 * MARGIN, height: height - (this.mode === "slider" ? 0 : 68) });
    if (!this.two) return fitted(this.shape, { width: width - 2 * MARGIN - 32, height: height - 18 - 70 - (this.mode === "slider" ? 0 : 66) });
    const gap = this.mode === "apart" ? 104 : 16;
    return fitted(this.shape, { width: (width - 48 - gap) / 2, height: height - 18 - 36 - 70 - (this.mode === "apart" ? 40 : 0) });
  }

  private get full(): number {
    return this.mode === "apart" ? 1 : fullScale(this.shape, this.pane);
  }

  private set(pane: number, view: View): void {
    this.views = this.linked ? [view, view] : [pane === 0 ? view : this.views[0], pane === 1 ? view : this.views[1]];
  }

  zoomBy(pane: number, factor: number, at: { x: number; y: number }): void {
    this.set(pane, zoomed(this.views[pane as 0 | 1], factor, at, this.pane));
  }

  panBy(pane: number, dx: number, dy: number): void {
    this.set(pane, panned(this.views[pane as 0 | 1], dx, dy, this.pane));
  }

  toggleFull(pane: number, at: { x: number; y: number }): void {
    const view = this.views[pane as 0 | 1];
    this.set(pane, view.scale > 1.01 ? FIT : zoomed(FIT, this.full, at, this.pane));
  }

  hold(held: boolean): void {
    this.holding = held;
  }

  private step(factor: number): void {
    this.zoomBy(0, factor, { x: this.pane.width / 2, y: this.pane.height / 2 });
    if (!this.linked) this.zoomBy(1, factor, { x: this.pane.width / 2, y: this.pane.height / 2 });
  }

  private fit(): void {
    this.views = [FIT, FIT];
  }

  private link(): void {
    if (this.mode === "apart") return;
    this.linked = !this.linked;
    if (this.linked) this.views = [this.views[0], this.views[0]];
  }

  private run(running: boolean): void {
    clearInterval(this.timer);
    this.running = running;
    if (running) this.timer = setInterval(() => { if (!this.holding) this.flipped = !this.flipped; }, FLICKER);
  }

  private pressed = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0] as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, select, textarea, dialog, [role=radiogroup], [role=slider]")) return;
    const far = event.shiftKey ? 160 : 40;
    const act = {
      "+": () => this.step(1.25), "=": () => this.step(1.25), "-": () => this.step(0.8), "0": () => this.fit(), l: () => this.link(), L: () => this.link(),
      ArrowLeft: () => this.panBy(0, far, 0), ArrowRight: () => this.panBy(0, -far, 0), ArrowUp: () => this.panBy(0, 0, far), ArrowDown: () => this.panBy(0, 0, -far),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  override render(): TemplateResult {
    const { before, after, grade } = this.comparison;
    const text = `Two photos, ${onDay(before.taken_at)} and ${onDay(after.taken_at)}. ${grade.sentence}`;
    return html`<div class="stage ${this.upright ? (this.mode === "slider" ? "upright" : "upright over") : ""} ${this.two ? "two" : ""}" role="group" aria-label=${text}>
        ${this.two ? html`${this.figure(before, 0)}${this.mode === "apart" ? html`<div class="apart">${icon("unlink", 40, 1.6)}</div>` : nothing}${this.figure(after, 1)}` : this.single(before, after)}
      </div>
      ${this.mode === "apart" ? html`<p class="as-taken">Shown apart and as taken. Nothing was aligned.</p>` : nothing}
      ${this.control()}
      <zoom-bar .percent=${(this.views[0].scale / this.full) * 100} .linked=${this.linked} .two=${this.mode === "side_by_side"} .relative=${this.mode === "apart"} ?upright=${this.upright}
        @smaller=${() => this.step(0.8)} @larger=${() => this.step(1.25)} @fit=${() => this.fit()} @link=${() => this.link()}></zoom-bar>`;
  }

  private figure(photo: ComparedPhoto, index: 0 | 1): TemplateResult {
    return html`<figure .style=${`width: ${this.pane.width}px`}>
      <figcaption tabindex="0"><b>${onDay(photo.taken_at)}</b><span>${labelsOf(this.comparison)[index === 0 ? "before" : "after"]}</span></figcaption>
      ${this.paneOf(index, this.picture(index === 0 ? "before" : "after", index))}
    </figure>`;
  }

  private single(before: ComparedPhoto, after: ComparedPhoto): TemplateResult {
    const now = this.mode === "flicker" ? (this.shown ? "right" : "left") : "";
    const margin = (this.free.width - this.pane.width) / 2;
    const width = Math.min(220, margin - 32);
    const beside = (photo: ComparedPhoto, side: string) => html`<div class="beside ${side} ${now === side ? "now" : ""}" .style=${`width: ${width}px; ${side}: ${margin - 20 - width}px`}>
      <b>${onDayShort(photo.taken_at)}</b><span>${yearOf(photo.taken_at)}</span><span>${labelsOf(this.comparison)[side === "left" ? "before" : "after"]}</span></div>`;
    return html`${beside(before, "left")}${this.paneOf(0, this.layers())}${beside(after, "right")}`;
  }

  /** In flicker: whether after is on top now. Holding a finger shows the other one. */
  private get shown(): boolean {
    return this.flipped !== this.holding;
  }

  private layers(): TemplateResult {
    if (this.mode === "difference") return this.picture("difference", 0);
    if (this.mode === "slider") {
      // The edge is a place on the screen; the clip is in the picture's own, zoomed and panned coordinates.
      const { scale, x } = this.views[0];
      const cut = ((this.edge / 100) * this.pane.width - x) / scale / this.pane.width;
      return html`${this.picture("after", 0)}${this.picture("before", 0, `clip-path: inset(0 ${100 - cut * 100}% 0 0)`)}
        <slider-edge .at=${this.edge} @edge=${(event: CustomEvent<number>) => { this.edge = event.detail; }}></slider-edge>`;
    }
    const share = this.mode === "overlay" ? this.strength / 100 : this.shown ? 1 : 0;
    return html`${this.picture("before", 0)}${this.picture("after", 0, `opacity: ${share}`)}`;
  }

  private paneOf(index: 0 | 1, inside: TemplateResult): TemplateResult {
    const { width, height } = this.pane;
    return html`<div class="pane" data-pane=${index} .style=${`width: ${width}px; height: ${height}px`} @wheel=${this.gestures.wheel} @pointerdown=${this.gestures.down}
      @pointermove=${this.gestures.move} @pointerup=${this.gestures.up} @pointercancel=${this.gestures.up}>${inside}</div>`;
  }

  private picture(which: string, index: 0 | 1, more = ""): TemplateResult {
    const { scale, x, y } = this.views[index];
    const size = sizeFor(this.pane, scale, devicePixelRatio);
    const photo = which === "before" ? this.comparison.before : this.comparison.after;
    const address = this.mode === "apart" ? `/api/v1/photos/${photo.photo_id}/image?size=${size}&purpose=care&channel=clinic_screen` : comparisonImage(this.comparison.id, which, size);
    return html`<stage-picture .address=${address} .name=${which === "difference" ? "Difference" : onDay(photo.taken_at)}
      ?told=${which === "difference"} @told=${(event: CustomEvent<{ floor: number; white: number } | null>) => { this.scaleOf = event.detail; }}
      .style=${`transform: translate(${x}px, ${y}px) scale(${scale}); ${more}`}></stage-picture>${this.closer(which, index, scale, more)}`;
  }

  private closer(which: string, index: 0 | 1, scale: number, more: string): TemplateResult | typeof nothing {
    const look = this.looks.find((one) => one.part === which);
    if (!look || !this.parts(index)) return nothing;
    const base = look.info_url.slice(0, -"/info.json".length);
    const address = (box: Box, wide: number) => `${base}/${box.x},${box.y},${box.width},${box.height}/${wide >= box.width ? "max" : `${wide},`}/0/default.webp`;
    const clip = more.startsWith("clip-path") && scale ? `clip-path: inset(0 ${100 - this.edge}% 0 0)` : more;
    return html`<sharp-part .address=${address} .view=${this.views[index]} .pane=${this.pane} .field=${this.shape} .style=${clip}
      @closed=${() => { this.looks = []; this.looking = ""; }}></sharp-part>`;
  }

  private control(): TemplateResult | typeof nothing {
    if (this.mode === "overlay")
      return html`<label class="control"><span>before</span><input type="range" min="0" max="100" .value=${String(this.strength)} aria-label="Strength of after over before" aria-valuetext="${this.strength} % after"
        @input=${(event: Event) => { this.strength = Number((event.target as HTMLInputElement).value); }}><span>after</span></label>`;
    if (this.mode === "flicker")
      return html`<div class="control"><button type="button" aria-pressed=${this.running ? "true" : "false"} @click=${() => this.run(!this.running)}>${icon(this.running ? "circle-slash" : "zap")}${this.running ? "Stop" : "Run"}</button>
        <button type="button" @click=${() => { this.run(false); this.flipped = !this.flipped; }}>${icon("refresh-cw")}${this.shown ? "after" : "before"}</button></div>`;
    if (this.mode === "difference")
      return html`<div class="control legend"><span>${this.scaleOf ? `noise, ΔE ${this.scaleOf.floor.toFixed(1)} or less` : "noise"}</span><i></i><span>${this.scaleOf ? `ΔE ${this.scaleOf.white.toFixed(0)} or more` : "differs most"}</span><span>Not a result</span></div>`;
    return nothing;
  }
}
