/** An error in plain words: what happened, what to do, and a short code for the telephone. */
import { html, nothing, type TemplateResult } from "lit";
import { Problem } from "../client.ts";
import { capital } from "../words.ts";
import { icon } from "./icon.ts";

const end = (sentence: string) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "page_failed", "This page failed.", error instanceof Error ? error.message : String(error), "Load the page again.");
}

export function trouble(problem: Problem | null): TemplateResult | typeof nothing {
  if (!problem) return nothing;
  return html`<div class="wrong" role="alert">${icon("circle-slash", 20)}<div>
    <b>${end(capital(problem.title || problem.detail))}</b>
    ${problem.detail && problem.detail !== problem.title ? html`<div>${end(capital(problem.detail))}</div>` : nothing}
    ${problem.refusals.map((refusal) => html`<div>${end(capital(refusal.sentence))} ${refusal.mend ? end(capital(refusal.mend)) : ""}</div>`)}
    ${problem.mend ? html`<div>${end(capital(problem.mend))}</div>` : nothing}
    <div class="s q">Code <span class="code">${problem.code}</span></div></div></div>`;
}
