import { assert, it } from "vitest"
import { choiceDefinitions } from "../choiceDefinitions.ts"
import { entitlementChoices } from "../choice/entitlementChoices.ts"
import { ruleParts } from "./ServiceRule.ts"
import { serviceRules } from "./serviceRules.ts"

it("the rules are numbered from 1 to 45, and their parts follow the path of a request", () => {
  const parts = serviceRules.map(({ part }) => ruleParts.indexOf(part))

  assert.deepStrictEqual(
    serviceRules.map(({ number }) => number),
    Array.from({ length: 45 }, (_, index) => index + 1)
  )
  assert.deepStrictEqual(
    parts,
    parts.toSorted((one, other) => one - other)
  )
})

it("every choice decides something of a rule, or of GetEntitlements, which the rules are not about", () => {
  const decided = new Set<string>(serviceRules.flatMap(({ choices }) => choices))
  const others = entitlementChoices.map(({ name }): string => name)

  const idle = choiceDefinitions.filter(({ name }) => !decided.has(name) && !others.includes(name))

  assert.deepStrictEqual(idle, [])
})

it("what is chosen names the choice", () => {
  const nameless = serviceRules.filter(
    ({ certainty, choices }) => certainty === "chosen" && choices.length === 0
  )

  assert.deepStrictEqual(nameless, [])
})
