import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import fc from "fast-check"
import { workerProblems } from "./workerProblems.ts"

describe("workerProblems", () => {
  it.each([
    {},
    { concurrency: 1 },
    { concurrency: 100 },
    { pollInterval: Duration.millis(1) },
    { pollInterval: Duration.minutes(15), concurrency: 4, onAlert: () => Effect.void }
  ])("%o has none", (options) => {
    assert.deepStrictEqual(workerProblems(options), [])
  })

  it.each([0, -1, 101, 1_000_000, 1.5, Number.NaN, Infinity, "4", null])(
    "a concurrency of %s has one",
    (value) => {
      assert.deepStrictEqual(workerProblems({ concurrency: value }), [
        "concurrency is not a whole number from 1 to 100"
      ])
    }
  )

  it.each([Duration.zero, Duration.seconds(-1), Duration.infinity, Duration.minutes(61), 30_000])(
    "a poll interval of %s has one",
    (value) => {
      assert.include(workerProblems({ pollInterval: value })[0], "pollInterval is not a Duration")
    }
  )

  it("all problems are listed at once, and a misspelt name is told the nearest", () => {
    const problems = workerProblems({ concurency: 4, pollInterval: 0, lease: 1 })

    assert.deepStrictEqual(problems, [
      "concurency is not a choice of the worker; did you mean concurrency?",
      "pollInterval is not a Duration of more than nothing and at most 15 minutes",
      "lease is not a choice of the worker; it has concurrency, pollInterval"
    ])
  })

  it("whatever the options are, they are judged", () => {
    fc.assert(
      fc.property(fc.object({ withBigInt: true, withNullPrototype: true }), (options) => {
        assert.isAtMost(workerProblems(options).length, Object.keys(options).length)
      })
    )
  })
})
