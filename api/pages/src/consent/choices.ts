/** What is being asked and answered, before it is signed. Every answer starts at No. Pure. */
import { IDENTIFIABILITY, channelSaid, purposeAsked, regionName } from "../places.ts";
import type { Permission, Scope, Timeline } from "../types.ts";
import { day, onDay } from "../words.ts";

export interface Choices { yes: Set<string>; identifiability: string; years: number; scope: Scope; scopeWord: string }

export const START: Choices = { yes: new Set(), identifiability: "eyes_concealed", years: 2, scope: { kind: "patient" }, scopeWord: "all your photos" };
/** What is asked, purpose by purpose, as the server offers it. */
export type Asked = [string, string[]][];

export function askedOf(matrix: Permission[]): Asked {
  const asked = new Map<string, string[]>();
  for (const { purpose, channel } of matrix) if (purpose !== "care") asked.set(purpose, [...(asked.get(purpose) ?? []), channel]);
  return [...asked];
}

export const key = (purpose: string, channel: string) => `${purpose}/${channel}`;

/** The last day on which a yes given today holds. */
export function until(years: number, now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), now.getUTCDate())).toISOString();
}

/** One grant a purpose: a grant covers all of its purposes through all of its channels, so purposes are never mixed. */
export function grantsOf(choices: Choices, asked: Asked, now: Date): Record<string, unknown>[] {
  return asked.flatMap(([purpose, channels]) => {
    const chosen = channels.filter((channel) => choices.yes.has(key(purpose, channel)));
    if (chosen.length === 0) return [];
    return [{ purposes: [purpose], channels: chosen, scope: choices.scope, identifiability: choices.identifiability, expires_at: until(choices.years, now) }];
  });
}

export interface ScopeOption { value: string; label: string; scope: Scope; word: string }

/** All photos, one session, one place, or the picked photos. */
export function scopesOf(timeline: Timeline, picked: string[]): ScopeOption[] {
  const options: ScopeOption[] = [{ value: "patient", label: "All photos, also later ones", scope: { kind: "patient" }, word: "all your photos, also those taken later" }];
  if (picked.length) options.unshift({ value: "photo", label: picked.length === 1 ? "Only this photo" : `Only these ${picked.length} photos`, scope: { kind: "photo", ids: picked }, word: picked.length === 1 ? "one photo" : `${picked.length} photos` });
  for (const lane of timeline.lanes) {
    const name = lane.region_label || regionName(lane.region);
    options.push({ value: `region:${lane.region}`, label: `Place: ${name}`, scope: { kind: "region", regions: [lane.region] }, word: `the photos of your ${name.toLowerCase()}` });
  }
  for (const session of [...timeline.sessions].sort((a, b) => day(b.on) - day(a.on)))
    options.push({ value: `session:${session.id}`, label: `Session: ${session.label}, ${onDay(session.on)}`, scope: { kind: "session", ids: [session.id] }, word: `the photos taken on ${onDay(session.on)}` });
  return options;
}

export function agreed(choices: Choices, asked: Asked, now: Date): { purpose: string; channels: string[]; until: string }[] {
  return grantsOf(choices, asked, now).map((grant) => ({
    purpose: purposeAsked((grant["purposes"] as string[])[0]!),
    channels: (grant["channels"] as string[]).map((channel) => channelSaid(channel, (grant["purposes"] as string[])[0])),
    until: onDay(grant["expires_at"] as string),
  }));
}

export const appearance = (code: string) => IDENTIFIABILITY[code]?.said ?? "";
