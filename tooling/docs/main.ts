import { readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { pages } from "./pages.ts"

// Usage: npm run docs. Writes the generated parts of the pages anew.
const root = resolve(import.meta.dirname, "../..")
for (const { fill, path } of pages) {
  const before = readFileSync(join(root, path), "utf8")
  const after = fill(before)
  if (after !== before) writeFileSync(join(root, path), after)
  process.stdout.write(`${path} ${after === before ? "is up to date" : "was written"}\n`)
}
