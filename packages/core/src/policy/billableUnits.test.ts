import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { FractionPolicy } from "../model/Meter.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"
import { quantity } from "../testing/builders.ts"
import { billableUnits } from "./billableUnits.ts"

describe("billableUnits", () => {
  it("what is used, carried, in excess and rounded is the total, exactly", () => {
    fc.assert(
      fc.property(anyTotal, anyFraction, anyUnit, (total, fraction, unit) => {
        const { carried, excess, rounded, units, used } = billableUnits(total, { fraction, unit })

        assert.strictEqual(Quantity.sum([used, carried, excess, rounded]), total)
        assert.strictEqual(used, Quantity.times(unit, units))
      }),
      { numRuns: 1_000 }
    )
  })

  it("units are what AWS takes, carried is less than one, excess is whole, rounding adds less than one", () => {
    fc.assert(
      fc.property(anyTotal, anyFraction, anyUnit, (total, fraction, unit) => {
        const { carried, excess, rounded, units } = billableUnits(total, { fraction, unit })

        assert.isTrue(Number.isInteger(units) && units >= 0 && units <= MeteringLimits.quantityMax)
        assert.isTrue(carried >= 0n && carried < unit)
        assert.isTrue(excess >= 0n && excess % unit === 0n)
        assert.isTrue(rounded < unit && rounded > -unit)
        assert.isTrue(excess === Quantity.zero || units === MeteringLimits.quantityMax)
      }),
      { numRuns: 1_000 }
    )
  })

  it("what is carried is never rounded, and what is rounded never carried", () => {
    fc.assert(
      fc.property(anyTotal, anyFraction, anyUnit, (total, fraction, unit) => {
        const { carried, rounded } = billableUnits(total, { fraction, unit })

        const isCarried = fraction === "carry" || fraction === "refuse"
        assert.strictEqual(isCarried ? rounded : carried, Quantity.zero)
      })
    )
  })

  it.each([
    ["carry", "1", "1.5", 1, "0.5", "0", "0"],
    ["carry", "1", "0.999999999999", 0, "0.999999999999", "0", "0"],
    ["refuse", "1000", "2500", 2, "500", "0", "0"],
    ["up", "1", "1.000000000001", 2, "0", "0", "-0.999999999999"],
    ["up", "1", "1", 1, "0", "0", "0"],
    ["up", "1000", "1", 1, "0", "0", "-999"],
    ["down", "1", "1.999999999999", 1, "0", "0", "0.999999999999"],
    ["nearest", "1", "1.499999999999", 1, "0", "0", "0.499999999999"],
    ["nearest", "1", "1.5", 2, "0", "0", "-0.5"],
    ["nearest", "1000", "499.999999999999", 0, "0", "0", "499.999999999999"],
    ["nearest", "1000", "500", 1, "0", "0", "-500"],
    ["nearest", "0.000000000001", "0.000000000003", 3, "0", "0", "0"],
    ["carry", "0.25", "1.6", 6, "0.1", "0", "0"],
    ["carry", "1", "2147483647.5", 2_147_483_647, "0.5", "0", "0"],
    ["carry", "1", "2147483648.5", 2_147_483_647, "0.5", "1", "0"],
    ["carry", "1000", "2147483648500", 2_147_483_647, "500", "1000", "0"],
    ["up", "1", "2147483647.5", 2_147_483_647, "0", "1", "-0.5"],
    ["down", "1", "5000000000.5", 2_147_483_647, "0", "2852516353", "0.5"],
    ["nearest", "1", "0", 0, "0", "0", "0"]
  ] as const)(
    "going %s by units of %s, %s is %i units, %s carried, %s in excess and %s rounded",
    (fraction, unit, total, ...wanted) => {
      const split = billableUnits(quantity(total), { fraction, unit: quantity(unit) })

      const { carried, excess, rounded, units } = split
      assert.deepStrictEqual([units, ...[carried, excess, rounded].map(Quantity.format)], [...wanted])
    }
  )
})

const anyFraction = fc.constantFrom(...FractionPolicy.literals)

const anyUnit = fc.constantFrom("1", "1000", "0.25", "3", "0.000000000001", "2147483648").map(quantity)

const anyTotal = fc
  .tuple(
    fc.oneof(
      fc.nat({ max: 3 }),
      fc.constantFrom(2_147_483_646, 2_147_483_647, 2_147_483_648, 2_147_483_647_000),
      fc.nat()
    ),
    fc.oneof(
      fc.constantFrom("0", "5", "499999999999", "500000000001", "000000000001"),
      fc.nat({ max: 999_999 }).map(String)
    )
  )
  .map(([units, decimals]) => quantity(`${units}.${decimals}`))
