import { assert, it } from "vitest"
import { reexportsOf } from "./reexportsOf.ts"

it("every name is told with the file it comes from, and whether it is a type", () => {
  const text = `
    export { a, type B } from "./a.ts"
    export type { C } from "./c.ts"
    export {
      d as e,
    } from "./d.ts"
    export const f = 1
    export { f as g }
    // export { h } from "./h.ts"
  `

  assert.deepStrictEqual(reexportsOf({ path: "index.ts", text }), [
    { from: "./a.ts", isType: false, name: "a" },
    { from: "./a.ts", isType: true, name: "B" },
    { from: "./c.ts", isType: true, name: "C" },
    { from: "./d.ts", isType: false, name: "e" }
  ])
})
