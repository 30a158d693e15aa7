import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { fileSize } from "./fileSize.ts"

const lines = (count: number) => "a\n".repeat(count)

it("250 lines of code, 500 lines of tests and any page pass", () => {
  const files = treeOf({ "a.ts": lines(250), "a.test.ts": lines(500), "a.md": lines(900) })

  assert.deepStrictEqual(fileSize(files), [])
})

it("one line more is found", () => {
  const files = treeOf({ "a.ts": lines(251), "a.test.ts": lines(501) })

  assert.deepStrictEqual(fileSize(files), [
    { line: 251, message: "251 lines, at most 250: it holds two things; part them", path: "a.ts" },
    { line: 501, message: "501 lines, at most 500: it holds two things; part them", path: "a.test.ts" }
  ])
})
