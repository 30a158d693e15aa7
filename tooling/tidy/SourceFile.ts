/**
 * A file of the repository, as the checks see it: a path relative to the root, with forward slashes, and its text.
 *
 * A file that is not text (a picture) has a path and an empty text, so that a link to it is known to lead somewhere.
 */
export type SourceFile = { readonly path: string; readonly text: string }

/** One thing to put right: where it is, and what to write instead. */
export type Violation = { readonly path: string; readonly line: number; readonly message: string }

/** A promise about the tree: a pure function from the files to what breaks it. */
export type Check = (files: ReadonlyArray<SourceFile>) => ReadonlyArray<Violation>

export const isCode = ({ path }: SourceFile): boolean => /\.[cm]?[jt]sx?$/.test(path)

export const isTest = ({ path }: SourceFile): boolean =>
  /\.test\.[cm]?[jt]sx?$/.test(path) || /^(packages|apps)\/[^/]+\/test\//.test(path)

/** Code that a user's process runs: neither a test, nor the tooling of the repository. */
export const isShipped = (file: SourceFile): boolean =>
  isCode(file) && !isTest(file) && /^(packages|apps)\//.test(file.path)

/** The line, counted from 1, on which a character of a text stands. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length

/** The file's name without its folder and its extension. */
export const stemOf = ({ path }: SourceFile): string =>
  path.slice(path.lastIndexOf("/") + 1).replace(/\.[cm]?[jt]sx?$/, "")
