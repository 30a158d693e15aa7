import type { Survivor } from "./Survivor.ts"

/**
 * Reads the list of survivors: a heading of the second rank names the file, a block marked `diff` is one mutant, and
 * the text after one or several blocks is the reason of them all.
 *
 * - **Errors**: throws for a block without a reason or without a file, because a survivor unexplained is a gap.
 */
export const knownSurvivors = (markdown: string): ReadonlyArray<Survivor> => {
  const known: Array<Survivor> = []
  let file: string | undefined
  let unexplained: ReadonlyArray<Survivor> = []
  let block: Array<string> | undefined
  for (const line of markdown.split("\n")) {
    if (block !== undefined) {
      if (line !== "```") block.push(line)
      else {
        unexplained = [...unexplained, { diff: block.join("\n"), file: named(file, block) }]
        block = undefined
      }
    } else if (line === "```diff") {
      block = []
    } else if (line.startsWith("#")) {
      assertExplained(unexplained)
      file = /^## (.+)$/.exec(line)?.[1]
    } else if (line !== "") {
      known.push(...unexplained)
      unexplained = []
    }
  }
  assertExplained(unexplained)
  return known
}

const named = (file: string | undefined, block: ReadonlyArray<string>): string => {
  if (file === undefined) throw new Error(`This survivor stands under no file:\n${block.join("\n")}`)
  return file
}

const assertExplained = ([first]: ReadonlyArray<Survivor>): void => {
  if (first !== undefined) throw new Error(`A survivor of ${first.file} has no reason:\n${first.diff}`)
}
