import { assert, it } from "vitest"
import type { Comparison } from "./Benchmark.ts"
import { measure } from "./measure.ts"

it("rates and ratio are medians over the repetitions, whoever goes first", async () => {
  const { clock, comparison } = taking({ baseline: [1, 1, 1, 10], ours: [1, 2, 2, 2] })

  const measurement = await measure(comparison, { clock, repetitions: 3 })

  assert.deepStrictEqual(measurement, { baseline: 100, ours: 50, ratio: 0.5, repetitions: 3 })
})

it("the median of an even number is the mean of the middle two", async () => {
  const { clock, comparison } = taking({ baseline: [1, 1, 1], ours: [1, 1, 2] })

  const measurement = await measure(comparison, { clock, repetitions: 2 })

  assert.deepStrictEqual(measurement, { baseline: 100, ours: 75, ratio: 0.75, repetitions: 2 })
})

it("sides that come to different results are not compared", async () => {
  const { clock, comparison } = taking({ baseline: [1], ours: [1] })
  const wrong = { ...comparison, ours: { name: "ours", run: () => 6 } }

  const failure = await measure(wrong, { clock, repetitions: 1 }).catch(String)

  assert.include(failure, "sums: ours came to 6 results, theirs to 7")
})

// Each run takes the next of its seconds on a clock of its own; the first of each does not count.
function taking(seconds: { readonly baseline: ReadonlyArray<number>; readonly ours: ReadonlyArray<number> }) {
  let millis = 0
  const side = (name: string, durations: ReadonlyArray<number>) => {
    const left = [...durations]
    return {
      name,
      run: () => {
        millis += (left.shift() ?? 0) * 1000
        return 7
      }
    }
  }
  const comparison: Comparison = {
    what: "sums",
    unit: "events",
    count: 100,
    ours: side("ours", seconds.ours),
    baseline: side("theirs", seconds.baseline),
    goal: { ratio: 0.5 }
  }
  return { clock: () => millis, comparison }
}
