import type { Check } from "../SourceFile.ts"
import { importsOf } from "../source/importsOf.ts"
import { Workspace } from "../source/Workspace.ts"

/** No chain of imports leads from core's index to its testing folder, so no user's bundle holds the laws. */
export const testingUnreachable: Check = (files) => {
  const workspace = new Workspace(files)
  const fileAt = new Map(files.map((file) => [file.path, file]))
  const waiting = [{ chain: [index], path: index }]
  const seen = new Set([index])
  for (const { chain, path } of waiting) {
    const file = fileAt.get(path)
    for (const { line, specifier } of file === undefined ? [] : importsOf(file)) {
      const target = workspace.resolve(path, specifier)
      if (target === undefined || seen.has(target)) continue
      if (target.startsWith(testing))
        return [{ line, message: `index.ts reaches testing: ${[...chain, target].join(" → ")}`, path }]
      seen.add(target)
      waiting.push({ chain: [...chain, target], path: target })
    }
  }
  return []
}

const index = "packages/core/src/index.ts"
const testing = "packages/core/src/testing/"
