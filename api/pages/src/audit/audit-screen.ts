/** Who looked at what, when, and whether the chain of entries holds. Entries are read here, never changed. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import "../parts/empty-state.ts";
import { icon } from "../parts/icon.ts";
import "../parts/room-switch.ts";
import { statusShape } from "../parts/shapes.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { channelSaid, purposeName } from "../places.ts";
import { go, withQuery } from "../router.ts";
import { ui } from "../styles/ui.ts";
import type { AuditEntry, Verification } from "../types.ts";
import { atTime, capital, count, plain } from "../words.ts";

@customElement("audit-screen")
export class AuditScreen extends LitElement {
  static override styles = [ui, css`
    .chain { display: flex; gap: var(--s3); align-items: center; padding: var(--s4) var(--s5); background: var(--panel); border-bottom: 1px solid var(--line); }
    .chain.bad { background: var(--stop-soft); }
    .chain .code { overflow-wrap: anywhere; }
    form { display: flex; gap: var(--s3); align-items: flex-end; padding: var(--s3) var(--s5); background: var(--panel); border-bottom: 1px solid var(--line); flex-wrap: wrap; }
    form .field { flex: 0 1 330px; }
    .list { flex: 1; min-height: 0; overflow: auto; background: var(--panel); padding: 0 var(--s5) var(--s5); }
    table { min-width: 760px; }
    thead th { position: sticky; top: 0; background: var(--panel); z-index: 1; }
    td { font-size: 15px; }
    td.bad { color: var(--stop); font-weight: var(--weight-strong); }
    .more { padding: var(--s4); text-align: center; }
    .act { display: flex; gap: 8px; align-items: flex-start; }
  `];

  @property({ attribute: false }) query = new URLSearchParams();
  @state() private entries: AuditEntry[] | null = null;
  @state() private next: string | null = null;
  @state() private chain: Verification | null = null;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.verify();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("query")) void this.find();
  }

  private async verify(): Promise<void> {
    this.chain = null;
    try {
      this.chain = await api.verification();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private async find(after: string | null = null): Promise<void> {
    try {
      const page = await api.audit({ photo_id: this.query.get("photo"), actor_id: this.query.get("actor"), after });
      this.entries = after && this.entries ? [...this.entries, ...page.items] : page.items;
      this.next = page.next;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private filter(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    go(withQuery({ photo: String(form.get("photo")).trim() || null, actor: String(form.get("actor")).trim() || null }), { replace: true });
  }

  override render(): TemplateResult {
    return html`<div class="screen">
      <header class="bar"><h1>Audit</h1><div class="grow"></div><room-switch></room-switch></header>
      ${this.verdict()}
      <form @submit=${this.filter}>
        <label class="field">Photo<input name="photo" class="code" placeholder="id of a photo" .value=${this.query.get("photo") ?? ""}></label>
        <label class="field">Person<input name="actor" class="code" placeholder="id of a person" .value=${this.query.get("actor") ?? ""}></label>
        <button class="btn">${icon("list-filter")}Show these</button>
        ${this.query.size ? html`<a class="btn bare" href="/audit">Show all</a>` : nothing}
      </form>
      ${this.problem ? trouble(this.problem) : nothing}
      ${this.body()}</div>`;
  }

  private verdict(): TemplateResult {
    const chain = this.chain;
    if (!chain) return html`<div class="chain" role="status">${statusShape("unknown", 26)}<span>Reading the chain from its first entry</span></div>`;
    if (chain.ok)
      return html`<div class="chain" role="status">${statusShape("green", 26)}<div class="grow"><b>The chain holds.</b> ${count(chain.entries, "entry", "entries")}, each with the hash of the one before.
        <div class="s q">Head <span class="code">${chain.head}</span></div></div><button type="button" class="btn" @click=${() => void this.verify()}>${icon("refresh-cw")}Verify again</button></div>`;
    return html`<div class="chain bad" role="alert">${statusShape("red", 26)}<div class="grow"><b>The chain is broken at entry ${chain.first_bad}.</b> What stands there was not written by this service, or an entry is missing.
      Keep the machine as it is and tell whoever is responsible for data protection.</div></div>`;
  }

  private body(): TemplateResult | typeof nothing {
    if (!this.entries) return nothing;
    if (!this.entries.length) return html`<empty-state sign="search-x" head="No entry matches" line="Remove a filter, or check the id." address="/audit" act="Show all"></empty-state>`;
    return html`<div class="list" tabindex="0" role="region" aria-label="Entries"><table>
      <thead><tr><th scope="col">No.</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">For</th><th scope="col">Photo</th></tr></thead>
      <tbody>${this.entries.map((entry) => this.row(entry))}</tbody></table>
      ${this.next ? html`<div class="more"><button type="button" class="btn" @click=${() => void this.find(this.next)}>Show older ones</button></div>` : nothing}</div>`;
  }

  private row(entry: AuditEntry): TemplateResult {
    const refused = entry.outcome === "refused";
    const bad = this.chain && !this.chain.ok && this.chain.first_bad === entry.sequence;
    const use = [entry.purpose && purposeName(entry.purpose), entry.channel && channelSaid(entry.channel, entry.purpose ?? "")].filter(Boolean).join(", ");
    return html`<tr><td class="code ${bad ? "bad" : ""}">${entry.sequence}</td><td class="nowrap">${atTime(entry.at)}</td><td>${entry.actor_name ?? (entry.actor_role === "system" ? "the service" : plain(entry.actor_role))}</td>
      <td><span class="act">${refused ? statusShape("red", 18) : nothing}${capital(plain(entry.act.replaceAll(".", " ")))}${refused ? ": refused" : ""}</span></td><td>${use}</td>
      <td>${entry.photo_id ? html`<a class="code" href="/audit?photo=${entry.photo_id}">${entry.photo_id.slice(0, 8)}</a>` : ""}</td></tr>`;
  }
}
