/** What a photo carries as a warning, in two words: there is room for no more beside it. */
import type { Flag } from "../types.ts";

const WORDS: Record<string, string> = { clock_in_future: "clock ahead", clock_implausible: "clock not set", wrong_side_accepted: "other side", zone_unknown: "zone unknown" };

/** A missing time zone moves a photo by hours, not by days: it is told, but marks nothing on the axis. */
export const isNotable = (flag: Flag): boolean => flag.code !== "zone_unknown";

export function flagWord(flag: Flag): string {
  return WORDS[flag.code] ?? (flag.text.length > 16 ? "see photo" : flag.text);
}
