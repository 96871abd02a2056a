/** A pair that cannot be compared is a finished screen: what, why with the number, how to retake, one button that starts it. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../parts/icon.ts";
import { statusShape } from "../parts/shapes.ts";
import type { Comparison, Criterion } from "../types.ts";
import { capital } from "../words.ts";

export const refusedStyle = css`
  div.why { display: flex; flex-direction: column; gap: 8px; flex: 1; }
  .why h2.main { font-size: var(--text-2xl); color: var(--ink); font-weight: var(--weight-strong); }
  .why .so { margin-top: 6px; font-size: var(--text-l); color: var(--ink); font-weight: var(--weight-strong); }
  .why li { display: flex; gap: 16px; padding: 9px 0; border-top: 1px solid var(--line); }
  .why li p { color: var(--ink-2); line-height: 1.32; }
  .ic { width: 48px; height: 48px; flex: none; display: grid; place-items: center; background: var(--sunken); border-radius: 50%; }
  .stack { display: grid; gap: 8px; }
`;

interface Step { icon: string; head: string; line: string }

const STEPS: Record<string, Step> = {
  pose: { icon: "rotate-cw", head: "Turn the head as at baseline", line: "Line nose and eyes up with the earlier photo." },
  distance: { icon: "chevrons-down", head: "Stand at the floor mark", line: "Nearer makes the nose look wider; scaling cannot undo that." },
  light: { icon: "lamp", head: "Switch on both lamps", line: "Shade looks like swelling, glare hides redness." },
  colour: { icon: "square-dashed", head: "Keep lamps and white balance as they were", line: "A grey card in the frame shows by how much they differ." },
  sharpness: { icon: "focus", head: "Hold still and focus on the eyes", line: "A soft photo hides lines." },
  expression: { icon: "smile", head: "Face at rest", line: "Lips closed, eyes as at baseline." },
  timing: { icon: "calendar", head: "Take it at the planned time", line: "A photo straight after treatment is no result." },
};
const WORST = { red: 0, amber: 1, unknown: 2, green: 3 };

export function retakeSteps(criteria: Criterion[]): Criterion[] {
  return criteria.filter((criterion) => criterion.level !== "green" && criterion.name in STEPS).sort((a, b) => WORST[a.level] - WORST[b.level]).slice(0, 4);
}

const NO_CARD: Step = { icon: "square-dashed", head: "Hold the grey card in the frame", line: "Without it redness cannot be judged." };

const stepFor = (criterion: Criterion): Step => (criterion.name === "colour" && criterion.level === "unknown" ? NO_CARD : STEPS[criterion.name]!);

/** What to do otherwise, in one line. */
export const retakeWords = (comparison: Comparison): string => retakeSteps(comparison.grade.criteria).map((criterion) => stepFor(criterion).head.toLowerCase()).join(", ");

export function retakePanel(comparison: Comparison): TemplateResult {
  return html`<ol class="why">${retakeSteps(comparison.grade.criteria).map((criterion) => html`<li><span class="ic">${icon(stepFor(criterion).icon, 26, 1.9)}</span>
    <div><b>${stepFor(criterion).head}</b><p>${capital(criterion.sentence)} ${stepFor(criterion).line}</p></div></li>`)}</ol>`;
}

export function refusedPanel(comparison: Comparison, patient: string, mayAdd: boolean): TemplateResult {
  const keep = `/patients/${patient}?pick=${comparison.before.photo_id}`;
  return html`<div class="why">
    <div class="row">${statusShape("red", 40)}<div><h2 class="main">These two cannot be compared</h2></div></div>
    <p class="q">${capital(comparison.detail ?? "No shift, turn or scale brings them together.")}</p>
    ${retakeSteps(comparison.grade.criteria).length ? html`<h3 class="so">Retake so</h3>${retakePanel(comparison)}` : nothing}
    <div class="grow"></div>
    <div class="stack">${mayAdd ? html`<a class="btn big go" href="/patients/${patient}/upload?like=${comparison.after.photo_id}">${icon("camera", 24)}Retake and add it now</a>` : nothing}
      <a class="btn" href=${keep}>Compare with another date</a></div>
  </div>`;
}
