import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { SourceFile } from "./SourceFile.ts"

/** Reads every file of the repository that a person writes, in the order of the paths. */
export const readTree = (root: string, folder = ""): ReadonlyArray<SourceFile> =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !generated.has(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}${entry.name}`
      if (entry.isDirectory()) return readTree(root, `${path}/`)
      return entry.isFile() ? [{ path, text: textOf(readFileSync(join(root, path))) }] : []
    })

// What .gitignore names, and the history itself.
const generated: ReadonlySet<string> = new Set([
  ".git",
  ".mutants",
  ".nx",
  "coverage",
  "dist",
  "node_modules"
])

const textOf = (content: Buffer): string => (content.includes(0) ? "" : content.toString("utf8"))
