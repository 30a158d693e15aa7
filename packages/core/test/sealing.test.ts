import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import fc from "fast-check"
import { HourUsage } from "../src/model/HourUsage.ts"
import { Instant } from "../src/model/Instant.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { MeteringLimits } from "../src/model/MeteringLimits.ts"
import { Quantity } from "../src/model/Quantity.ts"
import type { DueUsage, Sealing } from "../src/model/Sealing.ts"
import { lastFinalHour } from "../src/policy/finalAt.ts"
import { includedUsage } from "../src/policy/includedUsage.ts"
import { sealUsage } from "../src/policy/sealUsage.ts"
import { at } from "../src/testing/builders.ts"
import { anyDueCase, type DueCase } from "./dueUsage.ts"

describe("sealUsage, whatever is due", () => {
  it("every unit goes to exactly one place", () =>
    always(({ sealing, usage }) => {
      const included = Quantity.sum(sealing.included.map((one) => one.quantity))
      const out = Quantity.sum(outOf(sealing).map(units))

      assert.strictEqual(Quantity.add(out, included), Quantity.sum(intoIt(usage).map(units)))
    }))

  it("usage is never counted in an hour before its own", () =>
    always(({ sealing, usage }) => {
      const entries = [
        ...intoIt(usage),
        ...outOf(sealing).map(({ hour, quantity: out }) => ({ hour, quantity: Quantity.negate(out) }))
      ]

      const balances = entries
        .toSorted((a, b) => a.hour - b.hour)
        .reduce(
          (running, { hour, quantity: change }) =>
            running.set(hour, Quantity.add([...running.values()].at(-1) ?? Quantity.zero, change)),
          new Map<number, Quantity>()
        )

      assert.isTrue([...balances.values()].every((balance) => balance >= 0n))
    }))

  it("no record is made twice, for a sealed hour, or of nothing unless a final hour wants it", () =>
    always(({ context, sealing, usage }) => {
      const keys = sealing.records.map(({ dedupKey }) => dedupKey)
      const lastFinal = lastFinalHour(context.now, context.policy)

      assert.strictEqual(new Set(keys).size, keys.length)
      assert.isFalse(sealing.records.some(({ hour }) => usage.sealedHours.includes(hour)))
      assert.isTrue(
        sealing.records.every(
          ({ hour, productCode, quantity }) =>
            quantity > 0 || (context.hasZeroRecords(productCode) && hour <= lastFinal)
        )
      )
    }))

  it("every record can still be sent, and its agreement covers it", () =>
    always(({ context, sealing, usage }) => {
      const lastMoment = DateTime.addDuration(context.now, context.policy.safetyMargin)

      for (const { deadline, hour, productCode, timestamp } of sealing.records) {
        const subscription = usage.subscriptions.find(
          (one) => one.productCode === productCode && one.covers(hour)
        )
        assert.isTrue(Instant.isBefore(lastMoment, deadline))
        assert.isDefined(subscription)
        assert.isFalse(Instant.isBefore(timestamp, subscription.activeFrom))
        assert.strictEqual(MeteringHour.of(timestamp), hour)
      }
    }))

  it("a record's units are what they stand for, and its allocations add up to them", () =>
    always(({ context, sealing, usage }) => {
      for (const { allocations, meter, productCode, quantity, used } of sealing.records) {
        const { unit } = context.meterOf(productCode, meter)!
        const allocated = allocations.reduce((sum, one) => sum + one.quantity, 0)
        assert.strictEqual(used, Quantity.times(unit, quantity))
        assert.isAtMost(quantity, MeteringLimits.quantityMax)
        assert.strictEqual(allocated, allocations.length === 0 ? 0 : quantity)
      }
      const tags = usage.openHours.flatMap(({ tagged }) => tagged)
      if (tags.length === 0) assert.isTrue(sealing.records.every((one) => one.allocations.length === 0))
    }))

  it("all due hours are closed, and what is carried is less than a unit and never nothing", () =>
    always(({ context, sealing, usage }) => {
      assert.deepStrictEqual(
        sealing.sealed,
        usage.openHours.map(({ hour }) => hour)
      )
      if (sealing.carry !== undefined) {
        const { quantity } = sealing.carry
        assert.isTrue(quantity > 0n && quantity < largestUnit({ context, usage }))
      }
    }))

  it("usage moves forward only, into hours that are open, and its tags with it", () =>
    always(({ sealing, usage }) => {
      const closed = new Set(usage.sealedHours)

      assert.isTrue(sealing.moves.every(({ from, to }) => from < to && !closed.has(to)))
      assert.isTrue(sealing.moves.every(({ quantity }) => quantity > 0n))
      for (const { quantity, tagged } of sealing.moves)
        assert.strictEqual(HourUsage.of([...tagged, rest({ quantity, tagged })]).quantity, quantity)
    }))

  it("under same-month only a fraction crosses from a month into the next", () =>
    always(({ context, sealing, usage }) => {
      if (context.policy.late !== "same-month") return
      const start = `${DateTime.formatIso(context.now).slice(0, 7)}-01T00:00:00Z`
      const monthStart = MeteringHour.of(at(start))
      const inMonth = ({ hour }: Booked) => hour >= monthStart

      const crossing = Quantity.subtract(
        Quantity.sum(outOf(sealing).filter(inMonth).map(units)),
        Quantity.sum(intoIt(usage).filter(inMonth).map(units))
      )

      // There is one carry: while its hour lies in the new month, fractions of late hours of the old one join it.
      const isCarryAhead = usage.carry !== undefined && usage.carry.hour >= monthStart
      const fractions = isCarryAhead ? usage.openHours.filter((one) => one.hour < monthStart).length : 1
      const most = Quantity.times(largestUnit({ context, usage }), Math.max(1, fractions))
      assert.isTrue(crossing < most)
      assert.isTrue(sealing.moves.every(({ from, to }) => MeteringHour.isSameMonth(from, to)))
    }))

  it("under write-off only whole units move: what exceeds AWS's maximum, and what carries make up", () =>
    always(({ context, sealing, usage }) => {
      if (context.policy.late !== "write-off") return
      const all = unitsOf({ context, usage })
      assert.isTrue(sealing.moves.every(({ quantity }) => all.some((unit) => quantity % unit === 0n)))
    }))

  it("no allowance includes more in a period than it has, and nothing is given back", () =>
    always(({ sealing, usage }) => {
      for (const { period, quantity } of sealing.included) {
        const before = usage.included.find((one) => one.period === period)?.quantity ?? Quantity.zero
        const allowed = usage.subscriptions.flatMap((subscription) =>
          usage.openHours.flatMap(({ hour }) => {
            const context = { hour, includedBefore: () => Quantity.zero, meter: usage.meter, subscription }
            const all = includedUsage(everything, context)
            return all?.period === period ? all.quantity : []
          })
        )
        const most = allowed.reduce(Quantity.max, Quantity.zero)
        assert.isTrue(quantity > 0n && Quantity.add(before, quantity) <= most)
      }
      const periods = sealing.included.map(({ period }) => period)
      assert.strictEqual(new Set(periods).size, periods.length)
    }))

  it("only records are withheld, each once, while there is time, and never without a guard or a baseline", () =>
    always(({ context, sealing, usage }) => {
      const deadlines = new Map(sealing.records.map(({ deadline, dedupKey }) => [dedupKey, deadline]))

      for (const { dedupKey, until } of sealing.withheld) {
        const last = DateTime.subtractDuration(deadlines.get(dedupKey)!, context.policy.sendingTime)
        assert.deepStrictEqual(until, last)
        assert.isTrue(Instant.isBefore(context.now, until))
      }
      assert.strictEqual(new Set(sealing.withheld.map((one) => one.dedupKey)).size, sealing.withheld.length)
      const isGuarded = context.meterOf("product-1", "requests")?.guard !== undefined
      if (!isGuarded || usage.baseline.length < 5) assert.deepStrictEqual(sealing.withheld, [])
    }))

  it("what is taken back is written off, and less than nothing is never held or billed", () =>
    always(({ sealing }) => {
      const negative = sealing.setAside.filter(({ quantity }) => quantity < 0n)

      assert.isTrue(negative.every(({ kind }) => kind === "written off"))
      assert.isTrue(negative.every(({ reason }) => /^(TakenBack|Rounded):/.test(reason)))
    }))

  it("sealing is a function of what is due: the same again gives the same again", () =>
    always(({ context, sealing, usage }) => {
      assert.deepStrictEqual(sealUsage(usage, context), sealing)
    }))
})

