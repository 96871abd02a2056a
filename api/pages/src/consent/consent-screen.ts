/** What a patient permits, use by use; what she signed; and the end of it in one action. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import "../parts/patient-bar.ts";
import { statusShape } from "../parts/shapes.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { IDENTIFIABILITY, channelSaid, purposeName, regionName } from "../places.ts";
import { ui } from "../styles/ui.ts";
import type { ConsentEvent, Consents, Grant, Patient } from "../types.ts";
import { atTime, capital, count, list, onDay, plain, them } from "../words.ts";
import "./consent-matrix.ts";

@customElement("consent-screen")
export class ConsentScreen extends LitElement {
  static override styles = [ui, css`
    .body { flex: 1; min-height: 0; overflow-y: auto; background: var(--panel); display: grid; grid-template-columns: minmax(0, 1fr) 440px; }
    .left { padding: var(--s5); }
    .right { border-left: 1px solid var(--line); padding: var(--s5); display: flex; flex-direction: column; gap: var(--s4); }
    .head { display: flex; gap: var(--s4); align-items: flex-end; margin-bottom: var(--s4); }
    article { border-bottom: 1px solid var(--line); padding-bottom: var(--s4); display: grid; gap: var(--s2); }
    article .btn { justify-self: start; }
    .ended { color: var(--ink-2); }
    ol { font-size: var(--text-s); }
    ol li { display: grid; grid-template-columns: 150px 1fr; gap: var(--s3); padding: 4px 0; }
    .done { display: flex; gap: var(--s3); background: var(--ok-soft); padding: var(--s3) var(--s4); border-radius: var(--radius-control); margin-bottom: var(--s4); }
    @media (max-width: 1279px) { .body { grid-template-columns: minmax(0, 1fr); } .right { border-left: 0; border-top: 1px solid var(--line); } }
  `];

  @property() patient = "";
  @property({ type: Boolean }) mayTake = false;
  @state() private who: Patient | null = null;
  @state() private consents: Consents | null = null;
  @state() private problem: Problem | null = null;
  @state() private busy = "";
  @state() private done = "";

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("patient")) void this.load();
  }

  private async load(): Promise<void> {
    try {
      [this.who, this.consents] = await Promise.all([api.patient(this.patient), api.consents(this.patient)]);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private async withdraw(grant: Grant): Promise<void> {
    if (this.busy) return;
    this.busy = grant.id;
    this.problem = null;
    try {
      await api.withdraw(grant.id);
      this.consents = await api.consents(this.patient);
      this.done = `Withdrawn: ${list(grant.purposes.map(purposeName)).toLowerCase()}. Nobody can use these photos for it from now on.`;
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = "";
    }
  }

  override render(): TemplateResult {
    return html`<div class="screen"><patient-bar .patient=${this.who} tab="consent" withoutRoom></patient-bar>
      <div class="body">
        <div class="left">
          <div class="head"><div class="grow"><h2>Who else may see the photos</h2><p class="q">Care rests on treating the patient. Everything else rests on what was signed here.</p></div>
            ${this.mayTake && this.who ? html`<a class="btn go" href="/patients/${this.patient}/consent/give">${icon("pen-line")}Ask ${them(this.who.sex)}</a>` : nothing}</div>
          ${this.done ? html`<div class="done" role="status">${statusShape("green", 22)}<span>${this.done}</span></div>` : nothing}
          ${trouble(this.problem)}
          ${this.consents ? html`<consent-matrix .matrix=${this.consents.matrix}></consent-matrix>` : nothing}
        </div>
        <div class="right">${this.consents ? this.signed(this.consents) : nothing}</div>
      </div></div>`;
  }

  private signed(consents: Consents): TemplateResult {
    return html`<h2>What was signed</h2>
      ${consents.grants.length ? consents.grants.map((grant) => this.grant(grant)) : html`<p class="q">Nothing yet. Every use but care is refused until something is signed.</p>`}
      <h2>What happened</h2>
      ${consents.events.length ? nothing : html`<p class="q">Nothing yet.</p>`}<ol>${consents.events.map((event) => html`<li><span class="q">${atTime(event.at)}</span><span>${eventWords(event)}</span></li>`)}</ol>`;
  }

  private grant(grant: Grant): TemplateResult {
    const runs = ["active", "not_yet", "withdrawn_in_part"].includes(grant.state);
    const ended = grant.withdrawn_at ? `withdrawn ${atTime(grant.withdrawn_at)}` : grant.state === "expired" ? `ended ${onDay(grant.expires_at)}` : plain(grant.state);
    return html`<article class=${runs ? "" : "ended"}>
      <div class="row">${statusShape(runs ? "green" : "unknown", 22)}<b class="grow">${list(grant.purposes.map(purposeName))}</b><span class="s">${runs ? "" : ended}</span></div>
      <div>${capital(list(grant.channels.map((channel) => channelSaid(channel, grant.purposes[0]))))}. ${IDENTIFIABILITY[grant.identifiability]?.label ?? capital(plain(grant.identifiability))}. ${scopeWords(grant)}.</div>
      <div class="s q">Signed ${onDay(grant.granted_at)} by the ${grant.signed_by}, until ${onDay(grant.expires_at)} · ${grant.document.title}, version ${grant.document.version}</div>
      ${runs && this.mayTake ? html`<button type="button" class="btn" aria-disabled=${this.busy === grant.id ? "true" : "false"} @click=${() => void this.withdraw(grant)}>${icon("undo-2")}${this.busy === grant.id ? "Withdrawing" : "Withdraw"}</button>` : nothing}
    </article>`;
  }
}

function eventWords(event: ConsentEvent): string {
  const uses = event.purposes ? list(event.purposes.map(purposeName)) : "Everything";
  const ways = event.channels?.map((channel) => channelSaid(channel, event.purposes?.[0])) ?? [];
  return `${event.kind === "grant" ? "Yes to" : "Taken back:"} ${uses.toLowerCase()}${ways.length ? `, ${list(ways)}` : ""}`;
}

function scopeWords(grant: Grant): string {
  const { kind, ids = [], regions = [] } = grant.scope;
  if (kind === "patient") return "All photos";
  if (kind === "region") return capital(list(regions.map((region) => regionName(region).toLowerCase())));
  return count(ids.length, kind);
}
