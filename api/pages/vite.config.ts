// One page, one script, one style sheet: everything from this server, nothing inline, nothing from outside.
import { defineConfig } from "vite";

const server = process.env["LIKENESS_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  build: {
    assetsInlineLimit: 0, // no data: addresses, the Content-Security-Policy forbids them
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 400,
  },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": server, "/healthz": server } },
});
