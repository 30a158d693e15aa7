import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import { Instant } from "../model/Instant.ts"
import { at } from "../testing/builders.ts"
import { clockSkew } from "./clockSkew.ts"

describe("clockSkew", () => {
  it.each([
    ["2026-03-10T12:20:00Z", 0],
    ["2026-03-10T12:20:02Z", 0],
    ["2026-03-10T12:20:03Z", 1_000],
    ["2026-03-10T13:20:02Z", 3_600_000],
    ["2026-03-10T12:19:59Z", 0],
    ["2026-03-10T12:19:58Z", -1_000],
    ["2026-03-10T11:20:00Z", -3_599_000]
  ])("an answer of %s to what was asked from 12:20:00 to 12:20:02 proves %i ms", (shown, millis) => {
    const skew = clockSkew(at(shown), {
      asked: at("2026-03-10T12:20:00Z"),
      answered: at("2026-03-10T12:20:02Z")
    })

    assert.strictEqual(Duration.toMillis(skew), millis)
  })

  it("never says more than there is, and misses by the time of the answer and a second at most", () => {
    const millis = fc.integer({ min: -1e9, max: 1e9 })
    fc.assert(
      fc.property(millis, fc.nat(60_000), fc.nat(60_000), (ahead, until, since) => {
        const asked = at("2026-03-10T12:20:00.137Z")
        const answered = DateTime.addDuration(asked, Duration.millis(until + since))
        const written = asked.epochMilliseconds + until + ahead

        const skew = Duration.toMillis(
          clockSkew(Instant.ofMillis(Math.floor(written / 1_000) * 1_000), { asked, answered })
        )

        assert.isAtMost(Math.abs(skew), Math.abs(ahead))
        assert.isAtMost(Math.abs(ahead - skew), until + since + 1_000)
      })
    )
  })
})
