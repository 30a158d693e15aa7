import { assert, describe, it } from "@effect/vitest"
import { Subscription } from "../model/Subscription.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { type LatePolicy, MeteringPolicy } from "../model/MeteringPolicy.ts"
import { at, exampleProduct, exampleRegion, hourOf } from "../testing/builders.ts"
import { type CountedHour, countedHour, type CountingContext } from "./countedHour.ts"

describe("countedHour", () => {
  it("usage is counted in its own hour while that is open", () => {
    const counted = countedHour(hourOf("2026-03-10T11:00:00Z"), context({ now: "2026-03-10T12:30:00Z" }))

    assert.strictEqual(shown(counted), "2026-03-10T11")
  })

  it("usage of a sealed hour is counted in the next hour that is open, the present one included", () => {
    const sealed = ["2026-03-10T10", "2026-03-10T11"]

    const answers = ["2026-03-10T12:30:00Z", "2026-03-10T11:59:59Z"].map((now) =>
      shown(countedHour(hourOf("2026-03-10T10:00:00Z"), context({ now, sealed })))
    )

    assert.deepStrictEqual(answers, ["2026-03-10T12", "Held"])
  })

  it("an hour is closed from AWS's deadline less our margin on", () => {
    const own = hourOf("2026-03-09T12:00:00Z")

    const answers = ["2026-03-10T11:44:59.999Z", "2026-03-10T11:45:00Z"].map((now) =>
      shown(countedHour(own, context({ now })))
    )

    assert.deepStrictEqual(answers, ["2026-03-09T12", "2026-03-09T13"])
  })

  it("the oldest hour that is open is taken, however old the usage is", () => {
    const counted = countedHour(hourOf("2026-03-02T05:00:00Z"), context({ now: "2026-03-10T12:30:00Z" }))

    assert.strictEqual(shown(counted), "2026-03-09T13")
  })

  it.each([
    ["same-month", "2026-04-01T05:44:59Z", "2026-03-31T07"],
    ["same-month", "2026-04-01T05:45:00Z", "Held"],
    ["next-open-hour", "2026-04-01T05:45:00Z", "2026-04-01T00"],
    ["write-off", "2026-04-01T05:00:00Z", "WrittenOff"]
  ] as const)("under %s, late usage of March at %s is counted in %s", (late, now, wanted) => {
    const own = hourOf("2026-03-31T05:00:00Z")

    const counted = countedHour(own, context({ late, now, sealed: ["2026-03-31T05", "2026-03-31T06"] }))

    assert.strictEqual(shown(counted), wanted)
  })

  it("usage from outside every subscription is held, under each late policy", () => {
    const from = { activeFrom: "2026-03-10T10:30:00Z", now: "2026-03-10T12:30:00Z" }

    const answers = (["same-month", "next-open-hour", "write-off"] as const).map((late) =>
      shown(countedHour(hourOf("2026-03-10T09:00:00Z"), context({ ...from, late })))
    )

    assert.deepStrictEqual(answers, ["Held", "Held", "Held"])
  })

  it("late usage waits for no hour in which the account is not subscribed", () => {
    const ended = {
      activeUntil: "2026-03-10T10:00:00Z",
      now: "2026-03-10T12:30:00Z",
      sealed: ["2026-03-10T09"]
    }

    const counted = countedHour(hourOf("2026-03-10T09:00:00Z"), context(ended))

    assert.strictEqual(shown(counted), "Held")
  })

  it("after the end of a subscription its hours are open for AWS's final window only", () => {
    const ended = { activeUntil: "2026-03-10T11:30:00Z" }

    const answers = ["2026-03-10T12:14:59Z", "2026-03-10T12:15:00Z"].map((now) =>
      shown(countedHour(hourOf("2026-03-10T10:00:00Z"), context({ ...ended, now })))
    )

    assert.deepStrictEqual(answers, ["2026-03-10T10", "Held"])
  })

  it.each([
    [
      "same-month",
      "2026-03-31T09:00:00Z",
      "BeforeSubscription: used before the account's subscription began"
    ],
    ["same-month", "2026-03-31T10:00:00Z", "Late: no open hour is left in its billing month"],
    ["next-open-hour", "2026-03-31T10:00:00Z", "Late: the account has no open hour after it"],
    ["write-off", "2026-03-31T10:00:00Z", "Late: its hour was sealed or past AWS's deadline"]
  ] as const)("under %s, usage of %s that is counted nowhere says why: %s", (late, own, reason) => {
    const span = { activeFrom: "2026-03-31T10:00:00Z", activeUntil: "2026-03-31T11:00:00Z" }

    const counted = countedHour(hourOf(own), context({ ...span, late, now: "2026-04-01T05:45:00Z" }))

    assert.deepInclude(counted, { reason })
  })

  it.each<[string, ReadonlyArray<Span>, string]>([
    ["09", [], "NotSubscribed: the account has no subscription with such a meter"],
    ["09", [{ from: 10 }], "BeforeSubscription: used before the account's subscription began"],
    [
      "09",
      [{ from: 10, until: 11 }, { from: 12 }],
      "BeforeSubscription: used before the account's subscription began"
    ],
    ["11", [{ from: 10, until: 11 }], "AfterCancellation: used after the account's subscription ended"],
    [
      "14",
      [
        { from: 10, until: 11 },
        { from: 12, until: 13 }
      ],
      "AfterCancellation: used after the account's subscription ended"
    ],
    [
      "11",
      [{ from: 10, until: 11 }, { from: 12 }],
      "NotSubscribed: used between two subscriptions of the account"
    ],
    [
      "11",
      [{ from: 12 }, { from: 10, until: 11 }],
      "NotSubscribed: used between two subscriptions of the account"
    ],
    [
      "11",
      [
        { from: 10, until: 11 },
        { from: 12, until: 13 }
      ],
      "NotSubscribed: used between two subscriptions of the account"
    ]
  ])("usage of %s o'clock outside the subscriptions %j is held as %s", (own, spans, reason) => {
    const subscriptions = spans.map(({ from, until }) =>
      subscribed({
        activeFrom: `2026-03-10T${from}:00:00Z`,
        activeUntil: until === undefined ? undefined : `2026-03-10T${until}:00:00Z`
      })
    )

    const counted = countedHour(hourOf(`2026-03-10T${own}:00:00Z`), {
      ...context({ now: "2026-03-10T15:00:00Z" }),
      subscriptions
    })

    assert.deepStrictEqual(counted, { _tag: "Held", reason })
  })
})

const context = (options: {
  readonly activeFrom?: string
  readonly activeUntil?: string
  readonly late?: LatePolicy
  readonly now: string
  readonly sealed?: ReadonlyArray<string>
}): CountingContext => ({
  now: at(options.now),
  policy: { ...MeteringPolicy, late: options.late ?? "same-month" },
  subscriptions: [subscribed(options)],
  isSealed: (hour) => options.sealed?.includes(MeteringHour.format(hour)) ?? false
})

interface Span {
  readonly from: number
  readonly until?: number
}

const subscribed = (terms: {
  readonly activeFrom?: string | undefined
  readonly activeUntil?: string | undefined
}): Subscription =>
  Subscription.make({
    account: "account",
    productCode: exampleProduct,
    region: exampleRegion,
    agreement: { _tag: "Product", buyer: "012345678901" },
    activeFrom: at(terms.activeFrom ?? "2026-01-01T00:00:00Z"),
    ...(terms.activeUntil === undefined ? {} : { activeUntil: at(terms.activeUntil) })
  })

const shown = (counted: CountedHour): string =>
  counted._tag === "Counted" ? MeteringHour.format(counted.hour) : counted._tag
