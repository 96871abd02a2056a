/** The exact wording, in the letters of a document, with what was chosen in the middle of it. */
import { html, nothing, type TemplateResult } from "lit";
import { statusShape } from "../parts/shapes.ts";
import type { ConsentDocument } from "../types.ts";
import { list } from "../words.ts";
import { agreed, appearance, type Asked, type Choices } from "./choices.ts";

export const wording = (document: ConsentDocument): string => document.text ?? document.body ?? "";

function version(document: ConsentDocument): TemplateResult {
  const print = document.sha256?.slice(0, 12).replace(/(.{4})(?=.)/g, "$1 ");
  return html`<p class="ver">${document.title}, version ${document.version}${print ? html` · fingerprint <span class="code">${print}</span>` : nothing}</p>`;
}

export function reading(document: ConsentDocument): TemplateResult {
  return html`<article>${version(document)}<h2 tabindex="-1">${document.title}</h2>${paragraphs(document)}</article>`;
}

export function signing(document: ConsentDocument, choices: Choices, asked: Asked, clinic: string): TemplateResult {
  return html`<article>${version(document)}<h2 tabindex="-1">What you agree to</h2>
    <p>You allow ${clinic} to show ${choices.scopeWord}, ${appearance(choices.identifiability)}, in the places below and nowhere else.</p>
    <ul>${agreed(choices, asked, new Date()).map((one) => html`<li>${statusShape("green", 22)}<span><b>${one.purpose}</b>: ${list(one.channels)}, until ${one.until}</span></li>`)}</ul>
    ${paragraphs(document)}</article>`;
}

function paragraphs(document: ConsentDocument): TemplateResult[] {
  return wording(document).split(/\n\s*\n/).filter(Boolean).map((text) => html`<p>${text}</p>`);
}
