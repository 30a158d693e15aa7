import { posix } from "node:path"
import type { SourceFile } from "../tidy/SourceFile.ts"
import { reexportsOf } from "../tidy/source/reexportsOf.ts"
import type { Home } from "./moduleOf.ts"
import type { ExamplePackage } from "./packages.ts"

/** The files that a package's entry point exports names from, in its order, and those names. */
export const publicFilesOf = (
  files: ReadonlyArray<SourceFile>,
  { entry, name }: Omit<ExamplePackage, "examplesMin">
): { readonly files: ReadonlyArray<SourceFile>; readonly home: Home } => {
  const index = files.find(({ path }) => path === entry)
  const exports = index === undefined ? [] : reexportsOf(index)
  const paths = new Set(exports.map(({ from }) => posix.join(posix.dirname(entry), from)))
  return {
    files: [...paths].flatMap((path) => files.filter((file) => file.path === path)),
    home: { exports, name }
  }
}
