/** One element for each place in the address bar. */
import { html, type TemplateResult } from "lit";
import "./parts/empty-state.ts";
import "./sign-in/sign-in-screen.ts";
import "./patients/patients-screen.ts";
import "./timeline/timeline-screen.ts";
import "./compare/compare-screen.ts";
import "./upload/upload-screen.ts";
import "./consent/consent-screen.ts";
import "./consent/consent-give.ts";
import "./portfolio/portfolio-screen.ts";
import "./audit/audit-screen.ts";
import "./settings/settings-screen.ts";
import "./record/record-screen.ts";
import type { Place } from "./router.ts";
import type { Me } from "./types.ts";

export const TITLES: Record<string, string> = {
  "sign-in": "Sign in", patients: "Patients", timeline: "Timeline", sessions: "Sessions", treatments: "Treatments", upload: "Add photos",
  consent: "Consent", "consent-give": "Give consent", compare: "Compare", portfolio: "Portfolio", audit: "Audit", settings: "Settings",
};

export function screenOf(place: Place, me: Me, may: (me: Me, capability: string) => boolean): TemplateResult {
  const patient = place.params["patient"] ?? "";
  switch (place.screen) {
    case "patients": return html`<patients-screen .me=${me} .q=${place.query.get("q") ?? ""}></patients-screen>`;
    case "timeline": return html`<timeline-screen .me=${me} .patient=${patient} .picked=${place.query.get("pick") ?? ""}></timeline-screen>`;
    case "sessions": return html`<record-screen .patient=${patient} table="sessions"></record-screen>`;
    case "treatments": return html`<record-screen .patient=${patient} table="treatments"></record-screen>`;
    case "upload": return html`<upload-screen .patient=${patient} .query=${place.query}></upload-screen>`;
    case "consent": return html`<consent-screen .patient=${patient} .mayTake=${may(me, "take_consents")}></consent-screen>`;
    case "consent-give": return html`<consent-give .patient=${patient} .me=${me} .query=${place.query}></consent-give>`;
    case "compare": return html`<compare-screen .me=${me} .patient=${patient} .comparison=${place.params["comparison"] ?? ""} .mode=${place.query.get("mode") ?? ""}></compare-screen>`;
    case "portfolio": return html`<portfolio-screen .query=${place.query}></portfolio-screen>`;
    case "audit": return html`<audit-screen .query=${place.query}></audit-screen>`;
    case "settings": return html`<settings-screen></settings-screen>`;
    default: return html`<empty-state sign="search-x" head="Nothing is at this address" line="The link may be cut short, or the record may be of another clinic." address="/" act="Go to the start"></empty-state>`;
  }
}
