/** The stage: photos with corners, on the grey for judging, nothing with hue beside them. */
import { css } from "lit";

export const stageStyle = css`
  :host { position: relative; min-width: 0; min-height: 0; overflow: hidden; display: block; background: var(--surround-judge); color: var(--on-judge); --focus: #000; --focus-gap: #fff; }
  .stage { position: absolute; inset: 0; display: flex; gap: 16px; justify-content: center; align-items: flex-start; padding: 18px 24px 70px; }
  .stage.upright { padding: 0; align-items: center; }
  .stage.upright.over { align-items: flex-start; }
  .stage.upright ~ .control { bottom: 8px; }
  .stage.two { align-items: center; }
  figure { display: flex; flex-direction: column; }
  figcaption { min-height: 36px; display: flex; gap: var(--s3); align-items: baseline; white-space: nowrap; overflow: hidden; }
  figcaption span { color: var(--on-judge-2); overflow: hidden; text-overflow: ellipsis; }
  .beside { position: absolute; top: 18px; line-height: 1.35; font-size: var(--text-l); }
  .beside b { display: block; font-size: var(--text-xl); }
  .beside span { display: block; }
  .beside.left { text-align: right; }
  .beside.now b { text-decoration: underline; text-decoration-thickness: 4px; text-underline-offset: 6px; }
  .pane { position: relative; overflow: hidden; touch-action: none; cursor: grab; user-select: none; }
  .pane:active { cursor: grabbing; }
  .layer { position: absolute; inset: 0; transform-origin: 0 0; }
  .layer img { width: 100%; height: 100%; object-fit: contain; pointer-events: none; }
  .plate { position: absolute; inset: 0; background: color-mix(in srgb, var(--surround-judge) 90%, #000); display: grid; place-content: center; padding: var(--s5); text-align: center; }
  .apart { width: 104px; display: grid; place-items: center; flex: none; margin: 0 -16px; }
  .as-taken { position: absolute; left: 0; right: 0; bottom: 78px; text-align: center; }
  .control { position: absolute; left: 50%; bottom: 72px; transform: translateX(-50%); display: flex; align-items: center; gap: var(--s3); background: #141414; color: #f2f2f2; border-radius: 12px; min-height: 52px; padding: 0 var(--s4); z-index: 2; white-space: nowrap; }
  .control input { width: 200px; accent-color: #fff; height: 32px; }
  .control button { border: 0; background: none; min-height: 48px; min-width: 96px; display: flex; gap: 8px; align-items: center; }
  .control :focus-visible { outline-color: #fff; box-shadow: none; }
  .legend i { display: inline-block; width: 120px; height: 12px; background: linear-gradient(90deg, #000, #fff); box-shadow: 0 0 0 1px #777; }
  .mm { position: absolute; left: 14px; bottom: 12px; font-size: var(--text-s); color: #fff; text-shadow: 0 0 3px #000; pointer-events: none; }
  .mm i { display: block; height: 7px; border: solid #fff; border-width: 0 2px 2px; margin-bottom: 2px; filter: drop-shadow(0 0 1px #000); }
`;
