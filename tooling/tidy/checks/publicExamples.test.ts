import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { publicExamples } from "./publicExamples.ts"

const tree = (names: string, text: string) =>
  treeOf({
    "packages/core/src/index.ts": `export { ${names} } from "./a.ts"`,
    "packages/core/src/a.ts": text
  })

it("a value with an example passes, on whichever of its declarations it stands", () => {
  const text = `
/**
 * A.
 *
 * **Example** (One)
 *
 *     1 // => 1
 */
export interface A {}
/** A. */
export const A = 1
`

  assert.deepStrictEqual(publicExamples(tree("A", text)), [])
})

it("types, ports and errors pass without one", () => {
  const text = `
/** A. */
export interface A {}
/** B. */
export type B = 1
/** C. */
export class C extends Context.Service<C, {}>()("C") {}
/** D. */
export class D extends Schema.TaggedError<D>()("D", {}) {}
`

  assert.deepStrictEqual(publicExamples(tree("type A, B, C, D", text)), [])
})

it("every other value without an example is found, one in the wrong form included", () => {
  const text = `
/** A. */
export const a = 1
/**
 * B.
 *
 * **Example**: 1
 */
export function b() {}
/** C. */
export class C extends Schema.Class<C>("C")({}) {}
`

  assert.deepStrictEqual(
    publicExamples(tree("a, b, C", text)).map(({ line, message }) => [line, message]),
    [
      [2, "`a` has no **Example** (Title): show, in lines that run, what a user would try first"],
      [4, "`b` has no **Example** (Title): show, in lines that run, what a user would try first"],
      [10, "`C` has no **Example** (Title): show, in lines that run, what a user would try first"]
    ]
  )
})
