import { assert, describe, it } from "@effect/vitest"
import { contextOf, due, open, subscriptionTo } from "../../test/dueUsage.ts"
import type { Sealing } from "../model/Sealing.ts"
import { at, hourOf, quantity } from "../testing/builders.ts"
import { sealUsage } from "./sealUsage.ts"
import { shown } from "../../test/shownSealing.ts"

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

  it("a month of AWS's maxima beside the hour's own moves on, and one unit more is held", () => {
    const [most, tooMuch] = ["1599875317015", "1599875317016"].map((used) =>
      sealUsage(due({ openHours: [open("2026-03-10T10", used)] }), contextOf({ now }))
    ) as [Sealing, Sealing]

    assert.deepStrictEqual(shown(most), {
      records: ["2026-03-10T10 2147483647"],
      moves: ["2026-03-10T10 2026-03-10T11 1597727833368"]
    })
    assert.deepStrictEqual(shown(tooMuch), {
      records: ["2026-03-10T10 2147483647"],
      setAside: ["2026-03-10T10 1597727833369 held"]
    })
    assert.deepStrictEqual(
      tooMuch.setAside.map(({ reason }) => reason),
      ["TooMuch: the hour's usage exceeds what AWS takes of a dimension in a month"]
    )
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

  it("a carry of the month to come collects what is left before it, and is billed once", () => {
    const openHours = [open("2026-03-31T22", "0.6"), open("2026-03-31T23", "0.8")]
    const carry = open("2026-04-01T00", "0.7")

    const sealing = sealUsage(due({ carry, openHours }), contextOf({ now: at("2026-04-01T01:20:00Z") }))

    assert.deepStrictEqual(shown(sealing), { records: ["2026-04-01T00 2"], carry: "2026-04-01T00 0.1" })
  })

  it("a carry waits for a whole unit of the meter in its hour, and where there is none, of the account's", () => {
    const threes = contextOf({ now, unit: quantity("3"), otherUnit: quantity("1") })
    const changed = [
      subscriptionTo("product-2", { until: at("2026-03-10T10:00:00Z") }),
      subscriptionTo("product-1", { from: at("2026-03-10T10:00:00Z") })
    ]
    const later = [subscriptionTo("product-1", { from: at("2026-03-10T12:00:00Z") })]
    const carry = open("2026-03-10T11", "2")

    const sealings = [changed, later].map((subscriptions) => sealUsage(due({ carry, subscriptions }), threes))

    assert.deepStrictEqual(sealings.map(shown), [{ carry: "2026-03-10T11 2" }, { carry: "2026-03-10T11 2" }])
  })

  it("an hour that has its record gets no second one for what is left in units of another meter", () => {
    const subscriptions = [
      subscriptionTo("product-2", { until: at("2026-03-10T10:30:00Z") }),
      subscriptionTo("product-1", { from: at("2026-03-10T10:30:00Z") })
    ]

    const sealing = sealUsage(
      due({ openHours: [open("2026-03-10T10", "8")], subscriptions }),
      contextOf({ now, unit: quantity("3"), otherUnit: quantity("1") })
    )

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T10 2"],
      moves: ["2026-03-10T10 2026-03-10T11 2"]
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
    assert.deepStrictEqual(
      sealing.setAside.map(({ reason }) => reason),
      [`Rounded: fractions of this meter go ${fraction}`]
    )
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
    assert.deepStrictEqual(
      sealing.setAside.map(({ reason }) => reason),
      [
        "Late: no open hour is left in its billing month",
        "UnknownMeter: no product that the account is subscribed to has such a meter"
      ]
    )
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

  it("by a unit of a thousand, an hour becomes whole thousands, and what they leave over waits", () => {
    const unit = quantity("1000")

    const sealing = sealUsage(due({ openHours: [open("2026-03-10T11", "2500.5")] }), contextOf({ now, unit }))

    assert.deepStrictEqual(shown(sealing), { records: ["2026-03-10T11 2"], carry: "2026-03-10T11 500.5" })
    assert.strictEqual(sealing.records[0]?.used, quantity("2000"))
  })

  it("a record is allocated by the tags of its hour, and the carry takes them on", () => {
    const tagged = [{ tags: [["team", "a"]] as const, quantity: quantity("2.5") }]
    const carry = open("2026-03-10T10", "0.5")

    const { records } = sealUsage(
      due({ carry, openHours: [open("2026-03-10T11", "7.5", tagged)] }),
      contextOf({ now })
    )

    assert.deepStrictEqual(records[0]?.allocations, [
      { tags: [], quantity: 5 },
      { tags: [["team", "a"]], quantity: 3 }
    ])
  })

  it("tags that take back what others add tell whose the carry becomes", () => {
    const tagged = [
      { tags: [["team", "a"]] as const, quantity: quantity("2") },
      { tags: [["team", "b"]] as const, quantity: quantity("-2") }
    ]
    const usage = { openHours: [open("2026-03-10T11", "0", tagged)], carry: open("2026-03-10T10", "1") }

    const { records } = sealUsage(due(usage), contextOf({ now }))

    assert.deepStrictEqual(records[0]?.allocations, [{ tags: [["team", "a"]], quantity: 1 }])
  })

  it("late usage keeps its tags when it moves on", () => {
    const tagged = [{ tags: [["team", "a"]] as const, quantity: quantity("2") }]
    const openHours = [open("2026-03-10T10", "2", tagged), open("2026-03-10T11", "3")]

    const sealing = sealUsage(
      due({ openHours, sealedHours: [hourOf("2026-03-10T10:00:00Z")] }),
      contextOf({ now })
    )

    assert.deepStrictEqual(sealing.moves[0]?.tagged, tagged)
    assert.deepStrictEqual(sealing.records[0]?.allocations, [
      { tags: [], quantity: 3 },
      { tags: [["team", "a"]], quantity: 2 }
    ])
  })
})

const now = at("2026-03-10T12:30:00Z")
