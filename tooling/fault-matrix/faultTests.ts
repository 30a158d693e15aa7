import type { SourceFile } from "../tidy/SourceFile.ts"
import { faultsNamed } from "./faultsNamed.ts"
import { testTitles } from "./testTitles.ts"

/** A test, or a table of tests, that is named by a fault. */
export interface FaultTest {
  readonly fault: number
  readonly path: string
}

/** Finds the tests that are named by a fault and are run, in the order of the files. */
export const faultTests = (files: ReadonlyArray<SourceFile>): ReadonlyArray<FaultTest> =>
  files
    .filter(({ path, text }) => path.endsWith(".test.ts") && /["'`]F\d/.test(text))
    .flatMap(({ path, text }) =>
      testTitles(text).flatMap((title) => faultsNamed(title).map((fault) => ({ fault, path })))
    )
