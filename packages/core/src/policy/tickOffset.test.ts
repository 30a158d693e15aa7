import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { tickOffset } from "./tickOffset.ts"

describe("the offset of an instance", () => {
  it("is always less than the spread, and a cluster fills the spread evenly", () => {
    const minutes = Array.from({ length: 1_000 }, (_, i) =>
      Math.floor(Duration.toMinutes(tickOffset(`task-${i}`, Duration.minutes(20))))
    )

    assert.isAtMost(Math.max(...minutes), 19)
    for (let minute = 0; minute < 20; minute++) {
      assert.isBelow(minutes.filter((one) => one === minute).length, 100, `minute ${minute}`)
    }
  })

  it.each([Duration.zero, Duration.nanos(500_000n)])("is nothing where the spread is %o", (spread) => {
    assert.strictEqual(Duration.toMillis(tickOffset("task-1", spread)), 0)
  })
})
