/** Sun or moon: from the light room to the viewing room and back. Room light decides, not the hour. */
import { LitElement, html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { roomFor, switchRoom } from "../room.ts";
import { here } from "../router.ts";
import { ui } from "../styles/ui.ts";
import { icon } from "./icon.ts";

@customElement("room-switch")
export class RoomSwitch extends LitElement {
  static override styles = [ui];

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("room", this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("room", this.redraw);
  }

  private redraw = (): void => this.requestUpdate();

  override render(): TemplateResult {
    const { screen } = here();
    const light = roomFor(screen) === "light";
    return html`<button type="button" class="btn ico" aria-label=${light ? "Viewing room" : "Light room"} @click=${() => switchRoom(screen)}>${icon(light ? "moon" : "sun", 22)}</button>`;
  }
}
