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
  subscriptions: [
    Subscription.make({
      account: "account",
      productCode: exampleProduct,
      region: exampleRegion,
      agreement: { _tag: "Product", buyer: "012345678901" },
      activeFrom: at(options.activeFrom ?? "2026-01-01T00:00:00Z"),
      ...(options.activeUntil === undefined ? {} : { activeUntil: at(options.activeUntil) })
    })
  ],
  isSealed: (hour) => options.sealed?.includes(MeteringHour.format(hour)) ?? false
})

const shown = (counted: CountedHour): string =>
  counted._tag === "Counted" ? MeteringHour.format(counted.hour) : counted._tag
