/** Name and password. Says the same for a wrong name and a wrong password; says how long to wait when there were too many tries. */
import { LitElement, css, html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import { mark, viewGlyph } from "../parts/shapes.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { ui } from "../styles/ui.ts";

@customElement("sign-in-screen")
export class SignInScreen extends LitElement {
  static override styles = [ui, css`
    :host { display: grid; grid-template-columns: 480px minmax(0, 1fr); height: 100%; }
    .door { background: var(--panel); border-right: 1px solid var(--line); display: grid; place-content: center; grid-template-columns: minmax(0, 360px); gap: var(--s5); padding: var(--s5); overflow-y: auto; }
    .mark { font-size: 26px; font-weight: var(--weight-strong); margin-bottom: var(--s5); }
    form { display: grid; gap: var(--s4); }
    .small { text-align: center; }
    .say { display: grid; place-content: center; padding: var(--s6); justify-items: center; gap: var(--s6); }
    .pair { display: flex; align-items: center; gap: var(--s5); }
    .pair i { width: 4px; height: 240px; background: #fff; box-shadow: 0 0 0 1.5px #000; position: relative; }
    .pair i::after { content: ""; position: absolute; left: -14px; bottom: 40px; width: 32px; height: 32px; border-radius: 50%; background: #fff; box-shadow: 0 0 0 2px #000; }
    .say h2 { font-size: var(--text-2xl); text-align: center; }
    .say p { max-width: 46ch; text-align: center; color: var(--on-find-2); font-size: var(--text-l); margin: var(--s3) auto 0; }
    .say ul { display: flex; gap: var(--s6); }
    .say li { display: flex; gap: var(--s2); align-items: center; font-weight: 500; }
    @media (max-width: 1023px) { :host { grid-template-columns: minmax(0, 1fr); } .say { display: none; } .door { border: 0; } }
  `];

  @state() private busy = false;
  @state() private problem: Problem | null = null;

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#username")?.focus();
  }

  private async enter(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const form = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.problem = null;
    try {
      const me = await api.signIn(String(form.get("username")).trim(), String(form.get("password")));
      this.dispatchEvent(new CustomEvent("signed-in", { detail: me, bubbles: true, composed: true }));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.busy = false;
    }
  }

  override render(): TemplateResult {
    return html`<div class="door">
        <div class="row mark">${mark(52)}Likeness</div>
        <h1>Sign in</h1>
        <form @submit=${this.enter}>
          <label class="field" for="username">Name<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required></label>
          <label class="field" for="password">Password<input id="password" name="password" type="password" autocomplete="current-password" required></label>
          ${trouble(this.problem)}
          <button class="btn go big" aria-disabled=${this.busy ? "true" : "false"}>${icon("key-round", 22)}${this.busy ? "Signing in" : "Sign in"}</button>
        </form>
        <p class="s q small">Every look at a photo is written down. Photos stay in this house until a patient says otherwise.</p>
        <p class="s small"><a href="/THIRD_PARTY.txt" target="_self">Licences</a></p>
      </div>
      <div class="say find">
        <div class="pair">${viewGlyph("front", "face", 180)}<i></i>${viewGlyph("front", "face", 180)}</div>
        <div><h2>A difference on the screen is a difference in the patient</h2>
          <p>Photos of two visits, brought to the same place, turn and size, with what was corrected and how far they can be compared always in view.</p></div>
        <ul><li>${icon("scan-face", 22)}Aligned</li><li>${icon("ruler", 22)}Graded</li><li>${icon("shield-check", 22)}Shown with permission</li></ul>
      </div>`;
  }
}
