import { assert, it } from "vitest"
import { aMarketplace, aRecord, meter, noon, seconds, verdictOf } from "./testing/aMarketplace.ts"

it("rule 45: every deadline goes by the emulator's clock, which can be set and held", () => {
  let machine = 0
  const emulator = aMarketplace({ clock: () => machine })
  emulator.setTime({ now: seconds(noon) })
  machine = 5_000
  const running = emulator.now()
  emulator.setTime({ frozen: true, now: seconds(noon) })
  machine = 9_000

  assert.deepStrictEqual([running, emulator.now()], [seconds(noon) * 1_000 + 5_000, seconds(noon) * 1_000])
  assert.deepStrictEqual(verdictOf(meter(emulator, [aRecord()])), ["Success"])
  emulator.setTime({ frozen: true, now: seconds("2026-04-16T11:00:00Z") })
  assert.strictEqual(verdictOf(meter(emulator, [aRecord()])), "TimestampOutOfBoundsException")
  assert.throws(() => emulator.setTime({ now: Number.NaN }), RangeError)
})
