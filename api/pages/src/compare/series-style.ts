/** The stage of many photos: the grey for judging, nothing with hue, dates beside the pictures. */
import { css } from "lit";

export const seriesStyle = css`
  :host { position: relative; min-width: 0; min-height: 0; overflow: hidden; background: var(--surround-judge); color: var(--on-judge); --focus: #000; --focus-gap: #fff; }
  .grid { display: grid; gap: 8px 16px; justify-content: center; align-content: center; height: 100%; box-sizing: border-box; padding: 18px 24px 76px; }
  .film { display: grid; justify-content: center; padding-top: 18px; }
  figure { display: flex; flex-direction: column; min-width: 0; }
  figcaption { min-height: 32px; display: flex; gap: var(--s3); align-items: baseline; white-space: nowrap; overflow: hidden; }
  figcaption span { color: var(--on-judge-2); overflow: hidden; text-overflow: ellipsis; }
  .grid figcaption { flex-direction: column; gap: 0; min-height: 52px; line-height: 1.3; }
  .grid figcaption span { max-width: 100%; font-size: var(--text-s); }
  .film figcaption { min-height: 56px; padding-top: 10px; font-size: var(--text-l); }
  .pane { position: relative; overflow: hidden; touch-action: none; cursor: grab; user-select: none; }
  .pane:active { cursor: grabbing; }
  .plate { position: absolute; inset: 0; background: color-mix(in srgb, var(--surround-judge) 88%, #000); display: grid; place-content: center; padding: var(--s4); text-align: center; gap: var(--s2); }
  .wait { position: absolute; inset: 0; display: grid; place-content: center; padding: var(--s5); text-align: center; }
  .said { padding: var(--s4); background: var(--panel); color: var(--ink); }
  .control { position: absolute; left: 50%; bottom: 72px; transform: translateX(-50%); display: flex; align-items: center; gap: var(--s3); background: #141414; color: #f2f2f2; border-radius: 12px; min-height: 52px; padding: 0 var(--s4); z-index: 2; white-space: nowrap; }
  .control button { border: 0; background: none; min-height: 48px; min-width: 56px; display: flex; gap: 8px; align-items: center; justify-content: center; }
  .control button[aria-pressed] { min-width: 104px; }
  .control :focus-visible { outline: 3px solid #fff; outline-offset: -4px; box-shadow: none; }
`;
