/** Regions, views, purposes and channels: the codes of the record and the words on the screen. */
import { plain, capital } from "./words.ts";

export const REGIONS: Record<string, string> = {
  face: "Face", forehead: "Forehead", lips: "Lips", neck: "Neck", decolletage: "Décolletage",
  cheek_left: "Left cheek", cheek_right: "Right cheek", forearm_left: "Left forearm", forearm_right: "Right forearm",
  hand_left: "Left hand", hand_right: "Right hand", back: "Back", abdomen: "Abdomen",
};

export const VIEWS: Record<string, { label: string; degrees: string }> = {
  front: { label: "Front", degrees: "0°" },
  oblique_left: { label: "Left 45°", degrees: "" },
  oblique_right: { label: "Right 45°", degrees: "" },
  lateral_left: { label: "Left 90°", degrees: "" },
  lateral_right: { label: "Right 90°", degrees: "" },
  close_up: { label: "Close-up", degrees: "" },
};

export const PURPOSES: Record<string, { label: string; name: string; why: string; icon: string }> = {
  care: { label: "Care", name: "Care", why: "Treating the patient. This needs no permission, it needs a treating relationship.", icon: "stethoscope" },
  patient_copy: { label: "A copy for you", name: "A copy for the patient", why: "Your own photos, to take home.", icon: "user" },
  other_patients: { label: "Other patients in this clinic", name: "Other patients", why: "As an example, when they ask about the same treatment.", icon: "users" },
  marketing: { label: "Anyone on the internet", name: "Marketing", why: "Once it is out, strangers can copy it. We can remove ours, not theirs.", icon: "globe" },
  teaching: { label: "Teaching", name: "Teaching", why: "So that other clinicians learn from your treatment.", icon: "graduation-cap" },
  publication: { label: "A scientific journal", name: "Publication", why: "Printed copies cannot be called back.", icon: "newspaper" },
  research: { label: "Research", name: "Research", why: "Counted and measured with the photos of others.", icon: "microscope" },
  ai_training: { label: "Computer programs (AI)", name: "AI training", why: "Your photos would help a program learn. It cannot be made to forget.", icon: "cpu" },
  manufacturer: { label: "The maker of the product", name: "The manufacturer", why: "So that the maker sees how its product does.", icon: "factory" },
};

export const CHANNELS: Record<string, string> = {
  chairside: "On the tablet in this room", clinic_screen: "On the waiting-room screen", portal: "Your own page", website: "Our website",
  print: "Printed leaflets", press: "Newspapers", congress: "A congress", journal: "A journal", dataset: "A collection of photos",
  record: "Another clinical record", "social:instagram": "Instagram", "social:facebook": "Facebook", "social:tiktok": "TikTok",
};

export const IDENTIFIABILITY: Record<string, { label: string; said: string; note: string }> = {
  full_face: { label: "Whole face", said: "with your whole face", note: "People who know you will recognise you." },
  eyes_concealed: { label: "Eyes hidden", said: "with your eyes hidden", note: "With eyes hidden, people who know you may still recognise you. Only the treated place is safer." },
  cropped: { label: "Only the treated place", said: "with only the treated place", note: "Only the skin that was treated is shown. This is the safest." },
};

export const regionName = (code: string) => REGIONS[code] ?? capital(plain(code));
export const viewName = (code: string) => VIEWS[code]?.label ?? capital(plain(code));
/** The purpose in the words of the one who is asked. */
export const purposeAsked = (code: string) => PURPOSES[code]?.label ?? capital(plain(code));
export const purposeName = (code: string) => PURPOSES[code]?.name ?? capital(plain(code));

/** One screen serves different people: the purpose says which. */
const SPECIAL: Record<string, string> = {
  "care/clinic_screen": "On a screen in the clinic", "care/chairside": "On the tablet in the room",
  "teaching/clinic_screen": "Staff of this clinic", "ai_training/dataset": "Training",
};

export const channelName = (code: string, purpose = "") => SPECIAL[`${purpose}/${code}`] ?? CHANNELS[code] ?? capital(plain(code.replace("social:", "")));

/** The same in the middle of a sentence; names of networks keep their capital. */
export function channelSaid(code: string, purpose = ""): string {
  const name = channelName(code, purpose);
  return code.startsWith("social:") ? name : name.charAt(0).toLowerCase() + name.slice(1);
}
