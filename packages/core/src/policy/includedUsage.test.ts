import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { subscriptionTo } from "../../test/dueUsage.ts"
import { Allowance } from "../model/Allowance.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Subscription } from "../model/Subscription.ts"
import { at, hourOf, quantity } from "../testing/builders.ts"
import { AllowanceTally } from "./AllowanceTally.ts"
import { includedUsage } from "./includedUsage.ts"

describe("includedUsage", () => {
  it("no more than the usage is included, and no more than what is left of the allowance", () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, anyAmount, (usage, allowed, before) => {
        const included = includedUsage(usage, {
          ...context({ quantity: allowed }),
          includedBefore: () => before
        })

        const left = Quantity.max(Quantity.zero, Quantity.subtract(allowed, before))
        assert.strictEqual(included?.quantity, Quantity.min(usage, left))
      })
    )
  })

  it("nothing is included of a meter without an allowance", () => {
    assert.isUndefined(includedUsage(quantity("5"), context({ meter: "seats" })))
    assert.isUndefined(
      includedUsage(quantity("5"), { ...context({}), subscription: subscriptionTo("product-1") })
    )
  })

  it("a month is the calendar's in UTC, and a term is one whatever the month", () => {
    const hours = ["2026-03-31T23:00:00Z", "2026-04-01T00:00:00Z", "2026-04-30T23:00:00Z"].map(hourOf)

    const [month, term] = (["month", "term"] as const).map((period) =>
      hours.map((hour) => includedUsage(quantity("1"), { ...context({ period }), hour })?.period)
    )

    assert.deepStrictEqual([month?.[0] === month?.[1], month?.[1] === month?.[2]], [false, true])
    assert.strictEqual(new Set(term).size, 1)
  })

  it("a contract goes on under another agreement of its product, and begins anew with another term", () => {
    const licenseArn = "arn:aws:license-manager::123456789012:license:l-1"
    const license = { _tag: "License", buyer: "012345678901", licenseArn } as const
    const began = at("2026-01-01T00:00:00Z")
    const later = at("2026-03-01T00:00:00Z")
    const periodOf = (productCode: string, given: Partial<Allowance>, from = began) => {
      const one = Allowance.make({ ...allowance({}), ...given })
      const subscription = subscriptionTo(productCode, { agreement: license, allowance: one, from })
      return includedUsage(quantity("1"), { ...context({}), subscription })?.period
    }

    const month = [periodOf("product-1", {}), periodOf("product-1", {}, later), periodOf("product-2", {})]
    const term = [
      periodOf("product-1", { period: "term" }),
      periodOf("product-1", { period: "term", since: began }, later),
      periodOf("product-1", { period: "term" }, later)
    ]

    assert.deepStrictEqual([month[1] === month[0], month[2] === month[0]], [true, false])
    assert.deepStrictEqual([term[1] === term[0], term[2] === term[0]], [true, false])
  })
})

describe("AllowanceTally", () => {
  it("in any order of hours no period includes more than its allowance, and only the excess is left", () => {
    fc.assert(
      fc.property(anyHours, fc.constantFrom("month", "term"), anyAmount, (hours, period, allowed) => {
        const subscription = subscriptionTo("product-1", {
          allowance: allowance({ period, quantity: allowed })
        })

        const included = takeAll(hours, subscription)

        const used = new Map<string, Quantity>()
        for (const [hour, usage] of hours) {
          const key = period === "term" ? "term" : MeteringHour.format(hour).slice(0, 7)
          used.set(key, Quantity.add(used.get(key) ?? Quantity.zero, usage))
        }
        const wanted = [...used.values()].map((sum) => Quantity.min(sum, allowed))
        assert.strictEqual(Quantity.sum(included), Quantity.sum(wanted))
      })
    )
  })

  it("the order of hours decides which of them are included, and never how much in all", () => {
    fc.assert(
      fc.property(anyHours, anyAmount, (hours, allowed) => {
        const subscription = subscriptionTo("product-1", { allowance: allowance({ quantity: allowed }) })

        const totals = [hours, hours.toReversed()].map((some) => Quantity.sum(takeAll(some, subscription)))

        assert.strictEqual(totals[0], totals[1])
      })
    )
  })

  it("what was included before counts, and what is taken is told by period, without it", () => {
    const subscription = subscriptionTo("product-1", { allowance: allowance({ quantity: quantity("10") }) })
    const hour = hourOf("2026-03-10T11:00:00Z")
    const period = includedUsage(quantity("1"), { ...context({}), hour, subscription })?.period ?? ""
    const tally = new AllowanceTally([{ period, quantity: quantity("7.5") }])

    const taken = ["2", "2", "2"].map((used) =>
      Quantity.format(tally.take(quantity(used), { hour, meter: "requests", subscription }))
    )

    assert.deepStrictEqual(taken, ["2", "0.5", "0"])
    assert.deepStrictEqual(tally.taken(), [{ period, quantity: quantity("2.5") }])
  })
})

const allowance = (terms: Partial<Allowance>): Allowance => ({
  meter: "requests",
  quantity: quantity("10"),
  period: "month",
  ...terms
})

const context = (terms: Partial<Allowance>) => ({
  hour: hourOf("2026-03-10T11:00:00Z"),
  includedBefore: () => Quantity.zero,
  meter: "requests",
  subscription: subscriptionTo("product-1", { allowance: allowance(terms) })
})

const takeAll = (
  hours: ReadonlyArray<readonly [MeteringHour, Quantity]>,
  subscription: Subscription
): ReadonlyArray<Quantity> => {
  const tally = new AllowanceTally([])
  return hours.map(([hour, usage]) => tally.take(usage, { hour, meter: "requests", subscription }))
}

const anyAmount = fc.bigInt({ min: 0n, max: 20n * 10n ** 12n }).map(Quantity.ofParts)

// Around two month ends.
const anyHours = fc.array(
  fc.tuple(
    fc
      .integer({ min: 0, max: 40 * 24 })
      .map((hours) => MeteringHour.plus(MeteringHour.of(at("2026-03-28T00:00:00Z")), hours)),
    anyAmount
  ),
  { maxLength: 30 }
)
