import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { ClockSkewed } from "./ClockSkewed.ts"

describe("ClockSkewed", () => {
  it.each([
    [-360_400, "360 s ahead of AWS's"],
    [360_000, "360 s behind AWS's"],
    [0, "0 s behind AWS's"]
  ])("of %i ms says how far our clock is off, and what to do", (ahead, words) => {
    const error = new ClockSkewed({ ahead: Duration.millis(ahead), bound: Duration.minutes(5) })

    assert.strictEqual(
      error.message,
      `This machine's clock is ${words}, more than the 300 s that clockSkewMax allows: nothing is sealed or sent until it is set.`
    )
    assert.strictEqual(error._tag, "ClockSkewed")
    assert.deepStrictEqual(error.remedy, {
      cause: "This machine's clock and AWS's are further apart than the policy allows.",
      retry: "fix",
      nextStep: "Set this machine's clock, by NTP at best; metering goes on by itself then."
    })
  })

  it("is made of durations alone", () => {
    assert.throws(() => new ClockSkewed({ ahead: 1, bound: 2 } as never))
  })
})
