import { assert, it } from "vitest"
import { exportsOf } from "./exportsOf.ts"

it("declared and listed names are exports; names in comments and strings are none", () => {
  const text = `
    export const a = 1
    export class B {}
    export type C = 1
    export interface D {}
    export async function* e() {}
    export declare const f: number
    const g = 1
    export { g, g as h, type C as I }
    // export const j = 1
    const k = "export const l = 1"
  `

  assert.deepStrictEqual(
    [...exportsOf({ path: "a.ts", text })],
    ["a", "B", "C", "D", "e", "f", "g", "h", "I"]
  )
})
