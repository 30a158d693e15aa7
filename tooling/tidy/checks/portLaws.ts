import { isTest, stemOf } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"

/** Every port has its laws: what an adapter must keep is checked, not only written. */
export const portLaws: Check = (files) => {
  const paths = new Set(files.map(({ path }) => path))
  return files
    .filter((file) => /^packages\/core\/src\/port\/[^/]+\.ts$/.test(file.path) && !isTest(file))
    .flatMap((file) => {
      const port = stemOf(file)
      const laws = `packages/core/src/testing/laws/${port[0]!.toLowerCase()}${port.slice(1)}Laws.ts`
      return paths.has(laws)
        ? []
        : [{ line: 1, message: `the port ${port} has no laws: write ${laws}`, path: file.path }]
    })
}
