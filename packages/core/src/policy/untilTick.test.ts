import { DateTime, Duration } from "effect"
import { assert, describe, it } from "vitest"
import { untilTick } from "./untilTick.ts"

const interval = Duration.minutes(1)

describe("untilTick", () => {
  it.each([
    ["2026-03-10T12:10:00Z", 0, 60_000],
    ["2026-03-10T12:10:00.001Z", 0, 59_999],
    ["2026-03-10T12:10:59.999Z", 0, 1],
    ["2026-03-10T12:10:10Z", 25_000, 15_000],
    ["2026-03-10T12:10:25Z", 25_000, 60_000],
    ["2026-03-10T12:10:30Z", 325_000, 55_000],
    ["1970-01-01T00:00:10Z", 25_000, 15_000]
  ])("at %s with a phase of %i ms it is %i ms", (now, phase, millis) => {
    const wait = untilTick(DateTime.makeUnsafe(now), { interval, phase: Duration.millis(phase) })

    assert.strictEqual(Duration.toMillis(wait), millis)
  })
})
