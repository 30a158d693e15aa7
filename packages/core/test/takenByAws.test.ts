import { assert, describe, it } from "@effect/vitest"
import { takenByAws } from "./takenByAws.ts"

describe("takenByAws", () => {
  // The documents' own examples, and what follows from each sentence at its very edge.
  it.each([
    ["2026-04-15T12:00:00Z", "2026-04-14T12:00:01Z", true, "is a second younger than 24 hours"],
    ["2026-04-15T12:00:00Z", "2026-04-14T12:00:00Z", false, "is exactly 24 hours old"],
    ["2026-04-01T05:00:00Z", "2026-03-31T23:00:00Z", true, "is AWS's own example"],
    ["2026-04-01T05:59:59Z", "2026-03-31T06:30:00Z", true, "is in the grace period"],
    ["2026-04-01T06:00:00Z", "2026-03-31T23:59:59Z", false, "is of a month that is closed"],
    ["2026-04-01T05:00:00Z", "2026-03-31T04:00:00Z", false, "is 25 hours old, in the grace period or not"],
    ["2026-04-01T06:00:00Z", "2026-04-01T00:00:00Z", true, "is of the month that is open"],
    ["2027-01-01T05:30:00Z", "2026-12-31T22:00:00Z", true, "is in the grace period of a year"],
    ["2028-03-01T06:00:00Z", "2028-02-29T23:00:00Z", false, "is of a February with a leap day"],
    ["2026-04-15T12:30:00Z", "2026-04-15T12:59:00Z", false, "lies ahead"]
  ])("at %s a record of %s: taken is %s, as it %s", (now, timestamp, isTaken) => {
    assert.strictEqual(takenByAws({ now: Date.parse(now), timestamp: Date.parse(timestamp) }), isTaken)
  })

  it("the last hour of an agreement is counted from its end, and nothing from before its beginning is taken", () => {
    const now = Date.parse("2026-03-10T12:00:00Z")
    const timestamp = Date.parse("2026-03-10T11:00:00Z")

    const verdicts = [
      { activeUntil: Date.parse("2026-03-10T11:00:00Z") },
      { activeUntil: Date.parse("2026-03-10T11:00:01Z") },
      { activeFrom: Date.parse("2026-03-10T11:00:01Z") },
      { activeFrom: timestamp }
    ].map((terms) => takenByAws({ now, timestamp, ...terms }))

    assert.deepStrictEqual(verdicts, [false, true, false, true])
  })

  it("MeterUsage has six hours", () => {
    const timestamp = Date.parse("2026-03-10T11:00:00Z")

    const verdicts = ["2026-03-10T16:59:59.999Z", "2026-03-10T17:00:00Z"].map((now) =>
      takenByAws({ now: Date.parse(now), operation: "MeterUsage", timestamp })
    )

    assert.deepStrictEqual(verdicts, [true, false])
  })
})
