/** How a date, an interval, a side and a code are said: "12 Aug 2026", "30 weeks", "her left". */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;

/** Midnight UTC of the calendar day that the text names: a day is a day, whatever the zone of the screen. */
export function day(iso: string): number {
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return Date.UTC(year ?? 1970, (month ?? 1) - 1, date ?? 1);
}

export function onDay(iso: string): string {
  const at = new Date(day(iso));
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

export function onDayShort(iso: string): string {
  const at = new Date(day(iso));
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
}

export function yearOf(iso: string): string {
  return iso.slice(0, 4);
}

export function monthName(month: number): string {
  return MONTHS[month % 12] ?? "";
}

/** "12 Aug 2026, 10:42" in the zone of this screen, where the clinic is. */
export function atTime(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((day(to) - day(from)) / DAY);
}

export function interval(days: number): string {
  const count = Math.abs(days);
  if (count === 0) return "same day";
  if (count < 14) return count === 1 ? "1 day" : `${count} days`;
  const weeks = Math.round(count / 7);
  return weeks < 104 ? `${weeks} weeks` : `${Math.round(count / 365.25)} years`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

export function list(words: string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A code as words, where no better ones are known: "left_cheek" reads "left cheek". */
export function plain(code: string): string {
  return code.replaceAll("_", " ");
}

const HERS: Record<string, [string, string]> = { female: ["she", "her"], male: ["he", "his"] };
const OBJECT: Record<string, string> = { female: "her", male: "him" };

/** "her", "his" or "their", by record. */
export function theirs(sex: string | null | undefined): string {
  return HERS[sex ?? ""]?.[1] ?? "their";
}

/** "her", "him" or "them": "Ask her". */
export function them(sex: string | null | undefined): string {
  return OBJECT[sex ?? ""] ?? "them";
}

export function fullName(patient: { given_name: string; family_name: string }): string {
  return `${patient.given_name} ${patient.family_name}`.trim();
}
