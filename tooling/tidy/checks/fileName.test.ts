import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { fileName } from "./fileName.ts"

it("a file named as one of its exports passes, and so does every file elsewhere", () => {
  const files = treeOf({
    "packages/core/src/model/Quantity.ts": "export type Quantity = 1\nexport const zero = 0",
    "packages/core/src/model/Quantity.test.ts": "",
    "packages/core/src/policy/retryAt.ts": "export function retryAt() {}",
    "packages/core/src/testing/index.ts": "export {}"
  })

  assert.deepStrictEqual(fileName(files), [])
})

it("another name, or the name in another case, is found", () => {
  const files = treeOf({
    "packages/core/src/model/quantity.ts": "export type Quantity = 1",
    "packages/core/src/program/index.ts": "// export const index = 1"
  })

  assert.deepStrictEqual(fileName(files), [
    {
      line: 1,
      message: "exports Quantity: name the file as its main export",
      path: "packages/core/src/model/quantity.ts"
    },
    {
      line: 1,
      message: "exports nothing: name the file as its main export",
      path: "packages/core/src/program/index.ts"
    }
  ])
})
