/** One patient's photos over time. Two picks are aligned at once, so that the verdict stands before Compare is opened. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { may } from "../may.ts";
import { viewName } from "../places.ts";
import "../parts/empty-state.ts";
import { icon } from "../parts/icon.ts";
import "../parts/patient-bar.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { go, here, withQuery } from "../router.ts";
import { ui } from "../styles/ui.ts";
import type { Comparison, Me, Timeline, Treatment } from "../types.ts";
import { day } from "../words.ts";
import { headOf, sessionOf } from "./layout.ts";
import "./pick-tray.ts";
import type { Picked } from "./pick-tray.ts";
import "./timeline-chart.ts";
import { treatmentSheet } from "./treatment-sheet.ts";

@customElement("timeline-screen")
export class TimelineScreen extends LitElement {
  static override styles = [ui, css`
    timeline-chart, empty-state { flex: 1; }
    .wait { flex: 1; display: flex; gap: var(--s5); padding: 140px var(--s6); flex-wrap: wrap; }
    .wait i { width: 120px; height: 150px; background: color-mix(in srgb, var(--surround-find) 92%, #000); }
    .said { padding: var(--s3) var(--s4); background: var(--panel); }
  `];

  @property({ attribute: false }) me!: Me;
  @property() patient = "";
  /** The picked photos, comma between: from the address. */
  @property() picked = "";
  @state() private timeline: Timeline | null = null;
  @state() private comparison: Comparison | null = null;
  @state() private shown: Treatment | null = null;
  @state() private problem: Problem | null = null;
  @state() private pairProblem: Problem | null = null;
  private compared = "";

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("patient")) void this.load();
    if (changed.has("picked") || changed.has("patient")) void this.align();
  }

  private async load(): Promise<void> {
    this.timeline = null;
    try {
      this.timeline = await api.timeline(this.patient);
      void this.align();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private get picks(): Picked[] {
    const found: Picked[] = [];
    for (const id of this.picked.split(",").filter(Boolean))
      for (const lane of this.timeline?.lanes ?? [])
        for (const row of lane.rows)
          for (const photo of row.photos)
            if (photo.id === id) {
              const session = this.timeline!.sessions.find((one) => one.id === sessionOf(photo));
              found.push({ id, thumbnail: photo.thumbnail_url, taken_at: photo.taken_at, session: session ? headOf(session) : "No session", view: row.view_label || viewName(row.view) });
            }
    return found;
  }

  /** Earlier first, whichever was picked first: before is before. */
  private get pair(): [Picked, Picked] | null {
    const [one, two] = this.picks;
    if (!one || !two) return null;
    return Date.parse(one.taken_at) <= Date.parse(two.taken_at) ? [one, two] : [two, one];
  }

  private async align(): Promise<void> {
    const pair = this.pair;
    const key = pair ? `${pair[0].id},${pair[1].id}` : "";
    if (key === this.compared) return;
    this.compared = key;
    this.comparison = null;
    this.pairProblem = null;
    if (!pair) return;
    try {
      const comparison = await api.compare(pair[0].id, pair[1].id);
      if (key === this.compared) this.comparison = comparison;
    } catch (error) {
      if (key === this.compared) this.pairProblem = asProblem(error);
    }
  }

  private pick(id: string): void {
    const picks = this.picked.split(",").filter(Boolean);
    const next = picks.includes(id) ? picks.filter((one) => one !== id) : [...picks.slice(0, 1), id];
    this.choose(next);
  }

  private choose(picks: string[]): void {
    go(withQuery({ pick: picks.join(",") || null }), { replace: true });
  }

  private get between(): Treatment[] {
    const pair = this.pair;
    if (!pair || !this.timeline) return [];
    const [from, to] = [day(pair[0].taken_at), day(pair[1].taken_at)];
    return this.comparison?.between.treatments ?? this.timeline.treatments.filter((treatment) => day(treatment.on) >= from && day(treatment.on) <= to);
  }

  override render(): TemplateResult {
    const timeline = this.timeline;
    const adds = may(this.me, "add_photos");
    return html`<div class="screen">
      <patient-bar .patient=${timeline?.patient ?? null} tab="timeline">
        ${adds ? html`<a class="btn" href="/patients/${this.patient}/upload">${icon("upload", 22)}Add photos</a>` : nothing}</patient-bar>
      ${this.problem ? html`<div class="said">${trouble(this.problem)}</div>` : nothing}
      ${timeline === null ? html`<div class="find wait" aria-busy="true">${this.problem ? nothing : [1, 2, 3, 4, 5, 6].map(() => html`<i></i>`)}</div>` : this.body(timeline)}
      ${this.shown ? treatmentSheet(this.shown, () => { this.shown = null; }) : nothing}
    </div>`;
  }

  private body(timeline: Timeline): TemplateResult {
    if (!timeline.lanes.some((lane) => lane.rows.some((row) => row.photos.length)))
      return html`<empty-state sign="view" head="No photos yet" line="The first one of each view becomes the baseline that later ones are held against." address="/patients/${this.patient}/upload" act="Add the first" actIcon="upload"></empty-state>`;
    return html`<timeline-chart class="find" .timeline=${timeline} .picks=${this.picked.split(",")} .region=${here().query.get("region") ?? ""}
        @pick=${(event: CustomEvent<string>) => this.pick(event.detail)} @pick-both=${(event: CustomEvent<string[]>) => this.choose(event.detail)}
        @treatment=${(event: CustomEvent<Treatment>) => { this.shown = event.detail; }} @compare=${() => { if (this.comparison) go(`/patients/${this.patient}/compare/${this.comparison.id}`); }}></timeline-chart>
      <pick-tray .patient=${this.patient} .picks=${this.picks} .between=${this.between} .comparison=${this.comparison} .problem=${this.pairProblem} @clear=${() => this.choose([])}></pick-tray>`;
  }
}
