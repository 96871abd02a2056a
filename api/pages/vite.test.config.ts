// Builds the tests of the pure parts for node's own test runner.
import { readdirSync } from "node:fs";
import { defineConfig } from "vite";

const tests = readdirSync("tests").filter((name) => name.endsWith(".test.ts"));

export default defineConfig({
  build: {
    ssr: true,
    outDir: ".unit",
    emptyOutDir: true,
    rolldownOptions: { input: tests.map((name) => `tests/${name}`), output: { entryFileNames: "[name].mjs" } },
  },
});
