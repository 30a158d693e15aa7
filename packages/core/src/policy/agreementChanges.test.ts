import { assert, describe, it } from "@effect/vitest"
import { DateTime, Schema } from "effect"
import type { AgreementChange } from "../model/AgreementChange.ts"
import { AgreementEvent } from "../model/AgreementEvent.ts"
import { Instant } from "../model/Instant.ts"
import { Subscription } from "../model/Subscription.ts"
import { at, exampleProduct, exampleRegion } from "../testing/builders.ts"
import { agreementChanges } from "./agreementChanges.ts"

const buyer = "111111111111"
const noon = at("2026-03-10T12:00:00Z")

const minuteAt = (minute: number): Instant => DateTime.add(noon, { minutes: minute })

/** A subscription of one buyer, by customer identifier unless told otherwise, from and until minutes after noon. */
const subscription = (
  span: { readonly from?: number; readonly until?: number } = {},
  changes: {
    readonly account?: string
    readonly agreement?: Subscription["agreement"]
    readonly productCode?: string
  } = {}
) =>
  Subscription.make({
    account: "acme",
    productCode: exampleProduct,
    agreement: { _tag: "Legacy", customerIdentifier: "X01", buyer },
    region: exampleRegion,
    activeFrom: minuteAt(span.from ?? -1_000),
    ...(span.until !== undefined && { activeUntil: minuteAt(span.until) }),
    ...changes
  })

const licensed = {
  _tag: "License",
  buyer,
  licenseArn: "arn:aws:license-manager::294406891311:license:l-1"
} as const

/** The customer leaves, or comes back, at a minute after noon. */
const told = (_tag: "Subscribed" | "UnsubscribePending", minute: number, customerIdentifier = "X01") => {
  const fields = {
    eventId: `${_tag}-${minute}-${customerIdentifier}`,
    at: minuteAt(minute),
    customerIdentifier,
    productCode: exampleProduct
  }
  return _tag === "Subscribed"
    ? AgreementEvent.make({ _tag, ...fields, isFreeTrial: false })
    : AgreementEvent.make({ _tag, ...fields })
}

const leaves = (minute: number) => told("UnsubscribePending", minute)
const returns = (minute: number) => told("Subscribed", minute)

/** The changes of an account whose buyer nobody else meters. */
const changesOf = (own: ReadonlyArray<Subscription>, events: ReadonlyArray<AgreementEvent>) =>
  agreementChanges(own, { events, ofBuyer: own })

