import { Duration } from "effect"
import { assert, describe, it } from "vitest"
import { pauseAfter } from "./pauseAfter.ts"

describe("pauseAfter", () => {
  it.each([
    [1, 1, 2],
    [1, 0.75, 1.5],
    [2, 1, 4],
    [5, 0.5, 16],
    [6, 1, 60],
    [1000, 0.25, 15],
    [1000, 0, 1]
  ])("after %i failures and with a draw of %d it is %d s", (failures, jitter, seconds) => {
    assert.strictEqual(Duration.toSeconds(pauseAfter(failures, jitter)), seconds)
  })
})
