/** Two photos, aligned or refused; the grade, what was corrected and where the pair may go are always in view. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { may } from "../may.ts";
import "../parts/empty-state.ts";
import { icon } from "../parts/icon.ts";
import "../parts/patient-bar.ts";
import "../parts/sheet-dialog.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { go, withQuery } from "../router.ts";
import { between, productWords } from "../timeline/treatment-words.ts";
import { ui } from "../styles/ui.ts";
import type { Comparison, Me, Patient, Use } from "../types.ts";
import { list } from "../words.ts";
import { betweenPanel, betweenStyle } from "./between-panel.ts";
import { compareStyle } from "./compare-style.ts";
import { correctedPanel, correctedStyle } from "./corrected-panel.ts";
import "./grade-strip.ts";
import "./mode-switch.ts";
import { MODES, offReason, usableMode } from "./modes.ts";
import "./photo-stage.ts";
import { recipeSheet } from "./recipe-sheet.ts";
import { refusedPanel, refusedStyle, retakePanel, retakeWords } from "./refused-panel.ts";
import { releaseSheet } from "./release-sheet.ts";
import "./series-stage.ts";
import "./share-panel.ts";

type Sheet = "" | "between" | "corrected" | "uses" | "recipe" | "why";

@customElement("compare-screen")
export class CompareScreen extends LitElement {
  static override styles = [ui, compareStyle, betweenStyle, correctedStyle, refusedStyle];

  @property({ attribute: false }) me!: Me;
  @property() patient = "";
  @property() comparison = "";
  @property() mode = "";
  @state() private who: Patient | null = null;
  @state() private pair: Comparison | null = null;
  @state() private problem: Problem | null = null;
  @state() private sheet: Sheet = "";
  @state() private release: Use | null = null;
  @state() private width = innerWidth;
  @state() private said = "";

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.pressed);
    addEventListener("resize", this.resized);
    this.addEventListener("prepare", (event) => { this.release = (event as CustomEvent<Use>).detail; this.sheet = ""; });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.pressed);
    removeEventListener("resize", this.resized);
  }

  private resized = (): void => { this.width = innerWidth; };

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("comparison")) void this.load();
  }

  private async load(): Promise<void> {
    this.problem = null;
    try {
      [this.pair, this.who] = await Promise.all([api.comparison(this.comparison), api.patient(this.patient)]);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Why something cannot be done, for as long as it takes to read. */
  private say(words: string): void {
    this.said = words;
    setTimeout(() => { if (this.said === words) this.said = ""; }, 6000);
  }

  private choose(mode: string): void {
    go(withQuery({ mode }), { replace: true });
  }

  private pressed = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0] as Element;
    if (!this.pair || event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input, select, textarea, dialog")) return;
    const mode = MODES[Number(event.key) - 1];
    if (!mode || this.pair.status === "refused") return;
    const off = offReason(mode.id, this.pair);
    if (off) this.say(`${mode.word} ${off}`);
    else this.choose(mode.id);
  };

  override render(): TemplateResult {
    const back = this.pair ? `/patients/${this.patient}?pick=${this.pair.before.photo_id},${this.pair.after.photo_id}` : `/patients/${this.patient}`;
    const pair = this.pair;
    const mode = pair ? usableMode(this.mode, pair) : "";
    const upright = this.width < 1024;
    return html`<div class="cmp">
      <patient-bar compare .patient=${this.who} back=${back}>${pair && !upright ? html`<div slot="middle">${this.modes(pair, mode, false)}</div>` : nothing}</patient-bar>
      ${this.problem ? html`<div class="said">${trouble(this.problem)}</div>` : nothing}
      ${pair ? this.body(pair, mode, upright) : html`<div class="surround grow"></div>`}
      ${pair ? this.open(pair) : nothing}
    </div>`;
  }

  private modes(pair: Comparison, mode: string, stacked: boolean): TemplateResult {
    if (pair.status === "refused") return html`<div class="row"><div class="seg"><span class="on">${icon("unlink")}Apart</span></div><span class="q other">The other modes need a comparable pair</span></div>`;
    return html`<mode-switch .mode=${mode} .comparison=${pair} ?stacked=${stacked} @mode=${(event: CustomEvent<string>) => this.choose(event.detail)} @off=${(event: CustomEvent<string>) => this.say(event.detail)}></mode-switch>`;
  }

  private body(pair: Comparison, mode: string, upright: boolean): TemplateResult {
    const refused = pair.status === "refused";
    const wide = this.width >= 1280;
    const stage = html`<div class="stage">${mode === "grid" || mode === "timelapse" ? html`<series-stage .comparison=${pair} .patient=${this.patient} .mode=${mode}></series-stage>` : html`<photo-stage .comparison=${pair} .mode=${mode}></photo-stage>`}${this.said ? html`<p class="off" role="status">${this.said}</p>` : nothing}</div>`;
    const strip = html`<grade-strip .grade=${pair.grade} ?refused=${refused}></grade-strip>`;
    if (wide) return html`<div class="mid ${refused ? "refused" : ""}">${stage}<aside class="side">${refused ? refusedPanel(pair, this.patient, may(this.me, "add_photos")) : this.side(pair, mode)}</aside></div>${strip}`;
    return html`<div class="mid one">${stage}</div>
      ${upright ? html`<div class="modesbar">${this.modes(pair, mode, true)}</div>` : nothing}${strip}${this.rows(pair)}`;
  }

  private side(pair: Comparison, mode: string): TemplateResult {
    return html`${pair.grade.overall === "red" ? html`<section><h2>Not a result. Retake so</h2>${retakePanel(pair)}</section>` : nothing}
      <section><h2>Between the two</h2>${betweenPanel(pair)}</section>
      <section>${this.correctedHead(mode)}${correctedPanel(pair.corrected)}</section>
      <section class="last"><h2>Share, for</h2><share-panel .uses=${pair.uses} .patient=${this.who}></share-panel></section>`;
  }

  private correctedHead(mode: string): TemplateResult {
    return html`<div class="row"><h2 class="grow">What was corrected</h2>
      <button type="button" class="lk s" aria-pressed=${mode === "apart" ? "true" : "false"} @click=${() => this.choose(mode === "apart" ? "side_by_side" : "apart")}>${mode === "apart" ? "Aligned" : "Originals"}</button>
      <button type="button" class="lk s" @click=${() => { this.sheet = "recipe"; }}>Recipe</button></div>`;
  }

  /** Where there is no room for a side panel: rows that open a sheet. */
  private rows(pair: Comparison): TemplateResult {
    const products = pair.between.treatments.flatMap((treatment) => treatment.products).map((use) => `${productWords(use)}${use.batch ? `, batch ${use.batch}` : ""}`);
    const allowed = pair.uses.filter((use) => use.allowed).map((use) => use.label.toLowerCase());
    const row = (sheet: Sheet, sign: string, word: string, text: string) => html`<button type="button" class="dis" @click=${() => { this.sheet = sheet; }}>${icon(sign, 22)}<span class="grow"><b>${word}</b> ${text}</span>${icon("chevron-down", 22)}</button>`;
    return html`<div class="low">
      ${pair.status === "refused" ? row("why", "info", "Why:", pair.detail ?? "no shift, turn or scale brings them together") : nothing}
      ${pair.status !== "refused" && pair.grade.overall === "red" ? row("why", "camera", "Retake so:", retakeWords(pair)) : nothing}
      ${row("between", "layers", "Between:", [between(pair.between.treatments), ...products].join(", "))}
      ${pair.status === "refused" ? nothing : row("corrected", "move-diagonal", "Corrected:", pair.corrected?.sentence ?? "nothing")}
      ${row("uses", "shield-check", "May be used for:", allowed.length ? list(allowed) : "nothing yet")}
    </div>
    <div class="acts"><a class="btn big" href="/patients/${this.patient}?pick=${pair.before.photo_id}">${icon("images", 24)}Other date</a>
      <button type="button" class="btn big go grow" @click=${() => { this.sheet = pair.status === "refused" ? "why" : "uses"; }}>${icon(pair.status === "refused" ? "camera" : "share-2", 24)}${pair.status === "refused" ? "Retake so" : "Share, for"}</button></div>`;
  }

  private open(pair: Comparison): TemplateResult | typeof nothing {
    if (this.release) return releaseSheet(pair, this.release, () => { this.release = null; });
    const close = () => { this.sheet = ""; };
    switch (this.sheet) {
      case "": return nothing;
      case "recipe": return recipeSheet(pair, close);
      case "between": return html`<sheet-dialog head="Between the two" @closed=${close}>${betweenPanel(pair)}</sheet-dialog>`;
      case "corrected": return html`<sheet-dialog head="What was corrected" @closed=${close}>${correctedPanel(pair.corrected)}</sheet-dialog>`;
      case "uses": return html`<sheet-dialog head="Share, for" @closed=${close}><share-panel .uses=${pair.uses} .patient=${this.who}></share-panel></sheet-dialog>`;
      case "why": return html`<sheet-dialog head=${pair.status === "refused" ? "Why not" : "Not a result. Retake so"} @closed=${close}>${pair.status === "refused" ? refusedPanel(pair, this.patient, may(this.me, "add_photos")) : retakePanel(pair)}</sheet-dialog>`;
    }
  }
}
