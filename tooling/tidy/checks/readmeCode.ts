import type { Check, SourceFile } from "../SourceFile.ts"
import { fencesOf } from "../source/fencesOf.ts"
import type { Fence } from "../source/fencesOf.ts"

/** The code that a README, a guide or a page on the emulator shows is the text of a file that is compiled and tested. */
export const readmeCode: Check = (files) => {
  const textAt = new Map(files.map(({ path, text }) => [path, text]))
  return files.filter(isReadme).flatMap((readme) => {
    const { fences, prose } = fencesOf(readme)
    const wrong = fences
      .filter((fence) => isTypeScript(fence) || source.test(fence.lineBefore))
      .flatMap((fence) => {
        const message = objection(fence, textAt)
        return message === undefined ? [] : [{ line: fence.line, message, path: readme.path }]
      })
    return [...wrong, ...lonelyComments(prose, fences, readme)]
  })
}

const isReadme = ({ path }: SourceFile): boolean =>
  /(^|\/)README\.md$|^docs\/(emulator\/|(containers|drivers|lifecycle|registration)\.md$)/.test(path)
const isTypeScript = ({ language }: Fence): boolean =>
  /^(ts|tsx|js|mjs|typescript|javascript)$/.test(language)

const source = /^<!-- file: ([^#\s]+)(?:#(\S+))? -->$/
const promise = /^\s*<!-- (file|output): .*-->\s*$/

const objection = (fence: Fence, textAt: ReadonlyMap<string, string>): string | undefined => {
  const [, path, region] = source.exec(fence.lineBefore) ?? []
  if (path === undefined)
    return "code of no file: put <!-- file: path --> or <!-- file: path#region --> before it"
  const text = textAt.get(path)
  if (text === undefined) return `shows ${path}, which does not exist`
  const shown = region === undefined ? text : regionOf(text, region)
  if (shown === undefined)
    return `shows ${path}#${region}, which has no "// #region ${region}" with a "// #endregion"`
  return shown.trim() === fence.text.trim()
    ? undefined
    : `differs from ${path}: copy the text of the file here`
}

/** The lines between the two marks, moved to the left margin. */
const regionOf = (text: string, region: string): string | undefined => {
  const lines = text.split("\n")
  const start = lines.findIndex((line) => startOfRegion.exec(line)?.[1] === region)
  const end = lines.findIndex((line, at) => at > start && endOfRegion.test(line))
  if (start === -1 || end === -1) return undefined
  const body = lines.slice(start + 1, end)
  const indents = body.filter((line) => line.trim() !== "").map((line) => line.search(/\S/))
  return body.map((line) => line.slice(Math.min(...indents))).join("\n")
}

// In TypeScript and its like, and in languages whose comments begin with a hash.
const startOfRegion = /^\s*(?:\/\/ #|# )region (\S+)\s*$/
const endOfRegion = /^\s*(?:\/\/ #|# )endregion\s*$/

/** Comments that promise a block of code or of output, with no block after them. */
const lonelyComments = (prose: ReadonlyArray<string>, fences: ReadonlyArray<Fence>, { path }: SourceFile) => {
  const starts = new Set(fences.map(({ line }) => line))
  return prose.flatMap((text, index) => {
    if (!promise.test(text)) return []
    const next = prose.findIndex((line, at) => at > index && (line.trim() !== "" || starts.has(at + 1)))
    return starts.has(next + 1)
      ? []
      : [{ line: index + 1, message: `${text.trim()} has no fenced block after it`, path }]
  })
}
