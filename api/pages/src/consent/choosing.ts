/** The questions: how she would appear, which photos, until when, and a Yes or a No for every place. No and Yes are equal in size. */
import { html, type TemplateResult } from "lit";
import { icon } from "../parts/icon.ts";
import { viewGlyph } from "../parts/shapes.ts";
import { IDENTIFIABILITY, PURPOSES, channelName, purposeAsked } from "../places.ts";
import { onDay } from "../words.ts";
import { key, until, type Asked, type Choices, type ScopeOption } from "./choices.ts";

export interface Answers { answer: (key: string, yes: boolean) => void; change: (part: Partial<Choices>) => void }

export function choosing(choices: Choices, asked: Asked, scopes: ScopeOption[], wanted: string, on: Answers): TemplateResult {
  const end = onDay(until(choices.years, new Date()));
  const first = wanted.split("/")[0];
  const purposes = [...asked].sort(([a], [b]) => Number(b === first) - Number(a === first));
  return html`<div class="hd"><h2 tabindex="-1">Who else may see your photos?</h2>
      <p>Your treatment is the same whatever you choose. Every answer starts at No, and you can change it later.</p></div>
    <fieldset class="find how"><legend class="hear">How you would appear</legend><h3 aria-hidden="true">How you would appear</h3><div class="opts">
      ${Object.entries(IDENTIFIABILITY).map(([code, { label }]) => html`<label class=${code === choices.identifiability ? "on" : ""}><input type="radio" class="hear" name="appear" value=${code}
        .checked=${code === choices.identifiability} @change=${() => on.change({ identifiability: code })}><span class="pv"><span class="drawn ${code === "eyes_concealed" ? "eyes" : ""}">${viewGlyph(code === "cropped" ? "close_up" : "front", "face", 70)}</span></span>${label}</label>`)}
      <p>${icon("info", 22)}${IDENTIFIABILITY[choices.identifiability]?.note}</p></div></fieldset>
    <div class="what">
      <label class="field">Which photos<select @change=${(event: Event) => { const one = scopes.find((scope) => scope.value === (event.target as HTMLSelectElement).value)!; on.change({ scope: one.scope, scopeWord: one.word }); }}>
        ${scopes.map((scope) => html`<option value=${scope.value} ?selected=${scope.scope === choices.scope || scope.word === choices.scopeWord}>${scope.label}</option>`)}</select></label>
      <label class="field">Until<select @change=${(event: Event) => on.change({ years: Number((event.target as HTMLSelectElement).value) })}>
        ${[1, 2, 5].map((years) => html`<option value=${years} ?selected=${years === choices.years}>${years === 1 ? "1 year" : `${years} years`}, to ${onDay(until(years, new Date()))}</option>`)}</select></label>
    </div>
    <div class="pl">${purposes.map(([purpose, channels]) => html`<section class="pu">
      <div>${icon(PURPOSES[purpose]?.icon ?? "info", 30, 1.7)}</div>
      <div><h3>${purposeAsked(purpose)}</h3><p>${PURPOSES[purpose]?.why ?? ""}</p></div>
      <ul>${channels.map((channel) => question(purpose, channel, choices, end, on))}</ul></section>`)}</div>`;
}

function question(purpose: string, channel: string, choices: Choices, end: string, on: Answers): TemplateResult {
  const name = key(purpose, channel);
  const yes = choices.yes.has(name);
  return html`<li><div class="grow">${channelName(channel, purpose)}${yes ? html`<span class="s">until ${end}</span>` : ""}</div>
    <span class="yn" role="radiogroup" aria-label=${`${purposeAsked(purpose)}: ${channelName(channel, purpose)}`}>
      <label class=${yes ? "" : "n"}><input class="hear" type="radio" name=${name} .checked=${!yes} @change=${() => on.answer(name, false)}>No</label>
      <label class=${yes ? "y" : ""}><input class="hear" type="radio" name=${name} .checked=${yes} @change=${() => on.answer(name, true)}>${yes ? icon("check", 20, 3) : ""}Yes</label></span></li>`;
}
