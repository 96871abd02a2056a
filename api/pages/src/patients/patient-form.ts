/** A new patient: as little as identifies her. */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import "../parts/sheet-dialog.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { ui } from "../styles/ui.ts";

@customElement("patient-form")
export class PatientForm extends LitElement {
  static override styles = [ui, css`
    form { display: grid; grid-template-columns: 1fr 1fr; gap: var(--s4); }
    .wide { grid-column: 1 / -1; }
  `];

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  private async keep(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    const filled = Object.fromEntries([...new FormData(event.target as HTMLFormElement)].map(([key, value]) => [key, String(value).trim()] as const).filter(([, value]) => value));
    try {
      const patient = await api.addPatient(filled);
      this.dispatchEvent(new CustomEvent("added", { detail: patient }));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }

  override render(): TemplateResult {
    return html`<sheet-dialog head="Add a patient" @closed=${() => this.dispatchEvent(new Event("closed"))}>
      <form @submit=${this.keep}>
        <label class="field">Given name<input name="given_name" maxlength="120" autocomplete="off"></label>
        <label class="field">Family name<input name="family_name" required maxlength="120" autocomplete="off"></label>
        <label class="field">Date of birth<input name="birth_date" type="date"></label>
        <label class="field">Sex, by record<select name="sex"><option value="unknown">not recorded</option><option value="female">female</option><option value="male">male</option><option value="other">other</option></select></label>
        <label class="field wide">Patient number, if it has one already<input name="number" maxlength="40" class="code" autocomplete="off" placeholder="the next free one"></label>
        <div class="wide">${trouble(this.problem)}</div>
        <button class="btn go big wide" aria-disabled=${this.busy ? "true" : "false"}>${icon("check", 22)}${this.busy ? "Keeping" : "Add this patient"}</button>
      </form>
    </sheet-dialog>`;
  }
}
