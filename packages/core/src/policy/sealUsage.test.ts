import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import fc from "fast-check"
import { anyDueCase, contextOf, type DueCase, subscriptionTo } from "../../test/dueUsage.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { DueUsage, Sealing } from "../model/Sealing.ts"
import { at, hourOf, quantity } from "../testing/builders.ts"
import { sealUsage } from "./sealUsage.ts"

describe("sealUsage, whatever is due", () => {
  it("every unit goes to exactly one place", () =>
    always(({ sealing, usage }) => {
      assert.strictEqual(Quantity.sum(outOf(sealing).map(units)), Quantity.sum(intoIt(usage).map(units)))
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

  it("no record is made twice, for a sealed hour, or of nothing", () =>
    always(({ sealing, usage }) => {
      const keys = sealing.records.map(({ dedupKey }) => dedupKey)

      assert.strictEqual(new Set(keys).size, keys.length)
      assert.isFalse(sealing.records.some(({ hour }) => usage.sealedHours.includes(hour)))
      assert.isTrue(sealing.records.every((record) => record.quantity > 0))
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

  it("all due hours are closed, and what is carried is less than a unit and never nothing", () =>
    always(({ sealing, usage }) => {
      assert.deepStrictEqual(
        sealing.sealed,
        usage.openHours.map(({ hour }) => hour)
      )
      assert.isTrue(sealing.carry === undefined || isFraction(sealing.carry.quantity))
    }))

  it("usage moves forward only, into hours that are open", () =>
    always(({ sealing, usage }) => {
      const closed = new Set(usage.sealedHours)

      assert.isTrue(sealing.moves.every(({ from, to }) => from < to && !closed.has(to)))
    }))

  it("under same-month only a fraction crosses from a month into the next", () =>
    always(({ context, sealing, usage }) => {
      if (context.policy.late !== "same-month") return
      const monthStart = MeteringHour.of(at(DateTime.formatIso(context.now).slice(0, 7) + "-01T00:00:00Z"))
      const inMonth = ({ hour }: Booked) => hour >= monthStart

      const crossing = Quantity.subtract(
        Quantity.sum(outOf(sealing).filter(inMonth).map(units)),
        Quantity.sum(intoIt(usage).filter(inMonth).map(units))
      )

      // There is one carry: while its hour lies in the new month, fractions of late hours of the old one join it.
      const isCarryAhead = usage.carry !== undefined && usage.carry.hour >= monthStart
      const fractions = isCarryAhead ? usage.openHours.filter((one) => one.hour < monthStart).length : 1
      assert.isTrue(crossing < Quantity.ofUnits(Math.max(1, fractions)))
      assert.isTrue(sealing.moves.every(({ from, to }) => MeteringHour.isSameMonth(from, to)))
    }))

  it("under write-off only whole units move: what exceeds AWS's maximum, and what carries make up", () =>
    always(({ context, sealing }) => {
      if (context.policy.late !== "write-off") return
      assert.isTrue(sealing.moves.every((move) => move.quantity % Quantity.ofUnits(1) === 0n))
    }))

  it("hours that are sealed one by one become the records that they become together", () => {
    fc.assert(
      fc.property(fc.array(anyTenths, { maxLength: 10 }), (quantities) => {
        const openHours = quantities.map((used, i) => ({
          hour: MeteringHour.plus(hourOf("2026-03-09T20:00:00Z"), i),
          quantity: used
        }))

        const together = sealUsage(due({ openHours }), contextOf({ now }))
        const oneByOne = openHours.reduce<Pick<Sealing, "carry" | "records">>(
          ({ carry, records }, hour) => {
            const next = sealUsage(due({ carry, openHours: [hour] }), contextOf({ now }))
            return { carry: next.carry, records: [...records, ...next.records] }
          },
          { carry: undefined, records: [] }
        )

        assert.deepStrictEqual(oneByOne, { carry: together.carry, records: together.records })
      })
    )
  })

  it("carrying over ten thousand hours loses nothing and invents nothing", () => {
    const used = fc.sample(anyTenths, { numRuns: 10_000, seed: 1 })
    const first = hourOf("2026-03-09T20:00:00Z")

    let carry: Sealing["carry"]
    let billed = 0
    for (const [i, quantityOfHour] of used.entries()) {
      const hour = MeteringHour.plus(first, i)
      const context = contextOf({ now: MeteringHour.end(hour) })
      const sealing = sealUsage(due({ carry, openHours: [{ hour, quantity: quantityOfHour }] }), context)
      carry = sealing.carry
      for (const record of sealing.records) billed += record.quantity
      assert.deepStrictEqual([...sealing.moves, ...sealing.setAside], [])
    }

    const total = Quantity.sum(used)
    assert.strictEqual(Quantity.add(Quantity.ofUnits(billed), carry?.quantity ?? Quantity.zero), total)
    assert.strictEqual(BigInt(billed), Quantity.wholeUnits(total))
  })
})

describe("sealUsage", () => {
  it("an hour becomes a record of its whole units, and the fraction waits", () => {
    const sealing = sealUsage(due({ openHours: [open("2026-03-10T11", "7.25")] }), contextOf({ now }))

    assert.deepStrictEqual(shown(sealing), { records: ["2026-03-10T11 7"], carry: "2026-03-10T11 0.25" })
  })

  it("a carry is billed in its own hour or later, never before", () => {
    const carry = open("2026-03-10T11", "0.75")

    const before = sealUsage(due({ carry, openHours: [open("2026-03-10T10", "0.5")] }), contextOf({ now }))
    const then = sealUsage(due({ carry, openHours: [open("2026-03-10T11", "0.5")] }), contextOf({ now }))

    assert.deepStrictEqual(shown(before), { records: ["2026-03-10T11 1"], carry: "2026-03-10T11 0.25" })
    assert.deepStrictEqual(shown(then), { records: ["2026-03-10T11 1"], carry: "2026-03-10T11 0.25" })
  })

  it("fractions that make a unit together are billed in the hour of the later one while that is open", () => {
    const carry = { hour: hourOf("2026-03-31T23:00:00Z"), quantity: quantity("0.7") }
    const usage = due({ carry, openHours: [open("2026-03-31T22", "0.6")] })

    for (const late of ["same-month", "next-open-hour", "write-off"] as const) {
      const sealing = sealUsage(usage, contextOf({ late, now: at("2026-04-01T00:30:00Z") }))

      assert.deepStrictEqual(shown(sealing), { records: ["2026-03-31T23 1"], carry: "2026-03-31T23 0.3" })
    }
  })

  it("what exceeds AWS's maximum is no late usage, and moves under write-off too", () => {
    const sealing = sealUsage(
      due({ openHours: [open("2026-03-10T10", "3000000000")] }),
      contextOf({ late: "write-off", now })
    )

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T10 2147483647"],
      moves: ["2026-03-10T10 2026-03-10T11 852516353"]
    })
  })

  it("an hour with less than a unit gets no record, so it stays open for what may still come", () => {
    const first = sealUsage(due({ openHours: [open("2026-03-10T11", "0.5")] }), contextOf({ now }))
    const second = sealUsage(
      due({ carry: first.carry, openHours: [open("2026-03-10T11", "0.5")] }),
      contextOf({ now })
    )

    assert.deepStrictEqual(shown(first), { carry: "2026-03-10T11 0.5" })
    assert.deepStrictEqual(shown(second), { records: ["2026-03-10T11 1"] })
  })

  it("late usage of a sealed hour is sealed with the next due hour in the same pass", () => {
    const openHours = [open("2026-03-10T10", "2"), open("2026-03-10T11", "3")]
    const sealedHours = [hourOf("2026-03-10T10:00:00Z")]

    const sealing = sealUsage(due({ openHours, sealedHours }), contextOf({ now }))

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T11 5"],
      moves: ["2026-03-10T10 2026-03-10T11 2"]
    })
  })

  it("what exceeds AWS's maximum goes on to the next hours", () => {
    const openHours = [open("2026-03-10T10", "5000000000"), open("2026-03-10T11", "1")]

    const sealing = sealUsage(due({ openHours }), contextOf({ now }))

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T10 2147483647", "2026-03-10T11 2147483647"],
      moves: ["2026-03-10T10 2026-03-10T11 2852516353", "2026-03-10T11 2026-03-10T12 705032707"]
    })
  })

  it("what exceeds a month of AWS's maxima is held, because it is a mistake sooner than usage", () => {
    const openHours = [open("2026-03-10T10", "1600000000000000000.5")]

    const sealing = sealUsage(due({ openHours }), contextOf({ late: "next-open-hour", now }))

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T10 2147483647"],
      carry: "2026-03-10T10 0.5",
      setAside: ["2026-03-10T10 1599999997852516353 held"]
    })
  })

  it("what exceeds AWS's maximum in the last hour of a month is held, whether or not the next month is due", () => {
    const last = open("2026-03-31T23", "2147483650")
    const soon = contextOf({ now: at("2026-04-01T01:20:00Z") })

    const alone = sealUsage(due({ openHours: [last] }), soon)
    const together = sealUsage(due({ openHours: [last, open("2026-04-01T00", "1")] }), soon)

    assert.deepStrictEqual(shown(alone), {
      records: ["2026-03-31T23 2147483647"],
      setAside: ["2026-03-31T23 3 held"]
    })
    assert.deepStrictEqual(shown(together), {
      records: ["2026-03-31T23 2147483647", "2026-04-01T00 1"],
      setAside: ["2026-03-31T23 3 held"]
    })
  })

  it("whole units of an old month are billed once, in their own month while its hour is open", () => {
    const openHours = [open("2026-03-31T22", "0.5"), open("2026-04-01T00", "1")]
    const carry = open("2026-03-31T23", "0.5")
    const soon = contextOf({ late: "next-open-hour", now: at("2026-04-01T01:20:00Z") })

    const sealing = sealUsage(due({ carry, openHours }), soon)

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-31T23 1", "2026-04-01T00 1"]
    })
  })

  it.each([
    ["up", "2026-03-10T11 8", "-0.75"],
    ["down", "2026-03-10T11 7", "0.25"],
    ["nearest", "2026-03-10T11 7", "0.25"]
  ] as const)("a fraction that goes %s is booked as written off", (fraction, record, rounded) => {
    const sealing = sealUsage(
      due({ openHours: [open("2026-03-10T11", "7.25")] }),
      contextOf({ fraction, now })
    )

    assert.deepStrictEqual(shown(sealing), {
      records: [record],
      setAside: [`2026-03-10T11 ${rounded} written off`]
    })
  })

  it("usage of an account that has no meter in its product is held with that reason", () => {
    const subscriptions = [subscriptionTo("without-meter")]

    const sealing = sealUsage(
      due({ openHours: [open("2026-03-10T11", "7")], subscriptions }),
      contextOf({ now })
    )

    assert.deepStrictEqual(shown(sealing), { setAside: ["2026-03-10T11 7 held"] })
    assert.include(sealing.setAside[0]?.reason, "UnknownMeter")
  })

  it("an account of two products is billed by the product that has the meter", () => {
    const subscriptions = [
      subscriptionTo("without-meter"),
      subscriptionTo("product-1", { from: at("2026-02-01T00:00:00Z") })
    ]

    const sealing = sealUsage(
      due({ openHours: [open("2026-03-10T11", "7")], subscriptions }),
      contextOf({ now })
    )

    assert.deepStrictEqual(
      sealing.records.map(({ productCode }) => productCode),
      ["product-1"]
    )
  })

  it("whole units in a carry are not lost in an hour whose product has no such meter", () => {
    const subscriptions = [
      subscriptionTo("product-1", { until: at("2026-03-10T11:00:00Z") }),
      subscriptionTo("without-meter", { from: at("2026-03-10T11:00:00Z") })
    ]
    const openHours = [open("2026-03-10T10", "2147483650"), open("2026-03-10T11", "1")]

    const sealing = sealUsage(
      due({ openHours, subscriptions }),
      contextOf({ now: at("2026-03-10T11:30:00Z") })
    )

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T10 2147483647"],
      setAside: ["2026-03-10T10 3 held", "2026-03-10T11 1 held"]
    })
  })

  it("the first hour of a subscription is stamped with its beginning, every other with its own", () => {
    const from = at("2026-03-10T10:20:30.125Z")
    const openHours = [open("2026-03-10T10", "1"), open("2026-03-10T11", "1")]

    const { records } = sealUsage(
      due({ openHours, subscriptions: [subscriptionTo("product-1", { from })] }),
      contextOf({ now })
    )

    assert.deepStrictEqual(
      records.map(({ timestamp }) => timestamp),
      [from, at("2026-03-10T11:00:00Z")]
    )
  })

  it("at a cut-over each hour goes the way that is in force at it, and none goes both", () => {
    const cutOver = at("2026-03-10T11:00:00Z")
    const subscriptions = [
      subscriptionTo("product-1", { until: cutOver }),
      subscriptionTo("product-2", { from: cutOver })
    ]
    const openHours = [open("2026-03-10T10", "1"), open("2026-03-10T11", "1")]

    const { records } = sealUsage(
      due({ openHours, subscriptions }),
      contextOf({ now: at("2026-03-10T11:30:00Z") })
    )

    assert.deepStrictEqual(
      records.map(({ productCode }) => productCode),
      ["product-1", "product-2"]
    )
  })
})

