/** The one way from the pages to the server. A refusal or an error is a `Problem`: plain words, a stable code, and how to mend it. */
import type {
  AuditEntry, Comparison, Consents, Grant, Look, Me, Page, Patient, Photo, Portfolio, Refusal, Series, Timeline, Verification,
} from "./types.ts";

const BASE = "/api/v1";

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly mend: string | null = null,
    readonly body: Record<string, unknown> = {},
  ) {
    super(detail || title);
  }

  get refusals(): Refusal[] {
    return (this.body["refusals"] as Refusal[] | undefined) ?? [];
  }

  static from(status: number, text: string): Problem {
    try {
      const body = JSON.parse(text) as Record<string, unknown>;
      const words = (key: string) => (typeof body[key] === "string" ? (body[key] as string) : "");
      return new Problem(status, words("code") || `http_${status}`, words("title"), words("detail"), words("mend") || null, body);
    } catch {
      return new Problem(status, `http_${status}`, "The server answered in a way that this page does not know.", "");
    }
  }
}

const OFFLINE = new Problem(0, "offline", "The server does not answer.", "What was saved is safe. This page tries again by itself.");

let csrf = "";
let signedOut: () => void = () => undefined;

/** What to do when the session ends in the middle of something. */
export function onSignedOut(act: () => void): void {
  signedOut = act;
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  if (method === "POST") headers["Idempotency-Key"] = newId();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  // `no-store`: a photo stays the same row while its alignment, or what may be seen of it, changes beside it.
  try {
    answer = await fetch(BASE + path, {
      method, headers, credentials: "same-origin", cache: "no-store", ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw OFFLINE;
  }
  const text = await answer.text();
  if (!answer.ok) {
    const problem = Problem.from(answer.status, text);
    if (answer.status === 401 && path !== "/sign-in" && path !== "/me") signedOut();
    throw problem;
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

function query(values: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return set.length ? `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)]))}` : "";
}

/** A fresh UUID; made here so that a retry carries the same one. `crypto.randomUUID` is missing on plain http in a clinic's own network. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function remember(me: Me): Me {
  csrf = me.csrf_token;
  return me;
}

export const api = {
  me: async () => remember(await call<Me>("GET", "/me")),
  async signIn(username: string, password: string): Promise<Me> {
    await call("POST", "/sign-in", { username, password });
    return api.me();
  },
  signOut: () => call<void>("POST", "/sign-out"),

  patients: (q: string, after: string | null, signal?: AbortSignal) =>
    call<Page<Patient>>("GET", `/patients${query({ q, after, limit: 50 })}`, undefined, signal),
  patient: (id: string) => call<Patient>("GET", `/patients/${id}`),
  addPatient: (patient: Record<string, string>) => call<Patient>("POST", "/patients", patient),
  timeline: (id: string) => call<Timeline>("GET", `/patients/${id}/timeline`),

  photo: (id: string) => call<Photo>("GET", `/photos/${id}`),
  compare: (before: string, after: string) =>
    call<Comparison>("POST", "/comparisons", { before_photo_id: before, after_photo_id: after, purpose: "care", channel: "clinic_screen" }),
  series: (photos: string[], baseline: string) =>
    call<Series>("POST", "/series", { photo_ids: photos, baseline_photo_id: baseline, purpose: "care", channel: "clinic_screen" }),
  lookClosely: async (comparison: string) =>
    (await call<{ items: Look[] }>("POST", `/comparisons/${comparison}/looks`, { purpose: "care", channel: "clinic_screen" })).items,
  comparison: (id: string) => call<Comparison>("GET", `/comparisons/${id}`),

  consents: (patient: string) => call<Consents>("GET", `/patients/${patient}/consents`),
  grant: (patient: string, grant: Record<string, unknown>) => call<Grant>("POST", `/patients/${patient}/grants`, grant),
  withdraw: (grant: string) => call<unknown>("POST", `/grants/${grant}/withdrawal`, {}),

  portfolio: (asked: Record<string, string>, signal?: AbortSignal) =>
    call<Portfolio>("GET", `/portfolio${query({ ...asked, limit: 100 })}`, undefined, signal),
  audit: (asked: Record<string, string | null>) => call<Page<AuditEntry>>("GET", `/audit${query({ ...asked, limit: 100 })}`),
  verification: () => call<Verification>("GET", "/audit/verification"),
  list: async (path: string) => listed(await call<Page<Record<string, unknown>> | Record<string, unknown>[]>("GET", path)),
  make: (path: string, body: unknown) => call<Record<string, unknown>>("POST", path, body),
  remove: (path: string) => call<void>("DELETE", path),
};

function listed<T>(answer: Page<T> | T[]): T[] {
  return Array.isArray(answer) ? answer : answer.items;
}

export const thumbnail = (photo: string) => `${BASE}/photos/${photo}/thumbnail?purpose=care&channel=clinic_screen`;
export const comparisonImage = (comparison: string, which: string, size: number) => `${BASE}/comparisons/${comparison}/images/${which}?size=${size}`;

/** Why a picture was not given, asked of the same address. */
export async function whyNot(address: string): Promise<Problem> {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    return answer.ok ? new Problem(200, "undecodable", "This photo did not open.", "") : Problem.from(answer.status, await answer.text());
  } catch {
    return OFFLINE;
  }
}

/** Send one file as it is. `fetch` cannot report how much is sent, so this is an XMLHttpRequest. */
export function sendPhoto(patient: string, file: File, about: Record<string, string>, progress: (share: number) => void): Promise<Photo> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${BASE}/patients/${patient}/photos${query(about)}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Idempotency-Key", about["capture_id"] ?? newId());
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => failed(OFFLINE);
    request.onload = () => {
      if (request.status >= 300) return failed(Problem.from(request.status, request.responseText));
      const body = JSON.parse(request.responseText) as { photo?: Photo } & Photo;
      done(body.photo ?? body);
    };
    request.send(file);
  });
}
