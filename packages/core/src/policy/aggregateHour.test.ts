import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { Quantity } from "../model/Quantity.ts"
import { at, quantity } from "../testing/builders.ts"
import { aggregateHour } from "./aggregateHour.ts"

describe("aggregateHour", () => {
  it("no events are zero units", () => {
    assert.strictEqual(aggregateHour([]), Quantity.zero)
  })

  it("any order and any split of the events gives the same, to the last decimal", () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.nat(), (events, n) => {
        const split = n % (events.length + 1)

        const parts = [events.slice(split), events.slice(0, split)].map(aggregateHour)

        assert.strictEqual(Quantity.sum(parts), aggregateHour(events.toReversed()))
      })
    )
  })
})

const anyEvent = fc.bigInt({ min: 0n, max: 10n ** 18n }).map((units): UsageEvent => ({
  eventId: "event",
  account: "account",
  meter: "requests",
  quantity: quantity(`${units / 1000n}.${String(units % 1000n).padStart(12, "0")}`),
  occurredAt: at("2026-03-10T11:30:00Z"),
  tags: []
}))
