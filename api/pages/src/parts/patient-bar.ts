/** The patient is always named: latest front photo, name, date of birth and age, number. Same place on every screen. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { thumbnail } from "../client.ts";
import { ui } from "../styles/ui.ts";
import type { Patient } from "../types.ts";
import { fullName, onDay } from "../words.ts";
import { icon } from "./icon.ts";
import "./room-switch.ts";

const TABS: [string, string, string][] = [["timeline", "", "Timeline"], ["sessions", "/sessions", "Sessions"], ["treatments", "/treatments", "Treatments"], ["consent", "/consent", "Consent"]];

@customElement("patient-bar")
export class PatientBar extends LitElement {
  static override styles = [ui, css`
    header { height: 64px; background: var(--panel); border-bottom: 1px solid var(--line); display: flex; align-items: center; gap: var(--s4); padding: 0 var(--s5) 0 var(--s4); }
    :host([compare]) header { border: 0; background: var(--bar, var(--ground)); }
    .face { width: 48px; height: 48px; object-fit: cover; object-position: 50% 30%; background: var(--surround-judge); box-shadow: 0 0 0 4px var(--surround-find); flex: none; }
    .name { font-size: var(--text-xl); font-weight: var(--weight-strong); line-height: 1.15; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; letter-spacing: 0; }
    .id { font-size: var(--text-s); color: var(--ink-2); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .who { min-width: 140px; flex: 0 1 auto; overflow: hidden; }
    .sp { flex: 1; }
    .acts { display: flex; gap: var(--s4); align-items: center; }
    @media (pointer: coarse) { header { height: 72px; } }
    @media (max-width: 1279px) { .badge .word { display: none; } }
    @media (max-width: 1023px) {
      header { padding-right: var(--s4); gap: var(--s3); }
      header.tabbed { flex-wrap: wrap; height: auto; padding-top: var(--s2); }
      .tabbed .seg { order: 9; flex: 1 0 100%; border-radius: 0; margin: 0 calc(-1 * var(--s4)); padding: 4px var(--s4); }
      .tabbed .seg > * { flex: 1; justify-content: center; }
    }
  `];

  @property({ attribute: false }) patient: Patient | null = null;
  @property() tab = "";
  /** Where the back arrow leads; without it there is none. */
  @property() back = "";
  @property({ type: Boolean, reflect: true }) compare = false;
  @property({ type: Boolean }) withoutRoom = false;
  @state() private faceMissing = false;

  override render(): TemplateResult {
    const patient = this.patient;
    return html`<header class=${this.tab ? "tabbed" : ""} aria-label=${patient ? fullName(patient) : "Patient"}>
      ${this.back ? html`<a class="btn ico plain" href=${this.back} aria-label="Back">${icon("arrow-left", 24)}</a>` : nothing}
      ${patient?.face_photo_id && !this.faceMissing
        ? html`<img class="face" src=${thumbnail(patient.face_photo_id)} alt="" @error=${() => { this.faceMissing = true; }}>`
        : html`<div class="face"></div>`}
      <div class="who">${patient ? html`<h1 class="name">${fullName(patient)}</h1><div class="id">${this.identity(patient)}</div>` : nothing}</div>
      <div class="sp"></div>
      ${this.tab && patient ? this.tabs(patient) : nothing}
      <slot name="middle"></slot>
      <div class="sp"></div>
      <div class="acts">${this.tab && patient?.treating ? html`<span class="badge" title="You treat this patient">${icon("stethoscope", 18)}<span class="word">You treat ${{ female: "her", male: "him" }[patient.sex ?? ""] ?? "them"}</span></span>` : nothing}
        <slot name="before-room"></slot>${this.withoutRoom ? nothing : html`<room-switch></room-switch>`}<slot></slot></div>
    </header>`;
  }

  private identity(patient: Patient): TemplateResult {
    const born = patient.birth_date ? `born ${onDay(patient.birth_date)}${patient.age === null ? "" : `, ${patient.age}`}` : "date of birth unknown";
    return html`${born} · <span class="code">${patient.number}</span>`;
  }

  private tabs(patient: Patient): TemplateResult {
    return html`<nav class="seg" aria-label="Record">${TABS.map(([name, path, word]) => html`<a href="/patients/${patient.id}${path}"
      class=${name === this.tab ? "on" : ""} aria-current=${name === this.tab ? "page" : "false"}>${word}</a>`)}</nav>`;
  }
}
