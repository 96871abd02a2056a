/** Photos by region and view, treatments between them, all in the order of time. Arrows move by photo, Space picks, C compares. */
import { LitElement, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { VIEWS, viewName } from "../places.ts";
import { icon } from "../parts/icon.ts";
import "../parts/photo-tile.ts";
import { statusShape, viewGlyph } from "../parts/shapes.ts";
import { go, withQuery } from "../router.ts";
import { ui } from "../styles/ui.ts";
import type { Lane, Timeline, TimelinePhoto, TimelineRow, Treatment } from "../types.ts";
import { onDay, onDayShort } from "../words.ts";
import { axis } from "./axis.ts";
import { flagWord, isNotable } from "./flags.ts";
import { chartStyle } from "./chart-style.ts";
import { LABEL, headOf, layoutOf, photoWidths, sessionOf, sessionsShown, treats, type Column, type Layout } from "./layout.ts";
import { dose } from "./treatment-words.ts";

@customElement("timeline-chart")
export class TimelineChart extends LitElement {
  static override styles = [ui, chartStyle];

  @property({ attribute: false }) timeline!: Timeline;
  @property({ attribute: false }) picks: string[] = [];
  @property() region = "";
  @state() private free = 900;
  @state() private tall = 700;
  @state() private open = localStorage.getItem("likeness.lane") ?? "";
  @state() private focused = "";
  private seen = new ResizeObserver(([entry]) => { this.free = Math.max(320, Math.floor(entry!.contentRect.width) - LABEL - 16); this.tall = entry!.contentRect.height; });

  override connectedCallback(): void {
    super.connectedCallback();
    this.seen.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.seen.disconnect();
  }

  private get lanes(): Lane[] {
    return this.timeline.lanes.filter((lane) => !this.region || lane.region === this.region);
  }

  override render(): TemplateResult {
    const layout = layoutOf(sessionsShown(this.timeline.sessions, this.lanes), this.timeline.treatments, this.free, new Date().toISOString());
    const rows = this.lanes.flatMap((lane) => lane.rows.map((row) => `${lane.region}/${row.view}`));
    const open = rows.includes(this.open) ? this.open : rows[0];
    const column = layout.columns.find((one) => one.kind === "session")?.width ?? 142;
    const wide = photoWidths(rows.length, this.tall, column);
    return html`<div class="sheet" .style=${`--columns: ${layout.template}; --open: ${wide.open}px; --folded: ${wide.folded}px`} role="grid" aria-label="Photos by view and visit" @keydown=${this.pressed}>
      <div class="top">
        <div class="axis"><span class="lab">time, to scale</span>${axis(layout)}</div>
        <div class="line" role="row"><div class="lab corner" role="columnheader">${this.corner()}</div>${layout.columns.map((column) => this.head(column))}</div>
      </div>
      ${this.lanes.map((lane) => html`<div class="region" role="rowgroup">
        ${layout.columns.filter((column) => column.treatment && treats(column.treatment.area, lane.region)).map((column) => html`<i class="rod" .style=${`left: ${LABEL + column.center}px`}></i>`)}
        ${lane.rows.map((row) => this.lane(lane, row, layout, `${lane.region}/${row.view}` === open))}
      </div>`)}
    </div>`;
  }

  private corner(): TemplateResult {
    if (this.timeline.lanes.length < 2) return html`${this.timeline.lanes[0]?.region_label ?? ""}`;
    return html`${icon("list-filter", 18)}<select aria-label="Region" @change=${(event: Event) => go(withQuery({ region: (event.target as HTMLSelectElement).value }), { replace: true })}>
      <option value="">All places</option>${this.timeline.lanes.map((lane) => html`<option value=${lane.region} ?selected=${lane.region === this.region}>${lane.region_label}</option>`)}</select>`;
  }

  private head(column: Column): TemplateResult {
    if (column.treatment)
      return html`<div role="columnheader"><button type="button" class="diamond" aria-label=${`Treatment ${column.treatment.number ?? ""}: ${column.treatment.title}, ${onDay(column.on)}`}
        @click=${() => this.tell("treatment", column.treatment!)}><span>${column.treatment.number ?? "·"}</span></button></div>`;
    return html`<div class="head" role="columnheader"><b title=${column.session!.label}>${headOf(column.session!)}</b><span>${onDayShort(column.on)}</span></div>`;
  }

  private lane(lane: Lane, row: TimelineRow, layout: Layout, open: boolean): TemplateResult {
    const closeUp = row.view === "close_up" && lane.rows.length === 1;
    return html`<div class="lane ${open ? "open" : ""}" role="row">
      <div role="rowheader"><button type="button" class="lab" aria-expanded=${open ? "true" : "false"} @click=${() => this.unfold(`${lane.region}/${row.view}`)}>
        ${viewGlyph(row.view, lane.region, open ? 27 : 22)}<span><b>${closeUp ? lane.region_label : row.view_label || viewName(row.view)}</b>
        <span>${closeUp ? row.view_label.toLowerCase() : lane.region === "face" ? (VIEWS[row.view]?.degrees ?? "") : lane.region_label}</span></span></button></div>
      ${layout.columns.map((column) => column.kind === "session" ? this.cell(lane, row, column, open) : html`<div role="gridcell"></div>`)}
      ${open ? layout.columns.filter((column) => column.treatment && treats(column.treatment.area, lane.region)).map((column) => this.note(column.treatment!, column)) : nothing}
    </div>`;
  }

  private note(treatment: Treatment, column: Column): TemplateResult {
    return html`<div class="dose" aria-hidden="true" .style=${`left: ${LABEL + column.center}px`}><span>${dose(treatment)}</span></div>`;
  }

  private cell(lane: Lane, row: TimelineRow, column: Column, open: boolean): TemplateResult {
    const photos = row.photos.filter((photo) => sessionOf(photo) === column.id);
    const others = !column.id.startsWith("day:") && lane.rows.some((other) => other.photos.some((photo) => sessionOf(photo) === column.id));
    return html`<div class="cell" role="gridcell">${photos.map((photo) => this.photo(photo, row, column, open))}
      ${photos.length === 0 && others ? html`<div class="miss">${icon("circle-slash", 18)}missed</div>` : nothing}</div>`;
  }

  private photo(photo: TimelinePhoto, row: TimelineRow, column: Column, open: boolean): TemplateResult {
    const picked = this.picks.indexOf(photo.id) + 1;
    const label = [row.view_label || viewName(row.view), headOf(column.session!), onDay(photo.taken_at), photo.is_baseline && "baseline", ...photo.flags.map((flag) => flag.text), picked && `picked ${picked}`].filter(Boolean).join(", ");
    const flags = photo.flags.filter(isNotable);
    const tabbable = this.focused ? this.focused === photo.id : this.firstPhoto() === photo.id;
    return html`<button type="button" data-photo=${photo.id} class="photo ${photo.is_baseline ? "base" : ""} ${picked ? "picked" : ""}" aria-pressed=${picked ? "true" : "false"}
      aria-label=${label} tabindex=${tabbable ? 0 : -1} draggable="true" @focus=${() => { this.focused = photo.id; }} @click=${() => this.tell("pick", photo.id)}
      @dragstart=${(event: DragEvent) => event.dataTransfer?.setData("text/photo", photo.id)} @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${(event: DragEvent) => { event.preventDefault(); const other = event.dataTransfer?.getData("text/photo"); if (other && other !== photo.id) this.tell("pick-both", [other, photo.id]); }}>
      <photo-tile src=${photo.thumbnail_url} state=${photo.state} alt="" ?small=${!open}></photo-tile>
      ${picked ? html`<span class="num">${picked}</span>` : nothing}
      ${open ? html`<span class="cap">${flags[0] ? html`${statusShape("amber", 14, { grey: true })}${flagWord(flags[0])}` : photo.is_baseline ? "Baseline" : nothing}</span>`
        : flags.length ? html`<span class="tri" title=${flags.map((flag) => flag.text).join(" ")}>${statusShape("amber", 14, { grey: true })}</span>` : nothing}
    </button>`;
  }

  private firstPhoto(): string {
    return this.lanes.flatMap((lane) => lane.rows.flatMap((row) => row.photos))[0]?.id ?? "";
  }

  private unfold(lane: string): void {
    this.open = lane;
    localStorage.setItem("likeness.lane", lane);
  }

  private tell(what: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "c" || event.key === "C") return this.tell("compare", null);
    const rows = [...this.renderRoot.querySelectorAll(".lane")].map((lane) => [...lane.querySelectorAll<HTMLButtonElement>(".photo")]).filter((row) => row.length);
    const y = rows.findIndex((row) => row.some((button) => button.dataset["photo"] === this.focused));
    const x = rows[y]?.findIndex((button) => button.dataset["photo"] === this.focused) ?? -1;
    const here = rows[y]?.[x];
    if (!here || !(event.composedPath()[0] as Element).closest(".photo")) return;
    const near = (row: HTMLButtonElement[] | undefined) => row?.reduce((best, button) => (away(button, here) < away(best, here) ? button : best), row[0]!);
    const next = { ArrowLeft: rows[y]![x - 1], ArrowRight: rows[y]![x + 1], ArrowUp: near(rows[y - 1]), ArrowDown: near(rows[y + 1]), Home: rows[y]![0], End: rows[y]!.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

function away(a: Element, b: Element): number {
  return Math.abs(a.getBoundingClientRect().left - b.getBoundingClientRect().left);
}
