/** Icons of lucide (ISC), inlined at build time: `icon("users")`. Decoration only: the word stands beside it or in a label. */
import { html, type TemplateResult } from "lit";
import { unsafeSVG } from "lit/directives/unsafe-svg.js";

const files = import.meta.glob<string>(
  "/node_modules/lucide-static/icons/{arrow-left,arrow-right,building-2,calendar,camera,check,chevron-down,chevron-right,chevrons-down,circle-slash,clock,cloud-check,cloud-off,columns-2,copy-x,cpu,diff,eraser,factory,file-image,film,focus,globe,graduation-cap,history,image-off,images,info,key-round,lamp,layers,layout-grid,link,list-filter,lock,log-out,maximize,microscope,minimize,minus,monitor,moon,move-diagonal,move-horizontal,newspaper,package-search,pause,pen-line,play,plus,printer,refresh-cw,rotate-ccw,rotate-cw,ruler,scan-face,scroll-text,search,search-x,settings,share-2,shield-check,shield-off,smile,square-dashed,square-split-horizontal,stethoscope,sun,trash-2,undo-2,unlink,upload,user,user-plus,users,x,zap}.svg",
  { query: "?raw", import: "default", eager: true },
);

const shapes = new Map<string, string>();
for (const [path, text] of Object.entries(files)) {
  const name = path.slice(path.lastIndexOf("/") + 1, -".svg".length);
  shapes.set(name, text.slice(text.indexOf(">", text.indexOf("<svg")) + 1, text.lastIndexOf("</svg>")));
}

export function icon(name: string, size = 20, stroke = 2): TemplateResult {
  const shape = shapes.get(name);
  if (shape === undefined) throw new Error(`no icon \`${name}\``);
  return html`<svg width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width=${stroke}
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${unsafeSVG(shape)}</svg>`;
}
