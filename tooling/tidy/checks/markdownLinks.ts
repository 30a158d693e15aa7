import { posix } from "node:path"
import type { Check } from "../SourceFile.ts"
import { fencesOf } from "../source/fencesOf.ts"

/** Every relative link of a page leads to a file or a folder of the repository. */
export const markdownLinks: Check = (files) => {
  const existing = new Set(files.flatMap(({ path }) => [path, ...foldersOf(path)]))
  return files
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap((file) =>
      fencesOf(file).prose.flatMap((line, index) =>
        targetsIn(line)
          .filter((target) => !existing.has(posix.join(posix.dirname(file.path), target).replace(/\/$/, "")))
          .map((target) => ({
            line: index + 1,
            message: `the link to "${target}" leads nowhere`,
            path: file.path
          }))
      )
    )
}

/** The paths a line links to, without anchors; addresses of other hosts and anchors of the page itself are no paths. */
const targetsIn = (line: string): ReadonlyArray<string> =>
  [...line.replace(/`[^`]*`/g, "").matchAll(link)]
    .map((found) =>
      decodeURI(
        found
          .slice(1)
          .find((target) => target !== undefined)!
          .replace(/#.*$/, "")
      )
    )
    .filter((target) => target !== "" && !/^[a-z][a-z+.-]*:|^\/\//i.test(target))

const link = /\]\(<?([^()\s<>]+)>?(?:\s+"[^"]*")?\)|^\s*\[[^\]]+\]:\s+<?([^\s>]+)>?|(?:src|href)="([^"]+)"/g

const foldersOf = (path: string): ReadonlyArray<string> => {
  const folder = posix.dirname(path)
  return folder === "." ? ["."] : [folder, ...foldersOf(folder)]
}
