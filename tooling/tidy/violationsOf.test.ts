import { assert, describe, it } from "vitest"
import type { Check } from "./SourceFile.ts"
import { treeOf } from "./treeOf.ts"
import { format, violationsOf } from "./violationsOf.ts"

const noShouting: Check = (files) =>
  files.filter(({ text }) => text.includes("!")).map(({ path }) => ({ line: 1, message: "shouts", path }))

const entry = { check: "noShouting", message: "shouts", path: "a/", reason: "It has to." }
const violationsIn = (texts: Readonly<Record<string, string>>) =>
  violationsOf(treeOf(texts), { allowed: [entry], check: noShouting, name: "noShouting" }).map(format)

describe("the allow list", () => {
  it("covers a file, or every file of a folder, and nothing else", () => {
    assert.deepStrictEqual(violationsIn({ "a/b.ts": "!", "c.ts": "!" }), ["c.ts:1 shouts"])
  })

  it("is itself a violation where it is not needed", () => {
    assert.deepStrictEqual(violationsIn({ "a/b.ts": "." }), [
      "a/:1 the allow list lets noShouting pass over shouts here, which is not needed; remove the entry"
    ])
  })

  it("may name a file that is not there yet", () => {
    assert.deepStrictEqual(violationsIn({ "d.ts": "." }), [])
  })
})
