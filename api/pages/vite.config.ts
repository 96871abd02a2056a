// One page, one script, one style sheet: everything from this server, nothing inline, nothing from outside.
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const server = process.env["LIKENESS_SERVER"] ?? "http://127.0.0.1:8000";

// What is shipped inside the bundle, beside our own code; the licences go with it.
const SHIPPED = [
  "@fontsource-variable/atkinson-hyperlegible-next", "@fontsource/atkinson-hyperlegible-mono", "@fontsource-variable/source-serif-4",
  "lucide-static", "lit", "lit-html", "lit-element", "@lit/reactive-element",
];

function licences(): Plugin {
  return {
    name: "licences",
    apply: "build",
    generateBundle() {
      const texts = SHIPPED.map((name) => {
        const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string; license: string };
        return `${name} ${version} (${license})\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n`;
      });
      this.emitFile({ type: "asset", fileName: "THIRD_PARTY.txt", source: texts.join(`\n${"=".repeat(80)}\n\n`) });
    },
  };
}

export default defineConfig({
  plugins: [licences()],
  build: {
    assetsInlineLimit: 0, // no data: addresses, the Content-Security-Policy forbids them
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 400,
  },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": server, "/healthz": server } },
});
