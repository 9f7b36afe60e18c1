// Builds the page into src/warmonitor/web/page: one classic script (browsers run no modules from a disk), one style
// sheet, and the outlines of the world apart, so that the list is there before the map.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build } from "vite";
import { fingerprint } from "./fingerprint.mjs";

const UI = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(UI, "../src/warmonitor/web/page");

/** The licences of what is compiled into app.js, in full, as they ask. */
function licences() {
  const parts = { svelte: "svelte/LICENSE.md", "topojson-client": "topojson-client/LICENSE", clsx: "clsx/license" };
  return Object.entries(parts)
    .map(([name, file]) => `${name}\n\n${readFileSync(join(UI, "node_modules", file), "utf8").trim()}\n`)
    .join("\n\n");
}

rmSync(PAGE, { recursive: true, force: true });
mkdirSync(PAGE, { recursive: true });
await build({
  root: UI,
  configFile: false,
  logLevel: "warn",
  plugins: [svelte({ configFile: join(UI, "svelte.config.js") })],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: PAGE,
    emptyOutDir: false,
    target: "es2022",
    cssCodeSplit: false,
    copyPublicDir: false,
    lib: {
      entry: join(UI, "src/main.ts"),
      name: "warmonitorPage",
      formats: ["iife"],
      fileName: () => "app.js",
      cssFileName: "app",
    },
  },
});
const world = readFileSync(join(UI, "src/map/basemap.json"), "utf8");
writeFileSync(join(PAGE, "basemap.js"), `window.warmonitorBasemap = ${world};\n`);
for (const file of ["index.html", "icon.svg"]) copyFileSync(join(UI, file), join(PAGE, file));
writeFileSync(join(PAGE, "licences.txt"), licences());
writeFileSync(join(PAGE, "built-from.txt"), `${fingerprint(UI)}\n`);
