import { assert, describe, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { markdownLinks } from "./markdownLinks.ts"

const violationsIn = (text: string) =>
  markdownLinks(
    treeOf({ LICENSE: "", "docs/guides/a.md": text, "docs/states.md": "", "docs/picture.png": "" })
  )

describe("links that lead somewhere pass", () => {
  it.each([
    "[a](../states.md), [b](../states.md#leased), [c](#d), [e](../../LICENSE)",
    '![a](../picture.png "b") <img src="../picture.png">',
    "[a](..), [b](../), [c](../../docs/)",
    "[a](https://example.com/b.md) [c](mailto:d@example.com)",
    "[a]: ../states.md",
    "`[a](b.md)`",
    "```md\n[a](b.md)\n```"
  ])("%s", (text) => {
    assert.deepStrictEqual(violationsIn(text), [])
  })
})

describe("links that lead nowhere are found", () => {
  it.each(["[a](b.md)", "![a](b.md)", "[a](b.md#c)", '[a](b.md "c")', "[a]: b.md", '<a href="b.md">c</a>'])(
    "%s",
    (text) => {
      assert.deepStrictEqual(violationsIn(`\n${text}`), [
        { line: 2, message: 'the link to "b.md" leads nowhere', path: "docs/guides/a.md" }
      ])
    }
  )
})
