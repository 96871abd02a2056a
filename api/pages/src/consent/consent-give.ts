/** Ask the patient: read, choose, sign. Every answer starts at No; nothing is saved before the signature. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import "../parts/patient-bar.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { go } from "../router.ts";
import { ui } from "../styles/ui.ts";
import type { ConsentDocument, Me, Timeline } from "../types.ts";
import { START, askedOf, grantsOf, scopesOf, type Asked, type Choices } from "./choices.ts";
import { choosing } from "./choosing.ts";
import { giveStyle } from "./give-style.ts";
import { reading, signing } from "./signing.ts";

const STEPS = ["Read", "Choose", "Sign"];

@customElement("consent-give")
export class ConsentGive extends LitElement {
  static override styles = [ui, giveStyle];

  @property() patient = "";
  @property({ attribute: false }) me!: Me;
  @property({ attribute: false }) query = new URLSearchParams();
  @state() private step = 0;
  @state() private timeline: Timeline | null = null;
  @state() private documents: ConsentDocument[] = [];
  @state() private asked: Asked = [];
  @state() private choices: Choices = START;
  @state() private read = false;
  @state() private name = "";
  @state() private busy = false;
  @state() private problem: Problem | null = null;

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("patient")) void this.load();
    // A document that fits the screen is read to its end without scrolling.
    const text = this.renderRoot.querySelector(".scroll.text");
    if (text && !this.read && text.scrollHeight <= text.clientHeight + 4) this.read = true;
  }

  private async load(): Promise<void> {
    try {
      const [timeline, consents] = await Promise.all([api.timeline(this.patient), api.consents(this.patient)]);
      this.timeline = timeline;
      this.asked = askedOf(consents.matrix);
      this.documents = consents.documents;
      const photos = this.query.get("photos")?.split(",").filter(Boolean) ?? [];
      const first = scopesOf(timeline, photos)[0]!;
      this.choices = { ...this.choices, scope: first.scope, scopeWord: first.word };
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private get document(): ConsentDocument | undefined {
    return this.documents.find((document) => document.language === globalThis.document.documentElement.lang) ?? this.documents[0];
  }

  private async sign(): Promise<void> {
    if (this.busy || !this.canSign) return;
    this.busy = true;
    this.problem = null;
    try {
      for (const grant of grantsOf(this.choices, this.asked, new Date()))
        await api.grant(this.patient, { ...grant, document_id: this.document!.id, signature: { name_typed: this.name.trim() } });
      go(`/patients/${this.patient}/consent`);
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }

  private get canSign(): boolean {
    return this.read && this.name.trim().length > 2 && this.document !== undefined;
  }

  private scrolled(event: Event): void {
    const text = event.target as HTMLElement;
    if (text.scrollTop + text.clientHeight >= text.scrollHeight - 8) this.read = true;
  }

  private answer(key: string, yes: boolean): void {
    const all = new Set(this.choices.yes);
    if (yes) all.add(key);
    else all.delete(key);
    this.choices = { ...this.choices, yes: all };
  }

  private to(step: number): void {
    this.step = step;
    this.read = false;
    this.problem = null;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("h2")?.focus());
  }

  override render(): TemplateResult {
    return html`<div class="cs">
      <patient-bar .patient=${this.timeline?.patient ?? null} withoutRoom back="/patients/${this.patient}/consent">
        <ol class="steps" aria-label="Steps">${STEPS.map((word, i) => html`<li class=${i === this.step ? "on" : ""} aria-current=${i === this.step ? "step" : "false"}>${i < this.step ? icon("check", 18, 3) : i + 1} ${word}</li>`)}</ol></patient-bar>
      ${this.timeline && this.document ? this.body(this.timeline, this.document) : html`<div class="hd">${trouble(this.problem)}</div>`}
    </div>`;
  }

  private body(timeline: Timeline, document: ConsentDocument): TemplateResult {
    const yes = this.choices.yes.size;
    if (this.step === 0)
      return html`<div class="scroll text" tabindex="0" @scroll=${this.scrolled}>${reading(document)}</div>
        <div class="acts"><a class="btn big" href="/patients/${this.patient}/consent">Not now</a><div class="grow"></div>
          <button type="button" class="btn go big" @click=${() => this.to(1)}>Choose${icon("arrow-right", 24)}</button></div>`;
    if (this.step === 1)
      return html`<div class="scroll">${choosing(this.choices, this.asked, scopesOf(timeline, this.query.get("photos")?.split(",").filter(Boolean) ?? []), this.query.get("for") ?? "", {
          answer: (key, on) => this.answer(key, on), change: (part) => { this.choices = { ...this.choices, ...part }; } })}</div>
        <div class="acts"><button type="button" class="btn big" @click=${() => { this.choices = { ...this.choices, yes: new Set() }; }}>No to everything</button>
          <div class="grow tot" role="status">Yes to ${yes}, no to ${this.asked.flatMap(([, channels]) => channels).length - yes}</div>
          <button type="button" class="btn go big" aria-disabled=${yes ? "false" : "true"} @click=${() => { if (yes) this.to(2); }}>${yes ? "Continue" : "Nothing to sign"}${icon("arrow-right", 24)}</button></div>`;
    const why = !this.read ? "Read to the end first" : this.name.trim().length <= 2 ? "Type the name first" : "I agree and sign";
    return html`<div class="scroll text" tabindex="0" @scroll=${this.scrolled}>${signing(document, this.choices, this.asked, this.me.clinic.name)}</div>
      <div class="sg"><label for="name"><b>Sign here, ${timeline.patient.given_name} ${timeline.patient.family_name}, by typing your name</b></label>
        <input id="name" autocomplete="off" spellcheck="false" .value=${this.name} @input=${(event: Event) => { this.name = (event.target as HTMLInputElement).value; }}>
        <div class="wit"><div><span>Explained by</span>${this.me.user.name}</div><div><span>Date</span>${new Date().toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })}</div><div><span>Kept with it</span>the exact text, and its fingerprint</div></div>
        ${this.problem ? trouble(this.problem) : nothing}</div>
      <div class="acts"><button type="button" class="btn big" @click=${() => this.to(1)}>${icon("arrow-left", 24)}Change answers</button>
        <button type="button" class="btn go big grow" aria-disabled=${this.canSign ? "false" : "true"} @click=${() => void this.sign()}>${icon("pen-line", 24)}${this.busy ? "Saving" : why}</button></div>`;
  }
}
