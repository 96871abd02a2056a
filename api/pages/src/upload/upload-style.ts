/** Add photos: choices at the left, what happens to each file at the right; below one another where it is narrow. */
import { css } from "lit";

export const uploadStyle = css`
  .two { flex: 1; min-height: 0; display: grid; grid-template-columns: 400px minmax(0, 1fr); }
  .what { background: var(--panel); border-right: 1px solid var(--line); padding: var(--s5); display: flex; flex-direction: column; gap: var(--s4); overflow-y: auto; }
  .what h2 { font-size: var(--text-2xl); }
  .views { display: grid; grid-template-columns: repeat(3, 1fr); gap: var(--s2); margin-top: var(--s1); }
  .view { border: 1px solid var(--edge); border-radius: var(--radius-control); min-height: 88px; display: flex; flex-direction: column; gap: 6px; align-items: center; justify-content: center; cursor: pointer; position: relative; }
  .view.on { background: var(--accent-soft); border: 2px solid var(--accent); font-weight: var(--weight-strong); }
  .view:focus-within { outline: var(--ring-width) solid var(--focus); outline-offset: 2px; }
  .drop { border: 2px dashed var(--edge); border-radius: var(--radius-control); padding: var(--s5); display: flex; flex-direction: column; gap: var(--s3); align-items: center; text-align: center; position: relative; cursor: pointer; }
  .drop.over { background: var(--accent-soft); border-color: var(--accent); }
  .drop:focus-within .btn { outline: var(--ring-width) solid var(--focus); outline-offset: 2px; }
  .files { overflow-y: auto; }
  .none { height: 100%; display: grid; place-content: center; justify-items: start; gap: var(--s2); padding: var(--s6); }
  @media (max-width: 1023px) { .two { display: flex; flex-direction: column; overflow-y: auto; } .what { border: 0; flex: none; overflow: visible; } .files { flex: 1 0 auto; min-height: 260px; overflow: visible; } .views { grid-template-columns: repeat(6, 1fr); } }
`;
