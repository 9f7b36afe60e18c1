// A fingerprint of the page's sources, kept beside what was built from them: a check says when the two have parted.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ALONE = ["index.html", "icon.svg", "package.json", "package-lock.json"];

/** The sha256 of every source file's path and bytes; tests/ui/test_built.py computes the same. */
export function fingerprint(ui) {
  const hash = createHash("sha256");
  for (const file of [...ALONE, ...tree(ui, "scripts"), ...tree(ui, "src")].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ui, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

function tree(ui, folder) {
  return readdirSync(join(ui, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ui.length).replaceAll("\\", "/").replace(/^\//, ""));
}
