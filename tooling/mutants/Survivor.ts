/** A mutant that no test kills: the file, and the change of its text as a diff. */
export interface Survivor {
  readonly file: string
  readonly diff: string
}

/** What is asked of a mutant to tell it from others: the path from the root, and what it replaces by what, from line 1. */
export interface Mutation {
  readonly fileName: string
  readonly location: { readonly start: Position; readonly end: Position }
  readonly replacement: string
}

interface Position {
  readonly line: number
  readonly column: number
}

/**
 * Writes a mutant as the lines it takes away and the lines it puts there.
 *
 * - **Shape**: says nothing of where in the file it stands, so that code may move; what takes more than three lines is
 *   cut to its first and its last.
 */
export const survivorOf = ({ fileName, location, replacement }: Mutation, source: string): Survivor => {
  const { end, start } = location
  const lines = source.split("\n").slice(start.line - 1, end.line)
  const before = lines[0]!.slice(0, start.column - 1)
  const after = lines.at(-1)!.slice(end.column - 1)
  const mutated = `${before}${replacement}${after}`.split("\n")
  const indent = /^ */.exec(lines[0]!)![0]
  return {
    file: fileName,
    diff: [...marked("-", cut(lines), indent), ...marked("+", cut(mutated), indent)].join("\n")
  }
}

const cut = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length > 3 ? [lines[0]!, "…", lines.at(-1)!] : lines

const marked = (mark: string, lines: ReadonlyArray<string>, indent: string): ReadonlyArray<string> =>
  lines.map((line) => `${mark} ${line.startsWith(indent) ? line.slice(indent.length) : line}`.trimEnd())
