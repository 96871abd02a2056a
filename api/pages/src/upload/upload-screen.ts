/** Add photos: which place and view, then the files. Each is watched until it is kept, measured and aligned. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { api, type Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import "../parts/patient-bar.ts";
import { viewGlyph } from "../parts/shapes.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { REGIONS, VIEWS } from "../places.ts";
import { ui } from "../styles/ui.ts";
import type { Patient } from "../types.ts";
import { count } from "../words.ts";
import { Queue } from "./queue.ts";
import "./upload-file.ts";
import { uploadStyle } from "./upload-style.ts";

const sideOf = (region: string, view: string) => /_(left|right)$/.exec(region)?.[1] ?? /_(left|right)$/.exec(view)?.[1] ?? "none";

@customElement("upload-screen")
export class UploadScreen extends LitElement {
  static override styles = [ui, uploadStyle];

  @property() patient = "";
  @property({ attribute: false }) query = new URLSearchParams();
  @state() private who: Patient | null = null;
  @state() private problem: Problem | null = null;
  @state() private region = "face";
  @state() private view = "front";
  @state() private over = false;
  private queue = new Queue(() => this.patient, () => this.requestUpdate());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.queue.stop();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("patient")) void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.who = await api.patient(this.patient);
      const like = this.query.get("like");
      if (!like) return;
      const photo = await api.photo(like);
      this.region = photo.region;
      this.view = photo.view;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private add(files: FileList | null | undefined): void {
    if (files?.length) this.queue.add([...files], { region: this.region, view: this.view, side: sideOf(this.region, this.view) });
  }

  private chooseRegion(region: string): void {
    this.region = region;
    this.view = region === "face" || region === "neck" ? "front" : "close_up";
  }

  override render(): TemplateResult {
    const items = this.queue.items;
    const open = items.filter((item) => ["waiting", "sending"].includes(item.step)).length;
    return html`<div class="screen">
      <patient-bar .patient=${this.who} back="/patients/${this.patient}">
        <span slot="before-room" class="badge" role="status">${icon(open ? "upload" : "cloud-check", 18)}${open ? `sending ${count(open, "photo")}` : items.length ? "All sent" : "Nothing to send"}</span></patient-bar>
      ${this.problem ? html`<div class="what">${trouble(this.problem)}</div>` : nothing}
      <div class="two">
        <div class="what">
          <h2>Add photos</h2>
          <label class="field">Place<select .value=${this.region} @change=${(event: Event) => this.chooseRegion((event.target as HTMLSelectElement).value)}>
            ${Object.entries(REGIONS).map(([code, label]) => html`<option value=${code} ?selected=${code === this.region}>${label}</option>`)}</select></label>
          <fieldset><legend class="s q">View, the sides are the patient's</legend><div class="views">
            ${Object.entries(VIEWS).map(([code, { label }]) => html`<label class="view ${code === this.view ? "on" : ""}"><input type="radio" name="view" class="hear" value=${code} .checked=${code === this.view} @change=${() => { this.view = code; }}>
              ${viewGlyph(code, this.region, 28)}<span>${label}</span></label>`)}</div></fieldset>
          <label class="drop ${this.over ? "over" : ""}" @dragover=${(event: DragEvent) => { event.preventDefault(); this.over = true; }} @dragleave=${() => { this.over = false; }}
            @drop=${(event: DragEvent) => { event.preventDefault(); this.over = false; this.add(event.dataTransfer?.files); }}>
            <input type="file" class="hear" multiple accept="image/*,.heic,.heif,.avif,.tif,.tiff" @change=${(event: Event) => { const input = event.target as HTMLInputElement; this.add(input.files); input.value = ""; }}>
            <span class="btn go big">${icon("upload", 24)}Choose files</span><span class="s">or drop them here. JPEG, HEIC, PNG, WebP, TIFF, AVIF.</span></label>
          <p class="s q">A file is encrypted and read back before it counts as sent. It is never changed.</p>
          ${items.some((item) => item.photo) ? html`<a class="btn" href="/patients/${this.patient}">${icon("history")}Show the timeline</a>` : nothing}
        </div>
        <div class="find files" aria-live="polite">${items.length
          ? repeat(items, (item) => item.id, (item) => html`<upload-file .item=${item} .step=${item.step} .share=${item.share} .isBaseline=${item.isBaseline} @accept=${(event: CustomEvent<string>) => this.queue.accept(item, event.detail)}></upload-file>`)
          : html`<div class="none">${viewGlyph(this.view, this.region, 73)}<h2>Nothing chosen yet</h2><p class="q">The files will be listed here, with what was measured.</p></div>`}</div>
      </div></div>`;
  }
}
