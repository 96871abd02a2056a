/** The shared style sheet as one constructable sheet: parsed once, adopted by every element, allowed by the strict policy. */
import { unsafeCSS } from "lit";
import text from "./ui.css?inline";

export const ui = unsafeCSS(text);