interface Booked {
  readonly hour: MeteringHour
  readonly quantity: Quantity
}

const everything = Quantity.ofUnits(10n ** 20n)

const always = (check: (facts: DueCase & { readonly sealing: Sealing }) => void): void =>
  fc.assert(
    fc.property(anyDueCase, ({ context, usage }) =>
      check({ context, sealing: sealUsage(usage, context), usage })
    ),
    { numRuns: 500 }
  )

const units = (booked: Booked): Quantity => booked.quantity

const rest = (usage: HourUsage) => ({ tags: [], quantity: HourUsage.untagged(usage) })

const intoIt = ({ carry, openHours }: DueUsage): ReadonlyArray<Booked> => [
  ...openHours,
  ...(carry === undefined ? [] : [carry])
]

const outOf = ({ carry, moves, records, sealed, setAside }: Sealing): ReadonlyArray<Booked> => [
  ...records.map(({ hour, used }) => ({ hour, quantity: used })),
  ...(carry === undefined ? [] : [carry]),
  ...moves
    .filter(({ to }) => !sealed.includes(to))
    .map((move) => ({ hour: move.to, quantity: move.quantity })),
  ...setAside
]

/** The units of the products that the account has; one where it has none with the meter. */
const unitsOf = ({ context, usage }: DueCase): ReadonlyArray<Quantity> => [
  Quantity.ofUnits(1),
  ...usage.subscriptions.flatMap(({ productCode }) => context.meterOf(productCode, usage.meter)?.unit ?? [])
]

const largestUnit = (facts: DueCase): Quantity => unitsOf(facts).reduce(Quantity.max)
