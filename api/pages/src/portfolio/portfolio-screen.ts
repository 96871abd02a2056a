/** What may be shown elsewhere, for one purpose and channel. Only what the gate allows is listed and counted; a withdrawal empties it at once. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { api, type Problem } from "../client.ts";
import { duties } from "../consent/duties.ts";
import "../parts/empty-state.ts";
import { icon } from "../parts/icon.ts";
import "../parts/photo-tile.ts";
import "../parts/room-switch.ts";
import { statusShape } from "../parts/shapes.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { CHANNELS, channelName, regionName, viewName } from "../places.ts";
import { go, withQuery } from "../router.ts";
import { ui } from "../styles/ui.ts";
import type { Portfolio, PortfolioItem } from "../types.ts";
import { capital, count } from "../words.ts";
import { portfolioStyle } from "./portfolio-style.ts";

const USES: [string, string, string[]][] = [
  ["marketing", "Marketing", ["website", "social:instagram", "print", "press"]],
  ["other_patients", "Other patients in the clinic", ["chairside", "clinic_screen"]],
  ["teaching", "Teaching", ["clinic_screen", "congress"]],
];
const EVERY = 4000; // ms; and at once when the window is looked at again

@customElement("portfolio-screen")
export class PortfolioScreen extends LitElement {
  static override styles = [ui, portfolioStyle];

  @property({ attribute: false }) query = new URLSearchParams();
  @state() private portfolio: Portfolio | null = null;
  @state() private problem: Problem | null = null;
  @state() private at: Date | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private running: AbortController | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => { if (document.visibilityState === "visible") void this.find(); }, EVERY);
    addEventListener("focus", this.look);
    document.addEventListener("visibilitychange", this.look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.running?.abort();
    removeEventListener("focus", this.look);
    document.removeEventListener("visibilitychange", this.look);
  }

  private look = (): void => { if (document.visibilityState === "visible") void this.find(); };

  private get purpose(): string { return this.query.get("purpose") ?? "marketing"; }
  private get channel(): string { return this.query.get("channel") ?? USES.find(([code]) => code === this.purpose)?.[2][0] ?? "website"; }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("query") as URLSearchParams | undefined;
    if (!changed.has("query")) return;
    // Another purpose is another question: the old answer goes before the new one comes.
    if (!before || before.get("purpose") !== this.query.get("purpose") || before.get("channel") !== this.query.get("channel")) this.portfolio = null;
    void this.find();
  }

  private async find(): Promise<void> {
    this.running?.abort();
    const running = (this.running = new AbortController());
    const asked = { purpose: this.purpose, channel: this.channel, region: this.query.get("region") ?? "", view: this.query.get("view") ?? "" };
    try {
      const portfolio = await api.portfolio(asked, running.signal);
      if (running.signal.aborted) return;
      this.portfolio = portfolio;
      this.at = new Date();
      this.problem = null;
    } catch (error) {
      if (running.signal.aborted) return;
      this.problem = asProblem(error);
      // What may be shown is not known now, so nothing is.
      this.portfolio = null;
    }
  }

  private choose(changes: Record<string, string | null>): void {
    go(withQuery({ photo: null, ...changes }), { replace: true });
  }

  override render(): TemplateResult {
    const chosen = this.portfolio?.items.find((item) => item.photo_id === this.query.get("photo"));
    return html`<div class="screen">
      <header class="bar"><h1>Portfolio</h1><div class="grow"></div><span class="badge" role="status">${icon("shield-check", 18)}${this.at ? `Checked ${this.at.toLocaleTimeString("en-GB")}` : "Checking"}</span><room-switch></room-switch></header>
      <div class="pf">
        <aside class="fac" aria-label="What to show">${this.asking()}${this.portfolio ? this.facets(this.portfolio) : nothing}
          <p class="s q row">${icon("shield-check", 18)}<span>Only photos you may use here are listed and counted.</span></p></aside>
        <div class="find mid">${this.problem ? html`<div class="said">${trouble(this.problem)}</div>` : this.portfolio ? this.grid(this.portfolio) : html`<div class="wait" aria-busy="true">${[1, 2, 3, 4, 5, 6].map(() => html`<i></i>`)}</div>`}</div>
        <aside class="sheet" aria-label="The chosen photo">${chosen ? this.about(chosen) : html`<p class="q">Choose a photo to see what must be done to it before it is shown.</p>`}</aside>
      </div></div>`;
  }

  private asking(): TemplateResult {
    const channels = USES.find(([code]) => code === this.purpose)?.[2] ?? Object.keys(CHANNELS);
    return html`<label class="field">For<select @change=${(event: Event) => this.choose({ purpose: (event.target as HTMLSelectElement).value, channel: null, region: null, view: null })}>
        ${USES.map(([code, word]) => html`<option value=${code} ?selected=${code === this.purpose}>${word}</option>`)}</select></label>
      <label class="field">To be shown on<select @change=${(event: Event) => this.choose({ channel: (event.target as HTMLSelectElement).value, region: null, view: null })}>
        ${channels.map((code) => html`<option value=${code} ?selected=${code === this.channel}>${channelName(code, this.purpose)}</option>`)}</select></label>`;
  }

  private facets(portfolio: Portfolio): TemplateResult[] {
    const words: Record<string, (code: string) => string> = { region: regionName, view: viewName };
    return ["region", "view"].filter((facet) => portfolio.facets[facet]?.length).map((facet) => html`<section><h3>${facet === "region" ? "Place" : "View"}</h3><ul>
      ${portfolio.facets[facet]!.map((one) => {
        const on = this.query.get(facet) === one.value;
        return html`<li><label><input type="checkbox" .checked=${on} @change=${() => this.choose({ [facet]: on ? null : one.value })}><span class="grow">${one.label ?? words[facet]!(one.value)}</span><em>${one.count}</em></label></li>`;
      })}</ul></section>`);
  }

  private grid(portfolio: Portfolio): TemplateResult {
    if (portfolio.items.length === 0) {
      const filtered = this.query.get("region") || this.query.get("view");
      return html`<empty-state sign="search-x" head="Nothing that you may use matches" line=${filtered ? "Remove a filter, or ask more patients for permission." : "No patient has said yes to this use. Ask more patients for permission."}>
        ${filtered ? html`<button type="button" class="btn" @click=${() => this.choose({ region: null, view: null })}>${icon("list-filter")}Remove filters</button>` : nothing}</empty-state>`;
    }
    return html`<p class="total" role="status">${channelName(this.channel, this.purpose)}: ${count(portfolio.total, "photo")} may be shown</p>
      <ul class="grid">${repeat(portfolio.items, (item) => item.photo_id, (item) => this.item(item))}</ul>`;
  }

  private item(item: PortfolioItem): TemplateResult {
    const on = item.photo_id === this.query.get("photo");
    return html`<li><button type="button" class=${on ? "on" : ""} aria-pressed=${on ? "true" : "false"} @click=${() => go(withQuery({ photo: on ? null : item.photo_id }), { replace: true })}>
      <photo-tile src=${item.thumbnail_url} alt=${viewName(item.view)}></photo-tile>
      <span class="cap"><b>${viewName(item.view)}</b> <span class="q">${regionName(item.region)}${weeks(item)}</span></span></button></li>`;
  }

  private about(item: PortfolioItem): TemplateResult {
    const done = duties(item.obligations);
    return html`<h2>${viewName(item.view)}, ${regionName(item.region).toLowerCase()}</h2>
      <ul class="rules"><li>${statusShape("green", 22)}<div><b>Permission</b>${channelName(this.channel, this.purpose)}</div></li>
        ${done.map((duty) => html`<li>${statusShape("green", 22)}<div><b>${capital(duty)}</b>${duty.startsWith("grade") ? "Asked of every pair that leaves here" : "Done to every picture that leaves here"}</div></li>`)}</ul>
      <p>${item.weeks_since_first === 0 ? "Among the first photos of this place." : `${count(item.weeks_since_first, "week")} after the first photo of this place.`}</p>
      <p class="s q">No name, no date and no number of the patient is shown here.</p>`;
  }
}

function weeks(item: PortfolioItem): string {
  return item.weeks_since_first === 0 ? ", first" : `, ${count(item.weeks_since_first, "week")}`;
}
