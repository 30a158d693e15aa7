import { isCode } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"
import { importsOf } from "../source/importsOf.ts"
import { Workspace } from "../source/Workspace.ts"

/** No file of a package imports itself by way of others: every package can be read from one end to the other. */
export const importCycles: Check = (files) => {
  const workspace = new Workspace(files)
  const targets = new Map(
    files.filter(isCode).map((file) => [
      file.path,
      importsOf(file).flatMap(({ line, specifier }) => {
        const path = workspace.resolve(file.path, specifier)
        const isOwn =
          path !== undefined && workspace.packageAt(path).folder === workspace.packageAt(file.path).folder
        return isOwn ? [{ line, path }] : []
      })
    ])
  )
  return [...targets.keys()].flatMap((start) => {
    const cycle = shortestCycle(start, targets)
    // Each cycle is told once, at its alphabetically first file.
    return cycle === undefined || cycle.paths.some((path) => path < start)
      ? []
      : [{ line: cycle.line, message: `import cycle: ${[...cycle.paths, start].join(" → ")}`, path: start }]
  })
}

type Targets = ReadonlyMap<string, ReadonlyArray<{ readonly line: number; readonly path: string }>>

const shortestCycle = (start: string, targets: Targets) => {
  const waiting = (targets.get(start) ?? []).map(({ line, path }) => ({ line, path, paths: [start] }))
  const seen = new Set<string>()
  for (const { line, path, paths } of waiting) {
    if (path === start) return { line, paths }
    if (seen.has(path)) continue
    seen.add(path)
    for (const next of targets.get(path) ?? [])
      waiting.push({ line, path: next.path, paths: [...paths, path] })
  }
  return undefined
}
