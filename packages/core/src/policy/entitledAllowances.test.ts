import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Entitlement } from "../model/Entitlement.ts"
import { Quantity } from "../model/Quantity.ts"
import { aMeter, quantity } from "../testing/builders.ts"
import { type ContractTerm, entitledAllowances } from "./entitledAllowances.ts"

const bought = (dimension: string, value: Entitlement["value"]): Entitlement =>
  Entitlement.make({ productCode: "product", dimension, value })
const units = (text: string) => ({ _tag: "Quantity", quantity: quantity(text) }) as const
const meters = [aMeter("seats"), aMeter("tokens", { dimension: "kTokens", unit: Quantity.ofUnits(1000) })]

const allowancesOf = (entitlements: ReadonlyArray<Entitlement>, terms: ReadonlyArray<ContractTerm>) =>
  Result.map(entitledAllowances(entitlements, { meters, terms }), (allowances) =>
    allowances.map((one) => [one.meter, Quantity.format(one.quantity), one.period])
  )

describe("entitledAllowances", () => {
  it("units of a dimension include as much of the meter as they stand for", () => {
    const entitlements = [bought("kTokens", units("2.5")), bought("seats", units("10"))]
    const terms = [
      { meter: "seats", period: "term" },
      { meter: "tokens", period: "month" }
    ] as const

    assert.deepStrictEqual(Result.getOrThrow(allowancesOf(entitlements, terms)), [
      ["seats", "10", "term"],
      ["tokens", "2500", "month"]
    ])
  })

  it("what was bought under another dimension, or more than once, adds up; the rest includes nothing", () => {
    const entitlements = [
      bought("packs", units("1")),
      bought("packs", units("2")),
      bought("kTokens", units("9")),
      bought("support", { _tag: "Flag", isGranted: true })
    ]
    const terms = [
      { meter: "tokens", dimension: "packs", period: "month" },
      { meter: "seats", period: "term" }
    ] as const

    assert.deepStrictEqual(Result.getOrThrow(allowancesOf(entitlements, terms)), [
      ["tokens", "3000", "month"]
    ])
  })

  it("nothing at all may be bought of a dimension", () => {
    const allowances = allowancesOf([bought("seats", units("0"))], [{ meter: "seats", period: "month" }])

    assert.deepStrictEqual(Result.getOrThrow(allowances), [["seats", "0", "month"]])
  })

  it.each([
    ["a yes", { _tag: "Flag", isGranted: true }],
    ["a text", { _tag: "Text", text: "10" }],
    ["less than nothing", units("-1")]
  ] as const)("a dimension that entitles to %s is no allowance", (_, value) => {
    const entitlements = [bought("seats", units("5")), bought("seats", value)]

    const refusal = allowancesOf(entitlements, [{ meter: "seats", period: "month" }])

    assert.include(
      Result.isFailure(refusal) && refusal.failure.message,
      'What is included of meter "seats" cannot be told: dimension "seats" entitles to no quantity'
    )
  })

  it("a meter that the product lacks is told with the one that was meant", () => {
    const refusal = allowancesOf([], [{ meter: "token", period: "month" }])

    assert.include(
      Result.isFailure(refusal) && refusal.failure.message,
      "token is not a choice of the product's meters; did you mean tokens?"
    )
  })
})
