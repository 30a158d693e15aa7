import { assert, it } from "vitest"
import { codeOf, stringsOf } from "./codeOf.ts"

const file = { path: "a.ts", text: 'f("a b") // c\nconst g = `d ${h} e`' }

it("code has blanks for comments and for what stands in strings, and every line where it was", () => {
  assert.strictEqual(codeOf(file), 'f("   ")     \nconst g =    ${h}   ')
})

it("strings have blanks for code, and every line where it was", () => {
  assert.strictEqual(stringsOf(file), '  "a b"      \n          `d ${ } e`')
})
