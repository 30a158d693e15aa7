import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { FractionPolicy } from "../model/Meter.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"
import { quantity } from "../testing/builders.ts"
import { billableUnits } from "./billableUnits.ts"

describe("billableUnits", () => {
  it("units, carry and rounding are the total, exactly", () => {
    fc.assert(
      fc.property(anyTotal, fc.constantFrom(...FractionPolicy.literals), (total, fraction) => {
        const { carried, rounded, units } = billableUnits(total, fraction)

        assert.strictEqual(Quantity.sum([Quantity.ofUnits(units), carried, rounded]), total)
        assert.isTrue(Number.isInteger(units) && units >= 0 && units <= MeteringLimits.quantityMax)
        assert.isTrue(carried >= 0n)
        assert.isTrue(rounded < oneUnit && rounded > -oneUnit)
      }),
      { numRuns: 1_000 }
    )
  })

  it.each([
    ["carry", "1.5", 1, "0.5", "0"],
    ["carry", "0.999999999999", 0, "0.999999999999", "0"],
    ["up", "1.000000000001", 2, "0", "-0.999999999999"],
    ["up", "1", 1, "0", "0"],
    ["down", "1.999999999999", 1, "0", "0.999999999999"],
    ["nearest", "1.499999999999", 1, "0", "0.499999999999"],
    ["nearest", "1.5", 2, "0", "-0.5"],
    ["carry", "2147483647.5", 2_147_483_647, "0.5", "0"],
    ["carry", "2147483648", 2_147_483_647, "1", "0"],
    ["up", "2147483647.5", 2_147_483_647, "1", "-0.5"],
    ["down", "5000000000.5", 2_147_483_647, "2852516353", "0.5"],
    ["nearest", "0", 0, "0", "0"]
  ] as const)("going %s, %s is %i units, %s carried and %s rounded", (fraction, total, ...wanted) => {
    const split = billableUnits(quantity(total), fraction)

    assert.deepStrictEqual(
      [split.units, Quantity.format(split.carried), Quantity.format(split.rounded)],
      [...wanted]
    )
  })

  it("only what exceeds AWS's maximum is carried, unless fractions are carried, too", () => {
    fc.assert(
      fc.property(anyTotal, fc.constantFrom("up", "down", "nearest"), (total, fraction) => {
        const { carried, units } = billableUnits(total, fraction)

        assert.strictEqual(carried % oneUnit, 0n)
        assert.isTrue(carried === Quantity.zero || units === MeteringLimits.quantityMax)
      })
    )
  })
})

const oneUnit = Quantity.ofUnits(1)

const anyTotal = fc
  .tuple(
    fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(2_147_483_646, 2_147_483_647, 2_147_483_648), fc.nat()),
    fc.oneof(
      fc.constantFrom("0", "5", "499999999999", "500000000001", "000000000001"),
      fc.nat({ max: 999_999 }).map(String)
    )
  )
  .map(([units, decimals]) => quantity(`${units}.${decimals}`))
