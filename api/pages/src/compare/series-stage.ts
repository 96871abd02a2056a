/** All photos of this region and view on one canvas, against the one picked first: side by side as a grid, or one after the other by hand. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { ui } from "../styles/ui.ts";
import type { Comparison, Series, SeriesFrame } from "../types.ts";
import { count, interval, onDay } from "../words.ts";
import { Gestures, type Zoomable } from "./gestures.ts";
import { frameWords, gridOf, photosOfView } from "./series.ts";
import { seriesStyle } from "./series-style.ts";
import "./sharp-part.ts";
import "./stage-picture.ts";
import { FIT, fitted, fullScale, panned, sizeFor, zoomed, type Box, type Size, type View } from "./viewport.ts";
import "./zoom-bar.ts";

const FRAME = 1200; // ms a photo
const FLAT = 1024; // px, from here on a close-up is fetched at the resolution of the screen

@customElement("series-stage")
export class SeriesStage extends LitElement implements Zoomable {
  static override styles = [ui, seriesStyle, css`:host { display: block; }`];

  @property({ attribute: false }) comparison!: Comparison;
  @property() patient = "";
  @property() mode = "grid";
  @state() private series: Series | null = null;
  @state() private problem: Problem | null = null;
  @state() private free: Size = { width: 800, height: 600 };
  @state() private view: View = FIT;
  @state() private at = 0;
  @state() private playing = false;
  private timer: ReturnType<typeof setInterval> | undefined;
  private gestures = new Gestures(this);
  private room = new ResizeObserver(([entry]) => { this.free = { width: entry!.contentRect.width, height: entry!.contentRect.height }; });

  override connectedCallback(): void {
    super.connectedCallback();
    this.room.observe(this);
    addEventListener("keydown", this.pressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.room.disconnect();
    removeEventListener("keydown", this.pressed);
    this.play(false);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("mode")) this.play(false);
    if (changed.has("comparison")) void this.load();
  }

  private async load(): Promise<void> {
    this.series = null;
    this.problem = null;
    try {
      const photos = photosOfView(await api.timeline(this.patient), this.comparison.before.photo_id, this.comparison.after.photo_id);
      this.series = await api.series(photos, this.comparison.before.photo_id);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private get drawn(): SeriesFrame[] {
    return this.series?.frames.filter((frame) => frame.image_url) ?? [];
  }

  private get field(): Size {
    return this.series?.field ? { width: this.series.field.width_px, height: this.series.field.height_px } : { width: 4, height: 5 };
  }

  private get pane(): Size {
    const { width, height } = this.free;
    if (this.mode === "grid") return gridOf(this.series?.frames.length ?? 1, this.field, { width: width - 48, height: height - 18 - 76 }).pane;
    return fitted(this.field, { width: width - 48, height: height - 18 - 56 - 136 });
  }

  zoomBy(_pane: number, factor: number, at: { x: number; y: number }): void {
    this.view = zoomed(this.view, factor, at, this.pane);
  }

  panBy(_pane: number, dx: number, dy: number): void {
    this.view = panned(this.view, dx, dy, this.pane);
  }

  toggleFull(_pane: number, at: { x: number; y: number }): void {
    this.view = this.view.scale > 1.01 ? FIT : zoomed(FIT, fullScale(this.field, this.pane), at, this.pane);
  }

  hold(): void {
    if (this.playing) this.play(false);
  }

  /** It starts still, and only a hand starts it. */
  private play(playing: boolean): void {
    clearInterval(this.timer);
    this.playing = playing;
    if (playing) this.timer = setInterval(() => this.turn(1), FRAME);
  }

  private turn(by: number): void {
    const many = this.drawn.length;
    if (many) this.at = (this.at + by + many) % many;
  }

  private step(factor: number): void {
    this.zoomBy(0, factor, { x: this.pane.width / 2, y: this.pane.height / 2 });
  }

  private pressed = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0] as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, select, textarea, dialog, button, [role=radiogroup]")) return;
    const film = this.mode === "timelapse";
    const far = event.shiftKey ? 160 : 40;
    const act = {
      "+": () => this.step(1.25), "=": () => this.step(1.25), "-": () => this.step(0.8), "0": () => { this.view = FIT; },
      ArrowLeft: () => (film ? this.turn(-1) : this.panBy(0, far, 0)), ArrowRight: () => (film ? this.turn(1) : this.panBy(0, -far, 0)),
      ArrowUp: () => this.panBy(0, 0, far), ArrowDown: () => this.panBy(0, 0, -far), " ": film ? () => this.play(!this.playing) : undefined,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  override render(): TemplateResult {
    if (this.problem) return html`<div class="said">${trouble(this.problem)}</div>`;
    const series = this.series;
    if (!series) return html`<p class="wait" role="status">Laying the photos of this view onto the first one</p>`;
    if (!series.field) return html`<p class="wait" role="status">No other photo of this view can be laid onto this one.</p>`;
    return html`${this.mode === "grid" ? this.grid(series) : this.film()}
      <zoom-bar .percent=${(this.view.scale / fullScale(this.field, this.pane)) * 100} .two=${false}
        @smaller=${() => this.step(0.8)} @larger=${() => this.step(1.25)} @fit=${() => { this.view = FIT; }}></zoom-bar>`;
  }

  private grid(series: Series): TemplateResult {
    const { columns } = gridOf(series.frames.length, this.field, { width: this.free.width - 48, height: this.free.height - 18 - 76 });
    return html`<div class="grid" role="group" aria-label="${count(series.frames.length, "photo")} of one view, on one field. ${series.grade.sentence}" .style=${`grid-template-columns: repeat(${columns}, ${this.pane.width}px)`}>
      ${series.frames.map((frame) => html`<figure><figcaption tabindex="0"><b>${onDay(frame.taken_at)}</b><span>${frameWords(frame)}</span></figcaption>${this.paneOf(frame)}</figure>`)}</div>`;
  }

  private film(): TemplateResult {
    const frame = this.drawn[this.at % this.drawn.length]!;
    return html`<div class="film"><figure>${this.paneOf(frame)}<figcaption aria-live=${this.playing ? "off" : "polite"}><b>${onDay(frame.taken_at)}</b><span>${frame.status === "baseline" ? "" : `${interval(frame.interval_days)} ${frame.interval_days < 0 ? "before" : "on"}, `}${frameWords(frame)}</span></figcaption></figure></div>
      <div class="control"><button type="button" aria-label="Photo before" @click=${() => { this.play(false); this.turn(-1); }}>${icon("arrow-left", 22)}</button>
        <button type="button" aria-pressed=${this.playing ? "true" : "false"} @click=${() => this.play(!this.playing)}>${icon(this.playing ? "pause" : "play", 22)}${this.playing ? "Pause" : "Play"}</button>
        <button type="button" aria-label="Photo after" @click=${() => { this.play(false); this.turn(1); }}>${icon("arrow-right", 22)}</button>
        <span>${this.at + 1} of ${this.drawn.length}</span></div>`;
  }

  private paneOf(frame: SeriesFrame): TemplateResult {
    const { width, height } = this.pane;
    return html`<div class="pane" data-pane="0" .style=${`width: ${width}px; height: ${height}px`} @wheel=${this.gestures.wheel} @pointerdown=${this.gestures.down}
      @pointermove=${this.gestures.move} @pointerup=${this.gestures.up} @pointercancel=${this.gestures.up}>${frame.image_url ? this.picture(frame) : html`<div class="plate"><b>Stands apart</b><span>${frame.detail}</span></div>`}</div>`;
  }

  private picture(frame: SeriesFrame): TemplateResult {
    const { scale, x, y } = this.view;
    const size = Math.min(FLAT, sizeFor(this.pane, 1, devicePixelRatio));
    const isClose = Math.max(this.pane.width, this.pane.height) * scale * devicePixelRatio > 1.1 * size;
    const [left, top] = this.series!.field!.box_px;
    const part = (box: Box, wide: number) => `${frame.image_url}?box=${left! + box.x},${top! + box.y},${box.width},${box.height}&size=${Math.max(64, Math.min(2048, Math.ceil(wide * Math.max(1, box.height / box.width))))}`;
    return html`<stage-picture .address=${`${frame.image_url}?size=${size}`} .name=${onDay(frame.taken_at)} .style=${`transform: translate(${x}px, ${y}px) scale(${scale})`}></stage-picture>
      ${isClose && !this.playing ? html`<sharp-part .address=${part} .view=${this.view} .pane=${this.pane} .field=${this.field}></sharp-part>` : nothing}`;
  }
}
