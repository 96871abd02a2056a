/** Compare: bar, stage and side panel, grade strip; upright on a tablet the modes, rows and one button lie below the stage. */
import { css } from "lit";

export const compareStyle = css`
  .cmp { height: 100%; display: flex; flex-direction: column; background: var(--ground); }
  .mid { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) 352px; }
  .mid.refused { grid-template-columns: minmax(0, 1fr) 460px; }
  .mid.one { grid-template-columns: minmax(0, 1fr); }
  .stage { position: relative; min-width: 0; min-height: 0; display: grid; }
  .off { position: absolute; top: 12px; left: 50%; transform: translateX(-50%); background: #141414; color: #f2f2f2; padding: var(--s2) var(--s4); border-radius: var(--radius-control); z-index: 3; }
  .side { background: var(--panel); padding: 4px 24px 0; display: flex; flex-direction: column; overflow-y: auto; scroll-padding-bottom: 80px; }
  .side section { padding: 13px 0; border-bottom: 1px solid var(--line); }
  .side section.last { border: 0; flex: 1; display: flex; flex-direction: column; }
  .side section > h2, .side .row > h2 { font-size: var(--text-m); color: var(--ink-2); font-weight: 500; }
  .mid.refused .side { padding: 22px 28px 14px; border-left: 1px solid var(--line); }
  share-panel { flex: 1; display: flex; flex-direction: column; }
  .side > section { flex: none; }
  .side > section.last { flex: 1 0 auto; padding-bottom: 0; }
  .lk { border: 0; background: none; color: var(--accent); text-decoration: underline; text-underline-offset: 3px; padding: 4px; min-height: 24px; }
  .modesbar { background: var(--panel); padding: 8px 12px; border-bottom: 1px solid var(--line); }
  .low { background: var(--panel); }
  .dis { display: flex; gap: 12px; align-items: center; min-height: 48px; padding: 0 16px; border: 0; border-top: 1px solid var(--line); background: none; line-height: 1.25; width: 100%; text-align: left; }
  .dis span { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .dis:focus-visible { outline-offset: -4px; }
  .acts { display: flex; gap: 8px; padding: 10px 16px 12px; background: var(--panel); border-top: 1px solid var(--line); }
  .said { padding: var(--s4); background: var(--panel); }
  .seg > .on { cursor: default; }
  .release { position: relative; aspect-ratio: 8 / 5; margin: var(--s2) 0 var(--s4); }
  .release + p { margin-bottom: var(--s4); }
  .recipe { white-space: pre-wrap; overflow-wrap: anywhere; font-size: var(--text-s); background: var(--sunken); padding: var(--s3); margin: var(--s4) 0 0; max-height: 40vh; overflow: auto; }
  @media (min-width: 1024px) and (max-width: 1279px) {
    .low { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); }
    .dis + .dis { border-left: 1px solid var(--line); }
    .acts { display: none; }
    .other { display: none; }
  }
`;
