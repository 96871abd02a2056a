/** Files on their way: one after the other, each with an id made here, so that a retry is never a second photo. */
import { api, newId, Problem, sendPhoto } from "../client.ts";
import type { Photo } from "../types.ts";
import { isBaselineIn, settled, stepOf, type Step } from "./outcome.ts";

export interface Item { id: string; file: File; about: Record<string, string>; step: Step; share: number; photo: Photo | null; isBaseline: boolean; problem: Problem | null }

const POLL = 700; // ms
const RETRY = 4000; // ms

export class Queue {
  items: Item[] = [];
  private sending = false;
  private stopped = false;

  constructor(private readonly patient: () => string, private readonly changed: () => void) {}

  add(files: File[], about: Record<string, string>): void {
    for (const file of files) {
      const id = newId();
      this.items = [...this.items, { id, file, about: { ...about, capture_id: id }, step: "waiting", share: 0, photo: null, isBaseline: false, problem: null }];
    }
    this.changed();
    void this.run();
  }

  /** Keep it all the same; the reason is written down with it. */
  accept(item: Item, reason: string): void {
    const accept = item.problem!.code;
    this.update(item, { about: { ...item.about, accept, reason, capture_id: newId() }, step: "waiting", problem: null });
    void this.run();
  }

  stop(): void {
    this.stopped = true;
  }

  private update(item: Item, change: Partial<Item>): void {
    Object.assign(item, change);
    this.items = [...this.items];
    this.changed();
  }

  private async run(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    for (let item = this.next(); item; item = this.next()) await this.send(item);
    this.sending = false;
  }

  private next(): Item | undefined {
    return this.stopped ? undefined : this.items.find((item) => item.step === "waiting");
  }

  private async send(item: Item): Promise<void> {
    this.update(item, { step: "sending", share: 0, problem: null });
    try {
      const photo = await sendPhoto(this.patient(), item.file, item.about, (share) => this.update(item, { share }));
      this.update(item, { step: "landed", share: 1, photo });
      void this.watch(item);
    } catch (error) {
      const problem = error as Problem;
      this.update(item, { step: problem.code === "duplicate" ? "duplicate" : "refused", problem });
      if (problem.code === "offline" || problem.status === 503) {
        await new Promise((again) => setTimeout(again, RETRY));
        if (!this.stopped) this.update(item, { step: "waiting" });
      }
    }
  }

  private async watch(item: Item): Promise<void> {
    let alone: boolean | null = null;
    while (!this.stopped) {
      try {
        const photo = await api.photo(item.photo!.id);
        // Asked once: whether anything earlier of its view is here to be aligned to.
        if (stepOf(photo) === "measured") alone ??= isBaselineIn(await api.timeline(photo.patient_id), photo);
        this.update(item, { photo, isBaseline: alone === true, step: stepOf(photo) });
        if (settled(photo, alone === true)) return;
      } catch (error) {
        if (error instanceof Problem && error.status !== 0) return this.update(item, { problem: error });
      }
      await new Promise((again) => setTimeout(again, POLL));
    }
  }
}
