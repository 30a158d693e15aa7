import type { SourceFile } from "../tidy/SourceFile.ts"
import { faultsNamed } from "./faultsNamed.ts"

/** A test, or a table of tests, that is named by a fault. */
export interface FaultTest {
  readonly fault: number
  readonly path: string
}

/** Finds the tests that are named by a fault, in the order of the files. */
export const faultTests = (files: ReadonlyArray<SourceFile>): ReadonlyArray<FaultTest> =>
  files
    .filter(({ path }) => path.endsWith(".test.ts"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/["`](F\d[^"`\n]*)["`]/g)].flatMap(([, title = ""]) =>
        faultsNamed(title).map((fault) => ({ fault, path }))
      )
    )
