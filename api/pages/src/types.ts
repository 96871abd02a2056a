/** The shapes of `/api/v1`, as the pages read them. Times are ISO 8601 with a zone, ids are UUID strings. */

export type Role = "clinician" | "photographer" | "marketer" | "administrator" | "auditor";
export type Level = "green" | "amber" | "red" | "unknown";

export interface Page<T> { items: T[]; next: string | null }
export interface Me {
  user: { id: string; name: string; username: string; role: Role };
  clinic: { id: string; name: string };
  csrf_token: string;
  capabilities: string[];
}
export interface Patient {
  id: string; number: string; family_name: string; given_name: string; birth_date: string | null; age: number | null;
  sex: string | null; face_photo_id: string | null; photo_count: number; last_visit_on: string | null; treating: boolean;
}
export interface Flag { code: string; text: string }
export interface TimelinePhoto {
  id: string; session_id: string | null; taken_at: string; taken_at_source: string; state: string; thumbnail_url: string;
  flags: Flag[]; is_baseline: boolean; width_px: number | null; height_px: number | null;
}
export interface TimelineRow { view: string; view_label: string; photos: TimelinePhoto[] }
export interface Lane { region: string; region_label: string; rows: TimelineRow[] }
export interface CaptureSession { id: string; label: string; on: string; time_point: string | null; protocol: string | null }
export interface ProductUse { name: string; amount: number | string | null; unit: string | null; batch: string | null; expires_on: string | null }
export interface Treatment {
  id: string; on: string; number: number | null; title: string; area: string; practitioner: string | null;
  settings: Record<string, string | number>; products: ProductUse[]; appointment_ref: string | null;
}
export interface Timeline { patient: Patient; lanes: Lane[]; sessions: CaptureSession[]; treatments: Treatment[] }

export interface Finding { check: string; verdict: string; measured: number | string | null; limit: unknown; unit: string; advice: string }
export interface Photo {
  id: string; patient_id: string; region: string; view: string; side: string; state: string; taken_at: string; taken_at_source: string;
  facts: Record<string, unknown>; findings: Finding[]; flags: Flag[];
  alignment_to_baseline: { status: string; reason: string | null; error_px: number | null; confidence: number | null } | null;
  treatment_id: string | null; session_id: string | null; width_px: number | null; height_px: number | null; format: string; sha256: string;
}

export interface Criterion {
  name: string; level: Level; verdict: string; measured: number | string | null; limit: number | string | number[] | null;
  outer_limit?: number | string | number[] | null; unit: string; sentence: string;
}
export interface Grade { overall: Level; sentence: string; criteria: Criterion[] }
export interface Refusal { code: string; sentence: string; mend: string | null }
export interface Use {
  purpose: string; channel: string; label: string; allowed: boolean; until: string | null; obligations: string[]; refusals: Refusal[];
}
export interface ComparedPhoto { photo_id: string; taken_at: string; label: string; image_url: string }
export interface Corrected {
  sentence: string; shift_px: number | null; rotation_deg: number | null; scale: number | null; expected_error_px: number | null;
  colour: string | null; retouching: string;
}
export interface Comparison {
  id: string; patient_id?: string; status: "aligned" | "refused"; reason: string | null; detail: string | null;
  before: ComparedPhoto; after: ComparedPhoto; field: { width_px: number; height_px: number } | null;
  alignment: { matrix: number[][]; scale: number; rotation_deg: number; shift_px: number[]; error_px: number; confidence: number; method: string } | null;
  grade: Grade; recipe: unknown; corrected: Corrected | null;
  between: { interval_days: number; treatments: Treatment[] }; uses: Use[];
}

export interface SeriesFrame {
  photo_id: string; number: number; taken_at: string; interval_days: number; status: "baseline" | "aligned" | "refused"; reason: string | null; detail: string | null;
  error_px: number | null; confidence: number | null; grade: Grade | null; drift: Finding | null; recipe: unknown; image_url: string | null;
}
export interface Series {
  id: string; baseline_photo_id: string; field: { box_px: number[]; width_px: number; height_px: number } | null;
  grade: { overall: Level; sentence: string }; frames: SeriesFrame[]; film_url: string | null;
}
export interface Look { photo_id: string; part: "photo" | "before" | "after"; info_url: string; width_px: number; height_px: number; until: string }

export interface ConsentDocument { id: string; title: string; version: number; language: string; text: string; sha256: string; fingerprint: string }
export interface Scope { kind: "patient" | "session" | "region" | "photo"; ids?: string[]; regions?: string[] }
export interface Grant {
  id: string; purposes: string[]; channels: string[]; scope: Scope; identifiability: string; granted_at: string; expires_at: string;
  state: string; withdrawn_at: string | null; signed_by: string; document: { title: string; version: number };
}
export interface Permission { purpose: string; channel: string; label: string; state: "yes" | "no" | "ended"; until: string | null }
export interface ConsentEvent { at: string; kind: string; id: string; grant_id: string | null; purposes: string[] | null; channels: string[] | null }
export interface Consents { documents: ConsentDocument[]; grants: Grant[]; matrix: Permission[]; events: ConsentEvent[] }

export interface FacetValue { value: string; label?: string; count: number }
export interface PortfolioItem { photo_id: string; thumbnail_url: string; region: string; view: string; weeks_since_first: number; obligations: string[] }
export interface Portfolio { items: PortfolioItem[]; total: number; facets: Record<string, FacetValue[]> }

export interface AuditEntry {
  sequence: number; at: string; actor_id: string | null; actor_name: string | null; actor_role: string; act: string; outcome: string; patient_id: string | null;
  photo_id: string | null; photo_ids: string[]; purpose: string | null; channel: string | null; refusals: string[]; obligations: string[]; hash: string;
}
export interface Verification { ok: boolean; entries: number; head: string; first_bad: number | null; latest_bad: number | null; why: string | null }