describe("agreementChanges", () => {
  it.each([
    ["runs on", undefined],
    ["was to end later", 60]
  ])("a subscription that %s ends with its agreement, because of the event", (_, until) => {
    const acme = subscription({ ...(until !== undefined && { until }) })

    const changes = changesOf([acme], [leaves(10)])

    assert.deepStrictEqual(changes, [{ subscription: acme, activeUntil: minuteAt(10), because: leaves(10) }])
  })

  it("an end that an event set is taken back by a later one, and says no end any more", () => {
    const acme = subscription({ until: 10 })

    const changes = changesOf([acme], [leaves(10), returns(30)])

    assert.deepStrictEqual(changes, [{ subscription: acme, because: returns(30) }])
  })

  it("an end that an event set moves to where the agreement ended after all", () => {
    const acme = subscription({ until: 10 })

    const changes = changesOf([acme], [leaves(10), returns(30), leaves(50)])

    assert.deepStrictEqual(changes, [{ subscription: acme, activeUntil: minuteAt(50), because: leaves(50) }])
  })

  it.each([
    ["nothing is known", [], undefined],
    ["nothing is known of one that ended", [], 10],
    ["it runs, and is told to", [returns(30)], undefined],
    ["it has ended, and is told so", [leaves(10)], 10],
    ["a person ended it, and the agreement runs", [returns(30)], 10],
    ["a person ended it where the agreement began anew", [leaves(5), returns(10)], 10],
    ["a person ended it, and the agreement ends later", [leaves(30)], 10],
    [
      "a person ended it where another agreement ended",
      [told("UnsubscribePending", 10, "X02"), returns(30)],
      10
    ],
    ["the end was that of an earlier life", [leaves(-2_000)], -2_000]
  ])("nothing changes where %s", (_, events, until) => {
    const acme = subscription({ ...(until !== undefined && { until }) })

    const changes = changesOf([acme], events)

    assert.deepStrictEqual(changes, [])
  })

  it.each([
    ["before it ends again", [returns(30), leaves(90)], 70],
    ["after it ends again", [returns(30), leaves(50)], 50],
    ["and nothing else ends it", [returns(30)], 70]
  ])("a planned cut-over stays where it was when the end before it is taken back, %s", (_, events, until) => {
    const first = subscription({ until: 10 })
    const second = subscription({ from: 70, until: 100 }, { agreement: licensed })
    const third = subscription({ from: 100 }, { agreement: licensed })

    const orders = [
      [first, second, third],
      [third, second, first]
    ].map((own) => changesOf(own, [leaves(10), ...events]))

    const [changes, reversed] = orders.map((all) => all.filter((change) => change.subscription === first))
    assert.deepStrictEqual(
      changes?.map(({ activeUntil }) => activeUntil),
      [minuteAt(until)]
    )
    assert.deepStrictEqual(reversed, changes)
  })

  it("an end where the next subscription begins stays, for there is no room to run on", () => {
    const first = subscription({ until: 10 })
    const second = subscription({ from: 10 }, { agreement: licensed })

    const changes = changesOf([first, second], [leaves(10), returns(30)])

    assert.deepStrictEqual(changes, [])
  })

  it.each([
    ["is of another product", subscription({ from: 70 }, { productCode: "another-product" })],
    ["ended as soon as it began", subscription({ from: 70, until: 70 }, { agreement: licensed })],
    ["ended before", subscription({ from: -2_000, until: -1_500 }, { agreement: licensed })]
  ])("a subscription beside it that %s leaves room to run on", (_, beside) => {
    const acme = subscription({ until: 10 })

    const changes = changesOf([acme, beside], [leaves(10), returns(30)])

    assert.deepStrictEqual(changes, [{ subscription: acme, because: returns(30) }])
  })

  it("one that was never in force is not brought to life over one that is", () => {
    const never = subscription({ from: 0, until: -10 })
    const acme = subscription({ from: -60 }, { agreement: licensed })

    const changes = changesOf([never, acme], [leaves(-10), returns(30)])

    assert.deepStrictEqual(changes, [])
  })

  it("an end stays where another account meters the buyer in another form by now, for AWS would bill both", () => {
    const acme = subscription({ until: 10 })
    const bolt = subscription({ from: 120 }, { account: "bolt", agreement: licensed })
    const events = [leaves(10), returns(30)]

    const taken = agreementChanges([acme], { events, ofBuyer: [acme, bolt] })
    const free = agreementChanges([acme], { events: [...events, leaves(50)], ofBuyer: [acme, bolt] })

    assert.deepStrictEqual(taken, [])
    assert.deepStrictEqual(
      free.map(({ activeUntil }) => activeUntil),
      [minuteAt(50)]
    )
  })

  it("an end is never refused, also where two accounts meter one buyer in two forms", () => {
    const acme = subscription()
    const bolt = subscription({}, { account: "bolt", agreement: licensed })

    const changes = agreementChanges([acme], { events: [leaves(10)], ofBuyer: [acme, bolt] })

    assert.deepStrictEqual(
      changes.map(({ activeUntil }) => activeUntil),
      [minuteAt(10)]
    )
  })

  const Stories = Schema.Array(
    Schema.Struct({
      tag: Schema.Literals(["Subscribed", "UnsubscribePending"]),
      // Few instants, so that events, ends and cut-overs often share one.
      minute: Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 3 })),
      place: Schema.Finite
    })
  ).check(Schema.isMaxLength(8))
  const Minute = Schema.Int.check(Schema.isBetween({ minimum: -3, maximum: 3 }))

  it.prop(
    "row 58: events come to the same in every order, and when it is done nothing is left",
    [Stories, Minute, Minute],
    ([story, until, from]) => {
      const events = story.map(({ minute, tag }) => told(tag, minute))
      const shuffled = story
        .map(({ place }, index) => ({ event: events[index]!, place }))
        .toSorted((a, b) => a.place - b.place)
        .flatMap(({ event }) => [event, event])
      const own = [
        subscription({ until: Math.min(until, from) }),
        subscription({ from }, { agreement: licensed })
      ]

      const changes = changesOf(own, events)

      assert.deepStrictEqual(changesOf(own, shuffled), changes)
      assert.deepStrictEqual(changesOf(applied(own, changes), events), [])
    }
  )
})

const applied = (own: ReadonlyArray<Subscription>, changes: ReadonlyArray<AgreementChange>) =>
  own.map((one) => {
    const change = changes.find((each) => each.subscription === one)
    if (change === undefined) return one
    const { activeUntil: _, ...fields } = one
    return Subscription.make({
      ...fields,
      ...(change.activeUntil !== undefined && { activeUntil: change.activeUntil })
    })
  })
