/** The same story as tables: the sessions of a patient with their photos counted, or the treatments with product and batch. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import "../parts/empty-state.ts";
import "../parts/patient-bar.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { regionName } from "../places.ts";
import { productWords, settingWords } from "../timeline/treatment-words.ts";
import { ui } from "../styles/ui.ts";
import type { Timeline } from "../types.ts";
import { count, list, onDay, plain } from "../words.ts";

@customElement("record-screen")
export class RecordScreen extends LitElement {
  static override styles = [ui, css`
    .list { flex: 1; overflow: auto; background: var(--panel); padding: var(--s4) var(--s5); }
    empty-state { flex: 1; }
  `];

  @property() patient = "";
  @property() table: "sessions" | "treatments" = "sessions";
  @state() private timeline: Timeline | null = null;
  @state() private problem: Problem | null = null;

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("patient")) void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.timeline = await api.timeline(this.patient);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  override render(): TemplateResult {
    const timeline = this.timeline;
    return html`<div class="screen"><patient-bar .patient=${timeline?.patient ?? null} tab=${this.table}></patient-bar>
      ${trouble(this.problem)}${timeline ? (this.table === "sessions" ? this.sessions(timeline) : this.treatments(timeline)) : nothing}</div>`;
  }

  private sessions(timeline: Timeline): TemplateResult {
    if (!timeline.sessions.length) return html`<empty-state sign="calendar" head="No session yet" line="A session is the photos of one visit."></empty-state>`;
    const photos = timeline.lanes.flatMap((lane) => lane.rows.flatMap((row) => row.photos.map((photo) => ({ photo, region: lane.region_label }))));
    return html`<div class="list" tabindex="0" role="region" aria-label="Sessions"><table><thead><tr><th scope="col">Date</th><th scope="col">Time point</th><th scope="col">Protocol</th><th scope="col">Photos</th><th scope="col">Places</th></tr></thead><tbody>
      ${timeline.sessions.map((session) => {
        const own = photos.filter((one) => one.photo.session_id === session.id);
        return html`<tr><td class="nowrap">${onDay(session.on)}</td><td><b>${session.label}</b></td><td>${session.protocol ?? html`<span class="q">none</span>`}</td><td>${count(own.length, "photo")}</td><td>${list([...new Set(own.map((one) => one.region.toLowerCase()))])}</td></tr>`;
      })}</tbody></table></div>`;
  }

  private treatments(timeline: Timeline): TemplateResult {
    if (!timeline.treatments.length) return html`<empty-state sign="stethoscope" head="No treatment yet" line="Treatments are recorded with product, batch and settings."></empty-state>`;
    return html`<div class="list" tabindex="0" role="region" aria-label="Treatments"><table><thead><tr><th scope="col">No.</th><th scope="col">Date</th><th scope="col">Treatment</th><th scope="col">Settings</th><th scope="col">Product and batch</th><th scope="col">Practitioner</th><th scope="col">Appointment</th></tr></thead><tbody>
      ${timeline.treatments.map((one) => html`<tr><td>${one.number ?? ""}</td><td class="nowrap">${onDay(one.on)}</td><td><b>${one.title}</b><div class="s q">${regionName(one.area)}</div></td>
        <td>${Object.keys(one.settings).map((name, i) => html`<div><span class="s q">${plain(name)}</span> ${settingWords(one.settings)[i]}</div>`)}</td>
        <td>${one.products.map((use) => html`<div>${productWords(use)}${use.batch ? html`, batch <span class="code">${use.batch}</span>` : nothing}${use.expires_on ? html`<span class="s q"> expires ${onDay(use.expires_on)}</span>` : nothing}</div>`)}</td>
        <td>${one.practitioner ?? html`<span class="q">not recorded</span>`}</td><td class="code">${one.appointment_ref ?? ""}</td></tr>`)}</tbody></table></div>`;
  }
}
