import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import { Instant } from "../model/Instant.ts"
import { at } from "../testing/builders.ts"
import { retryAt } from "./retryAt.ts"

describe("retryAt", () => {
  it("a retry waits at least a second and at most a minute, in whole milliseconds", () => {
    fc.assert(
      fc.property(anyAttempts, anyJitter, (attempts, jitter) => {
        const wait = waitOf({ attempts, jitter, left: Duration.days(1) })

        assert.isTrue(wait >= 1_000 && wait <= 60_000)
        assert.isTrue(Number.isInteger(wait))
      })
    )
  })

  it("a retry never goes past the last chance while that is more than a second away", () => {
    fc.assert(
      fc.property(
        anyAttempts,
        anyJitter,
        fc.integer({ min: 31_000, max: 120_000 }),
        (attempts, jitter, left) => {
          const wait = waitOf({ attempts, jitter, left: Duration.millis(left) })

          assert.isAtMost(wait, left - 30_000)
        }
      )
    )
  })

  it("when the last chance has gone by, a retry still waits a second", () => {
    const waits = [-60_000, 0, 1_000, 30_500].map((left) =>
      waitOf({ attempts: 3, jitter: 0.9, left: Duration.millis(left) })
    )

    assert.deepStrictEqual(waits, [1_000, 1_000, 1_000, 1_000])
  })

  it.each([
    [1, 2_000],
    [2, 4_000],
    [5, 32_000],
    [6, 60_000],
    [1_000, 60_000]
  ])("after %i attempts the wait is spread evenly below %i milliseconds", (attempts, bound) => {
    const waits = [0.5, 1].map((jitter) => waitOf({ attempts, jitter, left: Duration.days(1) }))

    assert.deepStrictEqual(waits, [bound / 2, bound])
  })
})

const now = at("2026-03-10T12:00:00Z")

const waitOf = (options: {
  readonly attempts: number
  readonly jitter: number
  readonly left: Duration.Duration
}): number => {
  const deadline = Instant.ofMillis(now.epochMilliseconds + Duration.toMillis(options.left))
  const retry = retryAt({ attempts: options.attempts, deadline, jitter: options.jitter, now })
  return Duration.toMillis(DateTime.distance(now, retry))
}

const anyAttempts = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(100_000))
const anyJitter = fc.nat({ max: 1_000_000 }).map((n) => n / 1_000_000)
