import { assert, it } from "vitest"
import { importsOf } from "./importsOf.ts"

const specifiersOf = (text: string) => importsOf({ path: "a.ts", text }).map(({ specifier }) => specifier)

it("every form of import is seen", () => {
  const text = `
    import "a"
    import b, { type c, "d-e" as d } from "b"
    import type { E } from 'e'
    import * as f from "f"
    export { g } from "g"
    export * as h from "h"
    export type { I } from "i"
    const j = await import("j")
    const k = await import(\`k\`)
    const l = require("l")
    type M = import("m").M
  `

  assert.deepStrictEqual(specifiersOf(text), ["a", "b", "e", "f", "g", "h", "i", "j", "k", "l", "m"])
})

it("what only looks like an import is not seen", () => {
  const text = `
    // import "a"
    const b = 'import "b"'
    const c = { import: 1, from: "c" }
    export const from = "d"
    export { b }
    loader.import("e")
    import(f)
    import.meta.resolve("g")
  `

  assert.deepStrictEqual(specifiersOf(text), [])
})

it("an import is told with its line", () => {
  assert.deepStrictEqual(importsOf({ path: "a.ts", text: '\n\nimport "b"' }), [{ line: 3, specifier: "b" }])
})
