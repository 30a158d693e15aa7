import { assert, it } from "vitest"
import { rulesNamed } from "./rulesNamed.ts"

it.each([
  ["rule 7: a rate is enforced", [7]],
  ["rules 8 and 10: the fault %s refuses", [8, 10]],
  ["rules 1, 2 and 3: all of them", [1, 2, 3]],
  ["rules 12 to 20: the first of them", []],
  ["the rule 7: is not at the front", []],
  ["rule 7 without a colon", []]
])("%j", (title, numbers) => {
  assert.deepStrictEqual(rulesNamed(title), numbers)
})
