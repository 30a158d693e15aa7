import { assert, it } from "vitest"
import { tokensOf } from "./tokensOf.ts"

const textsOf = (text: string, kind: string) =>
  tokensOf({ path: "a.ts", text })
    .filter((token) => token.kind === kind)
    .map((token) => token.text)

it("a quote in a comment opens no string", () => {
  assert.deepStrictEqual(textsOf("// don't\nf('a') /* it's */", "string"), ["'a'"])
})

it("an escaped quote closes no string", () => {
  assert.deepStrictEqual(textsOf(String.raw`f("a\"b", 'c')`, "string"), [String.raw`"a\"b"`, "'c'"])
})

it("the code inside a template is code, and its braces close nothing", () => {
  const text = "`a ${f({ b: `c ${d}` })} e`"

  assert.deepStrictEqual(textsOf(text, "word"), ["f", "b", "d"])
  assert.deepStrictEqual(textsOf(text, "template"), ["`a ${", "`c ${", "}`", "} e`"])
})

it("a slash after a value divides, and after an operator opens a regular expression", () => {
  const text = "const a = b / c / d; const e = /'[/]\"/g.test(f) ? (g) / 2 : return /h/"

  assert.deepStrictEqual(textsOf(text, "regex"), ["/'[/]\"/g", "/h/"])
  assert.deepStrictEqual(textsOf(text, "string"), [])
})

it("a text that breaks off in the middle of a string ends there", () => {
  assert.deepStrictEqual(textsOf("f(`a ${b", "word"), ["f", "b"])
  assert.deepStrictEqual(textsOf("/* a", "comment"), ["/* a"])
})
