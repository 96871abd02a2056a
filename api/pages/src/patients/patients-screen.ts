/** Find a patient: by name or number, as she types. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { api, thumbnail, type Problem } from "../client.ts";
import { may } from "../may.ts";
import { icon } from "../parts/icon.ts";
import "../parts/photo-tile.ts";
import "../parts/empty-state.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { go, withQuery } from "../router.ts";
import { ui } from "../styles/ui.ts";
import type { Me, Patient } from "../types.ts";
import { count, onDay } from "../words.ts";
import "./patient-form.ts";

@customElement("patients-screen")
export class PatientsScreen extends LitElement {
  static override styles = [ui, css`
    .bar h1 { white-space: nowrap; }
    .search { position: relative; flex: 1 1 260px; max-width: 520px; }
    .search svg { position: absolute; left: 14px; top: calc(var(--target) / 2 - 10px); color: var(--ink-2); }
    .search input { padding-left: 44px; border-radius: var(--radius-control); }
    .list { flex: 1; overflow-y: auto; background: var(--panel); }
    .line { display: grid; grid-template-columns: 76px minmax(0, 1.6fr) minmax(0, 1fr) 130px 170px 24px; align-items: center; gap: var(--s4); padding: 0 var(--s5) 0 0; border-bottom: 1px solid var(--line); text-decoration: none; color: inherit; min-height: 92px; }
    .line:hover { background: var(--accent-soft); }
    .line:focus-visible { outline-offset: -4px; }
    .pic { background: var(--surround-find); align-self: stretch; display: grid; place-items: center; }
    .pic photo-tile { width: 60px; }
    .name { font-size: var(--text-xl); font-weight: var(--weight-strong); }
    .more { padding: var(--s4); text-align: center; }
    .wait { display: grid; gap: 1px; }
    .wait i { height: 91px; background: linear-gradient(90deg, var(--surround-find) 76px, var(--panel) 76px); border-bottom: 1px solid var(--line); }
    empty-state { flex: 1; }
    @media (max-width: 1023px) { .line { grid-template-columns: 76px minmax(0, 1.6fr) 120px 24px; } .line > :is(.born, .last), .bar > .s { display: none; } }
  `];

  @property({ attribute: false }) me!: Me;
  @property() q = "";
  @state() private patients: Patient[] | null = null;
  @state() private next: string | null = null;
  @state() private adding = false;
  @state() private problem: Problem | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("q")) void this.find();
  }

  private async find(after: string | null = null): Promise<void> {
    this.running?.abort();
    this.running = new AbortController();
    try {
      const page = await api.patients(this.q, after, this.running.signal);
      this.patients = after && this.patients ? [...this.patients, ...page.items] : page.items;
      this.next = page.next;
      this.problem = null;
    } catch (error) {
      if (!(error instanceof DOMException)) this.problem = asProblem(error);
    }
  }

  private typed(event: Event): void {
    const words = (event.target as HTMLInputElement).value;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => go(withQuery({ q: words.trim() || null }), { replace: true }), 180);
  }

  override render(): TemplateResult {
    return html`<div class="screen">
      <header class="bar"><h1>Patients</h1>
        <label class="search"><span class="hear">Find a patient by name or number</span>${icon("search")}
          <input class="text" type="search" placeholder="Name or number" .value=${this.q} @input=${this.typed} autocomplete="off" spellcheck="false"></label>
        <span class="s q" role="status">${this.patients === null ? "" : this.next ? `the first ${this.patients.length}` : count(this.patients.length, "patient")}</span>
        <div class="grow"></div>
        ${may(this.me, "edit_patients") ? html`<button type="button" class="btn" @click=${() => { this.adding = true; }}>${icon("user-plus")}Add a patient</button>` : nothing}
      </header>
      ${trouble(this.problem)}
      ${this.body()}
      ${this.adding ? html`<patient-form @closed=${() => { this.adding = false; }} @added=${(event: CustomEvent<Patient>) => go(`/patients/${event.detail.id}`)}></patient-form>` : nothing}
    </div>`;
  }

  private body(): TemplateResult | typeof nothing {
    if (this.patients === null) return this.problem ? nothing : html`<div class="list wait" aria-busy="true">${[1, 2, 3, 4, 5].map(() => html`<i></i>`)}</div>`;
    if (this.patients.length === 0)
      return html`<empty-state sign=${this.q ? "search-x" : "users"} head=${this.q ? "Nobody of that name or number" : "No patients yet"}
        line=${this.q ? "Names are found by their beginning. Check the spelling, or add the patient." : "Add the first one to take photos."}></empty-state>`;
    return html`<div class="list">
      ${repeat(this.patients, (patient) => patient.id, (patient) => this.line(patient))}
      ${this.next ? html`<div class="more"><button type="button" class="btn" @click=${() => void this.find(this.next)}>Show more</button></div>` : nothing}
    </div>`;
  }

  private line(patient: Patient): TemplateResult {
    return html`<a class="line" href="/patients/${patient.id}">
      <div class="pic">${patient.face_photo_id ? html`<photo-tile small src=${thumbnail(patient.face_photo_id)}></photo-tile>` : icon("user", 28, 1.5)}</div>
      <div><div class="name">${patient.family_name}, ${patient.given_name}</div><div class="code q">${patient.number}</div></div>
      <div class="born">${patient.birth_date ? html`born ${onDay(patient.birth_date)}<div class="s q">${patient.age === null ? "" : `${patient.age} years`}</div>` : html`<span class="q">date of birth unknown</span>`}</div>
      <div>${count(patient.photo_count, "photo")}</div>
      <div class="last">${patient.last_visit_on ? html`<span class="s q">last visit</span><div>${onDay(patient.last_visit_on)}</div>` : html`<span class="q">no visit yet</span>`}</div>
      ${icon("chevron-right")}
    </a>`;
  }
}