interface Booked {
  readonly hour: MeteringHour
  readonly quantity: Quantity
}

const now = at("2026-03-10T12:30:00Z")

const always = (check: (facts: DueCase & { readonly sealing: Sealing }) => void): void =>
  fc.assert(
    fc.property(anyDueCase, ({ context, usage }) =>
      check({ context, sealing: sealUsage(usage, context), usage })
    ),
    { numRuns: 500 }
  )

const units = (booked: Booked): Quantity => booked.quantity

const intoIt = ({ carry, openHours }: DueUsage): ReadonlyArray<Booked> => [
  ...openHours,
  ...(carry === undefined ? [] : [carry])
]

const outOf = ({ carry, moves, records, sealed, setAside }: Sealing): ReadonlyArray<Booked> => [
  ...records.map((record) => ({ hour: record.hour, quantity: Quantity.ofUnits(record.quantity) })),
  ...(carry === undefined ? [] : [carry]),
  ...moves
    .filter(({ to }) => !sealed.includes(to))
    .map((move) => ({ hour: move.to, quantity: move.quantity })),
  ...setAside
]

const isFraction = (part: Quantity): boolean => part > 0n && part < Quantity.ofUnits(1)

const due = (usage: Partial<DueUsage>): DueUsage => ({
  account: "account",
  meter: "requests",
  carry: undefined,
  openHours: [],
  sealedHours: [],
  subscriptions: [subscriptionTo("product-1")],
  ...usage
})

const open = (hour: string, used: string): Booked => ({
  hour: hourOf(`${hour}:00:00Z`),
  quantity: quantity(used)
})

/** A sealing as text, leaving out what is empty. */
const shown = ({ carry, moves, records, setAside }: Sealing) => ({
  ...(records.length > 0 && {
    records: records.map((one) => `${MeteringHour.format(one.hour)} ${one.quantity}`)
  }),
  ...(moves.length > 0 && {
    moves: moves.map(
      (one) => `${MeteringHour.format(one.from)} ${text({ hour: one.to, quantity: one.quantity })}`
    )
  }),
  ...(setAside.length > 0 && { setAside: setAside.map((one) => `${text(one)} ${one.kind}`) }),
  ...(carry !== undefined && { carry: text(carry) })
})

const text = ({ hour, quantity: used }: Booked) => `${MeteringHour.format(hour)} ${Quantity.format(used)}`

const anyTenths = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 999_999_999 }))
  .map(([whole, decimals]) => quantity(`${whole}.${String(decimals).padStart(12, "0")}`))
