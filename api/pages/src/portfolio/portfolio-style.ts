/** Portfolio: the question at the left, photos on the grey for finding, the chosen one's duties at the right. */
import { css } from "lit";

export const portfolioStyle = css`
  .pf { flex: 1; min-height: 0; display: grid; grid-template-columns: 248px minmax(0, 1fr) 376px; }
  .fac { padding: 16px 16px 12px; background: var(--panel); border-right: 1px solid var(--line); overflow-y: auto; display: flex; flex-direction: column; gap: var(--s3); }
  .fac section { padding-top: 10px; border-top: 1px solid var(--line); }
  .fac h3 { font-size: var(--text-s); color: var(--ink-2); font-weight: 500; }
  .fac li label { display: flex; align-items: center; gap: 10px; min-height: 48px; cursor: pointer; }
  .fac input { appearance: none; width: 26px; height: 26px; border: 2px solid var(--edge); border-radius: 6px; margin: 0; flex: none; background: var(--panel); }
  .fac input:checked { background: var(--accent); border-color: var(--accent); box-shadow: inset 0 0 0 5px var(--accent), inset 0 0 0 20px var(--on-accent); }
  .fac em { color: var(--ink-2); }
  .fac > p { align-items: flex-start; border-top: 1px solid var(--line); padding-top: 12px; line-height: 1.35; }
  .mid { min-height: 0; overflow-y: auto; display: flex; flex-direction: column; }
  .mid > empty-state { flex: 1; }
  .said { padding: var(--s5); }
  .total { padding: var(--s4) var(--s5) 0; color: var(--on-find); }
  .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(168px, 1fr)); gap: var(--s5); padding: var(--s4) var(--s5) var(--s6); }
  .grid button { border: 0; background: none; padding: 6px; width: 100%; text-align: left; }
  .grid .on photo-tile { outline: 4px solid var(--on-find); outline-offset: 3px; }
  .cap { display: block; padding-top: 8px; line-height: 1.3; }
  .wait { display: grid; grid-template-columns: repeat(auto-fill, minmax(168px, 1fr)); gap: var(--s5); padding: var(--s6); }
  .wait i { aspect-ratio: 4 / 5; background: color-mix(in srgb, var(--surround-find) 93%, #000); }
  .sheet { background: var(--panel); border-left: 1px solid var(--line); padding: 20px 24px 18px; display: flex; flex-direction: column; gap: var(--s4); overflow-y: auto; }
  .rules li { display: flex; gap: 14px; padding: 9px 0; border-bottom: 1px solid var(--line); font-size: 15px; line-height: 1.3; color: var(--ink-2); }
  .rules b { display: block; color: var(--ink); font-size: var(--text-m); }
  @media (max-width: 1279px) { .pf { grid-template-columns: 232px minmax(0, 1fr); grid-template-rows: minmax(0, 1fr) auto; } .fac { grid-row: 1 / 3; } .sheet { border-left: 0; border-top: 1px solid var(--line); max-height: 220px; } }
`;
