import { assert, it } from "vitest"
import { faultsNamed } from "./faultsNamed.ts"

it.each([
  ["F7: a settlement is forgotten", [7]],
  ["F13 and F15: killed", [13, 15]],
  ["F1, F2 and F3: all of them", [1, 2, 3]],
  ["the F7: is not at the front", []],
  ["F7 without a colon", []]
])("%j", (title, numbers) => {
  assert.deepStrictEqual(faultsNamed(title), numbers)
})
