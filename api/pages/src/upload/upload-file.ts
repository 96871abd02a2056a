/** One file on its way: sent, landed, measured, aligned; or refused, with the reason and what to do. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { thumbnail } from "../client.ts";
import "../parts/photo-tile.ts";
import { icon } from "../parts/icon.ts";
import { statusShape } from "../parts/shapes.ts";
import { regionName, viewName } from "../places.ts";
import { ui } from "../styles/ui.ts";
import type { Level } from "../types.ts";
import { atTime, capital, plain } from "../words.ts";
import { OVERRULED, refusalWords, size, type Step } from "./outcome.ts";
import type { Item } from "./queue.ts";

const STEPS: [string, Step[]][] = [
  ["Sent and kept", ["landed", "measured", "aligned", "apart", "unreadable"]],
  ["Measured", ["measured", "aligned", "apart"]],
  ["Aligned to the baseline", ["aligned"]],
];

@customElement("upload-file")
export class UploadFile extends LitElement {
  static override styles = [ui, css`
    :host { border-bottom: 1px solid var(--line); background: var(--panel); }
    .item { display: grid; grid-template-columns: 108px minmax(0, 1fr); gap: var(--s5); }
    .pic { background: var(--surround-find); color: var(--on-find); padding: var(--s3); display: grid; align-items: center; min-height: 130px; }
    .pic photo-tile { width: 84px; }
    .pic svg { margin: auto; }
    .said { padding: var(--s3) var(--s5) var(--s3) 0; display: grid; gap: var(--s2); align-content: center; }
    .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    ol { display: flex; gap: var(--s5); flex-wrap: wrap; }
    li { display: flex; gap: var(--s2); align-items: center; color: var(--ink-2); }
    li.done { color: var(--ink); font-weight: var(--weight-strong); }
    progress { width: 100%; max-width: 420px; height: 8px; accent-color: var(--accent); }
    dl { display: flex; flex-wrap: wrap; gap: 2px var(--s5); font-size: var(--text-s); }
    dl div { display: flex; gap: 6px; } dt { color: var(--ink-2); }
  `];

  @property({ attribute: false }) item!: Item;
  @property({ attribute: false }) step!: Step;
  @property({ type: Number }) share = 0;
  @property({ type: Boolean }) isBaseline = false;

  override render(): TemplateResult {
    const { file, photo, step, about } = this.item;
    return html`<div class="item" role="group" aria-label=${file.name}>
      <div class="pic">${photo && step !== "landed" ? html`<photo-tile src=${thumbnail(photo.id)} state=${photo.state} alt=""></photo-tile>` : icon(this.item.problem ? "image-off" : "file-image", 40, 1.4)}</div>
      <div class="said">
        <div class="row"><b class="name grow">${file.name}</b><span class="s q nowrap">${size(file.size)} · ${regionName(about["region"] ?? "")}, ${viewName(about["view"] ?? "").toLowerCase()}</span></div>
        ${this.item.problem ? this.refused() : this.steps()}
        ${photo && step !== "landed" ? this.facts() : nothing}
      </div></div>`;
  }

  private steps(): TemplateResult {
    const { step, share, photo } = this.item;
    if (step === "waiting") return html`<span class="q" role="status">Waits for the one before it</span>`;
    if (step === "sending") return html`<label class="s q">Sending, ${Math.round(share * 100)} %<br><progress max="1" .value=${share}></progress></label>`;
    const alignment = photo?.alignment_to_baseline;
    return html`<ol role="status">${STEPS.map(([word, when]) => {
        const done = when.includes(step);
        const level: Level = done ? "green" : step === "unreadable" || step === "apart" ? "amber" : "unknown";
        const last = word === "Aligned to the baseline";
        if (last && this.item.isBaseline) return html`<li class="done">${statusShape("green", 18)}It is the baseline of this view</li>`;
        if (last && step === "measured") return html`<li>${statusShape("unknown", 18)}Being aligned to the baseline</li>`;
        return html`<li class=${done ? "done" : ""}>${statusShape(level, 18)}${last && step === "apart" ? `Not aligned: ${plain(alignment?.reason ?? "too little in common")}` : word}</li>`;
      })}</ol>
      ${step === "unreadable" ? html`<p>This photo did not open. The original is safe.</p>` : nothing}`;
  }

  private refused(): TemplateResult {
    const problem = this.item.problem!;
    if (this.item.step === "duplicate") return html`<div class="row" role="alert">${statusShape("amber", 22)}<div><b>This photo is already here</b><div>The very same file was kept before. It is not kept twice.</div></div></div>`;
    const [head, line] = refusalWords(problem);
    return html`<div class="row" role="alert">${statusShape("red", 22)}<div><b>${head}</b><div>${line}</div><div class="s q">Code <span class="code">${problem.code}</span></div></div></div>
      ${OVERRULED.has(problem.code) ? html`<form class="row" @submit=${this.keep}><input class="text grow" name="reason" required minlength="3" maxlength="500" aria-label="Why it is kept" placeholder="Why it is kept all the same"><button class="btn">Keep, with a reason</button></form>` : nothing}`;
  }

  private keep(event: SubmitEvent): void {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get("reason")).trim();
    this.dispatchEvent(new CustomEvent("accept", { detail: reason }));
  }

  private facts(): TemplateResult {
    const photo = this.item.photo!;
    const error = photo.alignment_to_baseline?.error_px;
    const source = photo.taken_at_source === "exif" ? "the camera says" : plain(photo.taken_at_source);
    const lines: [string, unknown][] = [
      ["taken", `${atTime(photo.taken_at)} (${source})`],
      ["size", photo.width_px && photo.height_px ? `${photo.width_px} × ${photo.height_px}` : "unknown"],
      ["format", photo.format.toUpperCase()],
      ...(error === null || error === undefined ? [] : [["expected error", `${error.toFixed(1)} px`] as [string, unknown]]),
    ];
    return html`<dl>${lines.map(([word, value]) => html`<div><dt>${word}</dt><dd>${value}</dd></div>`)}</dl>
      ${[...photo.flags.map((flag) => flag.text), ...photo.findings.filter((finding) => finding.verdict === "FAIL").map((finding) => finding.advice)].map((text) => html`<div class="row s">${statusShape("amber", 16)}${capital(text)}</div>`)}`;
  }
}
