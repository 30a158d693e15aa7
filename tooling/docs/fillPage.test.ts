import { assert, describe, it } from "vitest"
import { fillPage } from "./fillPage.ts"

const page = "# Page\n\n<!-- generated: a -->\n\nold\n\n<!-- end: a -->\n\nProse.\n"

describe("fillPage", () => {
  it("replaces what stands between the marks, and nothing else", () => {
    const filled = fillPage(page, { a: "new $& text" })

    assert.strictEqual(
      filled,
      page.replace("old", () => "new $& text")
    )
  })

  it("changes nothing the second time", () => {
    const once = fillPage(page, { a: "new" })

    assert.strictEqual(fillPage(once, { a: "new" }), once)
  })

  it.each([
    ["a part without marks", page, { a: "", b: "" }, "the page lacks <!-- generated: b -->"],
    ["a mark without its end", page.replace("<!-- end: a -->", ""), { a: "" }, "the page lacks"],
    ["a mark that nobody fills", `${page}<!-- generated: c -->\n`, { a: "" }, 'nobody generates "c"']
  ])("%s is a mistake that is told", (_, text, parts, message) => {
    assert.throws(() => fillPage(text, parts), message)
  })
})
