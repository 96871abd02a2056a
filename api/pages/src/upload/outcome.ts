/** What happens to a file, step by step, and every refusal in words that say what is safe and what to do. Pure. */
import type { Problem } from "../client.ts";
import type { Photo, Timeline } from "../types.ts";
import { capital } from "../words.ts";

export type Step = "waiting" | "sending" | "landed" | "measured" | "aligned" | "apart" | "refused" | "duplicate" | "unreadable";

const SAID: Record<string, [string, string]> = {
  unsupported_format: ["This is no photo that can be kept", "Send a JPEG, PNG, WebP, TIFF, HEIC or AVIF file. Nothing was kept."],
  undecodable: ["This file does not open", "It may be damaged. Take it from the camera again. Nothing was kept."],
  truncated: ["This file is cut short", "The copy ended too early. Copy it from the camera again. Nothing was kept."],
  too_many_pixels: ["This picture is larger than 120 megapixels", "Send the photo as the camera took it. Nothing was kept."],
  too_many_frames: ["This file holds many pictures", "Send one photo. Nothing was kept."],
  too_small: ["This photo is too small to be aligned", "Send the original, not a preview. Nothing was kept."],
  body_too_large: ["This file is larger than the server takes", "Send the photo as the camera took it. Nothing was kept."],
  wrong_side: ["This shows the other side", "Choose the view that the photo shows, or take it again. Nothing was kept."],
  clock_in_future: ["The camera says a day that has not come yet", "Set the clock of the camera. Nothing was kept."],
  decode_timeout: ["This file takes too long to open", "It may be made to do harm. Nothing was kept."],
  decoder_crashed: ["This file does not open", "It may be damaged or made to do harm. Nothing was kept."],
  decode_memory: ["This file needs too much memory to open", "It may be made to do harm. Nothing was kept."],
  offline: ["The server does not answer", "The file waits here and is sent again by itself."],
};

/** Refusals that a person may overrule, saying why: the photo itself is sound. */
export const OVERRULED = new Set(["wrong_side", "clock_in_future"]);

export function refusalWords(problem: Problem): [string, string] {
  const known = SAID[problem.code];
  if (known) return known;
  return [capital(problem.title || "This photo was not kept"), [problem.detail, problem.mend].filter(Boolean).map((sentence) => capital(sentence!)).join(". ")];
}

/** Where a kept photo stands: read and measured, aligned to the baseline, or apart from it with the reason. */
export function stepOf(photo: Photo): Step {
  if (photo.state === "unreadable") return "unreadable";
  if (photo.state !== "ready") return "landed";
  const alignment = photo.alignment_to_baseline;
  if (!alignment) return "measured";
  return alignment.status === "aligned" ? "aligned" : "apart";
}

/** Nothing more will happen by itself: a photo with no other baseline of its view is measured and done. */
export function settled(photo: Photo, isBaseline: boolean): boolean {
  const step = stepOf(photo);
  return step === "unreadable" || step === "aligned" || step === "apart" || (step === "measured" && isBaseline);
}

/** Whether that photo is the one that later ones of its place and view are held against. */
export function isBaselineIn(timeline: Timeline, photo: Photo): boolean {
  const row = timeline.lanes.find((lane) => lane.region === photo.region)?.rows.find((one) => one.view === photo.view);
  const baseline = row?.photos.find((one) => one.is_baseline);
  return baseline === undefined || baseline.id === photo.id;
}

export function size(bytes: number): string {
  return bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
}
