import { assert, it } from "vitest"
import { statementsOf } from "./statementsOf.ts"

it("a statement is a line; its promise is taken off", () => {
  assert.deepStrictEqual(statementsOf('const a = 1\n\na // => 1\n"// => 2" // a comment'), [
    { code: "const a = 1", promised: undefined },
    { code: "", promised: undefined },
    { code: "a", promised: "1" },
    { code: '"// => 2" // a comment', promised: undefined }
  ])
})

it("open brackets and operators go on over several lines", () => {
  const texts = [
    "f({\n  a: `${[\n    1]}`\n}) // => 1",
    "a\n  .b()\n  .c() // => 2",
    "a\n  ? b\n  : c // => 3",
    "const d = e()\n[d] // => 5",
    "{\n  // => 4\n}"
  ]

  assert.deepStrictEqual(statementsOf(texts.join("\n")), [
    { code: "f({\n  a: `${[\n    1]}`\n})", promised: "1" },
    { code: "a\n  .b()\n  .c()", promised: "2" },
    { code: "a\n  ? b\n  : c", promised: "3" },
    { code: "const d = e()\n[d]", promised: "5" },
    { code: texts[4]!, promised: undefined }
  ])
})

it("a promise on a line of its own belongs to the statement before it, which keeps both lines", () => {
  assert.deepStrictEqual(statementsOf("// => 0\nf(\n  1)\n// => 1\n// => 2\n3"), [
    { code: "", promised: "0" },
    { code: "f(\n  1)\n", promised: "1" },
    { code: "", promised: "2" },
    { code: "3", promised: undefined }
  ])
})

it("what never ends is the last statement", () => {
  assert.deepStrictEqual(statementsOf("f(\n1"), [{ code: "f(\n1", promised: undefined }])
})
