import { assert, describe, it } from "@effect/vitest"
import { at, quantity } from "../testing/builders.ts"
import { Tags } from "./Tags.ts"
import { UsageEvent } from "./UsageEvent.ts"

describe("UsageEvent", () => {
  it("two events of one id say the same only when every fact is the same", () => {
    const others: ReadonlyArray<UsageEvent> = [
      { ...event },
      { ...event, account: "Account" },
      { ...event, meter: "storage" },
      { ...event, quantity: quantity("1.000000000001") },
      { ...event, occurredAt: at("2026-03-10T11:30:00.001Z") },
      { ...event, tags: [["team", "b"]] },
      { ...event, tags: [] },
      { ...event, property: "p" }
    ]

    const same = others.map((other) => UsageEvent.isSame(event, other))

    assert.deepStrictEqual(same, [true, false, false, false, false, false, false, false])
  })

  it("a repeat is a repeat, even if the catalogue aggregates otherwise by now", () => {
    assert.isTrue(UsageEvent.isSame(event, { ...event, aggregation: "max" }))
  })

  it("tags cannot be made to look like other tags", () => {
    const texts = [Tags.format([["a", 'b"],["c']]), Tags.format([["a", "b"]]), Tags.format([['a","b', "c"]])]

    assert.strictEqual(new Set(texts).size, 3)
  })
})

const event: UsageEvent = {
  eventId: "event",
  account: "account",
  meter: "requests",
  quantity: quantity("1"),
  occurredAt: at("2026-03-10T11:30:00Z"),
  tags: [["team", "a"]],
  aggregation: "sum",
  property: ""
}
