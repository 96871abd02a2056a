/** What each person finds in the rail, and where they start. The server decides what is allowed; this only spares dead ends. */
import type { Me } from "./types.ts";

export interface Entry { screen: string; address: string; word: string; icon: string; needs: string }

const ENTRIES: Entry[] = [
  { screen: "patients", address: "/patients", word: "Patients", icon: "users", needs: "read_patients" },
  { screen: "portfolio", address: "/portfolio", word: "Portfolio", icon: "images", needs: "read_portfolio" },
  { screen: "audit", address: "/audit", word: "Audit", icon: "scroll-text", needs: "read_audit" },
  { screen: "settings", address: "/settings", word: "Settings", icon: "settings", needs: "edit_staff" },
];

export const may = (me: Me, capability: string): boolean => me.capabilities.includes(capability);
export const railOf = (me: Me): Entry[] => ENTRIES.filter((entry) => may(me, entry.needs));
/** Whoever runs the house starts there; everybody else at the first of their entries. */
export const homeOf = (me: Me): string => (may(me, "edit_staff") ? "/settings" : (railOf(me)[0]?.address ?? "/nothing-here"));
