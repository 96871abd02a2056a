/** The tray: the two picked, what lies between them, and how far they can be compared, before Compare is opened. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../parts/icon.ts";
import "../parts/photo-tile.ts";
import { statusShape } from "../parts/shapes.ts";
import { ui } from "../styles/ui.ts";
import type { Problem } from "../client.ts";
import type { Comparison, Level, Treatment } from "../types.ts";
import { interval, onDayShort } from "../words.ts";
import { verdict } from "../compare/verdict.ts";
import { between, productWords } from "./treatment-words.ts";

export interface Picked { id: string; thumbnail: string; taken_at: string; session: string; view: string }

@customElement("pick-tray")
export class PickTray extends LitElement {
  static override styles = [ui, css`
    :host { flex: none; background: var(--panel); border-top: 1px solid var(--line); }
    .tray { min-height: 84px; display: flex; align-items: center; gap: 22px; padding: var(--s2) var(--s5) var(--s2) var(--s4); }
    .pick { display: flex; gap: var(--s3); align-items: center; line-height: 1.25; white-space: nowrap; }
    .pick span span { display: block; color: var(--ink-2); font-size: var(--text-s); }
    .pic { background: var(--surround-find); padding: 6px; width: 60px; flex: none; }
    .empty { width: 60px; height: 72px; border: 2px dashed var(--edge); flex: none; }
    .between { line-height: 1.35; border-left: 1px solid var(--line); padding-left: 20px; overflow: hidden; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; }
    .verdict { white-space: nowrap; font-weight: var(--weight-strong); }
    .verdict .fine { font-weight: 400; }
    @media (max-width: 1279px) { .verdict .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }
    @media (max-width: 1023px) { .tray { flex-wrap: wrap; gap: var(--s3); } .between { border: 0; padding: 0; order: 9; flex-basis: 100%; } }
  `];

  @property({ attribute: false }) picks: Picked[] = [];
  @property({ attribute: false }) between: Treatment[] = [];
  @property({ attribute: false }) comparison: Comparison | null = null;
  @property({ attribute: false }) problem: Problem | null = null;
  @property() patient = "";

  override render(): TemplateResult {
    const [one, two] = this.picks;
    if (!one) return html`<div class="tray"><div class="empty"></div><div class="empty"></div><p class="q grow">Pick two photos of one view to compare them. The first one picked is kept, a third replaces the second.</p></div>`;
    return html`<div class="tray">
      ${this.picks.map((pick, i) => html`<div class="pick"><div class="pic"><photo-tile small src=${pick.thumbnail} alt=""></photo-tile></div>
        <span><b>${i + 1}&ensp;${pick.session}</b><span>${onDayShort(pick.taken_at)}, ${pick.view.toLowerCase()}</span></span></div>`)}
      ${two ? html`<div class="between grow">${this.middle(one, two)}</div>${this.verdict()}` : html`<p class="q grow">Pick the second one.</p>`}
      <button type="button" class="btn bare" @click=${() => this.dispatchEvent(new Event("clear"))}>Clear</button>
      ${two ? this.button() : nothing}
    </div>`;
  }

  private middle(one: Picked, two: Picked): TemplateResult {
    const products = this.between.flatMap((treatment) => treatment.products);
    const days = Math.round((Date.parse(two.taken_at) - Date.parse(one.taken_at)) / 86_400_000);
    return html`Between them: <b>${interval(days)}</b>, <b>${between(this.between)}</b>${products.map((use) => html`, ${productWords(use)}${use.batch ? html`, batch <span class="code">${use.batch}</span>` : nothing}`)}`;
  }

  private verdict(): TemplateResult {
    if (this.problem) return html`<div class="verdict row" role="status">${statusShape("unknown", 28)}<span>${this.problem.title}</span></div>`;
    if (!this.comparison) return html`<div class="verdict row q" role="status">Aligning the two</div>`;
    const level: Level = this.comparison.status === "refused" ? "red" : this.comparison.grade.overall;
    return html`<div class="verdict row" role="status">${statusShape(level, 28)}<span class="word">${verdict(level)}</span></div>`;
  }

  private button(): TemplateResult {
    if (!this.comparison) return html`<button type="button" class="btn big" aria-disabled="true">${icon("columns-2", 22)}${this.problem ? "Not comparable" : "Aligning"}</button>`;
    return html`<a class="btn big go" href="/patients/${this.patient}/compare/${this.comparison.id}">${icon("columns-2", 22)}Compare</a>`;
  }
}
