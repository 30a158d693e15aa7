import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import { HourUsage } from "../src/model/HourUsage.ts"
import { FractionPolicy } from "../src/model/Meter.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { Quantity } from "../src/model/Quantity.ts"
import type { Sealing } from "../src/model/Sealing.ts"
import { sealUsage } from "../src/policy/sealUsage.ts"
import { hourOf, quantity } from "../src/testing/builders.ts"
import { contextOf, due, subscriptionTo } from "./dueUsage.ts"
import { anyTags } from "./usageEvents.ts"

describe("sealing hour after hour", () => {
  it("hours that are sealed one by one become the records that they become together", () => {
    fc.assert(
      fc.property(fc.array(anyUsage, { maxLength: 10 }), (usage) => {
        const openHours = usage.map((used, i) => ({ hour: MeteringHour.plus(first, i), ...used }))
        const context = contextOf({ now: MeteringHour.end(MeteringHour.plus(first, 10)) })

        const together = sealUsage(due({ openHours }), context)
        const oneByOne = openHours.reduce<Pick<Sealing, "carry" | "records">>(
          ({ carry, records }, hour) => {
            const next = sealUsage(due({ carry, openHours: [hour] }), context)
            return { carry: next.carry, records: [...records, ...next.records] }
          },
          { carry: undefined, records: [] }
        )

        assert.deepStrictEqual(oneByOne, { carry: together.carry, records: together.records })
      })
    )
  })

  it.each(["1", "1000", "0.25"])(
    "over ten thousand hours by units of %s a carry loses and invents nothing",
    (size) => {
      const used = fc.sample(anyUsage, { numRuns: 10_000, seed: 1 })
      const unit = quantity(size)

      let carry: Sealing["carry"]
      let billed = 0n
      for (const [i, usage] of used.entries()) {
        const hour = MeteringHour.plus(first, i)
        const context = contextOf({ now: MeteringHour.end(hour), unit })
        const sealing = sealUsage(due({ carry, openHours: [{ hour, ...usage }] }), context)
        carry = sealing.carry
        for (const record of sealing.records) billed += BigInt(record.quantity)
        assert.deepStrictEqual([...sealing.moves, ...sealing.setAside], [])
      }

      const total = Quantity.sum(used.map((usage) => usage.quantity))
      const carried = carry?.quantity ?? Quantity.zero
      assert.strictEqual(Quantity.add(Quantity.times(unit, billed), carried), total)
      assert.strictEqual(billed, Quantity.wholeUnits(total, unit))
    }
  )

  it.each(
    FractionPolicy.literals.flatMap((fraction) => ["1", "1000"].map((size) => [fraction, size] as const))
  )(
    "over two thousand hours going %s by units of %s, with late usage, too much of it and an allowance, all adds up",
    (fraction, size) => {
      const used = fc.sample(anyRoughUsage, { numRuns: 2_000, seed: 2 })
      const chain = new Chain(fraction, quantity(size))

      for (const [i, { late, usage }] of used.entries()) {
        chain.add(MeteringHour.plus(first, i - late), usage)
        chain.seal(MeteringHour.plus(first, i))
      }

      const recorded = Quantity.sum(used.map(({ usage }) => usage.quantity))
      assert.strictEqual(chain.total(), recorded)
      assert.isTrue([...chain.included.values()].every((sum) => sum <= allowance.quantity))
    }
  )
})

const first = hourOf("2026-03-09T20:00:00Z")

const allowance = { meter: "requests", quantity: quantity("50000"), period: "month" as const }

/** An account and meter that are sealed hour by hour, with what must be known from one time to the next. */
class Chain {
  readonly included: Map<string, Quantity> = new Map()
  private readonly fraction: FractionPolicy
  private readonly unit: Quantity
  private readonly open: Map<MeteringHour, HourUsage> = new Map()
  private readonly sealed: Set<MeteringHour> = new Set()
  private readonly subscriptions = [subscriptionTo("product-1", { allowance })]
  private carry: Sealing["carry"]
  private booked: Quantity = Quantity.zero

  constructor(fraction: FractionPolicy, unit: Quantity) {
    this.fraction = fraction
    this.unit = unit
  }

  add(hour: MeteringHour, usage: HourUsage): void {
    this.open.set(hour, HourUsage.add(this.open.get(hour) ?? HourUsage.none, usage))
  }

  seal(through: MeteringHour): void {
    const openHours = [...this.open]
      .filter(([hour]) => hour <= through)
      .map(([hour, usage]) => ({ hour, ...usage }))
      .toSorted((a, b) => a.hour - b.hour)
    const sealedHours = [...this.sealed].filter((hour) => hour > through - 60)
    const included = [...this.included].map(([period, sum]) => ({ period, quantity: sum }))
    const { carry, subscriptions } = this
    const sealing = sealUsage(
      due({ carry, included, openHours, sealedHours, subscriptions }),
      contextOf({
        fraction: this.fraction,
        now: DateTime.addDuration(MeteringHour.end(through), Duration.minutes(15)),
        unit: this.unit
      })
    )
    this.book(sealing)
  }

  /** What became of everything that was added. */
  total(): Quantity {
    const open = [...this.open.values()].map((usage) => usage.quantity)
    return Quantity.sum([
      this.booked,
      this.carry?.quantity ?? Quantity.zero,
      ...open,
      ...this.included.values()
    ])
  }

  private book(sealing: Sealing): void {
    this.carry = sealing.carry
    for (const hour of sealing.sealed) this.open.delete(hour)
    for (const move of sealing.moves) if (!sealing.sealed.includes(move.to)) this.add(move.to, move)
    for (const { hour } of sealing.records) this.sealed.add(hour)
    for (const { period, quantity: sum } of sealing.included)
      this.included.set(period, Quantity.add(this.included.get(period) ?? Quantity.zero, sum))
    const used = sealing.records.map((record) => record.used)
    const aside = sealing.setAside.map((one) => one.quantity)
    this.booked = Quantity.sum([this.booked, ...used, ...aside])
  }
}

const anyUsage = fc
  .array(
    fc.record({
      tags: anyTags,
      quantity: fc
        .tuple(fc.nat({ max: 20 }), fc.nat({ max: 999_999_999 }))
        .map(([whole, decimals]) => quantity(`${whole}.${String(decimals).padStart(12, "0")}`))
    }),
    { maxLength: 3 }
  )
  .map(HourUsage.of)

// One hour in ten is late by up to two days; one in ten comes to more than AWS takes in one record.
const anyRoughUsage = fc.record({
  late: fc.oneof({ arbitrary: fc.constant(0), weight: 9 }, { arbitrary: fc.nat({ max: 48 }), weight: 1 }),
  usage: fc.oneof(
    { arbitrary: anyUsage, weight: 9 },
    {
      arbitrary: anyUsage.map((usage) =>
        HourUsage.add(usage, { quantity: quantity("5000000000000.5"), tagged: [] })
      ),
      weight: 1
    }
  )
})
