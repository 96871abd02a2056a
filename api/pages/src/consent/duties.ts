/** What must be done to a picture before it is shown, in words. */
import { plain } from "../words.ts";

const WORDS: Record<string, string> = {
  conceal_eyes: "eyes hidden", conceal_face: "face hidden", crop_to_region: "only the treated place", intervals_only: "no dates, only intervals",
  add_notice: "note added", composite_only: "both photos together", minimum_grade: "grade at least", no_product_name: "product not named",
};

export function duties(obligations: string[]): string[] {
  return obligations.map((obligation) => {
    const [duty = "", value] = obligation.split(":");
    return (WORDS[duty] ?? plain(duty)) + (duty === "minimum_grade" && value ? ` ${value}` : "");
  });
}
