import type { Check, SourceFile, Violation } from "./SourceFile.ts"
import type { Allowed } from "./allowed.ts"

/** What breaks one check, less what is allowed, plus the entries of the allow list that nothing needs. */
export const violationsOf = (
  files: ReadonlyArray<SourceFile>,
  {
    allowed,
    check,
    name
  }: { readonly allowed: ReadonlyArray<Allowed>; readonly check: Check; readonly name: string }
): ReadonlyArray<Violation> => {
  const found = check(files)
  const entries = allowed.filter((entry) => entry.check === name)
  return [
    ...found.filter((violation) => !entries.some((entry) => covers(entry, violation))),
    ...entries
      // A file that does not exist yet may be expected; one that exists without need of its entry is not.
      .filter((entry) => files.some(({ path }) => isWithin(entry, path)))
      .filter((entry) => !found.some((violation) => covers(entry, violation)))
      .map(({ message, path }) => ({
        line: 1,
        message: `the allow list lets ${name} pass over ${message} here, which is not needed; remove the entry`,
        path
      }))
  ]
}

/** A violation as one line, which a terminal or an editor can follow to its place. */
export const format = ({ line, message, path }: Violation): string => `${path}:${line} ${message}`

const covers = (entry: Allowed, { message, path }: Violation): boolean =>
  isWithin(entry, path) && message.includes(entry.message)

const isWithin = (entry: Allowed, path: string): boolean =>
  entry.path.endsWith("/") ? path.startsWith(entry.path) : path === entry.path
