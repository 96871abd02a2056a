/** The exact wording, in the letters of a document, with what was chosen in the middle of it. */
import { html, type TemplateResult } from "lit";
import { statusShape } from "../parts/shapes.ts";
import type { ConsentDocument } from "../types.ts";
import { list } from "../words.ts";
import { agreed, appearance, type Asked, type Choices } from "./choices.ts";

function version(document: ConsentDocument): TemplateResult {
  return html`<p class="ver">${document.title}, version ${document.version} · fingerprint <span class="code">${document.fingerprint}</span></p>`;
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
  return document.text.split(/\n\s*\n/).filter(Boolean).map((text) => html`<p>${text}</p>`);
}
