import type { SourceFile } from "./SourceFile.ts"

/** A tree in memory, to plant violations in: each path with its text. */
export const treeOf = (texts: Readonly<Record<string, string>>): ReadonlyArray<SourceFile> =>
  Object.entries(texts).map(([path, text]) => ({ path, text }))
