/** The frame: who is signed in, which screen is shown, the rail beside it, and the room it stands in. */
import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api, onSignedOut, Problem } from "./client.ts";
import { homeOf, may, railOf } from "./may.ts";
import { icon } from "./parts/icon.ts";
import { mark } from "./parts/shapes.ts";
import { enterRoom, roomFor } from "./room.ts";
import { followLinks, go, here, type Place } from "./router.ts";
import { screenOf, TITLES } from "./screens.ts";
import { ui } from "./styles/ui.ts";
import type { Me } from "./types.ts";

const WITHOUT_RAIL = new Set(["compare", "consent-give"]);

@customElement("likeness-app")
export class LikenessApp extends LitElement {
  static override styles = [ui, css`
    :host { height: 100%; }
    .app { display: grid; grid-template-columns: 72px minmax(0, 1fr); height: 100%; }
    .app.alone { grid-template-columns: minmax(0, 1fr); }
    main { min-width: 0; min-height: 0; height: 100%; overflow: hidden; }
    main > * { height: 100%; }
    .rail { background: var(--panel); border-right: 1px solid var(--line); display: flex; flex-direction: column; align-items: center; padding: var(--s2) 0; gap: 2px; min-height: 0; overflow-y: auto; }
    .rail :is(a, button) { width: 64px; min-height: 60px; border: 0; background: none; border-radius: var(--radius-control); display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 3px; font-size: var(--text-s); letter-spacing: -.02em; color: var(--ink-2); text-decoration: none; }
    .rail .on { color: var(--accent); background: var(--accent-soft); font-weight: var(--weight-strong); }
    .mark { height: 52px; display: grid; place-items: center; }
    .skip { position: absolute; left: -999px; }
    .skip:focus { left: var(--s2); top: var(--s2); z-index: 9; }
    main:focus { outline: none; box-shadow: none; }
  `];

  @state() private me: Me | null = null;
  @state() private place: Place = here();
  @state() private known = false;
  @state() private trouble: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", this.moved);
    addEventListener("place", this.moved);
    this.addEventListener("click", followLinks);
    this.addEventListener("signed-in", (event) => this.entered((event as CustomEvent<Me>).detail));
    onSignedOut(() => this.left());
    this.moved();
    void this.find();
  }

  private moved = (): void => {
    this.place = here();
    enterRoom(roomFor(this.place.screen));
    document.title = `${TITLES[this.place.screen] ?? "Nothing here"} - Likeness`;
    if (this.known && this.me && (location.pathname === "/" || this.place.screen === "sign-in")) go(homeOf(this.me), { replace: true });
  };

  private async find(): Promise<void> {
    if (this.place.screen === "sign-in" && !localStorage.getItem("likeness.signed-in")) {
      this.known = true;
      return;
    }
    try {
      this.me = await api.me();
    } catch (error) {
      this.trouble = error instanceof Problem && error.status !== 401 ? error : null;
      if (this.trouble) setTimeout(() => void this.find(), 3000);
    }
    this.known = this.trouble === null || this.me !== null;
    if (this.me) this.trouble = null;
    if (this.known && !this.me) this.left();
    else this.moved();
  }

  private entered(me: Me): void {
    this.me = me;
    localStorage.setItem("likeness.signed-in", "yes");
    const next = this.place.query.get("next");
    go(next?.startsWith("/") && !next.startsWith("//") ? next : homeOf(me), { replace: true });
  }

  private left(): void {
    this.me = null;
    localStorage.removeItem("likeness.signed-in");
    if (this.place.screen === "sign-in") return;
    const from = location.pathname + location.search;
    go(from === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(from)}`, { replace: true });
  }

  private async signOut(): Promise<void> {
    await api.signOut();
    this.me = null;
    localStorage.removeItem("likeness.signed-in");
    go("/sign-in");
  }

  override render(): TemplateResult {
    if (this.trouble) return html`<main><empty-state sign="cloud-off" head=${this.trouble.title} line=${this.trouble.detail}></empty-state></main>`;
    if (!this.known) return html`<main aria-busy="true"></main>`;
    if (!this.me) return html`<main><sign-in-screen></sign-in-screen></main>`;
    const alone = WITHOUT_RAIL.has(this.place.screen);
    return html`<nav aria-label="Skip"><button type="button" class="btn skip" @click=${() => this.renderRoot.querySelector<HTMLElement>("main")?.focus()}>To the content</button></nav>
      <div class="app ${alone ? "alone" : ""}">
        ${alone ? nothing : this.rail(this.me)}
        <main tabindex="-1">${screenOf(this.place, this.me, may)}</main>
      </div>`;
  }

  private rail(me: Me): TemplateResult {
    const active = ["portfolio", "audit", "settings"].includes(this.place.screen) ? this.place.screen : "patients";
    return html`<nav class="rail" aria-label="Main">
      <div class="mark">${mark()}</div>
      ${railOf(me).map((entry) => html`<a href=${entry.address} class=${entry.screen === active ? "on" : ""} aria-current=${entry.screen === active ? "page" : "false"}>
        ${icon(entry.icon, 24, 1.8)}${entry.word}</a>`)}
      <div class="grow"></div>
      <button type="button" @click=${() => void this.signOut()} title="Signed in as ${me.user.name}">${icon("log-out", 24, 1.8)}Sign out</button>
    </nav>`;
  }
}
