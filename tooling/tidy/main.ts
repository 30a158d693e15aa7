import { resolve } from "node:path"
import { parseArgs } from "node:util"
import { allChecks } from "./allChecks.ts"
import { allowed } from "./allowed.ts"
import { readTree } from "./readTree.ts"
import { format, violationsOf } from "./violationsOf.ts"

// Usage: node tooling/tidy/main.ts [--root DIR]
const { values } = parseArgs({
  options: { root: { default: resolve(import.meta.dirname, "../.."), type: "string" } }
})

const files = readTree(values.root)
const violations = Object.entries(allChecks).flatMap(([name, { check }]) =>
  violationsOf(files, { allowed, check, name })
)
for (const violation of violations) process.stdout.write(`${format(violation)}\n`)
process.stdout.write(`${violations.length} violations in ${files.length} files\n`)
process.exitCode = violations.length === 0 ? 0 : 1
