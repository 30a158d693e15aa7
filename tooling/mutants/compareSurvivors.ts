import type { Survivor } from "./Survivor.ts"

/** How a run differs from the list: who survives unlisted, and who is listed in vain. */
export interface Comparison {
  readonly unlisted: ReadonlyArray<Survivor>
  readonly stale: ReadonlyArray<Survivor>
}

/**
 * Compares who survived a run with who is known to survive.
 *
 * - **Shape**: `files` are those that the run mutated; the list of any other file is left alone. Two mutants that read
 *   alike need two entries.
 */
export const compareSurvivors = (
  survivors: ReadonlyArray<Survivor>,
  { files, known }: { readonly files: ReadonlySet<string>; readonly known: ReadonlyArray<Survivor> }
): Comparison => {
  const stale = known.filter(({ file }) => files.has(file))
  const unlisted: Array<Survivor> = []
  for (const survivor of survivors) {
    const listed = stale.findIndex(({ diff, file }) => diff === survivor.diff && file === survivor.file)
    if (listed === -1) unlisted.push(survivor)
    else stale.splice(listed, 1)
  }
  return { stale, unlisted }
}
