/** The people and places of the clinic, and the tokens by which programs sign in. A token is shown once. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, type Problem } from "../client.ts";
import { icon } from "../parts/icon.ts";
import "../parts/room-switch.ts";
import { asProblem, trouble } from "../parts/trouble.ts";
import { ui } from "../styles/ui.ts";
import { atTime } from "../words.ts";

type Row = Record<string, unknown>;

@customElement("settings-screen")
export class SettingsScreen extends LitElement {
  static override styles = [ui, css`
    .body { flex: 1; overflow-y: auto; background: var(--panel); padding: var(--s5); display: grid; gap: var(--s6); align-content: start; max-width: 1100px; }
    section { display: grid; gap: var(--s3); }
    form { display: flex; gap: var(--s3); align-items: flex-end; flex-wrap: wrap; }
    .once { background: var(--sunken); padding: var(--s3) var(--s4); border-radius: var(--radius-control); overflow-wrap: anywhere; }
  `];

  @state() private users: Row[] = [];
  @state() private sites: Row[] = [];
  @state() private tokens: Row[] = [];
  @state() private fresh = "";
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      [this.users, this.sites, this.tokens] = await Promise.all([api.list("/users"), api.list("/sites"), api.list("/tokens")]);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private async make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = new FormData(form);
    try {
      const made = await api.make("/tokens", { name: values.get("name"), role: this.roleOf(values.get("user_id")), user_id: values.get("user_id") });
      this.fresh = String(made["secret"]);
      this.tokens = await api.list("/tokens");
      form.reset();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private roleOf(userId: FormDataEntryValue | null): unknown {
    return this.users.find((user) => user["id"] === userId)?.["role"];
  }

  private async end(id: string): Promise<void> {
    try {
      await api.remove(`/tokens/${id}`);
      this.tokens = await api.list("/tokens");
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  override render(): TemplateResult {
    return html`<div class="screen"><header class="bar"><h1>Settings</h1><div class="grow"></div><room-switch></room-switch></header>
      <div class="body">${trouble(this.problem)}
        <section><h2>People</h2><table><thead><tr><th scope="col">Name</th><th scope="col">Signs in as</th><th scope="col">Role</th></tr></thead><tbody>
          ${this.users.map((user) => html`<tr><td><b>${user["name"]}</b></td><td class="code">${user["username"]}</td><td>${user["role"]}${user["is_active"] === false ? ", left" : ""}</td></tr>`)}</tbody></table></section>
        <section><h2>Sites</h2><table><thead><tr><th scope="col">Name</th></tr></thead><tbody>${this.sites.map((site) => html`<tr><td>${site["name"]}</td></tr>`)}</tbody></table></section>
        <section><h2>Tokens for programs</h2>
          ${this.fresh ? html`<div class="once" role="status"><b>Copy it now, it is shown once.</b><div class="code">${this.fresh}</div></div>` : nothing}
          <table><thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Made</th><th scope="col"><span class="hear">End</span></th></tr></thead><tbody>
          ${this.tokens.map((token) => html`<tr><td><b>${token["name"]}</b></td><td>${token["role"]}</td><td>${atTime(String(token["created_at"]))}</td>
            <td><button type="button" class="btn" @click=${() => void this.end(String(token["id"]))}>${icon("trash-2")}End it</button></td></tr>`)}</tbody></table>
          <form @submit=${this.make}><label class="field">Name<input name="name" required maxlength="80"></label>
            <label class="field">For<select name="user_id" required>${this.users.filter((user) => user["is_active"] !== false).map((user) => html`<option value=${String(user["id"])}>${user["name"]}, ${user["role"]}</option>`)}</select></label>
            <button class="btn">${icon("key-round")}Make a token</button></form></section>
      </div></div>`;
  }
}
