import { resolve } from "node:path"
import { assert, describe, it } from "vitest"
import { allChecks } from "./allChecks.ts"
import { allowed } from "./allowed.ts"
import { readTree } from "./readTree.ts"
import { format, violationsOf } from "./violationsOf.ts"

const files = readTree(resolve(import.meta.dirname, "../.."))

describe("in the whole tree", () => {
  it.each(Object.entries(allChecks).map(([name, entry]) => ({ ...entry, name })))(
    "$name: $promise",
    ({ check, name }) => {
      const violations = violationsOf(files, { allowed, check, name })

      assert.deepStrictEqual(violations.map(format), [])
    }
  )
})
