/** All seven criteria, always visible, each number with its limit; the worst decides. A tap opens the sentence behind a number. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { statusShape } from "../parts/shapes.ts";
import { ui } from "../styles/ui.ts";
import type { Criterion, Grade, Level } from "../types.ts";
import { capital, list } from "../words.ts";
import { NAMES, read } from "./gauge.ts";
import { verdict } from "./verdict.ts";

@customElement("grade-strip")
export class GradeStrip extends LitElement {
  static override styles = [ui, css`
    :host { background: var(--panel); border-top: 1px solid var(--line); flex: none; }
    .grade { display: grid; grid-template-columns: 1.75fr repeat(7, 1fr); }
    .grade > * { min-width: 0; border-left: 1px solid var(--line); }
    .grade > :first-child { border-left: 0; }
    .over { padding: 12px 14px; display: flex; align-items: center; gap: 10px; }
    .over b { font-size: var(--text-l); line-height: 1.2; display: block; }
    .over span { font-size: var(--text-s); color: var(--ink-2); line-height: 1.25; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
    .item button { display: block; width: 100%; text-align: left; border: 0; background: none; padding: 12px 14px; }
    .item button:focus-visible { outline-offset: -4px; }
    .item button[aria-expanded=true] { background: var(--sunken); }
    .n { font-size: var(--text-s); display: flex; gap: 7px; align-items: center; font-weight: 500; color: var(--ink-2); }
    .v { font-size: var(--text-xl); font-weight: var(--weight-strong); line-height: 1.25; margin-top: 2px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .v.word { font-size: var(--text-m); line-height: 1.72; }
    .l { font-size: var(--text-s); color: var(--ink-2); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-height: 1.4em; }
    .gauge { height: 6px; background: linear-gradient(var(--edge), var(--edge)) 0 50%/100% 1px no-repeat; position: relative; margin-top: 8px; }
    .gauge::before { content: ""; position: absolute; left: 0; top: 2px; height: 2px; width: 50%; background: var(--ink); }
    .gauge::after { content: ""; position: absolute; left: 50%; top: -2px; height: 10px; width: 1px; background: var(--ink); }
    .gauge i { position: absolute; top: -1px; width: 8px; height: 8px; margin-left: -4px; background: var(--ink); border-radius: 50%; box-shadow: 0 0 0 2px var(--panel); z-index: 1; }
    .gauge.window::before { left: 30%; width: 40%; }
    .gauge.window::after { left: 30%; width: 40%; background: none; border: solid var(--ink); border-width: 0 1px; }
    .gauge.none { background: none; border-bottom: 1px dashed var(--edge); height: 4px; margin-bottom: 2px; }
    .gauge.none::before, .gauge.none::after { display: none; }
    .short { display: none; }
    .evidence { padding: var(--s2) var(--s5) var(--s3); border-top: 1px solid var(--line); }
    @media (max-width: 1279px) { .l .long { display: none; } .l .short { display: inline; } .grade { grid-template-columns: 1.5fr repeat(7, 1fr); } .item button, .over { padding: 10px; } }
    @media (max-width: 1023px) {
      .grade { grid-template-columns: repeat(7, 1fr); }
      .over { grid-column: 1 / -1; border-bottom: 1px solid var(--line); padding: 10px 16px; }
      .grade > :nth-child(2) { border-left: 0; }
      .item button { padding: 8px 4px 10px 10px; }
      .v { font-size: 20px; } .gauge { display: none; }
      .long { display: none; } .short { display: inline; }
    }
  `];

  @property({ attribute: false }) grade!: Grade;
  @property({ type: Boolean }) refused = false;
  @state() private open = "";

  override render(): TemplateResult {
    const overall: Level = this.refused ? "red" : this.grade.overall;
    const opened = this.grade.criteria.find((criterion) => criterion.name === this.open);
    const why = overall === "red" ? "Not a result, for anyone" : deciding(this.grade);
    return html`<div class="grade" role="list" aria-label="Grade">
        <div class="over" role="listitem">${statusShape(overall, 34)}<div><b>${verdict(overall)}</b><span title=${why}>${why}</span></div></div>
        ${this.grade.criteria.map((criterion) => this.item(criterion))}
      </div>
      ${opened ? html`<div class="evidence" role="status"><b>${NAMES[opened.name]?.word ?? opened.name}</b> ${capital(opened.sentence)}</div>` : nothing}`;
  }

  private item(criterion: Criterion): TemplateResult {
    const { value, limit, short, gauge } = read(criterion);
    const name = NAMES[criterion.name] ?? { word: criterion.name, short: criterion.name };
    return html`<div class="item" role="listitem"><button type="button" aria-expanded=${this.open === criterion.name ? "true" : "false"}
      aria-label=${`${name.word}: ${criterion.level}, ${value}${limit ? `, ${limit}` : ""}`} title=${capital(criterion.sentence)}
      @click=${() => { this.open = this.open === criterion.name ? "" : criterion.name; }}>
      <div class="n">${statusShape(criterion.level, 16)}<span class="long">${name.word}</span><span class="short">${name.short}</span></div>
      <div class="v ${/^[^\d]{7,}/.test(value) ? "word" : ""}">${value}</div>
      <div class="l"><span class="long">${limit}</span><span class="short">${short}</span></div>
      <div class="gauge ${gauge.kind}">${gauge.kind === "none" ? nothing : html`<i .style=${`left: ${gauge.dot * 100}%`}></i>`}</div>
    </button></div>`;
  }
}

/** What decided, in a few words: the names of the worst criteria. Their sentences open with a tap. */
function deciding(grade: Grade): string {
  const worst = grade.criteria.filter((criterion) => criterion.level === grade.overall).map((criterion) => NAMES[criterion.name]?.word ?? criterion.name);
  if (grade.overall === "green") return "All seven within their limits";
  if (grade.overall === "unknown") return `${list(worst)} not known`;
  return worst.length === 1 ? (grade.criteria.find((criterion) => criterion.level === grade.overall)?.sentence ?? "") : `${list(worst)} beyond the first limit`;
}
