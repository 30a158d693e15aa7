import type { SourceFile } from "../SourceFile.ts"

/** A fenced block of a Markdown file: its language, its text, and the last line before it that is not empty. */
export type Fence = {
  readonly language: string
  readonly text: string
  readonly line: number
  readonly lineBefore: string
}

/** Splits Markdown into its fenced blocks and its prose; the prose has an empty line for each line of a block. */
export const fencesOf = (
  file: SourceFile
): { readonly fences: ReadonlyArray<Fence>; readonly prose: ReadonlyArray<string> } => {
  const fences: Array<Fence> = []
  const prose: Array<string> = []
  const lines = file.text.split("\n")
  for (let index = 0; index < lines.length; index++) {
    const [, indent = "", marks, language = ""] = opening.exec(lines[index]!) ?? []
    if (marks === undefined) {
      prose.push(lines[index]!)
      continue
    }
    const closing = lines.findIndex((line, at) => at > index && line.trim().startsWith(marks))
    const end = closing === -1 ? lines.length : closing
    const body = lines
      .slice(index + 1, end)
      .map((line) => line.slice(line.startsWith(indent) ? indent.length : 0))
    const lineBefore =
      lines
        .slice(0, index)
        .findLast((line) => line.trim() !== "")
        ?.trim() ?? ""
    fences.push({ language, line: index + 1, lineBefore, text: body.join("\n") })
    prose.push(...lines.slice(index, end + 1).map(() => ""))
    index = end
  }
  return { fences, prose }
}

const opening = /^(\s*)(`{3,}|~{3,})\s*([\w-]*)/
