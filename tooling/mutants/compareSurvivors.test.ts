import { assert, it } from "vitest"
import { compareSurvivors } from "./compareSurvivors.ts"

const [first, second] = ["a.ts", "b.ts"].map((file) => ({ diff: "- a\n+ b", file })) as [Entry, Entry]

interface Entry {
  readonly diff: string
  readonly file: string
}

it("a survivor that is not listed for its file is unlisted", () => {
  const compared = compareSurvivors([first, second], { files: new Set(["a.ts", "b.ts"]), known: [second] })

  assert.deepStrictEqual(compared, { stale: [], unlisted: [first] })
})

it("an entry that nobody needs is stale, unless its file was not tried", () => {
  const stale = ["a.ts", "b.ts"].map(
    (file) => compareSurvivors([], { files: new Set([file]), known: [first] }).stale
  )

  assert.deepStrictEqual(stale, [[first], []])
})

it("two survivors that read alike need two entries", () => {
  const compared = compareSurvivors([first, first], { files: new Set(["a.ts"]), known: [first] })

  assert.deepStrictEqual(compared, { stale: [], unlisted: [first] })
})
