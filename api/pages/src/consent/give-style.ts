/** Giving consent: three steps, made for a tablet held upright between two people. */
import { css } from "lit";

export const giveStyle = css`
  .cs { height: 100%; display: flex; flex-direction: column; background: var(--panel); }
  .steps { display: flex; gap: 6px; color: var(--ink-2); }
  .steps li { display: flex; gap: 6px; align-items: center; height: 44px; padding: 0 14px; border-radius: 22px; white-space: nowrap; }
  .steps .on { background: var(--accent-soft); color: var(--accent); font-weight: var(--weight-strong); }
  .scroll { flex: 1; min-height: 0; overflow-y: auto; }
  .hd { padding: 22px 28px 18px; }
  .hd h2 { font-size: 32px; }
  .hd p { font-size: var(--text-l); color: var(--ink-2); margin-top: 6px; max-width: var(--measure); }
  .how { padding: 14px 28px 18px; }
  .opts { display: flex; gap: 22px; margin-top: 10px; align-items: flex-start; flex-wrap: wrap; }
  .opts label { text-align: center; font-weight: 500; display: block; position: relative; cursor: pointer; }
  .opts .on { font-weight: 700; }
  .pv { display: block; position: relative; border: 4px solid transparent; padding: 3px; width: 118px; }
  .opts .on .pv { border-color: var(--on-find); }
  .opts label:focus-within .pv { outline: 3px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
  .pv .drawn { aspect-ratio: 4 / 5; display: grid; place-items: center; position: relative; background: #9a9a9a; color: #111; }
  .pv .eyes::after { content: ""; position: absolute; left: 0; right: 0; top: 36%; height: 15%; background: #4d4d4d; }
  .opts p { flex: 1 1 220px; display: flex; gap: 10px; align-self: center; padding-left: 8px; }
  .what { display: flex; gap: var(--s4); padding: var(--s4) 28px; border-bottom: 1px solid var(--line); flex-wrap: wrap; }
  .what label { flex: 1 1 220px; }
  .pl { padding: 0 28px; }
  .pu { display: grid; grid-template-columns: 44px minmax(0, 270px) minmax(0, 1fr); gap: 12px; padding: 17px 0; border-bottom: 1px solid var(--line); }
  .pu:last-child { border: 0; }
  .pu h3 { font-size: 20px; padding-top: 6px; }
  .pu p { color: var(--ink-2); line-height: 1.32; margin-top: 4px; }
  .pu li { display: flex; align-items: center; gap: 12px; padding: 4px 0; font-size: 17px; line-height: 1.2; }
  .pu li .s { display: block; color: var(--ink-2); margin-top: 2px; }
  .yn { display: inline-flex; border: 1px solid var(--edge); border-radius: 12px; overflow: hidden; flex: none; }
  .yn:focus-within { outline: var(--ring-width) solid var(--focus); outline-offset: 2px; }
  .yn label { min-width: 76px; height: 58px; display: flex; gap: 6px; align-items: center; justify-content: center; font-size: 18px; color: var(--ink-2); cursor: pointer; position: relative; }
  .yn label + label { border-left: 1px solid var(--edge); }
  .yn .n { background: #4d4d4d; color: #fff; font-weight: var(--weight-strong); }
  .yn .y { background: var(--accent); color: var(--on-accent); font-weight: var(--weight-strong); }
  .acts { display: flex; gap: 12px; align-items: center; padding: 12px 28px 18px; border-top: 1px solid var(--line); flex: none; }
  .tot { text-align: right; font-size: var(--text-l); padding-right: 8px; font-weight: var(--weight-strong); }
  article { margin: 0 auto; padding: 24px 32px 20px; font: 400 20px/1.52 var(--font-document); max-width: 74ch; }
  article h2 { font: 600 34px/1.15 var(--font-document); margin: 4px 0 12px; }
  article p { margin-bottom: 13px; white-space: pre-line; }
  article .ver { font: 400 15px/1.4 var(--font-ui); color: var(--ink-2); margin: 0; }
  article ul { border-left: 3px solid var(--ink); padding-left: 18px; margin-bottom: 14px; }
  article li { display: flex; gap: 12px; padding: 4px 0; }
  article li svg { margin-top: 4px; }
  .sg { padding: 14px 28px 12px; border-top: 1px solid var(--line); flex: none; display: grid; gap: var(--s3); }
  .sg input { font: 400 28px/1.2 var(--font-document); min-height: 84px; border: 2px solid var(--edge); border-radius: 14px; padding: 0 var(--s5); width: 100%; background: var(--panel); }
  .wit { display: grid; grid-template-columns: 1fr 1fr 1fr; font-size: 17px; }
  .wit span { display: block; font-size: var(--text-s); color: var(--ink-2); }
  @media (max-width: 760px) { .pu { grid-template-columns: 1fr; } }
`;
