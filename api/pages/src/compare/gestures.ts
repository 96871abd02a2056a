/** Fingers, mouse and wheel on a pane: drag pans, two fingers or the wheel zoom, a double tap goes to 100 % and back. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface Zoomable extends ReactiveControllerHost {
  zoomBy(pane: number, factor: number, at: { x: number; y: number }): void;
  panBy(pane: number, dx: number, dy: number): void;
  toggleFull(pane: number, at: { x: number; y: number }): void;
  hold(held: boolean): void;
}

interface Spot { x: number; y: number }

export class Gestures implements ReactiveController {
  private fingers = new Map<number, Spot>();
  private lastTap = 0;

  constructor(private readonly host: Zoomable) {
    host.addController(this);
  }

  hostConnected(): void {
    this.fingers.clear();
  }

  wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { pane, at } = place(event);
    this.host.zoomBy(pane, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), at);
  };

  down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const { pane, at } = place(event);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.size > 1) return;
    if (event.timeStamp - this.lastTap < 320) this.host.toggleFull(pane, at);
    this.lastTap = event.timeStamp;
    this.host.hold(true);
  };

  move = (event: PointerEvent): void => {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const { pane } = place(event);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const box = (event.currentTarget as Element).getBoundingClientRect();
      const middle = { x: (now.x + other.x) / 2 - box.left, y: (now.y + other.y) / 2 - box.top };
      this.host.zoomBy(pane, apart(now, other) / Math.max(1, apart(before, other)), middle);
      this.host.panBy(pane, (now.x - before.x) / 2, (now.y - before.y) / 2);
    } else {
      this.host.panBy(pane, now.x - before.x, now.y - before.y);
      if (apart(now, before) > 3) this.lastTap = 0;
    }
    this.fingers.set(event.pointerId, now);
  };

  up = (event: PointerEvent): void => {
    this.fingers.delete(event.pointerId);
    if (this.fingers.size === 0) this.host.hold(false);
  };
}

function place(event: MouseEvent): { pane: number; at: Spot } {
  const element = event.currentTarget as HTMLElement;
  const box = element.getBoundingClientRect();
  return { pane: Number(element.dataset["pane"]), at: { x: event.clientX - box.left, y: event.clientY - box.top } };
}

function apart(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
