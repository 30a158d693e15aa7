import { assert, describe, it } from "@effect/vitest"
import { contextOf, due, open, subscriptionTo } from "../../test/dueUsage.ts"
import { at, hourOf, quantity } from "../testing/builders.ts"
import { sealUsage } from "./sealUsage.ts"
import { shown } from "../../test/shownSealing.ts"

describe("sealUsage, beside the plain hour", () => {
  it("what a contract includes is taken off first, and only the excess is billed", () => {
    const subscriptions = [includesTen("month")]
    const openHours = [open("2026-03-10T10", "7"), open("2026-03-10T11", "5.5")]

    const sealing = sealUsage(due({ openHours, subscriptions }), contextOf({ now }))

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T11 2"],
      included: ["10"],
      carry: "2026-03-10T11 0.5"
    })
  })

  it("an allowance that is used up includes nothing more, and is not booked again", () => {
    const subscriptions = [includesTen("month")]
    const context = contextOf({ now })

    const first = sealUsage(due({ openHours: [open("2026-03-10T10", "10")], subscriptions }), context)
    const second = sealUsage(
      due({ included: first.included, openHours: [open("2026-03-10T11", "5")], subscriptions }),
      context
    )

    assert.deepStrictEqual([first, second].map(shown), [
      { included: ["10"] },
      { records: ["2026-03-10T11 5"] }
    ])
  })

  it("an allowance by the month begins anew with it, one by the term does not", () => {
    const openHours = [open("2026-03-31T23", "12"), open("2026-04-01T00", "12")]
    const soon = contextOf({ now: at("2026-04-01T01:20:00Z") })

    const [month, term] = (["month", "term"] as const).map((period) =>
      shown(sealUsage(due({ openHours, subscriptions: [includesTen(period)] }), soon))
    )

    assert.deepStrictEqual(month, {
      records: ["2026-03-31T23 2", "2026-04-01T00 2"],
      included: ["10", "10"]
    })
    assert.deepStrictEqual(term, {
      records: ["2026-03-31T23 2", "2026-04-01T00 12"],
      included: ["10"]
    })
  })

  it("what an event that came late took back is written off with that reason", () => {
    const openHours = [open("2026-03-10T10", "-4"), open("2026-03-10T11", "3")]

    const sealing = sealUsage(due({ openHours }), contextOf({ now }))

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T11 3"],
      setAside: ["2026-03-10T10 -4 written off"]
    })
    assert.include(sealing.setAside[0]?.reason, "TakenBack")
  })

  it("what an event took back is taken from the carry first, and only the rest is written off", () => {
    const backs = ["-0.1", "-0.4", "-0.5"].map((back) =>
      shown(
        sealUsage(
          due({ carry: open("2026-03-10T10", "0.4"), openHours: [open("2026-03-10T11", back)] }),
          contextOf({ now })
        )
      )
    )
    const later = sealUsage(
      due({ carry: open("2026-03-10T11", "0.4"), openHours: [open("2026-03-10T10", "-0.1")] }),
      contextOf({ now })
    )

    assert.deepStrictEqual(backs, [
      { carry: "2026-03-10T11 0.3" },
      {},
      { setAside: ["2026-03-10T11 -0.1 written off"] }
    ])
    assert.deepStrictEqual(shown(later), {
      carry: "2026-03-10T11 0.4",
      setAside: ["2026-03-10T10 -0.1 written off"]
    })
  })

  it("what an event took back is taken from a carry of its own hour, too", () => {
    const sealing = sealUsage(
      due({ carry: open("2026-03-10T11", "0.4"), openHours: [open("2026-03-10T11", "-0.1")] }),
      contextOf({ now })
    )

    assert.deepStrictEqual(shown(sealing), { carry: "2026-03-10T11 0.3" })
  })

  it("a fraction of a product that the account has left is held, and never billed as the next one's", () => {
    const left = at("2026-03-10T11:00:00Z")
    const sealing = sealUsage(
      due({
        carry: open("2026-03-10T10", "0.9"),
        openHours: [open("2026-03-10T11", "0.9")],
        subscriptions: [
          subscriptionTo("product-1", { until: left }),
          subscriptionTo("product-2", { from: left })
        ]
      }),
      contextOf({ now })
    )

    assert.deepStrictEqual(shown(sealing), {
      carry: "2026-03-10T11 0.9",
      setAside: ["2026-03-10T10 0.9 held"]
    })
    assert.match(sealing.setAside[0]?.reason ?? "", /^OtherProduct: a fraction of a unit of a product/)
  })

  it("whole units of a carry are billed in the next open hour, though an event that came late took some of it back", () => {
    const sealing = sealUsage(
      due({
        carry: open("2026-03-10T10", "0.9"),
        openHours: [open("2026-03-10T09", "0.9"), open("2026-03-10T11", "-0.6")],
        sealedHours: [hourOf("2026-03-10T10:00:00Z")]
      }),
      contextOf({ now })
    )

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T11 1"],
      carry: "2026-03-10T11 0.2"
    })
  })

  it("a record of zero is made of an hour without usage, where the product wants it and the hour is final", () => {
    const openHours = [open("2026-03-09T15", "0"), open("2026-03-09T16", "0")]
    const final = at("2026-03-10T12:30:00Z")

    const [zero, none] = [true, false].map((zeroRecords) =>
      shown(sealUsage(due({ openHours }), contextOf({ now: final, zeroRecords })))
    )

    assert.deepStrictEqual(zero, { records: ["2026-03-09T15 0"] })
    assert.deepStrictEqual(none, {})
  })

  it("of an hour that is sealed, or of which nothing was subscribed, no record of zero is made", () => {
    const openHours = [open("2026-03-09T15", "0")]
    const wanted = contextOf({ now, zeroRecords: true })

    const sealings = [
      sealUsage(due({ openHours, sealedHours: [hourOf("2026-03-09T15:00:00Z")] }), wanted),
      sealUsage(due({ openHours, subscriptions: [] }), wanted)
    ]

    assert.deepStrictEqual(sealings.map(shown), [{}, {}])
  })

  it("a record far above what its account is used to is withheld, until its sending time begins", () => {
    const openHours = [open("2026-03-10T10", "61"), open("2026-03-10T11", "60")]
    const baseline = [5, 6, 4, 6, 5]

    const sealing = sealUsage(due({ baseline, openHours }), contextOf({ guard: { times: 10 }, now }))

    assert.deepStrictEqual(shown(sealing), {
      records: ["2026-03-10T10 61", "2026-03-10T11 60"],
      withheld: ["2026-03-11T07:00:00.000Z"]
    })
    assert.strictEqual(sealing.withheld[0]?.dedupKey, sealing.records[0]?.dedupKey)
  })
})

const includesTen = (period: "month" | "term") =>
  subscriptionTo("product-1", { allowance: { meter: "requests", quantity: quantity("10"), period } })

const now = at("2026-03-10T12:30:00Z")
