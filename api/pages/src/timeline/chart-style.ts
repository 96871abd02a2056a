/** How the timeline looks: one grid of columns shared by heads and lanes, on the grey for finding. */
import { css } from "lit";

export const chartStyle = css`
  :host { display: block; overflow: auto; min-height: 0; position: relative; }
  .sheet { min-width: max-content; min-height: 100%; padding-right: var(--s4); }
  .top { position: sticky; top: 0; z-index: 3; background: var(--surround-find); }
  .line, .lane { display: grid; grid-template-columns: 166px var(--columns); }
  .lab { position: sticky; left: 0; z-index: 2; background: var(--surround-find); display: flex; align-items: center; gap: 10px; padding: 0 var(--s1) 0 var(--s4); line-height: 1.2; text-align: left; border: 0; min-height: 44px; }
  .top .lab { font-size: var(--text-s); color: var(--on-find-2); }
  .lab span span { display: block; font-size: var(--text-s); color: var(--on-find-2); }
  .lab b { white-space: nowrap; }
  .lab:focus-visible { outline-offset: -4px; box-shadow: inset 0 0 0 6px #fff; }
  .axis { display: flex; }
  .axis .lab { width: 166px; flex: none; align-self: flex-start; min-height: 60px; }
  .head { text-align: center; font-size: var(--text-s); line-height: 1.2; padding-top: 2px; white-space: nowrap; height: 44px; }
  .head b { display: block; font-size: var(--text-m); overflow: hidden; text-overflow: ellipsis; }
  .head span { color: var(--on-find-2); }
  .diamond { border: 0; padding: 0; width: 36px; height: 36px; background: none; display: grid; place-items: center; margin: 2px auto 0; position: relative; color: var(--surround-find); font-weight: 700; font-size: 15px; }
  .diamond::before { content: ""; position: absolute; inset: 2px; background: var(--on-find); clip-path: polygon(50% 0, 100% 50%, 50% 100%, 0 50%); }
  .diamond span { position: relative; color: var(--surround-find); }
  .corner { font-size: var(--text-m); color: var(--on-find); font-weight: var(--weight-strong); }
  .corner select { border: 0; background: var(--surround-find); color: inherit; font-weight: inherit; min-height: 44px; max-width: 130px; }
  .region { position: relative; }
  .top + .region { padding-top: 6px; }
  .region + .region { border-top: 1px solid #8a8a8a; margin: 6px 0 0; padding-top: 6px; }
  .rod { position: absolute; top: 0; bottom: 0; width: 4px; margin-left: -2px; background: currentColor; opacity: .32; }
  .dose { position: absolute; top: 4px; bottom: 4px; width: 24px; margin-left: -12px; padding: 0; display: flex; align-items: flex-end; justify-content: center; }
  .dose span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 100%; background: var(--surround-find); padding: 8px 0; font-size: var(--text-s); line-height: 20px; white-space: nowrap; text-overflow: ellipsis; overflow: hidden; }
  .lane { position: relative; }
  .lane > [role=rowheader] { position: sticky; left: 0; z-index: 2; display: grid; }
  .lane > [role=rowheader] .lab { height: 100%; }
  .cell { display: flex; justify-content: center; align-items: flex-start; gap: 4px; padding: 3px 0; position: relative; min-height: calc(var(--folded) * 1.25 + 6px); flex-wrap: wrap; }
  .lane.open .cell { min-height: calc(var(--open) * 1.25 + 30px); }
  .photo { position: relative; border: 0; padding: 0; background: none; width: var(--folded); touch-action: pan-x pan-y; }
  .lane.open .photo { width: var(--open); }
  .photo photo-tile { width: 100%; pointer-events: none; }
  .photo.base::before { content: ""; position: absolute; left: -9px; top: 0; bottom: 0; width: 4px; background: var(--on-find); }
  .photo.picked photo-tile { outline: 4px solid var(--on-find); outline-offset: 2px; }
  .photo.picked.base::before { left: -14px; }
  .photo:focus-visible { outline-offset: 6px; }
  .num { position: absolute; right: -12px; top: -4px; width: 32px; height: 32px; border-radius: 50%; background: var(--on-find); color: var(--surround-find); font: 700 17px/32px var(--font-ui); text-align: center; box-shadow: 0 0 0 2px var(--surround-find); z-index: 1; }
  .lane:not(.open) .num { width: 24px; height: 24px; font: 700 14px/24px var(--font-ui); }
  .cap { font-size: var(--text-s); font-weight: var(--weight-strong); display: flex; gap: 5px; align-items: center; justify-content: center; padding-top: 5px; white-space: nowrap; position: absolute; left: 50%; transform: translateX(-50%); }
  .tri { position: absolute; right: -19px; top: 2px; }
  .miss { width: 62px; height: 60px; border: 1.5px dashed #6a6a6a; display: flex; flex-direction: column; gap: 2px; align-items: center; justify-content: center; font-size: var(--text-s); line-height: 1.1; color: var(--on-find-2); }
  .lane.open .miss { width: var(--open); height: auto; aspect-ratio: 4 / 5; }
`;
