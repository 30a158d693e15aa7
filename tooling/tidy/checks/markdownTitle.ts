import type { Check } from "../SourceFile.ts"
import { fencesOf } from "../source/fencesOf.ts"

/** Every page has exactly one title. */
export const markdownTitle: Check = (files) =>
  files
    // A changeset is an entry of a page, not a page.
    .filter(({ path }) => path.endsWith(".md") && !path.startsWith(".changeset/"))
    .flatMap((file) => {
      const { prose } = fencesOf(file)
      const titles = prose.flatMap((line, index) => (line.startsWith("# ") ? [index + 1] : []))
      return titles.length === 1
        ? []
        : [
            {
              line: titles[1] ?? 1,
              message: `${titles.length} titles ("# …"), exactly one is wanted`,
              path: file.path
            }
          ]
    })
